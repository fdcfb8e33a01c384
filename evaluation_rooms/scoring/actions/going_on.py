"""The room's scoring goes on by itself: when the last member has handed in, answered, voted, the next phase begins.

Called after each of these deeds, and by the room's watch once nobody is away any more; the sitting is locked alone, so
that of two last ones only one finds himself the last.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from uuid import UUID

from sqlalchemy import delete, select

from bidding.methods.review import by_late_price, is_lacking, preliminary
from bidding.methods.scores_record import settlement_json
from bidding.methods.settle import Settlement
from evaluation_rooms.rooms.actions import advance, missing, tell
from evaluation_rooms.rooms.tables import Sitting
from evaluation_rooms.scoring.actions.alerts import all_checked
from evaluation_rooms.scoring.actions.lots import facts_of, has_begun, take_prices
from evaluation_rooms.scoring.actions.second_opening import appoint, reject_by_prices
from evaluation_rooms.scoring.actions.settling import settle_room
from evaluation_rooms.scoring.actions.table import (
    Table,
    competition_votes,
    item_votes,
    left_of_review,
    load,
    standing,
    undecided,
)
from evaluation_rooms.scoring.rules import SHEET, expected
from evaluation_rooms.scoring.tables import Alert, Mark, Sheet
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

FEWEST = "R-BIDS-MIN"

RANKED_NEWS = "room ranked"
"""Timer that a later stage runs once every mark is locked and the ranking stands; payload: session."""


async def go_on(work: Work, sitting: Sitting) -> None:
    """Take every step that nothing hinders; harmless where something does."""
    await work.session.flush()
    if sitting.held or sitting.phase not in STEPS or await missing(work, sitting.session_id):
        return
    if not await has_begun(work, sitting.session_id):
        return
    table = await load(work, sitting)
    await _after_restart(work, table)
    while (step := STEPS.get(sitting.phase)) is not None and await step(work, table):
        pass


async def _after_restart(work: Work, table: Table) -> None:
    """Somebody new judges everything: nothing that was settled before he came counts, sheets are as handed in."""
    since = table.sitting.restarted_at
    sheets = [one for one in table.sheets.values() if _is_older(one, since)]
    if not sheets:
        return
    for sheet in sheets:
        if sheet.state == "LOCKED":
            sheet.state = SHEET.step(sheet.state, "unlock").after
        sheet.checked_at = sheet.locked_at = None
    for lot in table.lots.values():
        lot.rejected, lot.must_vote, lot.failed = None, False, None
    await work.session.execute(delete(Alert).where(Alert.lot_id.in_(table.lots), Alert.member_id.in_(table.seats)))
    await work.session.flush()


def _is_older(sheet: Sheet, since: object) -> bool:
    done = sheet.locked_at or sheet.checked_at
    return done is not None and since is not None and done <= since  # type: ignore[operator]


async def _preliminary(work: Work, table: Table) -> bool:
    if not table.all_in("preliminary", table.lots):
        return False
    for lot in table.lots:
        await _review(work, table, lot)
    if not await _competition_said(work, table, table.live):
        return False
    await _lock(work, table, "preliminary", table.lots)
    if not table.live:
        return await _end(work, table)
    blind = [lot for lot in table.live if table.facts[lot].scheme.has_blind]
    for part in ("blind", "open"):
        await _reopen(work, table, part)
    await advance(work, table.sitting.session_id, "to_blind" if blind else "to_open")
    return True


async def _review(work: Work, table: Table, lot: UUID) -> None:
    """The majority's rejections, and those that follow from the price; then whether anybody is left."""
    facts, row = table.facts[lot], table.lots[lot]
    votes = await item_votes(work, table, lot)
    prices = {one.bid: one.amount for one in facts.bids}
    voted = preliminary(facts.scheme, votes, list(table.seats.values()))
    told = not facts.waits_for_prices
    found = [*voted, *by_late_price(facts.scheme, prices, facts.ceiling_amount, voted, told=told)]
    row.rejected = list(settlement_json(Settlement(tuple(found)))["rejected"])
    await _judge_number(work, table, lot, len(left_of_review(row, facts)))


async def _judge_number(work: Work, table: Table, lot: UUID, valid: int) -> None:
    """Nobody left: the lot has failed. Fewer than three: the committee says whether competition remains."""
    row, few = table.lots[lot], rulebook(table.facts[lot].rulebook).count(FEWEST)
    if valid == 0:
        row.failed = "rejected"
    elif valid < few and not row.must_vote:
        row.must_vote = True
        await tell(work, table.sitting.session_id, "competition", lot=str(lot), valid=valid)
    await work.session.flush()


