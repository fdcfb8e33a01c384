"""Deeds of this stage: keeping the pool, lists in and out, and what a draw asks of it."""

from evaluation_rooms.experts.actions.pool import contacts_of, fee_of, names_of, pool_at
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {}

__all__ = ["TIMERS", "contacts_of", "fee_of", "names_of", "pool_at"]
