"""Batches of votes and marks: saved as they are typed, also long after; one statement for all of a batch.

The seat's room is shared, its sheet is locked: two tabs of one member come one after the other, members beside each
other. A batch that was taken is answered as it was taken, however often it comes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bidding.methods.review import ItemVote, check_vote
from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions import Seated, seated
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.actions.questions import asked_and_over
from evaluation_rooms.scoring.actions.table import left_of_review
from evaluation_rooms.scoring.answers import BatchTaken
from evaluation_rooms.scoring.batches import Given, Held, Place, sort_out
from evaluation_rooms.scoring.facts import LotFacts
from evaluation_rooms.scoring.refusals import MarkOutOfRange, NotOnThisSheet, SheetHandedIn
from evaluation_rooms.scoring.rules import PART_OF_PHASE, criteria_of
from evaluation_rooms.scoring.tables import Batch, Mark, ScoredLot, Sheet, Vote
from foundation.errors import FieldRefused, NoSuchThing
from foundation.work import Work


@dataclass(frozen=True)
class VoteGiven:
    """A pass or fail as sent; null takes it back. `bid`: as it is called in this phase; `base`: the version seen."""

    bid: str
    item: str
    passed: bool | None
    page: int | None
    reason: str
    base: int


@dataclass(frozen=True)
class MarkGiven:
    """A mark as sent; null takes it back."""

    bid: str
    criterion: str
    value: str | None
    base: int


@dataclass(frozen=True)
class Sent:
    """What came with a batch beside its entries: the client's id, and its own clock."""

    id: UUID
    entered_at: datetime | None


@dataclass(frozen=True)
class _Kind:
    """Votes or marks: their table, what names a place beside the bid, and how a value is written, read and told."""

    table: type[Any]
    name: str
    read: Callable[[Any], Any]
    columns: Callable[[Any], dict[str, Any]]
    told: Callable[[Any], dict[str, Any]]


_NO_VOTE = (None, None, "")
VOTES = _Kind(
    Vote,
    "item",
    lambda row: (row.passed, row.page, row.reason),
    lambda value: dict(zip(("passed", "page", "reason"), value, strict=True)),
    lambda value: dict(zip(("pass", "page", "reason"), value or _NO_VOTE, strict=True)),
)
MARKS = _Kind(
    Mark,
    "criterion",
    lambda row: row.value,
    lambda value: {"value": value},
    lambda value: {"value": None if value is None else f"{value:.2f}"},
)


@dataclass(frozen=True)
class Desk:
    """The seat with the lot and its own locked sheet."""

    seat: Seated
    lot: ScoredLot
    facts: LotFacts
    sheet: Sheet

    @property
    def hidden(self) -> bool:
        """Whether bids appear under pseudonyms."""
        return self.sheet.part == "blind"

    @property
    def is_over(self) -> bool:
        """Whether nobody judges the lot any further; what an earlier committee's review found says nothing yet."""
        return self.lot.failed is not None and self.sheet.part != "preliminary"

    def bid(self, name: str) -> str:
        """The digest of the bid that is called so now."""
        return self.facts.named(name, hidden=self.hidden).bid

    def shown(self, place: Place) -> dict[str, Any]:
        """A place as this seat's program calls it."""
        return {"bid": self.facts.shown(place[0], hidden=self.hidden), "name": place[1]}


async def desk_of(work: Work, lot_id: UUID, *phases: str, alone: bool = False) -> Desk:
    """The asking seat at its sheet of the part that is open in this phase."""
    seat = await seated(work, *phases, alone=alone)
    lot = await scored_lot(work, seat.session.id, lot_id)
    sheet = await sheet_of(work, seat, lot_id, PART_OF_PHASE[seat.sitting.phase])
    return Desk(seat, lot, facts_of(lot), sheet)


async def sheet_of(work: Work, seat: Seated, lot_id: UUID, part: str) -> Sheet:
    """The seat's own sheet, made when it is first wanted; locked."""
    key = {"session_id": seat.session.id, "member_id": seat.member.id, "lot_id": lot_id, "part": part}
    query = select(Sheet).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    found = await work.session.scalar(query)
    if found is None:
        await work.session.execute(insert(Sheet).values(**key, state="OPEN", version=0).on_conflict_do_nothing())
        found = (await work.session.scalars(query)).one()
    return found


async def save_votes(work: Work, lot_id: UUID, sent: Sent, votes: Sequence[VoteGiven]) -> BatchTaken:
    """Save what the asking seat says in the preliminary review."""
    desk = await desk_of(work, lot_id, "PRELIMINARY")
    if (before := await _before(work, desk, sent)) is not None:
        return before
    over = await asked_and_over(work, desk.seat.session.id, lot_id)
    given = [_vote(desk, one, over) for one in votes]
    return await _take(work, desk, sent, VOTES, given)


def _vote(desk: Desk, one: VoteGiven, over: set[tuple[str, str | None]]) -> Given[Any]:
    bid = desk.bid(one.bid)
    vote = ItemVote(bid, one.item, desk.seat.member.name, one.passed is not False, one.page, one.reason)
    check_vote(desk.facts.scheme, vote, asked=bool({(bid, one.item), (bid, None)} & over))
    return Given((bid, one.item), (one.passed, one.page, one.reason.strip()), one.base)


