"""Overlap by construction: a test holds a lock until all who race stand before it."""

import asyncio

from sqlalchemy import text

from foundation.work import House

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"

LONGEST = 20
"""Seconds: far more than anybody needs to reach a lock, so that a race that never happens ends the test."""


async def until_waiting(house: House, count: int) -> None:
    """Until so many connections of this database wait for a lock; fails where they never come."""
    async with asyncio.timeout(LONGEST):
        while True:
            async with house.sessions() as session:
                if await session.scalar(text(WAITING)) == count:
                    return
