"""`judged`: a committee whose lot is ranked, and nothing reported yet; see judged.py."""

import pytest

from tests.market import Market
from tests.reports.judged import Judged, judge
from tests.rooms.sitting import RunDue, seat_committee


@pytest.fixture
async def judged(market: Market, run_due: RunDue) -> Judged:
    """See Judged."""
    return await judge(await seat_committee(market, run_due), run_due)
