"""Deeds of the bidder: open an upload, keep a piece, seal, withdraw. Nobody is asked who he is."""

from bidding.bids.actions.uploads import TIMERS

__all__ = ["TIMERS"]
