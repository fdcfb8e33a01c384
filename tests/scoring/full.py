"""Seven members, fifty bids, sixty criteria: a room as large as it gets, for tests and benchmarks."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from bidding.methods.method import Criterion, Method, PriceRule
from bidding.methods.scheme import CriterionPart, Scheme, scheme_json
from evaluation_rooms.scoring.rules import MOST_IN_BATCH
from evaluation_rooms.scoring.tables import ScoredLot
from foundation.actors import CLOCK
from tests.market import Market
from tests.rooms.sitting import MORE_SEATS, Room, RunDue, seat_committee
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


def batches(seat: str) -> list[dict[str, Any]]:
    """Everything that a seat gives, with ids of its own."""
    marks = [
        {"bid": f"{bid:064x}", "criterion": one.name, "value": mark_of(seat, bid, number), "base": 0}
        for bid in range(1, BIDS + 1)
        for number, one in enumerate(MARKED)
    ]
    parts = [marks[at : at + MOST_IN_BATCH] for at in range(0, len(marks), MOST_IN_BATCH)]
    first = MORE_SEATS.index(seat) * 1000
    return [{"id": str(UUID(int=first + number, version=4)), "marks": part} for number, part in enumerate(parts)]
