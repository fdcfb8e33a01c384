"""Everything that a room's scoring stands on, read at once: members, lots, sheets, and what the members gave."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from bidding.methods.corrections import adjusted_price, corrected_price
from bidding.methods.review import ItemVote, PriceVote, Rejection, low_prices, unexplained
from bidding.methods.settle import SeatMark
from evaluation_rooms.rooms.actions import members_of
from evaluation_rooms.rooms.tables import Member, Sitting
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lots
from evaluation_rooms.scoring.facts import LotFacts
from evaluation_rooms.scoring.tables import (
    CompetitionVote,
    Correction,
    LowPriceVote,
    Mark,
    ScoredLot,
    Sheet,
    Vote,
)
from foundation.rulebook import rulebook
from foundation.work import Work


@dataclass
class Table:
    """Who judges now and how far their sheets are; those who are gone are not among them (条例48)."""

    sitting: Sitting
    members: list[Member]
    lots: dict[UUID, ScoredLot]
    facts: dict[UUID, LotFacts]
    sheets: dict[tuple[UUID, UUID, str], Sheet]

    @property
    def seats(self) -> dict[UUID, str]:
        """Seat names by member."""
        return {one.id: one.name for one in self.members}

    @property
    def live(self) -> list[UUID]:
        """Lots that are judged further."""
        return [lot for lot, row in self.lots.items() if row.failed is None]

    def all_in(self, part: str, lots: Iterable[UUID]) -> bool:
        """Whether every member has handed in this part of each of these lots."""
        return all(
            (sheet := self.sheets.get((one.id, lot, part))) is not None and sheet.state != "OPEN"
            for lot in lots
            for one in self.members
        )

    def of_part(self, part: str, lots: Iterable[UUID]) -> list[Sheet]:
        """The sitting members' sheets of a part."""
        wanted = set(lots)
        return [one for (_, lot, named), one in self.sheets.items() if named == part and lot in wanted]


async def load(work: Work, sitting: Sitting) -> Table:
    """The table of a room that is locked."""
    members = await members_of(work, sitting.session_id)
    rows = {row.lot_id: row for row in await scored_lots(work, sitting.session_id)}
    query = select(Sheet).where(Sheet.session_id == sitting.session_id, Sheet.member_id.in_(ids(members)))
    found = await work.session.scalars(query.execution_options(populate_existing=True))
    sheets = {(one.member_id, one.lot_id, one.part): one for one in found}
    return Table(sitting, members, rows, {lot: facts_of(row) for lot, row in rows.items()}, sheets)


def ids(members: Sequence[Member]) -> list[UUID]:
    """Their ids."""
    return [one.id for one in members]


async def item_votes(work: Work, table: Table, lot: UUID) -> list[ItemVote]:
    """What the sitting members say in the preliminary review."""
    query = select(Vote).where(Vote.lot_id == lot, Vote.member_id.in_(table.seats), Vote.passed.is_not(None))
    return [
        ItemVote(one.bid.hex(), one.item, table.seats[one.member_id], bool(one.passed), one.page, one.reason)
        for one in await work.session.scalars(query.order_by(Vote.bid, Vote.item, Vote.member_id))
    ]


async def seat_marks(work: Work, table: Table, lot: UUID) -> list[SeatMark]:
    """What they give: tens of thousands in a full room, hence columns and not objects."""
    query = select(Mark.bid, Mark.criterion, Mark.member_id, Mark.value).where(Mark.lot_id == lot)
    query = query.where(Mark.member_id.in_(table.seats), Mark.value.is_not(None))
    found, seats = await work.session.execute(query.order_by(Mark.bid, Mark.criterion, Mark.member_id)), table.seats
    return [
        SeatMark(bid.hex(), criterion, seats[member], value)
        for bid, criterion, member, value in found
        if value is not None
    ]


