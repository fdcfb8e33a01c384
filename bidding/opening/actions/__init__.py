"""Deeds of an opening, in the order of crypto.md section 4: freeze, release, open, count, read out, close."""

from bidding.opening.actions import causes, destruction, fillers, freeze, prices

TIMERS = freeze.TIMERS | causes.TIMERS | destruction.TIMERS | fillers.TIMERS | prices.TIMERS
