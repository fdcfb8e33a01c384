"""Deeds of this stage, one file a deed."""

from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {}
