"""Lots at the stages of their way, and the hand with which a test tries a deed."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

from foundation.actors import PUBLIC, Actor
from foundation.work import House, Work
from tests.conftest import Clock
from tests.market import Market

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""09:00 in China, a working day; 2026 is a loaded year."""

Deed = Callable[..., Awaitable[Any]]


class Hand:
    """`await hand(action, arg, ..., actor=...)`: one deed in one transaction."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.actor: Actor = PUBLIC

    async def __call__(self, deed: Deed, *args: Any, actor: Actor | None = None, **named: Any) -> Any:
        async with self.house.work(actor or self.actor) as work:
            return await deed(work, *args, **named)


@pytest.fixture
def hand(house: House) -> Hand:
    """See Hand; it acts as the public until `hand.actor` is set."""
    return Hand(house)


@pytest.fixture
async def drafted(market: Market, hand: Hand, clock: Clock) -> Market:
    """A lot whose documents are settled; `hand` is its agency, the clock stands on a Monday morning."""
    await clock.to(MONDAY)
    await market.set_up()
    await market.draft_lot()
    hand.actor = market.agency.actor
    return market


@pytest.fixture
async def keyed(drafted: Market) -> Market:
    """The same with a complete key set."""
    await drafted.agree_on_keys()
    return drafted


@pytest.fixture
async def running(keyed: Market) -> Market:
    """The same, published as a rehearsal that runs for ten minutes."""
    await keyed.publish()
    return keyed


async def until_blocked(work: Work) -> None:
    """Until somebody waits for a lock."""
    while not await work.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
        await asyncio.sleep(0.01)
