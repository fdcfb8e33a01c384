"""Saving marks through the door, beside the bare upsert and commit on the same database; ranking two hundred bids."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal
from itertools import count
from statistics import median
from typing import Any
from uuid import UUID

import asyncpg

from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, seconds, tell
from bidding.methods.settle import Case, SeatMark, settle
from evaluation_rooms.scoring.rules import MOST_IN_BATCH
from foundation.clock import stopwatch
from tests.market import answer
from tests.rooms.sitting import MORE_SEATS, Room, seat_around
from tests.scoring.full import MARKED, SCHEME, batches, filled
from tests.scoring.playing import door

TIMES = 60
RANKED_BIDS = 200
SEATS = tuple(f"E{number:02}" for number in range(1, 8))
TABLE = """
CREATE TABLE raw_marks (
    member int, bid bytea, criterion text, value numeric, PRIMARY KEY (member, bid, criterion)
)
"""
UPSERT = """
INSERT INTO raw_marks SELECT 1, b, c, v FROM unnest($1::bytea[], $2::text[], $3::numeric[]) AS given (b, c, v)
ON CONFLICT (member, bid, criterion) DO UPDATE SET value = excluded.value
"""
_ids = count(1)


async def timed(deed: Callable[[int], Awaitable[object]]) -> float:
    """Median seconds of the deed."""
    taken = []
    for number in range(TIMES):
        begun = stopwatch()
        await deed(number)
        taken.append(stopwatch() - begun)
    return median(taken)


def batch_of(size: int, number: int) -> dict[str, Any]:
    """The same places again and again, each time with other marks and the version that stands."""
    marks = [
        {**one, "value": f"{1 + number % 40 / 100:.2f}", "base": number} for one in batches("E01")[0]["marks"][:size]
    ]
    return {"id": str(UUID(int=next(_ids), version=4)), "marks": marks}


async def through_the_door(one: Stage, room: Room, seat: str, size: int) -> float:
    """Saving a batch: seat, room and sheet locked, versions compared, marks and batch kept, commit."""
    headers = room.as_seat(seat)

    async def save(number: int) -> None:
        told = await one.client.post(door(room, "/marks"), json=batch_of(size, number), headers=headers)
        assert not answer(told)["conflicts"]

    return await timed(save)


async def bare(connection: "asyncpg.Connection[Any]", size: int) -> float:
    """The upsert of as many rows and its commit, with nothing around it."""

    async def save(number: int) -> None:
        marks = batch_of(size, number)["marks"]
        bids, names = [bytes.fromhex(each["bid"]) for each in marks], [each["criterion"] for each in marks]
        await connection.execute(UPSERT, bids, names, [Decimal(each["value"]) for each in marks])

    return await timed(save)


async def saving(one: Stage, room: Room) -> list[Figure]:
    """One mark, and a whole batch."""
    url = one.house.settings.database_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    await connection.execute(TABLE)
    figures = []
    for seat, size in (("E01", 1), ("E02", MOST_IN_BATCH)):
        ours, raw = await through_the_door(one, room, seat, size), await bare(connection, size)
        what = f"save a batch of {size} marks" if size > 1 else "save a mark"
        figures.append(Figure(what, "the upsert and its commit", ours, raw, "s"))
    await connection.close()
    return figures


def ranking() -> Figure:
    """Everything that follows from 84,000 marks; beside reading the same marks as JSON."""
    bids = [f"{number:064x}" for number in range(1, RANKED_BIDS + 1)]
    marks = [
        SeatMark(bid, one.name, seat, Decimal("1.00") + Decimal(place % 40) / 100)
        for place, bid in enumerate(bids)
        for one in MARKED
        for seat in SEATS
    ]
    prices = {bid: Decimal(26_000_000 + place * 1000) for place, bid in enumerate(bids)}
    case = Case(
        scheme=SCHEME, ceiling=Decimal("27950000"), coefficients={}, seed=bytes(32), prices=prices, seats=SEATS,
        rejected=[], marks=marks, lacking=False,
    )  # fmt: skip
    text = json.dumps([[one.bid, one.criterion, one.seat, f"{one.mark}"] for one in marks])
    read = seconds(lambda: [Decimal(row[3]) for row in json.loads(text)])
    return Figure(
        f"rank {RANKED_BIDS} bids, {len(marks):,} marks", "reading the marks", seconds(lambda: settle(case)), read, "s"
    )


async def main() -> None:
    """A room on a real server."""
    async with stage() as one:
        room = await filled(await seat_around(one.market, [], MORE_SEATS))
        tell([*await saving(one, room), ranking()])


if __name__ == "__main__":
    asyncio.run(main())
