"""A lot that was judged, on its way to the award; see tests/awards/lot.py."""

from pathlib import Path

import pytest

from foundation.settings import Settings
from tests.awards.lot import Reported, RunDue, report
from tests.draws.called import SECRET
from tests.market import Market


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """A server that takes the answers of invited experts."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, carrier_secret=SECRET)


@pytest.fixture
async def lot(market: Market, run_due: RunDue) -> Reported:
    """See Reported."""
    return await report(market, run_due)
