"""Seven members mark fifty bids by sixty criteria against a real server that is killed in the middle of it.

21,000 marks in batches of five hundred: what was acknowledged is there once, whoever sent it again, and it is ranked.
"""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from bidding.methods.scores_record import recomputed
from evaluation_rooms.scoring.tables import Mark
from foundation.records import records_of
from foundation.settings import Settings
from tests.conftest import PLATFORM_SEED, VAULT_KEY
from tests.faults.servers import KilledServer, Nursery
from tests.market import Market
from tests.rooms.sitting import MORE_SEATS, Room, RunDue
from tests.scoring.full import BIDS, CRITERIA, batches, full_room, send_again
from tests.scoring.playing import door, phase_of

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
    return await full_room(market, run_due)


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


async def test_no_mark_is_lost_and_none_doubled_when_the_server_is_killed(
    room: Room, server: KilledServer, market: Market
) -> None:
    async def give(seat: str) -> list[Any]:
        taken = []
        async with httpx.AsyncClient(timeout=60) as client:
            for number, batch in enumerate(batches(seat)):
                taken.append(await send_again(server, client, door(room, "/marks"), room.as_seat(seat), batch))
                if (seat, number) == ("E04", LAST_BEFORE_THE_KILL):
                    os.kill(server.pid, signal.SIGKILL)
            told = {"part": "open", "version": taken[-1]["version"]}
            await send_again(server, client, door(room, "/hand-in"), room.as_seat(seat), told)
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
