"""`judged`: a committee whose lot is ranked over prices that follow each other by equal steps; see tests/reports."""

import pytest

from tests.leads.looking import Looked, look
from tests.market import Market
from tests.rooms.sitting import RunDue, seat_committee

STEPS = ("27100000.00", "26850000.00", "26600000.00", "26350000.00")


@pytest.fixture
async def looked(market: Market, run_due: RunDue) -> Looked:
    """See Looked: E03 marks one bid far above the others."""
    return await look(await seat_committee(market, run_due, prices=STEPS), run_due)
