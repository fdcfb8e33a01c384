"""Doors of the seats: in by a slip, take part, vote, speak, rest; and what happens in the room, by number."""

from typing import Annotated, Literal, cast
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions import election, logins, show, speaking, taking_part
from evaluation_rooms.rooms.answers import BeatTaken, BiddersShown, DoneShown, EventsShown, SeatOpened, SeatShown
from evaluation_rooms.rooms.routes.seat_door import SEAT, seat_cookie
from evaluation_rooms.rooms.rules import MemberState
from foundation.settings import Settings
from foundation.work import House, Work

DONE: DoneShown = {"done": True}
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Hex32 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Hex64 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{128}$")]


class SlipTyped(msgspec.Struct, forbid_unknown_fields=True):
    """The code of a slip, and the workstation where it is typed when the machine knows its own."""

    code: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    workstation: UUID | None = None


class PledgeSigned(msgspec.Struct, forbid_unknown_fields=True):
    """An Ed25519 key of the member's own and its signature over the pledge, in hex."""

    sign_key: Hex32
    signature: Hex64


class HindranceForm(msgspec.Struct, forbid_unknown_fields=True):
    """Whether anything hinders the member; then what."""

    hindered: bool
    reason: Annotated[str, msgspec.Meta(max_length=500)] = ""


class HeadVoteForm(msgspec.Struct, forbid_unknown_fields=True, rename={"seat": "for"}):
    """Whose seat shall be the head's."""

    seat: Annotated[str, msgspec.Meta(pattern=r"^E[0-9]{2}$")]


class BreakForm(msgspec.Struct, forbid_unknown_fields=True):
    """Out or back; with `everybody` the head lets the whole room rest."""

    on: bool
    everybody: bool = False
    reason: Annotated[str, msgspec.Meta(max_length=200)] = ""


class LineForm(msgspec.Struct, forbid_unknown_fields=True):
    """A line of text; `id` is made by the client, so that a repeated one is the same."""

    id: UUID
    text: Text


class BeatForm(msgspec.Struct, forbid_unknown_fields=True):
    """How long the last answer took to come, in milliseconds."""

    round_trip_ms: Annotated[int, msgspec.Meta(ge=0, le=600_000)] | None = None


def _cookie(settings: Settings, token: str, seconds: int) -> Cookie:
    return Cookie(
        key=seat_cookie(settings),
        value=token,
        path="/",
        httponly=True,
        secure=settings.address.startswith("https:"),
        samesite="strict",
        max_age=seconds,
    )


@post("/api/seat/login", status_code=200)
async def open_seat(
    data: JSONBody[SlipTyped], house: NamedDependency[House], public_work: NamedDependency[Work]
) -> Response[SeatOpened]:
    """Open a seat by the code of a slip, once."""
    signed = await logins.sit_down(public_work, data.code, data.workstation)
    seconds = int((signed.ends_at - await public_work.now()).total_seconds())
    body: SeatOpened = {
        "seat": signed.member.name,
        "session": str(signed.member.session_id),
        "state": cast(MemberState, signed.member.state),
        "token": signed.token,
        "ends_at": timestamp(signed.ends_at),
    }
    return Response(body, cookies=[_cookie(house.settings, signed.token, seconds)])


@get("/api/seat", dependencies=SEAT)
async def show_seat(seat_work: NamedDependency[Work]) -> SeatShown:
    """The room from this seat, with the number of the last event in it."""
    return await show.show_seat(seat_work)


@post("/api/seat/pledge", status_code=200, dependencies=SEAT)
async def sign_pledge(data: JSONBody[PledgeSigned], seat_work: NamedDependency[Work]) -> DoneShown:
    """Sign the pledge; the key is bound to the seat."""
    await taking_part.pledge(seat_work, bytes.fromhex(data.sign_key), bytes.fromhex(data.signature))
    return DONE


@get("/api/seat/bidders", dependencies=SEAT)
async def show_bidders(seat_work: NamedDependency[Work]) -> BiddersShown:
    """Who bid: once the pledge is signed."""
    return await taking_part.show_bidders(seat_work)


@post("/api/seat/recusal", status_code=200, dependencies=SEAT)
async def answer_hindrance(data: JSONBody[HindranceForm], seat_work: NamedDependency[Work]) -> DoneShown:
    """Nothing hinders me; or I withdraw, and the next is called."""
    await taking_part.answer_hindrance(seat_work, hindered=data.hindered, reason=data.reason)
    return DONE


@post("/api/seat/head-vote", status_code=200, dependencies=SEAT)
async def vote_head(data: JSONBody[HeadVoteForm], seat_work: NamedDependency[Work]) -> DoneShown:
    """Vote for the head of the committee."""
    await election.vote(seat_work, data.seat)
    return DONE


@post("/api/seat/break", status_code=200, dependencies=SEAT)
async def take_break(data: JSONBody[BreakForm], seat_work: NamedDependency[Work]) -> DoneShown:
    """Go out for a moment, or come back."""
    if data.everybody:
        await speaking.break_for_all(seat_work, on=data.on, reason=data.reason)
    else:
        await speaking.take_break(seat_work, on=data.on)
    return DONE


@post("/api/seat/text", status_code=200, dependencies=SEAT)
async def write_line(data: JSONBody[LineForm], seat_work: NamedDependency[Work]) -> DoneShown:
    """Write to the others under the seat's name; it is part of the record."""
    return await _say(seat_work, data, "text")


@post("/api/seat/help", status_code=200, dependencies=SEAT)
async def call_help(data: JSONBody[LineForm], seat_work: NamedDependency[Work]) -> DoneShown:
    """Call staff."""
    return await _say(seat_work, data, "help")


async def _say(work: Work, data: LineForm, kind: Literal["text", "help"]) -> DoneShown:
    await speaking.say(work, data.id, kind, data.text)
    return DONE


@post("/api/seat/presence", status_code=200, dependencies=SEAT)
async def give_sign(data: JSONBody[BeatForm], seat_work: NamedDependency[Work]) -> BeatTaken:
    """A sign of life."""
    return await speaking.beat(seat_work, data.round_trip_ms)


@get("/api/seat/events", dependencies=SEAT)
async def show_events(
    seat_work: NamedDependency[Work], after: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0
) -> EventsShown:
    """What happened after a number."""
    return await show.show_events(seat_work, after)


ROUTES: list[ControllerRouterHandler] = [
    open_seat,
    show_seat,
    sign_pledge,
    show_bidders,
    answer_hindrance,
    vote_head,
    take_break,
    write_line,
    call_help,
    give_sign,
    show_events,
]
