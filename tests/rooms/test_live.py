"""The room, live: a socket of a seat is told by number, goes on where it was cut off, and closes when the seat does."""

import asyncio
import json
from typing import Any

import pytest
import websockets

from tests.draws.town import ENSHI
from tests.market import answer
from tests.rooms.sitting import Room


def address(live_server: str, after: int = 0) -> str:
    """Of the socket."""
    return f"{live_server.replace('http', 'ws')}/api/seat/live?after={after}"


async def told(socket: Any, count: int) -> list[dict[str, Any]]:
    """The next so many messages."""
    return [json.loads(await asyncio.wait_for(socket.recv(), 20)) for _ in range(count)]


async def test_a_seat_is_told_what_happens_and_resumes_by_number(room: Room, live_server: str):
    pause = f"/api/rooms/{room.session}/pause"
    headers = room.as_seat("E02")
    async with websockets.connect(address(live_server), additional_headers=headers) as socket:
        await room.client.post(pause, json={"reason": "核对证件"}, headers=room.staff[ENSHI].headers)
        assert [one["kind"] for one in await told(socket, 1)] == ["held"]
    answer(await room.client.post(f"/api/rooms/{room.session}/resume", headers=room.staff[ENSHI].headers))
    async with websockets.connect(address(live_server, 1), additional_headers=headers) as socket:
        assert [(one["seq"], one["kind"]) for one in await told(socket, 1)] == [(2, "resumed")]


async def test_nobody_without_a_seat_is_let_in(room: Room, live_server: str):
    for headers in ({}, room.staff[ENSHI].headers, {"Authorization": "Bearer nonsense"}):
        with pytest.raises(websockets.exceptions.InvalidStatus):
            async with websockets.connect(address(live_server), additional_headers=headers):
                pass


async def test_a_foreign_page_is_let_in_nowhere(room: Room, live_server: str):
    headers = room.as_seat("E01")
    with pytest.raises(websockets.exceptions.InvalidStatus):
        async with websockets.connect(
            address(live_server), additional_headers=headers, origin="https://elsewhere.example"
        ):
            pass


async def test_a_seat_that_is_signed_out_hears_no_more(room: Room, live_server: str):
    async with websockets.connect(address(live_server), additional_headers=room.as_seat("E03")) as socket:
        await room.sign_out("E03")
        line = {"id": str(room.session), "text": "请看第三页"}
        answer(await room.ask("POST", "/api/seat/text", "E01", json=line))
        with pytest.raises(websockets.exceptions.ConnectionClosed) as closed:
            await told(socket, 1)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4401
