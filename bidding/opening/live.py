"""The hall, live: a websocket that tells the events of one opening by number; whoever was cut off asks from his last.

One task a watcher, no queue: a watcher that reads slowly is simply told later, from the rows.
"""

import asyncio
from typing import Annotated
from uuid import UUID

from litestar import WebSocket, websocket
from litestar.datastructures import State
from litestar.exceptions import WebSocketDisconnect
from litestar.params import FromPath, QueryParameter

from bidding.opening.actions.freeze import topic_of
from foundation.actors import PUBLIC
from foundation.realtime import Hub, events_after
from foundation.web import origin_allowed
from foundation.work import House

SEND_PATIENCE = 30.0


@websocket("/api/lots/{lot:uuid}/opening/live")
async def watch_opening(
    socket: WebSocket[object, object, State],
    lot: FromPath[UUID],
    after: Annotated[int, QueryParameter(ge=0, le=2**53)] = 0,
) -> None:
    """Tell events after a number, then each new one. Anybody may watch; nothing is known of who does."""
    house: House = socket.app.state.house
    hub: Hub = socket.app.state.hub
    if not origin_allowed(socket.headers.get("origin"), house.settings):
        await socket.close(code=4403)
        return
    await socket.accept()
    teller = asyncio.create_task(_tell(socket, house, hub, topic_of(lot), after))
    try:
        while True:
            await socket.receive_data(mode="text")
    except WebSocketDisconnect:
        pass
    finally:
        teller.cancel()
        await asyncio.gather(teller, return_exceptions=True)


async def _tell(socket: WebSocket[object, object, State], house: House, hub: Hub, topic: str, after: int) -> None:
    with hub.watch(topic) as news:
        while True:
            news.clear()
            events = await _fetch_together(house, hub, topic, after)
            for event in events:
                async with asyncio.timeout(SEND_PATIENCE):
                    await socket.send_json(event)
                after = int(str(event["seq"]))
            if not events:
                await news.wait()


_fetching: dict[tuple[int, str, int, int], "asyncio.Task[list[dict[str, object]]]"] = {}


async def _fetch_together(house: House, hub: Hub, topic: str, after: int) -> list[dict[str, object]]:
    """Events after a number; thousands of watchers who wake together share one fetch, begun after their waking."""
    key = (id(hub), topic, after, hub.wakes)
    task = _fetching.get(key)
    if task is None:
        task = _fetching[key] = asyncio.create_task(_fetch(house, topic, after))
        task.add_done_callback(lambda _: _fetching.pop(key, None))
    return await asyncio.shield(task)


async def _fetch(house: House, topic: str, after: int) -> list[dict[str, object]]:
    async with house.work(PUBLIC) as work:
        return [row.told() for row in await events_after(work.session, topic, after)]


ROUTES = [watch_opening]
