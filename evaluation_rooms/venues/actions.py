"""Deeds of this stage."""

from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {}
