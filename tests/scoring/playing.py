"""Playing a committee through the doors: what every seat votes and marks, phase by phase, up to the ranking."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from tests.market import answer
from tests.rooms.sitting import SEATS, Room

Marks = Callable[[str, str, str], str]
"""A mark by seat, bid and criterion."""
Fails = Callable[[str], bool]
"""Bids that nobody lets pass."""


def steady(_seat: str, _bid: str, criterion: str) -> str:
    """Everybody gives the same."""
    return {"施工组织设计": "30.00", "业绩": "8.00", "信用": "5.00"}[criterion]


def problem(told: httpx.Response) -> str:
    """The name of a refusal."""
    return str(told.json()["type"]).rsplit(":", 1)[-1]


def door(room: Room, path: str = "") -> str:
    """Of the lot, for seats."""
    return f"/api/seat/lots/{room.lot}{path}"


async def sheet_of(room: Room, seat: str) -> Any:
    """The seat's sheet."""
    return await room.get(door(room, "/sheet"), seat)


def votes_for(sheet: Any, fails: Fails | None = None) -> list[dict[str, Any]]:
    """Every item of every bid."""
    votes: list[dict[str, Any]] = [
        {"bid": bid["bid"], "item": item["code"], "pass": True, "base": 0}
        for bid in sheet["bids"]
        for item in sheet["items"]
    ]
    for vote in votes:
        if fails and fails(vote["bid"]):
            vote |= {"pass": False, "page": 3, "reason": "未按招标文件要求签字盖章"}
    return votes


def marks_for(sheet: Any, seat: str, marks: Marks = steady) -> list[dict[str, Any]]:
    """Every criterion of every bid."""
    return [
        {"bid": bid["bid"], "criterion": one["name"], "value": marks(seat, bid["bid"], one["name"]), "base": 0}
        for bid in sheet["bids"]
        for one in sheet["criteria"]
    ]


async def save(room: Room, seat: str, kind: str, entries: list[dict[str, Any]], batch: str = "") -> httpx.Response:
    """One batch; with a fresh id unless one is given."""
    return await room.ask("POST", door(room, f"/{kind}"), seat, json={"id": batch or str(uuid4()), kind: entries})


async def hand_in(room: Room, seat: str, version: int | None = None) -> httpx.Response:
    """Hand the sheet in, as it is unless a version is given."""
    sheet = await sheet_of(room, seat)
    told = {"part": sheet["part"], "version": sheet["version"] if version is None else version}
    return await room.ask("POST", door(room, "/hand-in"), seat, json=told)


async def review(room: Room, seat: str, fails: Fails | None = None) -> None:
    """The seat's preliminary review, handed in."""
    answer(await save(room, seat, "votes", votes_for(await sheet_of(room, seat), fails)))
    answer(await hand_in(room, seat))


async def mark(room: Room, seat: str, marks: Marks = steady) -> None:
    """The seat's marks of this phase, handed in."""
    answer(await save(room, seat, "marks", marks_for(await sheet_of(room, seat), seat, marks)))
    answer(await hand_in(room, seat))


async def confirm(room: Room, seat: str) -> int:
    """The seat stays with whatever it is asked about; how much that was."""
    waiting = [one for one in (await sheet_of(room, seat))["alerts"] if one["answer"] is None]
    for alert in waiting:
        told = {"answer": "confirmed", "reason": "方案确有差距"}
        answer(await room.ask("POST", f"/api/seat/alerts/{alert['id']}", seat, json=told))
    return len(waiting)


async def phase_of(room: Room) -> str:
    """Where the room is."""
    return (await room.sitting()).phase


async def play(room: Room, until: str = "RANKED", marks: Marks = steady, fails: Fails | None = None) -> None:
    """Everybody votes, marks and confirms, until the room is in that phase or nothing goes on."""
    if await phase_of(room) == "PRELIMINARY" and until != "PRELIMINARY":
        for seat in SEATS:
            await review(room, seat, fails)
    while (phase := await phase_of(room)) in ("BLIND", "OPEN_PART") and phase != until:
        for seat in SEATS:
            await mark(room, seat, marks)
        for seat in SEATS:
            await confirm(room, seat)
        if await phase_of(room) == phase:
            return
    for seat in SEATS if until == "RANKED" else ():
        await confirm(room, seat)
