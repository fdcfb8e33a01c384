"""Prices that need the committee's word: corrections, adjustments, low prices, and whether competition remains."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bidding.methods.corrections import adjusted_price
from evaluation_rooms.rooms.actions import Seated, at_seat, seated, tell
from evaluation_rooms.rooms.refusals import NotTheHead
from evaluation_rooms.scoring.actions.going_on import go_on
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.actions.questions import is_over, questions_of
from evaluation_rooms.scoring.actions.table import corrections_of, low_priced
from evaluation_rooms.scoring.answers import CorrectionShown
from evaluation_rooms.scoring.facts import LotFacts
from evaluation_rooms.scoring.refusals import NotAsked, NothingToVote, PriceAgreed, PricesShut, QuestionTaken
from evaluation_rooms.scoring.rules import CORRECTIONS_IN, LOW_PRICES_IN, CorrectionKind
from evaluation_rooms.scoring.tables import CompetitionVote, Correction, LowPriceVote, ScoredLot, Sheet
from foundation.errors import FieldRefused
from foundation.money import money_text
from foundation.work import Work


@dataclass(frozen=True)
class CorrectionGiven:
    """A correction (`after`: the price from now on) or an adjustment (`after`: its amount) as sent."""

    id: UUID
    bid: str
    kind: CorrectionKind
    name: str
    before: Decimal | None
    after: Decimal
    reason: str
    void: bool


async def correct(work: Work, lot_id: UUID, given: CorrectionGiven) -> list[CorrectionShown]:
    """The head enters a correction for the committee, or takes it back; answers all that stand."""
    seat = await seated(work, *CORRECTIONS_IN, alone=True)
    if seat.sitting.head_id != seat.member.id:
        raise NotTheHead()
    facts = facts_of(await scored_lot(work, seat.session.id, lot_id))
    if facts.scheme.envelopes == 2:
        raise PricesShut()
    await _need_unagreed(work, seat, lot_id)
    bid = facts.named(given.bid, hidden=False)
    if given.kind == "adjustment":
        adjusted_price(facts.scheme, bid.amount, {given.name: given.after})
    await _write(work, seat, lot_id, given, bytes.fromhex(bid.bid))
    return [correction_shown(one) for one in await corrections_of(work, seat.session.id, lot_id)]


async def _need_unagreed(work: Work, seat: Seated, lot_id: UUID) -> None:
    """Nobody has handed in the open part yet by other prices."""
    query = select(Sheet.id).where(Sheet.session_id == seat.session.id, Sheet.lot_id == lot_id, Sheet.part == "open")
    if await work.session.scalar(query.where(Sheet.state != "OPEN").limit(1)) is not None:
        raise PriceAgreed()


async def _write(work: Work, seat: Seated, lot_id: UUID, given: CorrectionGiven, bid: bytes) -> None:
    row = await work.session.get(Correction, given.id)
    if row is not None and (row.session_id, row.lot_id, row.bid) != (seat.session.id, lot_id, bid):
        raise QuestionTaken()
    if row is None:
        row = Correction(id=given.id, session_id=seat.session.id, lot_id=lot_id, bid=bid, at=await work.now())
        work.session.add(row)
    row.kind, row.name, row.reason, row.member_id = given.kind, given.name, given.reason, seat.member.id
    row.before, row.after, row.void = given.before, given.after, given.void
    await work.session.flush()
    told: dict[str, Any] = {
        "kind": given.kind,
        "name": given.name,
        "after": money_text(given.after),
        "void": given.void,
    }
    await work.record("correct_price", "price correction", row.id, "Order 12 Art. 19", bid=bid.hex(), **told)
    await tell(work, seat.session.id, "corrected", lot=str(lot_id))


def correction_shown(row: Correction) -> CorrectionShown:
    """As every member sees it."""
    return {
        "id": str(row.id),
        "bid": row.bid.hex(),
        "kind": row.kind,  # type: ignore[typeddict-item]
        "name": row.name,
        "before": None if row.before is None else money_text(row.before),
        "after": money_text(row.after),
        "reason": row.reason,
    }


async def vote_price(work: Work, lot_id: UUID, name: str, *, explained: bool, reason: str) -> None:
    """Whether a low price is explained: voted by every member once its bidder had his say. The last vote counts."""
    seat = await at_seat(work, alone=True)
    lot = await scored_lot(work, seat.session.id, lot_id)
    facts = facts_of(lot)
    bid = facts.named(name, hidden=False).bid
    before = await work.session.get(LowPriceVote, (seat.member.id, lot_id, bytes.fromhex(bid)))
    if before is not None and (before.explained, before.reason) == (explained, reason.strip()):
        return
    seat = await seated(work, *LOW_PRICES_IN, alone=True)
    await _need_asked(work, seat, lot, facts, bid)
    if not reason.strip():
        raise FieldRefused(field="reason", why="a reason is needed", why_zh="请填写理由")
    row = {"member_id": seat.member.id, "lot_id": lot_id, "bid": bytes.fromhex(bid), "explained": explained}
    row |= {"reason": reason.strip(), "phase": seat.sitting.phase, "at": await work.now()}
    fresh = insert(LowPriceVote).values(row)
    changed = {column: fresh.excluded[column] for column in ("explained", "reason", "phase", "at")}
    key = ["member_id", "lot_id", "bid"]
    await work.session.execute(fresh.on_conflict_do_update(index_elements=key, set_=changed))
    await work.record("vote_price", "member", seat.member.id, "Order 12 Art. 21", lot=str(lot_id))
    await tell(work, seat.session.id, "price_vote", lot=str(lot_id), seat=seat.member.name)
    await go_on(work, seat.sitting)


async def _need_asked(work: Work, seat: Seated, lot: ScoredLot, facts: LotFacts, bid: str) -> None:
    if bid not in low_priced(lot, facts) or lot.failed is not None:
        raise NothingToVote()
    asked = [one for one in await questions_of(work, seat.session.id, lot.lot_id) if one.bid.hex() == bid]
    now = await work.now()
    if not any(one.kind == "low_price" and is_over(one, now) for one in asked):
        raise NotAsked()


async def vote_competition(work: Work, lot_id: UUID, *, lacking: bool, argument: str) -> None:
    """Whether competition is obviously lacking, with the argument that goes into the report; the last vote counts."""
    seat = await at_seat(work, alone=True)
    lot = await scored_lot(work, seat.session.id, lot_id)
    before = await work.session.get(CompetitionVote, (seat.member.id, lot_id))
    if before is not None and (before.lacking, before.argument) == (lacking, argument.strip()):
        return
    seat = await seated(work, "PRELIMINARY", *LOW_PRICES_IN, alone=True)
    if not lot.must_vote or lot.failed is not None:
        raise NothingToVote()
    if not argument.strip():
        raise FieldRefused(field="argument", why="an argument is needed", why_zh="请填写论证意见")
    row = {"member_id": seat.member.id, "lot_id": lot_id, "lacking": lacking}
    row |= {"argument": argument.strip(), "at": await work.now()}
    fresh = insert(CompetitionVote).values(row)
    changed = {column: fresh.excluded[column] for column in ("lacking", "argument", "at")}
    await work.session.execute(fresh.on_conflict_do_update(index_elements=["member_id", "lot_id"], set_=changed))
    await work.record("vote_competition", "member", seat.member.id, "Order 12 Art. 27", lot=str(lot_id))
    await tell(work, seat.session.id, "competition_vote", lot=str(lot_id), seat=seat.member.name)
    await go_on(work, seat.sitting)
