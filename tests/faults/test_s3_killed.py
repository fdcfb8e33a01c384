"""A real S3 server that is killed in the middle of a tender and started again on the same folder."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from foundation.database import open_engine
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.settings import Settings
from foundation.work import House
from storage.choose import open_store
from storage.loopback_s3 import LoopbackS3
from tests.conftest import PLATFORM_SEED, VAULT
from tests.faults.journeys import published_and_whole
from tests.faults.locks import RunDue
from tests.market import Market, answer


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[LoopbackS3]:
    """The server; the test may kill and start it."""
    server = LoopbackS3(tmp_path)
    server.start()
    yield server
    server.stop()


@pytest.fixture
async def house(settings: Settings, s3: LoopbackS3) -> AsyncIterator[House]:
    """A house whose objects lie there."""
    engine, store = open_engine(settings.database_url, pool=8), open_store(s3.url)
    yield House(engine, store, PlatformSigner(PLATFORM_SEED), counted_entropy(b"house"), settings, VAULT)
    await store.close()
    await engine.dispose()


async def test_a_tender_survives_the_death_of_its_object_store(market: Market, s3: LoopbackS3, run_due: RunDue) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(2)]
    last = market.seal(await market.firm())
    request = await market.request(last)
    path = f"/api/lots/{market.lot}/bids"
    s3.kill()
    refused = await market.client.post(path, json=request)
    assert (refused.status_code, refused.json()["rule"]) == (503, "D-STORE")
    s3.start()
    last.receipt = answer(await market.client.post(path, json=request), 201)
    await market.clock.forward(minutes=11)
    await run_due()
    s3.kill()
    await market.release_by("identities", 1, 3, 5)
    await run_due()
    assert (await market.hall())["phase"] == "open_identities"
    s3.start()
    await market.clock.forward(minutes=2)
    await market.pass_steps(run_due)
    await published_and_whole(market, run_due, [*bids, last])
