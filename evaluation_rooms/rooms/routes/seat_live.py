"""The room, live: a websocket that tells its events by number to a seat, and asks once a minute whose seat it is.

One task a watcher and no queue: who reads slowly is told later from the rows, and who does not read at all is dropped.
"""

import asyncio
import contextlib
from typing import Annotated

from litestar import WebSocket, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.rooms.actions.logins import seat_of_token
from evaluation_rooms.rooms.actions.seats import topic_of
from evaluation_rooms.rooms.actions.show import session_of_seat
from evaluation_rooms.rooms.routes.seat_door import presented_seat
from foundation.actors import PUBLIC, Actor
from foundation.realtime import Hub, events_after
from foundation.web import origin_allowed
from foundation.work import House

Socket = WebSocket[object, object, State]

SEND_PATIENCE = 30.0
RECHECK = 60.0
"""Seconds after which it is asked again whether the seat is still signed in."""
FOREIGN, NOBODY, SLOW = 4403, 4401, 4408


@websocket("/api/seat/live")
async def watch_room(socket: Socket, after: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0) -> None:
    """Tell events after a number, then each new one, until the seat is signed out."""
    house: House = socket.app.state.house
    if not origin_allowed(socket.headers.get("origin"), house.settings):
        await socket.close(code=FOREIGN)
        return
    token = presented_seat(socket, house.settings)
    actor = await _actor(house, token)
    if actor is None:
        await socket.close(code=NOBODY)
        return
    await socket.accept()
    await _serve(socket, house, token, actor, after)


async def _actor(house: House, token: str) -> Actor | None:
    async with house.work(PUBLIC) as work:
        holder = await seat_of_token(work, token) if token else None
    return holder.actor if holder else None


async def _serve(socket: Socket, house: House, token: str, actor: Actor, after: int) -> None:
    """Until the first of three ends: the other side goes, the seat is signed out, or nobody reads."""
    async with house.work(actor) as work:
        topic = topic_of(await session_of_seat(work))
    tasks = [
        asyncio.create_task(_listen(socket)),
        asyncio.create_task(_tell(socket, house, token, topic, after)),
        asyncio.create_task(_recheck(house, token)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        code = next(iter(done)).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if code is not None:
        await socket.close(code=code)


async def _listen(socket: Socket) -> int | None:
    """Ends when the other side goes; what it says is of no interest."""
    try:
        while True:
            await socket.receive_data(mode="text")
    except WebSocketDisconnect:
        return None


async def _recheck(house: House, token: str) -> int | None:
    """Ends when the seat is signed in no more."""
    never = asyncio.Event()
    while await _actor(house, token):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(never.wait(), RECHECK)
    return NOBODY


async def _tell(socket: Socket, house: House, token: str, topic: str, after: int) -> int | None:
    """Ends when somebody does not read, or when news finds the seat signed out: it hears nothing more."""
    hub: Hub = socket.app.state.hub
    with hub.watch(topic) as news:
        while True:
            news.clear()
            async with house.work(PUBLIC) as work:
                if await seat_of_token(work, token) is None:
                    return NOBODY
                events = [row.told() for row in await events_after(work.session, topic, after)]
            for event in events:
                try:
                    async with asyncio.timeout(SEND_PATIENCE):
                        await socket.send_json(event)
                except TimeoutError:
                    return SLOW
                after = int(str(event["seq"]))
            if not events:
                await news.wait()


ROUTES: list[ControllerRouterHandler] = [watch_room]
