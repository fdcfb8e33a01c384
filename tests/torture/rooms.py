"""A hundred full rooms on one server that is killed again and again: what was acknowledged is there, once.

Seven members each mark fifty bids by sixty criteria, all rooms side by side, and hand in; a batch whose answer never
came is sent again as it was. At the end every room is ranked, and its scores record computes to itself.
"""

import asyncio
import json
import random
import shutil
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import func, select

from bidding.methods.scores_record import recomputed
from evaluation_rooms.scoring.tables import Mark
from foundation.database import EmbeddedPostgres, make_clock_movable
from foundation.migrate import migrate
from foundation.records import records_of
from foundation.work import House
from tests.conftest import VAULT_KEY, Clock, People
from tests.faults.servers import KilledServer, Nursery
from tests.faults.stage import house_on, inside, new_database
from tests.market import Market
from tests.rooms.sitting import MORE_SEATS, Room
from tests.scoring.full import BIDS, CRITERIA, another_room, batches, send_again
from tests.scoring.playing import door

SHORTEST_LIFE, LONGEST_LIFE = 5_000, 60_000
"""Milliseconds between a start of the server and its death."""
AT_ONCE = 4
"""Rooms that mark at the same moment; all of them are open all the time."""


@dataclass
class Held:
    """What came of it."""

    rooms: int = 0
    marks: int = 0
    deaths: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


async def run_rooms(seed: int, wanted: int, seconds: float) -> Held:
    """Everything, on a database server of its own; no new room is begun once the time is up."""
    began, folder, told = time.monotonic(), Path(tempfile.mkdtemp(prefix="torture-rooms-")), Held()
    postgres = EmbeddedPostgres(folder / "postgres", "torture")
    nursery = await Nursery.open()
    try:
        url = await new_database(postgres.url, "rooms")
        async with house_on(url, folder) as house:
            await migrate(house.engine)
            await make_clock_movable(house.engine)
            async with inside(house) as client:
                rooms = await _furnish(Market(client, People(house), Clock(house)), wanted)
            server = KilledServer(nursery, _environment(url, folder), folder, _deaths(seed), _nothing)
            await server.start()
            await _play(server, house, rooms, told, began + seconds)
            await server.stop()
            told.deaths = len(server.died_of)
    finally:
        await nursery.close()
        await asyncio.to_thread(postgres.stop)
        shutil.rmtree(folder, ignore_errors=True)
    told.seconds = time.monotonic() - began
    return told


async def _furnish(market: Market, wanted: int) -> list[Room]:
    await market.open_for_bids(days=1)
    return [await another_room(market, number) for number in range(1, wanted + 1)]


def _environment(url: str, folder: Path) -> dict[str, str]:
    (folder / "vault.key").write_text(VAULT_KEY.hex())
    return {
        "TIANPING_DATABASE_URL": url,
        "TIANPING_DATA_DIR": str(folder / "data"),
        "TIANPING_OBJECT_STORE": f"file://{folder / 'objects'}",
        "TIANPING_SIGNING_KEY_FILE": str(folder / "platform.key"),
        "TIANPING_VAULT_KEY_FILE": str(folder / "vault.key"),
    }


def _deaths(seed: int) -> Iterator[str]:
    dice = random.Random(f"{seed}/rooms")
    while True:
        yield f"anywhere:{dice.randrange(SHORTEST_LIFE, LONGEST_LIFE)}"


async def _nothing(_: str) -> None:
    """Rooms are looked through at their ends."""


async def _play(server: KilledServer, house: House, rooms: list[Room], told: Held, until: float) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(number: int, room: Room) -> None:
        async with gate:
            if time.monotonic() < until:
                await _room(server, house, number, room, told)

    await asyncio.gather(*(one(number, room) for number, room in enumerate(rooms, 1)))


async def _room(server: KilledServer, house: House, number: int, room: Room, told: Held) -> None:
    try:
        taken = await asyncio.gather(*(_seat(server, number, room, seat) for seat in MORE_SEATS))
        fault = await _judge(house, room, sum(taken))
    except Exception as stop:
        fault = traceback.format_exception_only(stop)[-1].strip()[:300]
    told.rooms += 1
    told.marks += BIDS * CRITERIA * len(MORE_SEATS)
    if fault:
        told.failures.append(f"room {number}: {fault}")
    print(f"room {number}: {fault or 'whole'}, {len(server.died_of)} kills so far", flush=True)


async def _seat(server: KilledServer, number: int, room: Room, seat: str) -> int:
    """Marks and hands in; how many marks were acknowledged."""
    headers, saved, version = room.as_seat(seat), 0, 0
    async with httpx.AsyncClient(timeout=120) as client:
        for batch in batches(seat, number):
            taken = await send_again(server, client, door(room, "/marks"), headers, batch)
            saved, version = saved + len(taken["saved"]), taken["version"]
        await send_again(server, client, door(room, "/hand-in"), headers, {"part": "open", "version": version})
    return saved


async def _judge(house: House, room: Room, saved: int) -> str:
    """What is wrong with the room, or nothing."""
    wanted = BIDS * CRITERIA * len(MORE_SEATS)
    async with house.sessions() as rows:
        query = select(func.count(), func.max(Mark.version)).where(Mark.lot_id == room.lot)
        [(count, version)] = (await rows.execute(query)).all()
        found = [json.loads(one.body) for one in await records_of(rows, room.lot, 1, "tianping/scores/1")]
    if (saved, count, version) != (wanted, wanted, 1):
        return f"{saved} marks acknowledged, {count} there, newest version {version}, of {wanted}"
    if len(found) != 1:
        return f"{len(found)} scores records"
    again = recomputed(found[0])
    return "" if {name: found[0][name] for name in again} == again else "its scores do not compute to themselves"
