"""Deeds of an opening, in the order of crypto.md section 4: freeze, release, open, count, read out, close."""

from bidding.opening.actions.close import TIMERS as CLOSE_TIMERS
from bidding.opening.actions.freeze import TIMERS as FREEZE_TIMERS

TIMERS = FREEZE_TIMERS | CLOSE_TIMERS

__all__ = ["TIMERS"]
