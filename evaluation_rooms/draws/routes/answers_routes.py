"""Doors of answers, places and records."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from evaluation_rooms.draws.actions import answers, record, show_places
from evaluation_rooms.draws.answers import DrawPackage, PlacesShown, ReplyTaken
from evaluation_rooms.draws.carriers import HEADER
from foundation.errors import FieldRefused
from foundation.print.draw_record import print_draw_record
from foundation.work import Work

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class InboundReply(msgspec.Struct, forbid_unknown_fields=True):
    """An answer from the carrier: its own number of the message, the invitation's code, what the expert wrote."""

    id: Annotated[str, msgspec.Meta(min_length=1, max_length=128)]
    code: Annotated[str, msgspec.Meta(max_length=64)]
    text: Annotated[str, msgspec.Meta(max_length=10_000)]


class Absence(msgspec.Struct, forbid_unknown_fields=True):
    """A member is not there; `here` takes such a report back."""

    reason: Words
    here: bool = False


class Replacement(msgspec.Struct, forbid_unknown_fields=True):
    """Why a member is replaced; `code` as the draw record tells it."""

    reason: Words
    code: Literal["ill", "recusal", "replaced"] = "replaced"


@post("/api/replies", status_code=200)
async def receive_reply(request: Request[Any, Any, Any], public_work: NamedDependency[Work]) -> ReplyTaken:
    """An expert's answer as the carrier brings it: signed over the raw body, taken once under its id."""
    body = await request.body()
    answers.need_carrier(public_work, body, request.headers.get(HEADER, ""))
    try:
        reply = msgspec.json.decode(body, type=InboundReply)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise FieldRefused(field="body", why=str(fault), why_zh="应为 {id, code, text}") from None
    return await answers.receive_reply(public_work, reply.id, reply.code, reply.text)


@get("/api/sessions/{session:uuid}/places")
async def list_places(session: FromPath[UUID], work: NamedDependency[Work]) -> PlacesShown:
    """The places of a session's committee: numbers, cities, states, times; no names."""
    return await show_places.show_places(work, session)


@post("/api/sessions/{session:uuid}/places/{place:int}/absent", status_code=200)
async def report_absent(
    session: FromPath[UUID], place: FromPath[int], data: JSONBody[Absence], work: NamedDependency[Work]
) -> PlacesShown:
    """A member is not there. Replaced at once, or by the clock when his time is over."""
    await answers.report_absent(work, session, place, data.reason, here=data.here)
    return await show_places.places_told(work, session)


@post("/api/sessions/{session:uuid}/places/{place:int}/replace", status_code=200)
async def replace_member(
    session: FromPath[UUID], place: FromPath[int], data: JSONBody[Replacement], work: NamedDependency[Work]
) -> PlacesShown:
    """A member who accepted is replaced, for a reason; the next reserve is called."""
    await answers.replace_member(work, session, place, data.reason, data.code)
    return await show_places.places_told(work, session)


@get("/api/sessions/{session:uuid}/record")
async def show_draw_record(session: FromPath[UUID], work: NamedDependency[Work]) -> DrawPackage:
    """The draw package that a stranger verifies: for everybody once published, before for the supervisor."""
    return await record.show_package(work, session)


@get("/api/sessions/{session:uuid}/record.pdf", media_type="application/pdf")
async def print_session_record(session: FromPath[UUID], work: NamedDependency[Work]) -> Response[bytes]:
    """The draw record on paper, made from the same package, fonts embedded."""
    package = await record.show_package(work, session)
    words = await record.words_of(work, session)
    folder = Path(work.settings.font_dir) if work.settings.font_dir else None
    printed = partial(print_draw_record, package, words, folder, platform=work.settings.platform_name)
    pdf = await asyncio.to_thread(printed)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": "inline"})


ROUTES: list[ControllerRouterHandler] = [
    receive_reply,
    list_places,
    report_absent,
    replace_member,
    show_draw_record,
    print_session_record,
]
