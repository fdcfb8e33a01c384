"""A lot that was judged, on its way to the award; see tests/awards/lot.py."""

import pytest

from tests.awards.lot import Reported, RunDue, report
from tests.market import Market


@pytest.fixture
async def lot(market: Market, run_due: RunDue) -> Reported:
    """See Reported."""
    return await report(market, run_due)
