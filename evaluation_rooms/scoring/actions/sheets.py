"""A lot from one's own seat: what is to be judged in this phase, and what one has given; nobody else's marks."""

from typing import cast
from uuid import UUID

from sqlalchemy import select

from bidding.methods.scheme import PreliminaryItem, Scheme
from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions import Seated, seated
from evaluation_rooms.rooms.rules import Phase
from evaluation_rooms.scoring import answers
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.actions.prices import correction_shown
from evaluation_rooms.scoring.actions.table import (
    Table,
    competition_votes,
    corrections_of,
    evaluated_prices,
    load,
    low_priced,
    rejections,
    standing,
)
from evaluation_rooms.scoring.facts import FrozenBid, LotFacts
from evaluation_rooms.scoring.rules import PART_OF_PHASE, SheetState, criteria_of
from evaluation_rooms.scoring.tables import Alert, LowPriceVote, Mark, Sheet, Vote
from foundation.work import Work

NOT_YET = ("GATHERING", "ELECTING")


async def show_sheet(work: Work, lot_id: UUID) -> answers.SheetShown:
    """The sheet of the asking seat, with what it needs to be filled in."""
    seat = await seated(work, held_ok=True)
    lot = await scored_lot(work, seat.session.id, lot_id)
    facts, phase = facts_of(lot), seat.sitting.phase
    part = PART_OF_PHASE.get(phase)
    hidden, table = part == "blind", await load(work, seat.sitting)
    mine = table.sheets.get((seat.member.id, lot_id, part or ""))
    alerts = await _alerts(work, seat, facts, part, hidden=hidden)
    return {
        "lot": str(lot_id),
        "round": facts.round,
        "name": facts.name,
        "method": facts.scheme.method.name,
        "phase": cast(Phase, phase),
        "part": part,
        "state": cast(SheetState, mine.state if mine else "OPEN"),
        "version": mine.version if mine else 0,
        "must_answer": any(one["answer"] is None for one in alerts),
        "failed": None if phase == "PRELIMINARY" or lot.failed is None else "rejected",
        "ceiling": None if hidden else facts.ceiling,
        "items": [_item(one) for one in facts.scheme.preliminary] if part == "preliminary" else [],
        "criteria": _criteria(facts.scheme, part),
        "bids": [] if phase in NOT_YET else await _bids(work, table, lot_id, facts, hidden=hidden),
        "votes": await _votes(work, seat, lot_id) if part == "preliminary" else [],
        "marks": await _marks(work, seat, facts, part, hidden=hidden),
        "alerts": alerts,
        "rejected": [] if hidden or part == "preliminary" else await _rejected(work, table, lot_id),
        "price_votes": [] if hidden else await _price_votes(work, seat, lot_id),
        "competition": None if hidden else await _competition(work, seat, table, lot_id),
        "corrections": [] if hidden else await _corrections(work, seat, lot_id),
        "handed_in": _handed_in(table, lot_id, part),
        "now": timestamp(await work.now()),
    }


def _item(one: PreliminaryItem) -> answers.ItemOnSheet:
    return {
        "code": one.code,
        "group": one.group,
        "name": one.name,
        "clause": one.clause,
        "ground": one.ground,
        "clarify_first": one.clarify_first,
    }


def _criteria(scheme: Scheme, part: str | None) -> list[answers.CriterionOnSheet]:
    texts = dict(scheme.help)
    return [
        {
            "name": one.name,
            "kind": one.kind,
            "weight": f"{one.weight:f}",
            "part": scheme.part_of(one.name),
            "help": texts.get(one.name, ""),
        }
        for one in (criteria_of(scheme, part) if part else [])
    ]


async def _bids(work: Work, table: Table, lot_id: UUID, facts: LotFacts, *, hidden: bool) -> list[answers.BidOnSheet]:
    """All bids in the review, afterwards those that stand; by pseudonym while names are hidden."""
    in_review = table.sitting.phase == "PRELIMINARY"
    shown = {one.bid for one in facts.bids} if in_review else set(await standing(work, table, lot_id))
    if hidden:
        blind = [one for one in facts.bids if one.bid in shown]
        return [_hidden(one) for one in sorted(blind, key=lambda one: int(one.pseudonym[1:]))]
    prices = evaluated_prices(facts, await corrections_of(work, table.sitting.session_id, lot_id))
    low = {} if in_review else low_priced(table.lots[lot_id], facts)
    return [
        {
            "bid": one.bid,
            "name": one.name,
            "uscc": one.uscc,
            "price": one.price,
            "evaluated_price": f"{prices[one.bid]:.2f}",
            "low_price": low.get(one.bid, []),
        }
        for one in facts.bids
        if one.bid in shown
    ]