async def save_marks(work: Work, lot_id: UUID, sent: Sent, marks: Sequence[MarkGiven]) -> BatchTaken:
    """Save what the asking seat gives, in the part that is open."""
    desk = await desk_of(work, lot_id, "BLIND", "OPEN_PART")
    if (before := await _before(work, desk, sent)) is not None:
        return before
    weights = {one.name: one.weight for one in criteria_of(desk.facts.scheme, desk.sheet.part)}
    left = left_of_review(desk.lot, desk.facts)
    given = [_mark(desk, one, weights, left) for one in marks]
    return await _take(work, desk, sent, MARKS, given)


def _mark(desk: Desk, one: MarkGiven, weights: Mapping[str, Decimal], left: Sequence[str]) -> Given[Any]:
    bid = desk.bid(one.bid)
    if one.criterion not in weights or bid not in left:
        raise NotOnThisSheet(name=f"{one.bid} {one.criterion}")
    return Given((bid, one.criterion), read_mark(one.value, one.criterion, weights[one.criterion]), one.base)


def read_mark(text: str | None, criterion: str, weight: Decimal) -> Decimal | None:
    """A figure from 0 to full marks with at most two decimals; MarkOutOfRange for anything else."""
    if text is None:
        return None
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    exponent = value.as_tuple().exponent
    if not value.is_finite() or not 0 <= value <= weight or not isinstance(exponent, int) or exponent < -2:
        raise MarkOutOfRange(criterion=criterion, weight=f"{weight:f}", value=text)
    return value.quantize(Decimal("0.01"))


async def _before(work: Work, desk: Desk, sent: Sent) -> BatchTaken | None:
    """What was answered when this batch came first. A sheet that is handed in takes nothing new."""
    row = await work.session.get(Batch, sent.id)
    if row is not None:
        if row.member_id != desk.seat.member.id:
            raise NoSuchThing(what="batch 录入批次")
        return cast(BatchTaken, row.answer)
    if desk.sheet.state != "OPEN" or desk.is_over:
        raise SheetHandedIn()
    return None


async def _held(work: Work, desk: Desk, kind: _Kind, given: Sequence[Given[Any]]) -> dict[Place, Held[Any]]:
    """What stands at the batch's places; one query over its bids. A place occurs once in a batch."""
    places = {one.place for one in given}
    if len(places) < len(given):
        raise FieldRefused(field="entries", why="a place occurs twice", why_zh="同一项重复")
    table, bids = kind.table, {bytes.fromhex(bid) for bid, _ in places}
    query = select(table.__table__).where(table.member_id == desk.seat.member.id, table.lot_id == desk.sheet.lot_id)
    rows = await work.session.execute(query.where(table.bid.in_(bids)))
    found = {(row.bid.hex(), getattr(row, kind.name)): Held(kind.read(row), row.version) for row in rows}
    return {place: held for place, held in found.items() if place in places}


async def _take(work: Work, desk: Desk, sent: Sent, kind: _Kind, given: Sequence[Given[Any]]) -> BatchTaken:
    """Write what is current in one statement, answer the rest with what stands there, keep the batch as it came."""
    held, now = await _held(work, desk, kind, given), await work.now()
    found = sort_out(held, given)
    if found.write:
        await _write(work, desk, sent, kind, found.write)
        desk.sheet.version += 1
    answer: BatchTaken = {
        "version": desk.sheet.version,
        "saved": [cast(Any, {**desk.shown(place), "version": found.saved[place]}) for place in sorted(found.saved)],
        "conflicts": [cast(Any, {**desk.shown(place), **_now(kind, held.get(place))}) for place in found.conflicts],
        "at": timestamp(now),
    }
    row = Batch(id=sent.id, member_id=desk.seat.member.id, lot_id=desk.sheet.lot_id, part=desk.sheet.part, at=now)
    row.given = [{**desk.shown(one.place), **kind.told(one.value), "base": one.base} for one in given]
    row.answer, row.entered_at = dict(answer), sent.entered_at
    work.session.add(row)
    return answer


async def _write(work: Work, desk: Desk, sent: Sent, kind: _Kind, write: Mapping[Place, Held[Any]]) -> None:
    key = {"member_id": desk.seat.member.id, "lot_id": desk.sheet.lot_id}
    beside = {"saved_at": await work.now(), "batch": sent.id}
    rows = [
        {
            **key,
            "bid": bytes.fromhex(bid),
            kind.name: name,
            **kind.columns(one.value),
            "version": one.version,
            **beside,
        }
        for (bid, name), one in write.items()
    ]
    fresh, primary = insert(kind.table), [*key, "bid", kind.name]
    moved = {column: fresh.excluded[column] for column in rows[0] if column not in primary}
    # As many rows as there are, one statement: compiled once, sent together.
    await work.session.execute(fresh.on_conflict_do_update(index_elements=primary, set_=moved), rows)


def _now(kind: _Kind, held: Held[Any] | None) -> dict[str, Any]:
    """What stands at a place, as an answer tells it."""
    return {"version": held.version if held else 0, **kind.told(held.value if held else None)}