async def _competition_said(work: Work, table: Table, lots: Sequence[UUID]) -> bool:
    """Whether every vote on competition that is needed is complete; a lot that lacks it has failed."""
    complete = True
    for lot in lots:
        if not table.lots[lot].must_vote:
            continue
        votes = {seat: one.lacking for seat, one in (await competition_votes(work, table, lot)).items()}
        lacking = is_lacking(votes, list(table.seats.values()))
        complete = complete and lacking is not None
        if lacking:
            table.lots[lot].failed = "rejected"
    return complete


async def _blind(work: Work, table: Table) -> bool:
    lots = [lot for lot in table.live if table.facts[lot].scheme.has_blind]
    if not table.all_in("blind", lots) or not await all_checked(work, table, "blind", lots):
        return False
    await _lock(work, table, "blind", lots)
    await advance(work, table.sitting.session_id, "to_open")
    return True


async def _open(work: Work, table: Table) -> bool:
    if not table.all_in("open", table.live):
        return False
    for lot in table.live:
        await _judge_number(work, table, lot, len(await standing(work, table, lot)))
    if not await _competition_said(work, table, table.live):
        return False
    if not table.live:
        return await _end(work, table)
    if any(table.facts[lot].waits_for_prices for lot in table.live):
        return await _to_prices(work, table)
    await advance(work, table.sitting.session_id, "to_price")
    return True


async def _to_prices(work: Work, table: Table) -> bool:
    """Two envelopes: every mark is locked before a price is known; then the prices of who passed are appointed."""
    if not await all_checked(work, table, "open", table.live):
        return False
    await _lock(work, table, "open", table.lots)
    await advance(work, table.sitting.session_id, "to_price_opening")
    for lot in table.live:
        if table.facts[lot].waits_for_prices:
            await appoint(work, table, lot)
    return True


async def _price_opening(work: Work, table: Table) -> bool:
    """The room waits until every second opening is closed; then its prices join, and what they reject by law."""
    for lot in table.live:
        if table.facts[lot].waits_for_prices and not await take_prices(work, table.lots[lot]):
            return False
    for lot in table.live:
        table.facts[lot] = facts_of(table.lots[lot])
        await reject_by_prices(work, table, lot)
    await advance(work, table.sitting.session_id, "to_price")
    return True


async def _confirm(work: Work, table: Table) -> bool:
    if not await all_checked(work, table, "open", table.live):
        return False
    for lot in table.live:
        if await undecided(work, table, lot):
            return False
    for lot in table.live:
        await _judge_number(work, table, lot, len(await standing(work, table, lot)))
    if not await _competition_said(work, table, table.live):
        return False
    await _lock(work, table, "open", table.lots)
    await settle_room(work, table)
    await advance(work, table.sitting.session_id, "to_ranking")
    session = str(table.sitting.session_id)
    await arm(work, RANKED_NEWS, f"{RANKED_NEWS} {session}", await work.now(), session=session)
    return True


async def _end(work: Work, table: Table) -> bool:
    """Every bid of every lot is rejected (法42): the report tells why."""
    await settle_room(work, table)
    await advance(work, table.sitting.session_id, "reject_all")
    return True


async def _lock(work: Work, table: Table, part: str, lots: Iterable[UUID]) -> None:
    now = await work.now()
    for sheet in table.of_part(part, lots):
        if sheet.state == "HANDED_IN":
            sheet.state, sheet.locked_at = SHEET.step(sheet.state, "lock").after, now
    await work.session.flush()


async def _reopen(work: Work, table: Table, part: str) -> None:
    """After a restart more bids may stand than were marked: who lacks marks for them fills them in."""
    for lot in table.live:
        facts = table.facts[lot]
        wanted = expected(facts.scheme, part, left_of_review(table.lots[lot], facts))
        for sheet in table.of_part(part, [lot]):
            if sheet.state == "HANDED_IN" and wanted - await _given(work, sheet):
                sheet.state = SHEET.step(sheet.state, "reopen").after
    await work.session.flush()


async def _given(work: Work, sheet: Sheet) -> set[tuple[str, str]]:
    query = select(Mark.bid, Mark.criterion).where(Mark.member_id == sheet.member_id, Mark.lot_id == sheet.lot_id)
    found = await work.session.execute(query.where(Mark.value.is_not(None)))
    return {(bid.hex(), name) for bid, name in found}


STEPS: dict[str, Callable[[Work, Table], Awaitable[bool]]] = {
    "PRELIMINARY": _preliminary,
    "BLIND": _blind,
    "OPEN_PART": _open,
    "PRICE_OPENING": _price_opening,
    "CONFIRM": _confirm,
}
"""What may complete in a phase; answers whether it did."""
