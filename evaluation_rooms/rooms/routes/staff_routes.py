"""Doors of those who do not sit in the room: staff at the gate and in the control room, supervisor, buyer."""

import asyncio
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from evaluation_rooms.draws.actions.sessions import find_session
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.rooms.actions import monitor, opening, orders, slips, speaking
from evaluation_rooms.rooms.actions.seats import standing
from evaluation_rooms.rooms.answers import RepresentativeNamed, RoomMonitored, SlipPrinted
from foundation.print.slip import print_seat_slip
from foundation.work import Work

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Seat = Annotated[str, msgspec.Meta(pattern=r"^[EB][0-9]{2}$")]


class RepresentativeGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A representative of the buyer and his letter of authority, a PDF in base64."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=60)]
    letter: Annotated[str, msgspec.Meta(min_length=1, max_length=900_000)]


class SeatGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A seat of the room."""

    seat: Seat


class ReasonGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Why; of a supervisor's order also its number."""

    reason: Words


class DecisionGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Wait until a moment, or (null) postpone: another committee is drawn."""

    wait_until: datetime | None


class ReplacementGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Who is replaced and why."""

    seat: Seat
    code: Literal["ill", "absent", "replaced"]
    reason: Words


class MoveGiven(msgspec.Struct, forbid_unknown_fields=True):
    """To which workstation of the same venue a member goes; he was verified again."""

    seat: Seat
    workstation: UUID
    reason: Words


@get("/api/rooms/{session:uuid}")
async def show_room(session: FromPath[UUID], work: NamedDependency[Work]) -> RoomMonitored:
    """Who is connected and how well, the phase, what holds the room; never a mark, never a name."""
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}", status_code=200)
async def open_room(session: FromPath[UUID], work: NamedDependency[Work]) -> RoomMonitored:
    """Open the room of an assembled committee; staff of the main venue."""
    await opening.open_room(work, session)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/representatives", status_code=200)
async def name_representative(
    session: FromPath[UUID], data: JSONBody[RepresentativeGiven], work: NamedDependency[Work]
) -> RepresentativeNamed:
    """The buyer names its next representative."""
    member = await opening.name_representative(work, session, data.name, data.letter)
    assert member.letter_sha256 is not None  # it was given
    named = sum(one.kind == "buyer" for one in await standing(work, session))
    planned = read_plan((await find_session(work, session)).plan).buyer_members
    return {"seat": member.name, "letter_sha256": member.letter_sha256.hex(), "named": named, "planned": planned}


@post("/api/rooms/{session:uuid}/slips", status_code=200)
async def print_slip(session: FromPath[UUID], data: JSONBody[SeatGiven], work: NamedDependency[Work]) -> SlipPrinted:
    """A new slip as data; the code is told this once, and earlier slips of the seat are worthless."""
    return await slips.print_slip(work, session, data.seat)


@post("/api/rooms/{session:uuid}/slips/pdf", status_code=200, media_type="application/pdf")
async def print_slip_paper(
    session: FromPath[UUID], data: JSONBody[SeatGiven], work: NamedDependency[Work]
) -> Response[bytes]:
    """A new slip on paper."""
    slip = await slips.print_slip(work, session, data.seat)
    folder = Path(work.settings.font_dir) if work.settings.font_dir else None
    printed = partial(print_seat_slip, slip, folder, platform=work.settings.platform_name)
    pdf = await asyncio.to_thread(printed)
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": "inline"})


@post("/api/rooms/{session:uuid}/pause", status_code=200)
async def pause(session: FromPath[UUID], data: JSONBody[ReasonGiven], work: NamedDependency[Work]) -> RoomMonitored:
    """Hold the room."""
    await orders.pause(work, session, data.reason)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/interruption", status_code=200)
async def interrupt(session: FromPath[UUID], data: JSONBody[ReasonGiven], work: NamedDependency[Work]) -> RoomMonitored:
    """Something failed: the evaluation is interrupted and the time to cure it runs."""
    await orders.interrupt(work, session, data.reason)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/resume", status_code=200)
async def resume(session: FromPath[UUID], work: NamedDependency[Work]) -> RoomMonitored:
    """The room goes on."""
    await orders.resume(work, session)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/decision", status_code=200)
async def decide(session: FromPath[UUID], data: JSONBody[DecisionGiven], work: NamedDependency[Work]) -> RoomMonitored:
    """The buyer waits, or postpones with another committee."""
    await orders.decide(work, session, wait_until=data.wait_until)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/void", status_code=200)
async def make_void(session: FromPath[UUID], data: JSONBody[ReasonGiven], work: NamedDependency[Work]) -> RoomMonitored:
    """The supervisor's order that nothing of this evaluation counts."""
    await orders.make_void(work, session, data.reason)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/replacements", status_code=200)
async def replace_in_room(
    session: FromPath[UUID], data: JSONBody[ReplacementGiven], work: NamedDependency[Work]
) -> RoomMonitored:
    """A member leaves for good; the next of the draw is called."""
    await orders.replace_member(work, session, data.seat, data.code, data.reason)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/moves", status_code=200)
async def move(session: FromPath[UUID], data: JSONBody[MoveGiven], work: NamedDependency[Work]) -> RoomMonitored:
    """A member goes to a spare workstation of his venue; a new slip is printed for him there."""
    await orders.move(work, session, data.seat, data.workstation, data.reason)
    return await monitor.show_room(work, session)


@post("/api/rooms/{session:uuid}/calls/{line:uuid}/answer", status_code=200)
async def answer_call(session: FromPath[UUID], line: FromPath[UUID], work: NamedDependency[Work]) -> RoomMonitored:
    """Staff is on its way."""
    await speaking.answer_call(work, session, line)
    return await monitor.show_room(work, session)


ROUTES: list[ControllerRouterHandler] = [
    show_room,
    open_room,
    name_representative,
    print_slip,
    print_slip_paper,
    pause,
    interrupt,
    resume,
    decide,
    make_void,
    replace_in_room,
    move,
    answer_call,
]