def _hidden(one: FrozenBid) -> answers.BidOnSheet:
    nothing: answers.BidOnSheet = {
        "bid": one.pseudonym,
        "name": None,
        "uscc": None,
        "price": None,
        "evaluated_price": None,
        "low_price": [],
    }
    return nothing


async def _votes(work: Work, seat: Seated, lot_id: UUID) -> list[answers.VoteOnSheet]:
    query = select(Vote).where(Vote.member_id == seat.member.id, Vote.lot_id == lot_id).order_by(Vote.bid, Vote.item)
    return [
        {
            "bid": one.bid.hex(),
            "item": one.item,
            "pass": one.passed,
            "page": one.page,
            "reason": one.reason,
            "version": one.version,
            "saved_at": timestamp(one.saved_at),
        }
        for one in await work.session.scalars(query)
    ]


async def _marks(
    work: Work, seat: Seated, facts: LotFacts, part: str | None, *, hidden: bool
) -> list[answers.MarkOnSheet]:
    names = [one.name for one in criteria_of(facts.scheme, part)] if part else []
    query = select(Mark).where(Mark.member_id == seat.member.id, Mark.lot_id == UUID(facts.lot))
    query = query.where(Mark.criterion.in_(names)).order_by(Mark.bid, Mark.criterion)
    return [
        {
            "bid": facts.shown(one.bid.hex(), hidden=hidden),
            "criterion": one.criterion,
            "value": None if one.value is None else f"{one.value:.2f}",
            "version": one.version,
            "saved_at": timestamp(one.saved_at),
        }
        for one in await work.session.scalars(query)
    ]


async def _alerts(
    work: Work, seat: Seated, facts: LotFacts, part: str | None, *, hidden: bool
) -> list[answers.MarkAlert]:
    query = select(Alert).where(Alert.member_id == seat.member.id, Alert.lot_id == UUID(facts.lot))
    rows = await work.session.scalars(query.where(Alert.part == part).order_by(Alert.id))
    return [
        {
            "id": str(one.id),
            "bid": facts.shown(one.bid.hex(), hidden=hidden),
            "criterion": one.criterion,
            "direction": one.direction,  # type: ignore[typeddict-item]
            "band": one.band,  # type: ignore[typeddict-item]
            "mark": f"{one.before:.2f}",
            "answer": one.answer,  # type: ignore[typeddict-item]
            "reason": one.reason,
            "after": None if one.after is None else f"{one.after:.2f}",
        }
        for one in rows
    ]


async def _rejected(work: Work, table: Table, lot_id: UUID) -> list[answers.BidRejected]:
    return [
        {"bid": one.bid, "item": one.item, "ground": one.ground, "reason": one.reason, "phase": one.phase}
        for one in await rejections(work, table, lot_id)
    ]


async def _price_votes(work: Work, seat: Seated, lot_id: UUID) -> list[answers.PriceVoteShown]:
    query = select(LowPriceVote).where(LowPriceVote.member_id == seat.member.id, LowPriceVote.lot_id == lot_id)
    rows = await work.session.scalars(query.order_by(LowPriceVote.bid))
    return [{"bid": one.bid.hex(), "explained": one.explained, "reason": one.reason} for one in rows]


async def _competition(work: Work, seat: Seated, table: Table, lot_id: UUID) -> answers.CompetitionShown | None:
    """Who has voted, never how: that stands in the record."""
    if not table.lots[lot_id].must_vote:
        return None
    votes = await competition_votes(work, table, lot_id)
    mine = votes.get(seat.member.name)
    return {
        "valid": len(await standing(work, table, lot_id)),
        "voted": sorted(votes),
        "lacking": mine.lacking if mine else None,
        "argument": mine.argument if mine else None,
    }


async def _corrections(work: Work, seat: Seated, lot_id: UUID) -> list[answers.CorrectionShown]:
    return [correction_shown(one) for one in await corrections_of(work, seat.session.id, lot_id)]


def _handed_in(table: Table, lot_id: UUID, part: str | None) -> list[str]:
    """Seats that have handed in this part: everybody may know that."""

    def is_in(sheet: Sheet | None) -> bool:
        return sheet is not None and sheet.state != "OPEN"

    return sorted(one.name for one in table.members if is_in(table.sheets.get((one.id, lot_id, part or ""))))