async def price_votes(work: Work, table: Table, lot: UUID) -> list[tuple[PriceVote, str]]:
    """What they say of low prices, each with the phase in which it was said."""
    query = select(LowPriceVote).where(LowPriceVote.lot_id == lot, LowPriceVote.member_id.in_(table.seats))
    return [
        (PriceVote(one.bid.hex(), table.seats[one.member_id], one.explained, one.reason), one.phase)
        for one in await work.session.scalars(query.order_by(LowPriceVote.bid, LowPriceVote.member_id))
    ]


async def competition_votes(work: Work, table: Table, lot: UUID) -> dict[str, CompetitionVote]:
    """What they say of competition, by seat."""
    query = select(CompetitionVote).where(CompetitionVote.lot_id == lot, CompetitionVote.member_id.in_(table.seats))
    return {table.seats[one.member_id]: one for one in await work.session.scalars(query)}


def reviewed(row: ScoredLot) -> list[Rejection]:
    """What the preliminary review rejected, once it is over."""
    return [Rejection(**one) for one in row.rejected or ()]


def left_of_review(row: ScoredLot, facts: LotFacts) -> list[str]:
    """Bids that it left, ascending."""
    out = {one.bid for one in reviewed(row)}
    return [one.bid for one in facts.bids if one.bid not in out]


def low_priced(row: ScoredLot, facts: LotFacts) -> dict[str, list[str]]:
    """Bids to be asked about their price as read out, with the rules that ask: of those that the review left."""
    if facts.waits_for_prices:
        return {}
    prices = {bid: facts.by_digest[bid].amount for bid in left_of_review(row, facts)}
    return low_prices(prices, facts.ceiling_amount, rulebook(facts.rulebook), works=facts.works)


async def undecided(work: Work, table: Table, lot: UUID) -> list[str]:
    """Bids whose low price not every sitting member has voted on yet."""
    voted = {(one.bid, one.seat) for one, _ in await price_votes(work, table, lot)}
    asked = low_priced(table.lots[lot], table.facts[lot])
    return [bid for bid in asked if any((bid, seat) not in voted for seat in table.seats.values())]


async def price_phases(work: Work, table: Table, lot: UUID) -> dict[str, str]:
    """The phase in which each vote on a low price was complete, by bid."""
    found: dict[str, str] = {}
    for vote, phase in await price_votes(work, table, lot):
        found[vote.bid] = "CONFIRM" if "CONFIRM" in (phase, found.get(vote.bid)) else phase
    waiting = set(await undecided(work, table, lot))
    return {bid: phase for bid, phase in found.items() if bid not in waiting}


async def rejections(work: Work, table: Table, lot: UUID) -> list[Rejection]:
    """Everything that is rejected so far: by the review, and by votes on low prices that are complete."""
    phases = await price_phases(work, table, lot)
    votes = [one for one, _ in await price_votes(work, table, lot) if one.bid in phases]
    return [*reviewed(table.lots[lot]), *unexplained(votes, list(table.seats.values()), phases)]


async def standing(work: Work, table: Table, lot: UUID) -> list[str]:
    """Bids that nobody rejected so far, ascending."""
    out = {one.bid for one in await rejections(work, table, lot)}
    return [one.bid for one in table.facts[lot].bids if one.bid not in out]


async def corrections_of(work: Work, session_id: UUID, lot: UUID) -> list[Correction]:
    """What the committee corrected and adjusted and has not taken back, in order of entering."""
    query = select(Correction).where(Correction.session_id == session_id, Correction.lot_id == lot)
    return list(await work.session.scalars(query.where(~Correction.void).order_by(Correction.at, Correction.id)))


def evaluated_prices(facts: LotFacts, corrections: Sequence[Correction]) -> dict[str, Decimal]:
    """The price of every bid that is compared, in yuan."""
    found = {}
    for one in facts.bids:
        mine = [row for row in corrections if row.bid.hex() == one.bid]
        amounts = {row.name: row.after for row in mine if row.kind == "adjustment"}
        price = corrected_price(one.amount, [row.after for row in mine if row.kind != "adjustment"])
        found[one.bid] = adjusted_price(facts.scheme, price, amounts)
    return found
