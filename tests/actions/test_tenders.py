"""Deeds on rounds: publication, extension, what the register and the page tell."""

from tests.market import Market


async def test_a_lot_goes_from_intake_to_bidding(market: Market) -> None:
    await market.open_for_bids()
    assert market.tender["state"] == "BIDDING"
