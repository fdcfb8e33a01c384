"""Stretches of an opening that several fault tests walk."""

from crypto.audit import audit
from tests.faults.locks import RunDue
from tests.market import Market, SealedBid


async def frozen_with_three_bids(market: Market, run_due: RunDue) -> list[SealedBid]:
    """A lot that awaits the first releases."""
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    await market.clock.forward(minutes=11)
    await run_due()
    return bids


async def published_and_whole(market: Market, run_due: RunDue, bids: list[SealedBid]) -> None:
    """The opening ends as if nothing had been, and a stranger agrees."""
    record = await market.close(run_due)
    assert {row["outcome"] for row in record["body"]["bids"]} == {"VALID"}
    checks = audit(await market.package(), [bid.receipt for bid in bids], [])
    assert [check for check in checks if check.failed] == []
