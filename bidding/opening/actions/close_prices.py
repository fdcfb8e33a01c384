"""After the prices are read out: objections, confirmations, and the record that closes the second opening."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from bidding.opening import refusals
from bidding.opening.actions.causes import HOSTS
from bidding.opening.actions.close import (
    host_of,
    objections_recorded,
    read_answer,
    signed_by_bidder,
    take_objection,
    write_answer,
)
from bidding.opening.actions.freeze import topic_of
from bidding.opening.actions.prices import lock_prices, price_facts
from bidding.opening.actions.state import releases_of
from bidding.opening.answers import Confirmed, ObjectionTold
from bidding.opening.documents import ConfirmationRecorded
from bidding.opening.price_documents import PriceList, SignedPriceOpeningRecord, price_record_body
from bidding.opening.rules import confirm_until
from bidding.opening.tables import Objection, PriceConfirmation, PriceOpening
from bidding.tenders.actions import current_round, need_relation
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.steps import PRICES
from foundation.errors import NoSuchThing
from foundation.records import find_record
from foundation.rulebook import rulebook
from foundation.work import Work

PRICE_OPENING = "price opening 第二次开标"


async def _locked(work: Work, lot_id: UUID) -> tuple[LotRound, PriceOpening]:
    round_ = await current_round(work.session, lot_id)
    prices = await lock_prices(work, round_.id)
    if prices is None:
        raise NoSuchThing(what=PRICE_OPENING)
    return round_, prices


async def _read_out(work: Work, lot_id: UUID) -> tuple[LotRound, PriceOpening]:
    round_, prices = await _locked(work, lot_id)
    if prices.phase == "closed":
        raise refusals.ObjectionsClosed()
    if prices.read_out is None:
        raise refusals.NotYourTurn(phase=prices.phase)
    return round_, prices


async def object_to_prices(work: Work, lot_id: UUID, signed: dict[str, Any]) -> ObjectionTold:
    """Take an objection on the spot (条例44). Safe to repeat."""
    round_, _ = await _read_out(work, lot_id)
    return await take_objection(work, round_, signed, "object_to_prices")


async def answer_price_objection(work: Work, lot_id: UUID, objection: bytes, text: str) -> ObjectionTold:
    """The host answers on the spot; the answer stands in the record."""
    await need_relation(work, lot_id, *HOSTS)
    said = read_answer(text)
    round_, prices = await _read_out(work, lot_id)
    return await write_answer(work, round_, objection, said, since=prices.read_out_at)


async def confirm_prices(work: Work, lot_id: UUID, signed: dict[str, Any]) -> Confirmed:
    """A listed bidder confirms the prices as read out, by its bid key. Safe to repeat."""
    round_, prices = await _read_out(work, lot_id)
    body, bid = await signed_by_bidder(work, round_, signed, "tianping/confirmation/1")
    if bid.digest not in prices.passed:
        raise refusals.NotBidderOfThisLot()
    if prices.read_out is None or body["readout"] != prices.read_out.hex():
        raise refusals.NotYourTurn(phase=prices.phase)
    if await work.session.get(PriceConfirmation, bid.digest) is None:
        row = await work.keep(signed, lot=round_.lot_id, round_no=round_.number)
        values = {"bid": bid.digest, "round_id": round_.id, "digest": row.digest, "at": await work.now()}
        await work.session.execute(insert(PriceConfirmation).values(values).on_conflict_do_nothing())
        count = await confirmed_prices(work, round_.id)
        await work.announce(topic_of(lot_id), "price_confirmed", confirmed=count)
    return {"confirmed": True}


async def confirmed_prices(work: Work, round_id: UUID) -> int:
    """How many bidders have confirmed."""
    query = select(func.count()).where(PriceConfirmation.round_id == round_id)
    return int(await work.session.scalar(query) or 0)


async def close_prices(work: Work, lot_id: UUID) -> SignedPriceOpeningRecord:
    """The host closes the second opening: the record is signed and published. Asked again, it answers the same."""
    await need_relation(work, lot_id, *HOSTS)
    round_, prices = await _locked(work, lot_id)
    if prices.record is not None:
        row = await find_record(work.session, prices.record)
        assert row is not None  # the row names it
        return cast(SignedPriceOpeningRecord, row.record())
    if prices.phase != "read_out":
        raise refusals.NotYourTurn(phase=prices.phase)
    await _refuse_too_early(work, round_, prices)
    return await _write_record(work, round_, prices)


async def _refuse_too_early(work: Work, round_: LotRound, prices: PriceOpening) -> None:
    open_ones = select(func.count()).where(Objection.round_id == round_.id, Objection.answer.is_(None))
    count = await work.session.scalar(open_ones)
    if count:
        raise refusals.ObjectionUnanswered(count=count)
    assert prices.read_out_at is not None  # its phase says so
    until = confirm_until(prices.read_out_at, rulebook(round_.rulebook))
    if await work.now() < until and await confirmed_prices(work, round_.id) < len(prices.passed):
        raise refusals.WindowStillOpen(until=timestamp(until))


async def _write_record(work: Work, round_: LotRound, prices: PriceOpening) -> SignedPriceOpeningRecord:
    listed = await find_record(work.session, prices.digest)
    assert listed is not None and prices.read_out_at is not None  # its phase says so
    releases = [one for one in await releases_of(work.session, round_.id) if one.step == PRICES.name]
    body = price_record_body(
        cast(PriceList, listed.record()["body"]),
        await price_facts(work, round_, prices),
        digest=prices.digest.hex(),
        read_out_at=timestamp(prices.read_out_at),
        closed_at=timestamp(await work.now()),
        releases=[one.digest.hex() for one in releases],
        clients=[{"index": one.index, "client": one.client} for one in releases],
        objections=await objections_recorded(work, round_.id, since=prices.read_out_at),
        confirmations=await _confirmations(work, round_.id),
        host=await host_of(work),
    )
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    prices.phase, prices.record, prices.closed_at = "closed", row.digest, await work.now()
    await work.record("close_price_opening", "lot_round", round_.id, "Order 20 Art. 32", record=row.digest.hex())
    await work.announce(topic_of(round_.lot_id), "price_closed", record=row.digest.hex())
    return cast(SignedPriceOpeningRecord, row.record())


async def _confirmations(work: Work, round_id: UUID) -> list[ConfirmationRecorded]:
    query = select(PriceConfirmation).where(PriceConfirmation.round_id == round_id).order_by(PriceConfirmation.bid)
    return [{"bid": row.bid.hex(), "at": timestamp(row.at)} for row in await work.session.scalars(query)]
