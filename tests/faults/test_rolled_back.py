"""A database set back to an earlier state: no head smaller than one already told is signed, and it is said aloud."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from foundation.actors import CLOCK
from foundation.database import open_engine
from foundation.entropy import counted_entropy
from foundation.ledger.actions import make_tick, start_ticking
from foundation.ledger.signer import PlatformSigner, SmallerHeadError
from foundation.settings import Settings
from foundation.work import House
from storage.choose import open_store
from tests.conftest import VAULT, Clock
from tests.faults.locks import RunDue


@pytest.fixture
async def house(settings: Settings, tmp_path: Path) -> AsyncIterator[House]:
    """A house whose signer remembers the heads it told."""
    engine, store = open_engine(settings.database_url), open_store("memory:")
    signer = PlatformSigner.from_file(tmp_path / "platform.key", counted_entropy(b"key"))
    yield House(engine, store, signer, counted_entropy(b"house"), settings, VAULT)
    await engine.dispose()


async def tick(house: House, times: int) -> None:
    for _ in range(times):
        async with house.work(CLOCK) as work:
            await make_tick(work)


async def set_back(house: House, size: int) -> None:
    """What a restored backup looks like."""
    async with house.engine.begin() as connection:
        await connection.execute(text("DELETE FROM ticks WHERE number >= :size"), {"size": size})


async def test_no_smaller_head_is_signed_and_the_timer_says_so(
    house: House, client: httpx.AsyncClient, clock: Clock, run_due: RunDue, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.work(CLOCK) as work:
        await start_ticking(work)
    await tick(house, 5)
    await set_back(house, 3)
    for _ in range(3):
        await clock.forward(minutes=2)
        await run_due()
    assert (await client.get("/api/log/head")).json()["body"]["size"] == 3
    said = [record for record in caplog.records if "SmallerHeadError" in record.getMessage()]
    assert len(said) >= 3
    assert {record.levelno for record in said} == {logging.ERROR}


async def test_another_head_of_the_same_size_is_not_signed_either(house: House) -> None:
    await tick(house, 5)
    await set_back(house, 4)
    with pytest.raises(SmallerHeadError):
        await tick(house, 1)


async def test_a_server_on_a_database_that_was_set_back_does_not_begin(house: House) -> None:
    async with house.work(CLOCK) as work:
        await start_ticking(work)
    await tick(house, 5)
    await set_back(house, 3)
    with pytest.raises(SmallerHeadError, match="6"):
        async with house.work(CLOCK) as work:
            await start_ticking(work)


REMEMBER = """
import sys
from pathlib import Path
from foundation.ledger.signer import PlatformSigner
signer = PlatformSigner(bytes(32), Path(sys.argv[1]))
for size in range(1, 101):
    signer.remember({"size": size, "root": "00"})
"""


async def test_two_servers_that_share_a_key_share_its_memory(tmp_path: Path) -> None:
    memory = tmp_path / "platform.head"
    arguments = [sys.executable, "-c", REMEMBER, str(memory)]
    servers = [await asyncio.create_subprocess_exec(*arguments, cwd=Path(__file__).parents[2]) for _ in range(3)]
    assert [await server.wait() for server in servers] == [0, 0, 0]
    with pytest.raises(SmallerHeadError, match="100"):
        PlatformSigner(bytes(32), memory).sign_head({"size": 99, "root": "00"})
