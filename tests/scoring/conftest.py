"""`room`: a committee in PRELIMINARY; see tests/rooms/sitting.py."""

import pytest

from tests.market import Market
from tests.rooms.sitting import Room, RunDue, seat_committee


@pytest.fixture
async def room(market: Market, run_due: RunDue) -> Room:
    """E01 is the head."""
    return await seat_committee(market, run_due)
