"""Overlap by construction: the test holds a row, sees who waits for it, and lets go."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import text

from foundation.database import plain_connection
from foundation.work import House

RunDue = Callable[[], Awaitable[int]]

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


@asynccontextmanager
async def held(house: House, query: str, *values: Any) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the test's own that holds what the query locks until the block ends."""
    async with plain_connection(house.settings.database_url) as connection, connection.transaction():
        await connection.execute(query, *values)
        yield connection


async def until_waiting(house: House, count: int) -> None:
    """Return once that many sessions wait for a lock: seen in the server's own view, not guessed by time."""
    async with house.engine.connect() as connection, asyncio.timeout(60):
        while True:
            waiting = await connection.scalar(text(WAITING))
            await connection.rollback()
            if waiting is not None and waiting >= count:
                return
            await asyncio.sleep(0)


LOT = "SELECT id FROM lot_rounds WHERE lot_id = $1 FOR UPDATE"
OPENING = "SELECT round_id FROM openings FOR UPDATE"
BID = "SELECT digest FROM bids WHERE digest = $1 FOR UPDATE"
ENVELOPE = "SELECT envelope FROM opened_envelopes WHERE envelope = $1 FOR UPDATE"
