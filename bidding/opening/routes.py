"""The doors of an opening: hall and list for everybody, releases for custodians, the desk for the host."""

import asyncio
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated, Any, cast
from uuid import UUID

import msgspec
from litestar import Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from bidding.opening.actions import causes, close, close_prices, release, show, show_prices
from bidding.opening.actions.custody import show_custody
from bidding.opening.actions.day import openings_of_day
from bidding.opening.actions.desk import show_desk
from bidding.opening.actions.freeze import topic_of
from bidding.opening.actions.lanes import show_wall
from bidding.opening.actions.state import custodian_names, tender_body
from bidding.opening.answers import (
    Cause,
    CauseRuled,
    Confirmed,
    Custody,
    Desk,
    EventTold,
    FreezeShown,
    HallShown,
    IdentitiesShown,
    ObjectionTold,
    OpeningsOfDay,
    ReleaseAnswer,
    Remedied,
    UploadTold,
    Wall,
)
from bidding.opening.documents import SignedOpeningRecord, SignedReadOut
from bidding.opening.price_answers import PriceHall, PriceListShown
from bidding.opening.price_documents import SignedPriceOpeningRecord, SignedPriceReadOut
from bidding.opening.requests import AnswerRequest, SignedRequest, read_digest
from bidding.tenders.actions import lot_and_project
from foundation.actors import PUBLIC
from foundation.print.opening import print_record
from foundation.realtime import Hub, events_after
from foundation.work import House, Work

LONGEST_WAIT = 25


class ReleaseRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A custodian's signed release, and the shares that are not published (documents, pricing) with their salts."""

    release: dict[str, Any]
    withheld: list[dict[str, Any]] = []


class RemedyRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The upload that holds the same bytes again."""

    upload: str


class RulingRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The host's ruling: `bidder` or `platform`, and why."""

    cause: str
    reason: str


@get("/api/openings")
async def list_openings(public_work: NamedDependency[Work], day: FromQuery[date | None] = None) -> OpeningsOfDay:
    """The openings of a day (today in China when none is named) with their phases, by deadline."""
    return await openings_of_day(public_work, day)


@get("/api/wall")
async def show_lanes(work: NamedDependency[Work], day: FromQuery[date | None] = None) -> Wall:
    """The own openings of a day: custodians with their phones, who is ready, who released, and what is an alarm."""
    return await show_wall(work, day)


@post("/api/custodians/lots", status_code=200)
async def list_custody(data: JSONBody[SignedRequest], public_work: NamedDependency[Work]) -> Custody:
    """The lots for which a custodian body keeps a key, drafts among them, for whoever signs as that body."""
    return await show_custody(public_work, data.signed)


