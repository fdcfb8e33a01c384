"""Overlap by construction: a test holds a lock until all who race stand before it."""

from sqlalchemy import text

from foundation.work import House

WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


async def until_waiting(house: House, count: int) -> None:
    """Until so many connections of this database wait for a lock."""
    while True:
        async with house.sessions() as session:
            if await session.scalar(text(WAITING)) == count:
                return
