"""What is shown of a second opening: its hour and phase, the list of passed bids, and after the read-out the prices."""

from typing import cast
from uuid import UUID

from bidding.opening import refusals
from bidding.opening.actions.prices import listed_envelopes
from bidding.opening.actions.show import custodians_seen
from bidding.opening.actions.state import releases_of
from bidding.opening.documents import SignedOpeningRecord
from bidding.opening.price_answers import PriceHall, PriceListShown, PricePhase
from bidding.opening.price_documents import SignedPriceList, SignedPriceOpeningRecord, SignedPriceReadOut
from bidding.opening.rules import confirm_until
from bidding.opening.tables import Opening, PriceOpening
from bidding.tenders.actions import current_round
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.errors import NoSuchThing
from foundation.records import SignedDocument, find_record
from foundation.rulebook import rulebook
from foundation.work import Work

PRICE_OPENING = "price opening 第二次开标"


async def price_opening(work: Work, lot_id: UUID) -> tuple[LotRound, PriceOpening]:
    """The second opening of the lot's round; NoSuchThing until it is appointed."""
    round_ = await current_round(work.session, lot_id)
    prices = await work.session.get(PriceOpening, round_.id)
    if prices is None:
        raise NoSuchThing(what=PRICE_OPENING)
    return round_, prices


async def show_price_hall(work: Work, lot_id: UUID) -> PriceHall:
    """Phase, hour, who released, k of n; of prices nothing before all are read out."""
    round_, prices = await price_opening(work, lot_id)
    now, releases = await work.now(), await releases_of(work.session, round_.id)
    rows = await listed_envelopes(work, prices)
    waiting = {row.bid for row in rows if row.state in ("WAITING", "DUE")}
    notice = prices.phase == "await_prices" and now < prices.opens_at
    read_out_at = prices.read_out_at
    return {
        "lot": str(lot_id),
        "round": round_.number,
        "now": timestamp(now),
        "phase": cast(PricePhase, "notice" if notice else prices.phase),
        "opens_at": timestamp(prices.opens_at),
        "list": prices.digest.hex(),
        "opened": len(prices.passed) - len(waiting),
        "of": len(prices.passed),
        "custodians": await custodians_seen(work, round_, [one for one in releases if one.step == "prices"]),
        "read_out": prices.read_out.hex() if prices.read_out else None,
        "read_out_at": timestamp(read_out_at) if read_out_at else None,
        "confirm_until": timestamp(confirm_until(read_out_at, rulebook(round_.rulebook))) if read_out_at else None,
        "record": prices.record.hex() if prices.record else None,
    }


async def show_price_list(work: Work, lot_id: UUID) -> PriceListShown:
    """The list of passed bids and the record it stands on: what a custodian's client checks before it releases."""
    round_, prices = await price_opening(work, lot_id)
    opening = await work.session.get_one(Opening, round_.id)
    return {
        "list": cast(SignedPriceList, await _record(work, prices.digest)),
        "opening_record": cast(SignedOpeningRecord, await _record(work, opening.record)),
    }


async def _record(work: Work, digest: bytes | None) -> SignedDocument:
    row = await find_record(work.session, digest or b"")
    assert row is not None  # a row of ours names it
    return row.record()


async def show_price_read_out(work: Work, lot_id: UUID) -> SignedPriceReadOut:
    """The prices as they were read out."""
    _, prices = await price_opening(work, lot_id)
    if prices.read_out is None:
        raise refusals.NotYourTurn(phase=prices.phase)
    return cast(SignedPriceReadOut, await _record(work, prices.read_out))


async def show_price_record(work: Work, lot_id: UUID) -> SignedPriceOpeningRecord:
    """The signed record of the second opening."""
    _, prices = await price_opening(work, lot_id)
    if prices.record is None:
        raise refusals.NotYourTurn(phase=prices.phase)
    return cast(SignedPriceOpeningRecord, await _record(work, prices.record))
