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
            async with house.work(PUBLIC) as work:
                events = [row.told() for row in await events_after(work.session, topic, after)]
            for event in events:
                async with asyncio.timeout(SEND_PATIENCE):
                    await socket.send_json(event)
                after = int(event["seq"])
            if not events:
                await news.wait()


ROUTES = [watch_opening]
