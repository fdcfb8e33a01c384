"""A town with an opened lot, venues and sixty experts; see town.py."""

import pytest

from tests.conftest import People
from tests.draws.town import Town, settle
from tests.market import Market


@pytest.fixture
async def town(market: Market, as_: People) -> Town:
    """See Town."""
    town = await settle(market, as_)
    await town.open_lot()
    await town.open_venues()
    return town
