"""The opening protocol beside a model: bids, withdrawals, releases, clock and timers in any order, right or wrong.

In every row of deeds: the frozen list is the receipts without the withdrawals; no offer is opened with fewer than three
distinct bidders; phases go forward only; a release is kept once; nothing changes after the close; no deed is a 500.
"""

import pytest

from foundation.work import House
from tests.faults.locks import RunDue
from tests.faults.walk import Walk
from tests.market import Market


@pytest.mark.parametrize("seed", [4, 5, 7, 8, 9, 11, 13])
async def test_the_platform_does_what_the_model_says(market: Market, house: House, run_due: RunDue, seed: int) -> None:
    walk = Walk(market, house, run_due, seed)
    await walk.begin()
    for _ in range(45):
        await walk.step()
    await walk.finish()
