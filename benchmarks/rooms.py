"""A hundred rooms at once on one server: seven seats each with a websocket and signs of life, all saving marks.

Beside it the same server with one room. `python -m benchmarks.rooms [--rooms N]`; a mark that is acknowledged and not
there afterwards fails the run.
"""

import asyncio
import sys
from collections.abc import Sequence
from statistics import median, quantiles
from uuid import UUID

import websockets
from sqlalchemy import func, select

from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, tell
from evaluation_rooms.rooms.actions import tell as tell_room
from evaluation_rooms.scoring.tables import Mark
from foundation.actors import CLOCK
from foundation.clock import stopwatch
from tests.market import answer
from tests.rooms.sitting import MORE_SEATS, Room
from tests.scoring.full import another_room, batches
from tests.scoring.playing import door

ROOMS = int(sys.argv[sys.argv.index("--rooms") + 1]) if "--rooms" in sys.argv else 100
BATCH, SAVES, BEAT = 60, 6, 5.0
"""Marks of a batch, batches of a seat, seconds between signs of life."""


async def live(one: Stage, room: Room, seat: str, heard: dict[str, float]) -> None:
    """A seat's socket; when it hears of the bell, the moment is kept."""
    url = one.url.replace("http", "ws") + "/api/seat/live?after=0"
    async with websockets.connect(url, additional_headers=room.as_seat(seat), compression=None) as socket:
        async for text in socket:
            if "benchmark-bell" in str(text):
                heard[f"{room.tag}{seat}"] = stopwatch()


async def beat(one: Stage, room: Room, seat: str) -> None:
    """Signs of life, as long as the seat is there."""
    while True:
        await one.client.post("/api/seat/presence", json={"round_trip_ms": 20}, headers=room.as_seat(seat))
        await asyncio.sleep(BEAT)


async def mark(one: Stage, room: Room, seat: str) -> list[float]:
    """Seconds of each save; a second between them, as people type."""
    taken = []
    marks = [each for batch in batches(seat) for each in batch["marks"]]
    for number in range(SAVES):
        own = UUID(int=(hash((room.tag, seat, number)) & (2**120 - 1)), version=4)
        body = {"id": str(own), "marks": marks[number * BATCH : (number + 1) * BATCH]}
        begun = stopwatch()
        answer(await one.client.post(door(room, "/marks"), json=body, headers=room.as_seat(seat)))
        taken.append(stopwatch() - begun)
        await asyncio.sleep(1)
    return taken


async def together(one: Stage, rooms: Sequence[Room]) -> tuple[list[float], float]:
    """Every seat of these rooms at once: seconds of all saves, and from a bell in each room to the last who heard."""
    seats = [(room, seat) for room in rooms for seat in MORE_SEATS]
    heard: dict[str, float] = {}
    tasks = [asyncio.create_task(live(one, *each, heard)) for each in seats]
    tasks += [asyncio.create_task(beat(one, *each)) for each in seats]
    await asyncio.sleep(3)
    taken = [second for each in await asyncio.gather(*(mark(one, *each) for each in seats)) for second in each]
    begun = stopwatch()
    for room in rooms:
        async with one.house.work(CLOCK) as work:
            await tell_room(work, room.session, "benchmark-bell")
    while len(heard) < len(seats) and stopwatch() - begun < 60:
        await asyncio.sleep(0.01)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    if len(heard) < len(seats):
        raise RuntimeError(f"{len(seats) - len(heard)} seats did not hear the bell")
    return taken, max(heard.values()) - begun


async def main() -> None:
    """One room, then all of them."""
    async with stage() as one:
        rooms = [await another_room(one.market, number) for number in range(ROOMS + 1)]
        alone, bell = await together(one, rooms[:1])
        memory = one.memory("VmRSS")
        crowd, bells = await together(one, rooms[1:])
        async with one.house.sessions() as rows:
            kept = await rows.scalar(select(func.count()).select_from(Mark))
        wanted = (ROOMS + 1) * len(MORE_SEATS) * SAVES * BATCH
        if kept != wanted:
            raise RuntimeError(f"{wanted} marks were acknowledged, {kept} are there")
        limit = "one room on the same server"
        named = f"{ROOMS} rooms of {len(MORE_SEATS)} seats"
        tell(
            [
                Figure(f"save {BATCH} marks, median, {named}", limit, median(crowd), median(alone), "s"),
                Figure(f"save {BATCH} marks, 99 of 100, {named}", limit, p99(crowd), p99(alone), "s"),
                Figure(f"a line in every room to its last seat, {named}", limit, bells, bell, "s"),
            ]
        )
        print(f"{named}: {kept:,} marks acknowledged, all there; {one.memory('VmRSS') - memory} MiB more than with one")


def p99(taken: Sequence[float]) -> float:
    """99 of 100 were as fast."""
    return quantiles(taken, n=100)[-1]


if __name__ == "__main__":
    asyncio.run(main())
