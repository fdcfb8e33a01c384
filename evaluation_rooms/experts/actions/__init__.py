"""Deeds of this stage: keeping the pool, lists in and out, and what a draw asks of it."""

from evaluation_rooms.experts.actions.imports import TIMERS as IMPORT_TIMERS
from evaluation_rooms.experts.actions.pool import contacts_of, fee_of, names_of, pool_at
from evaluation_rooms.experts.actions.specialities import current_table
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {}
SLOW_TIMERS: dict[str, Handler] = IMPORT_TIMERS
"""Deeds that may take seconds: run by a runner of their own, so that no deadline waits for them."""

__all__ = ["SLOW_TIMERS", "TIMERS", "contacts_of", "current_table", "fee_of", "names_of", "pool_at"]
