"""The settlement of a room: every lot computed, ties drawn, the lot award rule applied, one scores record for each."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from bidding.methods.review import is_lacking
from bidding.methods.settle import Case, SeatMark, Settlement, draw_ties, over_limit, settle
from crypto.encoding import Body, timestamp
from evaluation_rooms.rooms.actions import everybody, tell
from evaluation_rooms.scoring.actions import told
from evaluation_rooms.scoring.actions.alerts import alerts_of
from evaluation_rooms.scoring.actions.lots import draw_seed
from evaluation_rooms.scoring.actions.questions import questions_of
from evaluation_rooms.scoring.actions.table import (
    Table,
    competition_votes,
    corrections_of,
    evaluated_prices,
    item_votes,
    low_priced,
    price_phases,
    price_votes,
    rejections,
    seat_marks,
    standing,
)
from evaluation_rooms.scoring.record import Given, scores_body
from foundation.work import Work

RULE = "条例53"


async def settle_room(work: Work, table: Table) -> None:
    """Compute and record every lot of the room; the records stay sealed until the award."""
    settled = {lot: await _decided(work, table, lot, await case_of(work, table, lot)) for lot in table.lots}
    out = _left_out(table, settled)
    for lot, (case, found) in settled.items():
        if out[lot]:
            case = replace(case, left_out=out[lot])
            found = await asyncio.to_thread(settle, case)
        await _publish(work, table, lot, case, found)


async def case_of(work: Work, table: Table, lot: UUID) -> Case:
    """The lot as it stands now."""
    facts, row = table.facts[lot], table.lots[lot]
    corrections = await corrections_of(work, table.sitting.session_id, lot)
    seats = list(table.seats.values())
    votes = {seat: one.lacking for seat, one in (await competition_votes(work, table, lot)).items()}
    return Case(
        scheme=facts.scheme,
        ceiling=facts.ceiling_amount,
        coefficients={name: Decimal(value) for name, value in facts.coefficients},
        seed=bytes.fromhex(facts.seed),
        prices=evaluated_prices(facts, corrections),
        seats=seats,
        rejected=await rejections(work, table, lot),
        marks=await _marks(work, table, lot),
        lacking=row.must_vote and bool(is_lacking(votes, seats)),
    )


async def _marks(work: Work, table: Table, lot: UUID) -> list[SeatMark]:
    left = set(await standing(work, table, lot))
    return [one for one in await seat_marks(work, table, lot) if one.bid in left]


async def _decided(work: Work, table: Table, lot: UUID, case: Case) -> tuple[Case, Settlement]:
    """The lot with its ties drawn. Computed in a thread: other rooms wait for the loop."""
    found = await asyncio.to_thread(settle, case)
    if not any(tie.by == "draw" for tie in found.ties):
        return case, found
    case = replace(case, decided=draw_ties(found, await draw_seed(work, table.sitting.session_id), str(lot)))
    return case, await asyncio.to_thread(settle, case)


def _left_out(table: Table, settled: Mapping[UUID, tuple[Case, Settlement]]) -> dict[UUID, frozenset[str]]:
    """Lots by their numbers in the project, as the rule names them."""
    numbers = {lot: str(table.facts[lot].number) for lot in settled}
    ranked = {numbers[lot]: [one.bid for one in found.results] for lot, (_, found) in settled.items()}
    bidders = {one.bid: one.uscc for facts in table.facts.values() for one in facts.bids}
    rule = next(iter(settled.values()))[0].scheme.method.lots
    found = over_limit(ranked, bidders, rule)
    return {lot: found[numbers[lot]] for lot in settled}


async def _publish(work: Work, table: Table, lot: UUID, case: Case, found: Settlement) -> None:
    facts, row = table.facts[lot], table.lots[lot]
    now = await work.now()
    room: Body = {"session": str(table.sitting.session_id), "committee_no": table.sitting.committee}
    given = await _given(work, table, lot, case)
    body = scores_body(facts, {**room, "at": timestamp(now)}, given, found, case.prices, case.left_out)
    record = await work.publish(body, lot=lot, round_no=facts.round, public=False)
    row.record, row.settled_at, row.failed = record.digest, now, found.failed
    await work.record("settle", "lot", lot, RULE, scores=record.digest.hex())
    await tell(work, table.sitting.session_id, "settled", lot=str(lot))


async def _given(work: Work, table: Table, lot: UUID, case: Case) -> Given:
    """What the record tells beside what follows from it."""
    session, row = table.sitting.session_id, table.lots[lot]
    corrections = await corrections_of(work, session, lot)
    phases = await price_phases(work, table, lot)
    return Given(
        seats=[told.seat(one, table.sitting.head_id) for one in sorted(table.members, key=lambda one: one.name)],
        replaced=[told.replaced(one) for one in await everybody(work, session) if one.state == "GONE"],
        votes=await item_votes(work, table, lot),
        marks=case.marks,
        corrections=told.by_bid([one for one in corrections if one.kind != "adjustment"], told.correction),
        adjustments=told.by_bid(told.newest(corrections), told.adjustment),
        questions=[told.question(one) for one in await questions_of(work, session, lot)],
        alerts=[told.alert(one, table.seats[one.member_id]) for one in await alerts_of(work, table, lot)],
        low_rules=low_priced(row, table.facts[lot]),
        low_votes=[one for one, _ in await price_votes(work, table, lot) if one.bid in phases],
        low_phases=phases,
        competition=await _competition(work, table, lot) if row.must_vote else None,
    )


async def _competition(work: Work, table: Table, lot: UUID) -> Body:
    """What the committee said of competition, and how many bids stood (1117号十三)."""
    votes = await competition_votes(work, table, lot)
    seats = sorted(table.seats.values())
    return {
        "valid": len(await standing(work, table, lot)),
        "lacking": is_lacking({seat: one.lacking for seat, one in votes.items()}, seats),
        "votes": [told.competition_vote(seat, votes[seat]) for seat in seats if seat in votes],
    }
