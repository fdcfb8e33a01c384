"""A town with an opened lot, venues and sixty experts; see town.py."""

from pathlib import Path

import pytest

from foundation.settings import Settings
from tests.conftest import People
from tests.draws.called import SECRET, Called
from tests.draws.seated import seat
from tests.draws.town import RunDue, Town, settle
from tests.market import Market


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """A server that takes answers, and has no carrier to hand anything to."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, carrier_secret=SECRET)


@pytest.fixture
async def town(market: Market, as_: People) -> Town:
    """See Town."""
    town = await settle(market, as_)
    await town.open_lot()
    await town.open_venues()
    return town


@pytest.fixture
async def seated(town: Town, run_due: RunDue) -> Called:
    """A committee of which the first declined, a reserve and the others accepted; everybody has a seat."""
    return await seat(town, run_due)