@get("/api/lots/{lot:uuid}/opening")
async def show_hall(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> HallShown:
    """Phase, moments, releases, k of n; before the deadline only the deadline."""
    return await show.show_opening(public_work, lot)


@get("/api/lots/{lot:uuid}/opening/desk")
async def show_opening_desk(lot: FromPath[UUID], work: NamedDependency[Work]) -> Desk:
    """The desk: the hall's answer, custodians with phones, shut envelopes, objections, confirmations."""
    return await show_desk(work, lot)


@get("/api/lots/{lot:uuid}/opening/events")
async def poll_events(
    lot: FromPath[UUID],
    house: NamedDependency[House],
    hub: NamedDependency[Hub],
    after: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
    wait: Annotated[int, QueryParameter(ge=0, le=LONGEST_WAIT)] = 0,
) -> list[EventTold]:
    """Events after a number, waiting up to `wait` seconds for one: for networks that cut websockets."""
    topic = topic_of(lot)
    with hub.watch(topic) as news:
        found = await _events(house, topic, after)
        if not found and wait:
            try:
                async with asyncio.timeout(wait):
                    await news.wait()
            except TimeoutError:
                return []
            found = await _events(house, topic, after)
    return found


async def _events(house: House, topic: str, after: int) -> list[EventTold]:
    async with house.work(PUBLIC) as work:
        return [cast(EventTold, row.told()) for row in await events_after(work.session, topic, after)]


@get("/api/lots/{lot:uuid}/opening/freeze")
async def show_freeze(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> FreezeShown:
    """The frozen list with every header and root: what a custodian's client checks by itself."""
    return await show.show_freeze(public_work, lot)


@post("/api/lots/{lot:uuid}/opening/releases", status_code=200, request_max_body_size=32 * 1024 * 1024)
async def release_shares(
    lot: FromPath[UUID], data: JSONBody[ReleaseRequest], public_work: NamedDependency[Work]
) -> ReleaseAnswer:
    """Release shares over the frozen list; authenticated by the custodian's signature. Safe to repeat."""
    return await release.accept_release(public_work, lot, data.release, data.withheld)


@post("/api/lots/{lot:uuid}/opening/identities", status_code=200)
async def show_identities(
    lot: FromPath[UUID], data: JSONBody[SignedRequest], public_work: NamedDependency[Work]
) -> IdentitiesShown:
    """Identity envelopes and their releases, for custodians who count bidders themselves before the second step."""
    return await show.show_identities(public_work, lot, data.signed)


@get("/api/lots/{lot:uuid}/opening/read-out")
async def show_read_out(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> SignedReadOut:
    """The one read-out of all."""
    return await show.show_read_out(public_work, lot)


@post("/api/lots/{lot:uuid}/opening/objections", status_code=201)
async def object_to_opening(
    lot: FromPath[UUID], data: JSONBody[SignedRequest], public_work: NamedDependency[Work]
) -> ObjectionTold:
    """Object on the spot, signed by the bid key (条例44)."""
    return await close.object_to_opening(public_work, lot, data.signed)


@post("/api/lots/{lot:uuid}/opening/objections/{objection:str}/answer", status_code=200)
async def answer_objection(
    lot: FromPath[UUID], objection: FromPath[str], data: JSONBody[AnswerRequest], work: NamedDependency[Work]
) -> ObjectionTold:
    """The host's answer."""
    return await close.answer_objection(work, lot, read_digest(objection), data.text)


@post("/api/lots/{lot:uuid}/opening/remedies/{envelope:str}", status_code=201)
async def open_remedy(lot: FromPath[UUID], envelope: FromPath[str], public_work: NamedDependency[Work]) -> UploadTold:
    """Begin to upload the same envelope again, where it stays shut by the platform's cause (Order 20 Art. 31)."""
    upload = await causes.open_remedy(public_work, lot, read_digest(envelope))
    return {"upload": upload.id, "location": f"/api/uploads/{upload.id}", "length": upload.length}


@put("/api/lots/{lot:uuid}/opening/remedies/{envelope:str}", status_code=200)
async def remedy_envelope(
    lot: FromPath[UUID], envelope: FromPath[str], data: JSONBody[RemedyRequest], public_work: NamedDependency[Work]
) -> Remedied:
    """Hand in the uploaded bytes: taken when they are those of the receipt's digest."""
    await causes.remedy_envelope(public_work, lot, read_digest(envelope), data.upload)
    return {"remedied": True}


@post("/api/lots/{lot:uuid}/opening/causes/{envelope:str}", status_code=200)
async def rule_on_cause(
    lot: FromPath[UUID], envelope: FromPath[str], data: JSONBody[RulingRequest], work: NamedDependency[Work]
) -> CauseRuled:
    """The host rules on a cause that could not be found, with reasons."""
    await causes.rule_on_cause(work, lot, read_digest(envelope), data.cause, data.reason)
    return {"cause": cast(Cause, data.cause)}


@post("/api/lots/{lot:uuid}/opening/confirmations", status_code=201)
async def confirm_read_out(
    lot: FromPath[UUID], data: JSONBody[SignedRequest], public_work: NamedDependency[Work]
) -> Confirmed:
    """Confirm the read-out, signed by the bid key."""
    return await close.confirm_read_out(public_work, lot, data.signed)


@post("/api/lots/{lot:uuid}/opening/close", status_code=200)
async def close_opening(lot: FromPath[UUID], work: NamedDependency[Work]) -> SignedOpeningRecord:
    """Close the opening and publish the signed record. Safe to repeat."""
    return await close.close_opening(work, lot)


@get("/api/lots/{lot:uuid}/opening/record")
async def show_record(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> SignedOpeningRecord:
    """The signed opening record."""
    return (await show.show_record(public_work, lot))[1]


@get("/api/lots/{lot:uuid}/opening/record.pdf", media_type="application/pdf")
async def print_opening_record(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> Response[bytes]:
    """The opening record on paper, made from the same document, fonts embedded."""
    round_, record = await show.show_record(public_work, lot)
    lot_row, project = await lot_and_project(public_work.session, lot)
    tender = await tender_body(public_work.session, round_)
    names = await custodian_names(public_work.session, round_.id)
    folder = Path(public_work.settings.font_dir) if public_work.settings.font_dir else None
    printed = partial(
        print_record,
        record,
        lot_row.name,
        project.name,
        folder,
        buyer=tender["buyer"]["name"],
        offer_form=lot_row.offer_form,
        custodians=names,
        rehearsal=round_.rehearsal,
        platform=public_work.settings.platform_name,
    )
    pdf = await asyncio.to_thread(printed)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": "inline"})


# The second opening 第二次开标. Releases and remedies take the doors above: an envelope belongs to one of the two.


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
    list_openings,
    show_lanes,
    list_custody,
    show_hall,
    show_opening_desk,
    poll_events,
    show_freeze,
    release_shares,
    show_identities,
    show_read_out,
    object_to_opening,
    answer_objection,
    open_remedy,
    remedy_envelope,
    rule_on_cause,
    confirm_read_out,
    close_opening,
    show_record,
    print_opening_record,
    show_price_hall,
    show_price_list,
    show_price_read_out,
    show_price_record,
    object_to_prices,
    answer_price_objection,
    confirm_prices,
    close_price_opening,
]
