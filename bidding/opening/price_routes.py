"""The doors of a second opening 第二次开标: hall and list for everybody, bidders' voices, the host's close.

Releases and remedies take the doors of the first opening, for an envelope belongs to one of the two.
"""

from uuid import UUID

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from bidding.opening.actions import close_prices, show_prices
from bidding.opening.answers import Confirmed, ObjectionTold
from bidding.opening.price_answers import PriceHall, PriceListShown
from bidding.opening.price_documents import SignedPriceOpeningRecord, SignedPriceReadOut
from bidding.opening.requests import AnswerRequest, SignedRequest, read_digest
from foundation.work import Work


@get("/api/lots/{lot:uuid}/price-opening")
async def show_price_hall(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> PriceHall:
    """Phase, hour, releases, k of n of the second opening."""
    return await show_prices.show_price_hall(public_work, lot)


@get("/api/lots/{lot:uuid}/price-opening/list")
async def show_price_list(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> PriceListShown:
    """The list of passed bids with the record of the first opening, for custodians' clients."""
    return await show_prices.show_price_list(public_work, lot)


@get("/api/lots/{lot:uuid}/price-opening/read-out")
async def show_price_read_out(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> SignedPriceReadOut:
    """The one read-out of all prices."""
    return await show_prices.show_price_read_out(public_work, lot)


@get("/api/lots/{lot:uuid}/price-opening/record")
async def show_price_record(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> SignedPriceOpeningRecord:
    """The signed record of the second opening."""
    return await show_prices.show_price_record(public_work, lot)


@post("/api/lots/{lot:uuid}/price-opening/objections", status_code=201)
async def object_to_prices(
    lot: FromPath[UUID], data: JSONBody[SignedRequest], public_work: NamedDependency[Work]
) -> ObjectionTold:
    """Object on the spot, signed by the bid key (条例44)."""
    return await close_prices.object_to_prices(public_work, lot, data.signed)


@post("/api/lots/{lot:uuid}/price-opening/objections/{objection:str}/answer", status_code=200)
async def answer_price_objection(
    lot: FromPath[UUID], objection: FromPath[str], data: JSONBody[AnswerRequest], work: NamedDependency[Work]
) -> ObjectionTold:
    """The host's answer."""
    return await close_prices.answer_price_objection(work, lot, read_digest(objection), data.text)


@post("/api/lots/{lot:uuid}/price-opening/confirmations", status_code=201)
async def confirm_prices(
    lot: FromPath[UUID], data: JSONBody[SignedRequest], public_work: NamedDependency[Work]
) -> Confirmed:
    """Confirm the prices as read out, signed by the bid key."""
    return await close_prices.confirm_prices(public_work, lot, data.signed)


@post("/api/lots/{lot:uuid}/price-opening/close", status_code=200)
async def close_price_opening(lot: FromPath[UUID], work: NamedDependency[Work]) -> SignedPriceOpeningRecord:
    """Close the second opening and publish its record. Safe to repeat."""
    return await close_prices.close_prices(work, lot)


ROUTES = [
    show_price_hall,
    show_price_list,
    show_price_read_out,
    show_price_record,
    object_to_prices,
    answer_price_objection,
    confirm_prices,
    close_price_opening,
]
