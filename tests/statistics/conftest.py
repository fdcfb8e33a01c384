"""What tests of the count take."""

import pytest

from foundation.work import House
from tests.conftest import Clock, People
from tests.statistics.counted import Count


@pytest.fixture
def count(house: House, clock: Clock, as_: People) -> Count:
    """See Count."""
    return Count(house, clock, as_)
