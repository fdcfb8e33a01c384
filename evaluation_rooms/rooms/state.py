"""A room as its members see it: a value, and how each event changes it. Pure.

Whoever holds any older state and applies the events after its number has what a fresh fetch would give. An event that
is known already changes nothing; one whose predecessor is missing is not applied but asked for. Kinds that are not
named here (other stages tell theirs on the same topic) only move the number.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, cast

from evaluation_rooms.rooms.rules import Held, Kind, Link, MemberState, Phase

MOST_LINES = 200
"""Lines of text that a state holds; older ones are in the record."""


class SeatSeen(TypedDict):
    """A seat at the table; `voted`: in the ballot that is open."""

    seat: str
    kind: Kind
    state: MemberState
    link: Link
    on_break: bool
    voted: bool


class LineSeen(TypedDict):
    """What somebody wrote to the others."""

    id: str
    seat: str
    text: str
    at: str


class CallSeen(TypedDict):
    """A call for help that staff has not answered."""

    id: str
    seat: str
    text: str
    at: str


class RoomState(TypedDict):
    """Everything that every member may see of the room. Lists by seat, lines and calls in order of their coming."""

    seq: int
    phase: Phase
    version: int
    held: Held | None
    held_reason: str | None
    held_since: str | None
    wait_until: str | None
    head: str | None
    ballot: int
    seats: list[SeatSeen]
    lines: list[LineSeen]
    calls: list[CallSeen]


EMPTY: RoomState = {
    "seq": 0,
    "phase": "GATHERING",
    "version": 1,
    "held": None,
    "held_reason": None,
    "held_since": None,
    "wait_until": None,
    "head": None,
    "ballot": 1,
    "seats": [],
    "lines": [],
    "calls": [],
}

Event = Mapping[str, Any]
"""As told: seq, at, kind, data."""


def apply(state: RoomState, event: Event) -> RoomState:
    """The state after the event; the same one when it is known already or does not follow."""
    if event["seq"] != state["seq"] + 1:
        return state
    changes = _CHANGES.get(event["kind"], _nothing)(state, event["data"])
    return cast(RoomState, {**state, **changes, "seq": event["seq"]})


def catch_up(state: RoomState, events: Iterable[Event]) -> RoomState:
    """The state after as many of these events as follow it, in whatever order and however often they came."""
    for event in sorted(events, key=lambda one: int(one["seq"])):
        state = apply(state, event)
    return state


def _nothing(_: RoomState, __: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _expected(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    new: SeatSeen = {
        "seat": data["seat"],
        "kind": data["member"],
        "state": "EXPECTED",
        "link": "lost",
        "on_break": False,
        "voted": False,
    }
    others = [one for one in state["seats"] if one["seat"] != data["seat"]]
    return {"seats": sorted([*others, new], key=by_seat)}


def by_seat(one: SeatSeen) -> tuple[bool, str]:
    """Experts first."""
    return one["kind"] != "expert", one["seat"]


def _change(state: RoomState, seat: str, /, **changes: Any) -> dict[str, Any]:
    return {"seats": [{**one, **changes} if one["seat"] == seat else one for one in state["seats"]]}


def _seated(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    """Signing in once more, at another workstation, changes nothing of what a member has confirmed."""
    return _change(state, data["seat"], state=data["state"], link="good")


def _ready(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return _change(state, data["seat"], state="READY")


def _gone(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"seats": [one for one in state["seats"] if one["seat"] != data["seat"]]}


def _link(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return _change(state, data["seat"], link=data["link"])


def _break(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return _change(state, data["seat"], on_break=data["on"])


def _phase(_: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"phase": data["phase"], "version": data["version"]}


def _held(_: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"held": data["held"], "held_reason": data["reason"], "held_since": data["since"]}


def _resumed(_: RoomState, __: Mapping[str, Any]) -> dict[str, Any]:
    return {"held": None, "held_reason": None, "held_since": None, "wait_until": None}


def _waiting(_: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"wait_until": data["until"]}


def _ballot(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"head": None, "ballot": data["ballot"], "seats": [{**one, "voted": False} for one in state["seats"]]}


def _voted(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return _change(state, data["seat"], voted=True)


def _head(_: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"head": data["seat"]}


def _text(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"lines": [*state["lines"], dict(data)][-MOST_LINES:]}


def _help(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"calls": [*state["calls"], dict(data)]}


def _helped(state: RoomState, data: Mapping[str, Any]) -> dict[str, Any]:
    return {"calls": [one for one in state["calls"] if one["id"] != data["id"]]}


_CHANGES: dict[str, Callable[[RoomState, Mapping[str, Any]], dict[str, Any]]] = {
    "expected": _expected,
    "seated": _seated,
    "ready": _ready,
    "gone": _gone,
    "link": _link,
    "break": _break,
    "phase": _phase,
    "held": _held,
    "resumed": _resumed,
    "waiting": _waiting,
    "ballot": _ballot,
    "voted": _voted,
    "head": _head,
    "text": _text,
    "help": _help,
    "helped": _helped,
}
