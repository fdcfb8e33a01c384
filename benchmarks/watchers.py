"""2,000 watchers of one opening: the last one told, beside `websockets.broadcast` without a framework."""

import asyncio
import json
import resource
import time
from uuid import UUID

import websockets

from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, tell
from bidding.opening.actions.freeze import topic_of
from foundation.actors import CLOCK

WATCHERS = 2000
ROUNDS = 5


async def told_all(url: str, announce: object, count: int) -> float:
    """Median seconds from the announcement to the last watcher's receipt of it."""
    sockets = [await websockets.connect(url, compression=None) for _ in range(count)]
    taken = []
    for _ in range(ROUNDS):
        waiting = [asyncio.create_task(one.recv()) for one in sockets]
        await asyncio.sleep(0)
        start = time.perf_counter()
        await announce()  # type: ignore[operator]
        await asyncio.gather(*waiting)
        taken.append(time.perf_counter() - start)
    await asyncio.gather(*(one.close() for one in sockets))
    return sorted(taken)[len(taken) // 2]


async def ours(one: Stage) -> float:
    """Through the hall's websocket: event row, NOTIFY, fetch by number."""
    lot = one.market.lot
    url = one.url.replace("http", "ws") + f"/api/lots/{lot}/opening/live"

    async def announce() -> None:
        async with one.house.work(CLOCK) as work:
            await work.announce(topic_of(UUID(lot)), "opened", opened=1, of=2)

    return await told_all(url, announce, WATCHERS)


async def raw() -> float:
    """The same number of sockets and bytes with nothing but the websockets package."""
    connected: set[websockets.ServerConnection] = set()

    async def serve(connection: websockets.ServerConnection) -> None:
        connected.add(connection)
        await connection.wait_closed()

    text = json.dumps({"seq": 1, "at": "2026-12-17T01:30:00.000+00:00", "kind": "opened", "data": {"opened": 1}})
    async with websockets.serve(serve, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]

        async def announce() -> None:
            websockets.broadcast(connected, text)

        return await told_all(f"ws://127.0.0.1:{port}", announce, WATCHERS)


async def main() -> None:
    """Both in one run."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    bare = await raw()
    async with stage() as one:
        told = await ours(one)
    tell([Figure(f"{WATCHERS} watchers, the last one told", "websockets.broadcast", told, bare, "s")])


if __name__ == "__main__":
    asyncio.run(main())
