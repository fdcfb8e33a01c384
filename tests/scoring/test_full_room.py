"""Seven members mark fifty bids by sixty criteria against a real server that is killed in the middle of it.

21,000 marks in batches of five hundred: what was acknowledged is there once, whoever sent it again, and it is ranked.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select

from bidding.methods.method import Criterion, Method, PriceRule
from bidding.methods.scheme import CriterionPart, Scheme, scheme_json
from bidding.methods.scores_record import recomputed
from evaluation_rooms.scoring.rules import MOST_IN_BATCH
from evaluation_rooms.scoring.tables import Mark, ScoredLot
from foundation.actors import CLOCK
from foundation.records import records_of
from foundation.settings import Settings
from tests.conftest import PLATFORM_SEED
from tests.faults.servers import KilledServer, Nursery
from tests.market import Market, answer
from tests.rooms.sitting import MORE_SEATS, Room, RunDue, seat_committee
from tests.rules.methods.schemes import ITEMS
from tests.scoring.playing import door, phase_of

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
VAULT_KEY = b"\x05" * 32
LAST_BEFORE_THE_KILL = 3
"""The batch of E04 after whose answer the server dies, while the others are at theirs."""


@pytest.fixture(scope="session")
async def nursery() -> AsyncIterator[Nursery]:
    """Where servers come from."""
    nursery = await Nursery.open()
    yield nursery
    await nursery.close()


@pytest.fixture
async def room(market: Market, run_due: RunDue) -> Room:
    """Seven members in the open part, the review over."""
    room = await seat_committee(market, run_due, seats=MORE_SEATS)
    async with market.clock.house.work(CLOCK) as work:
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


@pytest.fixture
async def server(nursery: Nursery, settings: Settings, tmp_path: Path) -> AsyncIterator[KilledServer]:
    """A process of its own on the same database, with the same keys."""
    for name, key in (("platform.key", PLATFORM_SEED), ("vault.key", VAULT_KEY)):
        (tmp_path / name).write_text(key.hex())
    env = {
        "TIANPING_DATABASE_URL": settings.database_url,
        "TIANPING_DATA_DIR": str(tmp_path / "server"),
        "TIANPING_SIGNING_KEY_FILE": str(tmp_path / "platform.key"),
        "TIANPING_VAULT_KEY_FILE": str(tmp_path / "vault.key"),
    }
    server = KilledServer(nursery, env, tmp_path, iter(["anywhere:600000", ""]), _nothing)
    await server.start()
    yield server
    await server.stop()


async def _nothing(_: str) -> None:
    """Nobody looks into a server that is down."""


async def send(server: KilledServer, client: httpx.AsyncClient, path: str, seat: str, body: dict[str, Any]) -> Any:
    """Until there is an answer: a server that fell is waited for, and the same is sent again."""
    headers = {"Authorization": f"Bearer token of {seat}"}
    while True:
        pid = server.pid
        try:
            return answer(await client.post(f"{server.url}{path}", json=body, headers=headers))
        except httpx.TransportError:
            await server.revive(pid)


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


async def test_no_mark_is_lost_and_none_doubled_when_the_server_is_killed(
    room: Room, server: KilledServer, market: Market
) -> None:
    async def give(seat: str) -> list[Any]:
        taken = []
        async with httpx.AsyncClient(timeout=60) as client:
            for number, batch in enumerate(batches(seat)):
                taken.append(await send(server, client, door(room, "/marks"), seat, batch))
                if (seat, number) == ("E04", LAST_BEFORE_THE_KILL):
                    os.kill(server.pid, signal.SIGKILL)
            told = {"part": "open", "version": taken[-1]["version"]}
            await send(server, client, door(room, "/hand-in"), seat, told)
        return taken

    taken = await asyncio.gather(*(give(seat) for seat in MORE_SEATS))
    assert server.died_of == ["anywhere:600000"]
    assert not any(batch["conflicts"] for one in taken for batch in one)
    acknowledged = sum(len(batch["saved"]) for one in taken for batch in one)
    async with market.clock.house.sessions() as rows:
        [(count, versions)] = (await rows.execute(select(func.count(), func.max(Mark.version)))).all()
        [scores] = [json.loads(one.body) for one in await records_of(rows, room.lot, 1, "tianping/scores/1")]
    assert (acknowledged, count, versions) == (BIDS * CRITERIA * 7, BIDS * CRITERIA * 7, 1)
    assert await phase_of(room) == "RANKED"
    assert sorted(one["rank"] for one in scores["results"]) == list(range(1, BIDS + 1))
    again = recomputed(scores)
    assert {name: scores[name] for name in again} == again
