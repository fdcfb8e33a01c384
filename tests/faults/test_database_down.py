"""The database is restarted, or every connection ends, in the middle: refusals in words, then everything goes on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar

import app as table_of_contents
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from foundation.database import plain_connection
from foundation.realtime import Hub
from foundation.schedule import Runner
from foundation.settings import Settings
from foundation.work import House
from tests.faults.census import told_events, told_progress
from tests.faults.journeys import published_and_whole
from tests.faults.locks import RunDue
from tests.faults.own_database import Cutter, OwnDatabase
from tests.market import Market, SealedBid, answer


@pytest.fixture
async def own_database() -> AsyncIterator[OwnDatabase]:
    """See own_database.py."""
    database = OwnDatabase()
    await database.fill()
    yield database
    await database.remove()


@pytest.fixture
async def cutter(settings: Settings) -> AsyncIterator[Cutter]:
    """Ends every connection of this test's database."""
    cutter = await Cutter.of(settings.database_url)
    yield cutter
    await cutter.close()


class TriesAgain(httpx.AsyncBaseTransport):
    """What every client does when it is told 503: it sends the same again; a tus client asks first how far it came."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.refused = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async with asyncio.timeout(90):
            while True:
                response = await self._inner.handle_async_request(request)
                if response.status_code != 503:
                    return response
                self.refused += 1
                await asyncio.sleep(0.02)
                if request.method == "PATCH" and await self._kept(request):
                    return httpx.Response(204, request=request)

    async def _kept(self, request: httpx.Request) -> bool:
        asked = await self.handle_async_request(httpx.Request("HEAD", request.url))
        return int(asked.headers["upload-offset"]) > int(request.headers["upload-offset"])


@pytest.fixture
async def patient(app: Litestar, market: Market) -> AsyncIterator[TriesAgain]:
    """The market's client tries again from now on."""
    transport = TriesAgain(httpx.ASGITransport(app, raise_app_exceptions=False))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        market.client = client
        yield transport


async def refused_in_words(deed: Any) -> None:
    response = await deed
    assert response.status_code == 503, response.text[:300]
    if response.request.method != "HEAD":
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["rule"] == "D-STORE"


class TestRestart:
    """On a database server of the test's own."""

    @pytest.fixture
    async def database_url(self, own_database: OwnDatabase) -> str:
        return own_database.url

    async def test_a_restarted_database_takes_the_same_requests_and_tells_the_watchers(
        self, market: Market, house: House, hub: Hub, own_database: OwnDatabase, run_due: RunDue
    ) -> None:
        await market.open_for_bids()
        bids = [await market.bid() for _ in range(2)]
        last = market.seal(await market.firm())
        request = await market.request(last)
        upload, path = f"/api/uploads/{request['envelopes'][0]['upload']}", f"/api/lots/{market.lot}/bids"
        await own_database.stop()
        await refused_in_words(market.client.post(path, json=request))
        await refused_in_words(market.client.get(f"/api/lots/{market.lot}/opening"))
        await refused_in_words(market.client.head(upload))
        assert (await market.client.get("/health")).status_code == 200
        with hub.watch(f"opening:{market.lot}") as news:
            await own_database.start()
            last.receipt = answer(await market.client.post(path, json=request), 201)
            async with asyncio.timeout(60):
                await news.wait()  # whoever watched is woken, for nobody knows what was missed
                news.clear()
                await market.clock.forward(minutes=11)
                await run_due()
                await news.wait()  # and hears again
        await market.pass_steps(run_due)
        await published_and_whole(market, run_due, [*bids, last])

    async def test_timers_survive_a_restart_in_the_middle_of_an_opening(
        self, market: Market, house: House, own_database: OwnDatabase, workshop: Workshop
    ) -> None:
        await market.open_for_bids()
        bids = [await market.bid() for _ in range(3)]
        runner = Runner(house, table_of_contents.TIMERS | openers(workshop))
        await runner.start()
        await market.clock.forward(minutes=11)
        await market.release_by("identities", 1, 3, 5)
        await own_database.stop()
        await refused_in_words(market.client.get(f"/api/lots/{market.lot}/opening"))
        await own_database.start()
        await until_phase(market, "await_contents")
        await market.release_by("contents", 1, 3, 5)
        await until_phase(market, "read_out")
        await runner.stop()
        assert {bid.digest for bid in bids} == {one["bid"] for one in (await market.frozen())["freeze"]["body"]["bids"]}


async def until_phase(market: Market, phase: str) -> None:
    """Until the hall shows it; the timers run beside us."""
    async with asyncio.timeout(90):
        hall = await market.hall()
        while hall["phase"] != phase:
            path = f"/api/lots/{market.lot}/opening/events"
            await market.client.get(path, params={"after": hall["seq"], "wait": 1})
            hall = await market.hall()


async def test_connections_that_end_in_the_middle_of_uploads_cost_nobody_a_bid(
    market: Market, cutter: Cutter, patient: TriesAgain, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [market.seal(await market.firm()) for _ in range(3)]
    cutting = asyncio.create_task(cutter.cut_in_a_transaction(8))
    await asyncio.gather(*(market.submit(bid) for bid in bids))
    while not cutting.done():  # the same receipt again, as often as it takes
        await market_receipts_again(market, bids)
    assert patient.refused
    await market.clock.forward(minutes=11)
    assert (await market.pass_steps(run_due))["phase"] == "read_out"
    await published_and_whole(market, run_due, bids)


async def market_receipts_again(market: Market, bids: list[SealedBid]) -> None:
    for bid in bids:
        path = f"/api/receipts/{bid.receipt['body']['number']}"
        assert answer(await market.client.get(path))["record"] == bid.receipt


async def test_connections_that_end_in_the_middle_of_an_opening_open_nothing_twice(
    market: Market, house: House, cutter: Cutter, patient: TriesAgain, workshop: Workshop, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    await market.clock.forward(minutes=11)
    runners = [Runner(house, table_of_contents.TIMERS | openers(workshop)) for _ in range(2)]
    for runner in runners:
        await runner.start()
    for step, after in (("identities", "await_contents"), ("contents", "read_out")):
        cutting = asyncio.create_task(cutter.cut_in_a_transaction(4))
        await market.release_by(step, 1, 3, 5)
        await until_phase(market, after)
        await cutting
    for runner in runners:
        await runner.stop()
    async with plain_connection(house.settings.database_url) as connection:
        told = await told_events(connection, f"opening:{market.lot}")
        assert (told["released"], told["counted"], told["opened"], told["read_out"]) == (6, 1, 3, 1)
        assert await told_progress(connection, f"opening:{market.lot}") == [1, 2, 3]
    await published_and_whole(market, run_due, bids)
