"""`room`: a committee that sits, made of rows, for whoever judges in it; `hall`: a real one before its room opens."""

from pathlib import Path

import pytest

from foundation.settings import Settings
from tests.conftest import People
from tests.draws.called import SECRET
from tests.draws.town import settle
from tests.market import Market
from tests.rooms.hall import Hall, assemble
from tests.rooms.sitting import Room, RunDue, seat_committee


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """A server that takes experts' answers, and has no carrier to hand anything to."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url, carrier_secret=SECRET)


@pytest.fixture
async def room(market: Market, run_due: RunDue) -> Room:
    """See Room: in PRELIMINARY, E01 is the head."""
    return await seat_committee(market, run_due)


@pytest.fixture
async def hall(market: Market, as_: People, run_due: RunDue) -> Hall:
    """See Hall: assembled, nobody named by the buyer, no room open."""
    return await assemble(await settle(market, as_), run_due)
