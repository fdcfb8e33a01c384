"""The deadline race on PostgreSQL, with overlap by construction: the test holds the lot's lock and lets go.

A bid is in the frozen list if and only if it has a receipt; the moment that decides is read after the lock.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from foundation.database import plain_connection
from foundation.work import House
from tests.market import Market, SealedBid, answer

RunDue = Callable[[], Awaitable[int]]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def lot_held(house: House, lot: str, mode: str = "UPDATE") -> AsyncIterator[asyncpg.Connection]:
    """A connection of the test's own that holds the lot round's row until the block ends."""
    async with plain_connection(house.settings.database_url) as connection, connection.transaction():
        await connection.execute(f"SELECT id FROM lot_rounds WHERE lot_id = $1 FOR {mode}", UUID(lot))
        yield connection


async def until_waiting(house: House, count: int) -> None:
    """Return once that many sessions wait for a lock: seen in the server's own view, not guessed by time."""
    async with house.engine.connect() as connection:
        while True:
            waiting = await connection.scalar(text(WAITING))
            await connection.rollback()
            if waiting is not None and waiting >= count:
                return
            await asyncio.sleep(0)


async def prepared(market: Market, count: int) -> list[tuple[SealedBid, dict[str, Any]]]:
    """Bids whose bodies are uploaded, with the seal request that is still to be sent."""
    bids = [market.seal(await market.firm()) for _ in range(count)]
    return [(bid, await market.request(bid)) for bid in bids]


def send(market: Market, request: dict[str, Any]) -> "asyncio.Task[httpx.Response]":
    return asyncio.create_task(market.client.post(f"/api/lots/{market.lot}/bids", json=request))


async def frozen_and_receipted(market: Market, bids: list[SealedBid], run_due: RunDue) -> tuple[set[str], set[str]]:
    """Digests in the frozen list, and digests of bids that got a receipt."""
    await run_due()
    frozen = await market.frozen()
    listed = {entry["bid"] for entry in frozen["freeze"]["body"]["bids"]}
    return listed, {bid.digest for bid in bids if bid.receipt}


@pytest.mark.parametrize("late", [False, True], ids=["before", "after"])
async def test_the_moment_after_the_locks_wait_decides(
    market: Market, house: House, run_due: RunDue, late: bool
) -> None:
    await market.open_for_bids()
    pairs = await prepared(market, 5)
    async with lot_held(house, market.lot):
        sent = [send(market, request) for _, request in pairs]
        await until_waiting(house, 5)
        if late:  # they asked in time, and wait for the lock while the deadline passes
            await market.clock.forward(minutes=11)
    answers = await asyncio.gather(*sent)
    assert {one.status_code for one in answers} == ({409} if late else {201})
    if late:
        assert {one.json()["type"] for one in answers} == {"urn:tianping:problem:deadline-passed"}


async def test_a_bid_is_in_the_frozen_list_exactly_if_it_has_a_receipt(
    market: Market, house: House, run_due: RunDue
) -> None:
    await market.open_for_bids()
    pairs = await prepared(market, 20)
    freeze = None
    async with lot_held(house, market.lot):
        early = [send(market, request) for _, request in pairs[:6]]
        await until_waiting(house, 6)
    accepted = await asyncio.gather(*early)
    async with lot_held(house, market.lot):
        late = [send(market, request) for _, request in pairs[6:12]]
        await until_waiting(house, 6)
        await market.clock.forward(minutes=11)
        freeze = asyncio.create_task(run_due())
        await until_waiting(house, 7)
        more = [send(market, request) for _, request in pairs[12:]]
    answers = [*accepted, *await asyncio.gather(*late, *more)]
    await freeze
    for (bid, _), one in zip(pairs, answers, strict=True):
        bid.receipt = one.json() if one.status_code == 201 else {}
    listed, receipted = await frozen_and_receipted(market, [bid for bid, _ in pairs], run_due)
    assert listed == receipted
    assert len(receipted) >= len(pairs) / 5
    assert len(pairs) - len(receipted) >= len(pairs) / 5


async def test_equal_is_late(market: Market, house: House) -> None:
    await market.open_for_bids()
    ((_, request),) = await prepared(market, 1)
    async with house.engine.begin() as connection:
        await connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION now_() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
                "'SELECT deadline FROM lot_rounds'"
            )
        )
    refused = await market.client.post(f"/api/lots/{market.lot}/bids", json=request)
    assert refused.status_code == 409
    assert refused.json()["rule"] == "R-DEADLINE"


async def test_one_statement_sealed_twice_at_once_gives_one_bid_and_one_receipt(market: Market, house: House) -> None:
    await market.open_for_bids()
    ((_, request),) = await prepared(market, 1)
    async with lot_held(house, market.lot):
        both = [send(market, request) for _ in range(2)]
        await until_waiting(house, 2)
    first, second = await asyncio.gather(*both)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()


async def test_a_receipt_is_given_again_even_after_the_deadline(market: Market) -> None:
    await market.open_for_bids()
    ((_, request),) = await prepared(market, 1)
    path = f"/api/lots/{market.lot}/bids"
    receipt = answer(await market.client.post(path, json=request), 201)
    await market.clock.forward(minutes=11)
    assert answer(await market.client.post(path, json=request), 201) == receipt


async def test_two_freezes_at_once_write_one_list(market: Market, house: House, run_due: RunDue) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    path = f"/api/lots/{market.lot}/opening/freeze"
    async with lot_held(house, market.lot):
        asked = [asyncio.create_task(market.client.get(path)) for _ in range(3)]
        await until_waiting(house, 3)
    lists = [answer(one)["freeze"] for one in await asyncio.gather(*asked)]
    assert lists[0] == lists[1] == lists[2]


async def test_a_withdrawal_that_waits_past_the_deadline_is_refused(market: Market, house: House) -> None:
    await market.open_for_bids()
    bid = await market.bid()
    path = f"/api/lots/{market.lot}/withdrawals"
    async with lot_held(house, market.lot):
        asked = asyncio.create_task(market.client.post(path, json={"signed": bid.withdrawal()}))
        await until_waiting(house, 1)
        await market.clock.forward(minutes=11)
    assert (await asked).json()["type"] == "urn:tianping:problem:deadline-passed"
