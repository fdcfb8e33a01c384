"""Seven members, fifty bids, sixty criteria: a room as large as it gets, for tests and benchmarks."""

import copy
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.methods.method import Criterion, Method, PriceRule
from bidding.methods.scheme import CriterionPart, Scheme, scheme_json
from bidding.projects.tables import Lot
from bidding.tenders.tables import LotRound
from evaluation_rooms.scoring.rules import MOST_IN_BATCH
from evaluation_rooms.scoring.tables import ScoredLot
from foundation.actors import CLOCK
from tests.faults.servers import KilledServer
from tests.market import Market, answer
from tests.rooms.sitting import MORE_SEATS, Room, RunDue, seat_around, seat_committee
from tests.rules.methods.schemes import ITEMS

BIDS, CRITERIA = 50, 60
PRICE = Criterion("投标报价", "price", Decimal(10))
MARKED = tuple(Criterion(f"因素{number:02}", "subjective", Decimal("1.5")) for number in range(1, CRITERIA + 1))
SCHEME = Scheme(
    Method("综合评估法", (*MARKED, PRICE), PriceRule("lowest"), ()),
    ITEMS,
    (*(CriterionPart(one.name, "technical") for one in MARKED), CriterionPart(PRICE.name, "price")),
    (),
    "price",
    (),
    3,
    1,
    60,
)


async def full_room(market: Market, run_due: RunDue) -> Room:
    """Seven members in the open part, the review over."""
    return await filled(await seat_committee(market, run_due, seats=MORE_SEATS))


async def another_room(market: Market, number: int) -> Room:
    """A room of its own around a lot of its own, copied from the market's; its seats are "{number}-E01" and so on."""
    own = copy.copy(market)
    async with market.clock.house.work(CLOCK) as work:
        lot = await _copied(work.session, await work.session.get_one(Lot, UUID(market.lot)), number=100 + number)
        rounds = select(LotRound).where(LotRound.lot_id == UUID(market.lot))
        await _copied(work.session, (await work.session.scalars(rounds)).one(), lot_id=lot)
    own.lot = str(lot)
    return await filled(await seat_around(own, [], MORE_SEATS, tag=f"{number}-"))


async def _copied(session: AsyncSession, row: Any, **changes: Any) -> UUID:
    columns = {one.name: getattr(row, one.name) for one in row.__table__.columns if one.name != "id"}
    fresh = type(row)(**{**columns, **changes})
    session.add(fresh)
    await session.flush()
    return UUID(str(fresh.id))


async def filled(room: Room) -> Room:
    """The room with those fifty bids instead of its own."""
    async with room.market.clock.house.work(CLOCK) as work:
        row = ScoredLot(session_id=room.session, lot_id=room.lot, facts=facts(room), must_vote=False, rejected=[])
        work.session.add(row)
    await room.to_phase("OPEN_PART")
    return room


def facts(room: Room) -> dict[str, Any]:
    """As `actions.lots` freezes a lot, with fifty bids that were never sealed."""
    bids = [
        [f"{number:064x}", f"T{number}", f"投标人{number:02}", "91422800900000014C", f"{26_000_000 + number * 1000}.00"]
        for number in range(1, BIDS + 1)
    ]
    return {
        "lot": str(room.lot),
        "round": 1,
        "number": 1,
        "name": "满员评标室",
        "project": str(UUID(int=1)),
        "works": True,
        "rulebook": 2,
        "rehearsal": True,
        "tender": "ab" * 32,
        "opening_record": "cd" * 32,
        "seed": "ef" * 32,
        "ceiling": "27950000.00",
        "coefficients": [],
        "scheme_json": scheme_json(SCHEME),
        "bids": bids,
    }


def mark_of(seat: str, bid: int, criterion: int) -> str:
    """Between 1.00 and 1.20, so that nobody is far off."""
    return f"{1 + (bid * 7 + criterion * 3) % 20 / 100 + MORE_SEATS.index(seat) / 1000:.2f}"


def batches(seat: str, room: int = 0) -> list[dict[str, Any]]:
    """Everything that a seat gives, with ids of its own in this room."""
    marks = [
        {"bid": f"{bid:064x}", "criterion": one.name, "value": mark_of(seat, bid, number), "base": 0}
        for bid in range(1, BIDS + 1)
        for number, one in enumerate(MARKED)
    ]
    parts = [marks[at : at + MOST_IN_BATCH] for at in range(0, len(marks), MOST_IN_BATCH)]
    first = (room * 100 + MORE_SEATS.index(seat)) * 1000
    return [{"id": str(UUID(int=first + number, version=4)), "marks": part} for number, part in enumerate(parts)]


async def send_again(
    server: KilledServer, client: httpx.AsyncClient, path: str, headers: dict[str, str], body: dict[str, Any]
) -> Any:
    """Until there is an answer: a server that fell is waited for, and the same is sent again."""
    while True:
        pid = server.pid
        try:
            return answer(await client.post(f"{server.url}{path}", json=body, headers=headers))
        except httpx.TransportError:
            await server.revive(pid)
