"""Two at the same moment: one seat, one slip, one head, one step; the room's row decides who was first."""

import asyncio

from sqlalchemy import func, select

from evaluation_rooms.rooms.actions.seats import advance
from evaluation_rooms.rooms.refusals import WrongPhase
from evaluation_rooms.rooms.tables import HeadVote, RoomLine
from foundation.actors import CLOCK
from foundation.errors import WrongState
from tests.market import answer
from tests.rooms.hall import EXPERTS, SEATS, Hall
from tests.rooms.sitting import Room


async def test_a_slip_typed_at_two_places_opens_one_seat(hall: Hall):
    await hall.open()
    code = {"code": (await hall.slip("E01"))["code"]}
    told = await asyncio.gather(*(hall.client.post("/api/seat/login", json=code) for _ in range(4)))
    assert sorted(one.status_code for one in told) == [200, 401, 401, 401]


async def test_five_who_are_ready_at_once_begin_once(hall: Hall):
    await hall.open()
    for seat in SEATS:
        await hall.login(seat)
        await hall.pledge(seat)
    fine = {"hindered": False}
    await asyncio.gather(*(hall.ask("POST", "/recusal", seat, json=fine) for seat in SEATS))
    kinds = [(one["kind"], one["data"].get("phase")) for one in await hall.events()]
    assert kinds.count(("phase", "ELECTING")) == 1


async def test_four_who_vote_at_once_elect_once(hall: Hall):
    await hall.open()
    await hall.gather()
    vote = {"for": "E02"}
    told = await asyncio.gather(*(hall.ask("POST", "/head-vote", seat, json=vote) for seat in EXPERTS))
    assert {one.status_code for one in told} == {200}
    assert [one["kind"] for one in await hall.events()].count("head") == 1
    async with hall.clock.house.sessions() as rows:
        assert await rows.scalar(select(func.count()).select_from(HeadVote)) == 4


async def test_two_who_take_one_step_take_it_once(room: Room):
    async def step() -> str:
        try:
            async with room.market.clock.house.work(CLOCK) as work:
                return (await advance(work, room.session, "to_blind")).phase
        except (WrongState, WrongPhase) as refusal:
            return refusal.slug()

    assert sorted(await asyncio.gather(step(), step())) == ["BLIND", "wrong-state"]
    assert await room.events() == ["phase"]


async def test_one_line_sent_by_two_tabs_is_one_line(room: Room):
    line = {"id": str(room.session), "text": "请看第三页"}
    told = await asyncio.gather(*(room.ask("POST", "/api/seat/text", "E01", json=line) for _ in range(5)))
    assert {one.status_code for one in told} == {200}
    async with room.market.clock.house.sessions() as rows:
        assert await rows.scalar(select(func.count()).select_from(RoomLine)) == 1
    assert await room.events() == ["text"]


async def test_what_everybody_does_at_once_is_told_in_one_order(room: Room):
    async def act(seat: str) -> None:
        for number in range(4):
            line = {"id": f"00000000-0000-7000-8000-{ord(seat[0]):02d}{seat[1:]}0000000{number}", "text": f"{number}"}
            answer(await room.ask("POST", "/api/seat/text", seat, json=line))
            answer(await room.ask("POST", "/api/seat/break", seat, json={"on": number % 2 == 0}))
            answer(await room.ask("POST", "/api/seat/presence", seat, json={"round_trip_ms": 900 * (number % 2)}))

    await asyncio.gather(*(act(seat) for seat in SEATS))
    shown = await room.get("/api/seat", "E01")
    told = await room.get("/api/seat/events?after=0", "E01")
    assert [one["seq"] for one in told["events"]] == list(range(1, shown["room"]["seq"] + 1))
    lines = [one["data"]["id"] for one in told["events"] if one["kind"] == "text"]
    assert [one["id"] for one in shown["room"]["lines"]] == lines
    assert len(lines) == 20
