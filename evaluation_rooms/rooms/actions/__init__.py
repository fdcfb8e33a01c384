"""Deeds of the rooms. Later stages take the names below, and those of `seats`."""

from evaluation_rooms.rooms.actions.committee import WHEN_WHOLE
from evaluation_rooms.rooms.actions.holds import holds_of
from evaluation_rooms.rooms.actions.orders import CURE, run_cure
from evaluation_rooms.rooms.actions.seats import (
    Seated,
    advance,
    at_seat,
    everybody,
    lock_sitting,
    members_of,
    missing,
    seated,
    tell,
    topic_of,
)
from evaluation_rooms.rooms.actions.watch import WATCH, go_on, run_watch
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {WATCH: run_watch, CURE: run_cure}

__all__ = [
    "TIMERS",
    "WHEN_WHOLE",
    "Seated",
    "advance",
    "at_seat",
    "everybody",
    "go_on",
    "holds_of",
    "lock_sitting",
    "members_of",
    "missing",
    "seated",
    "tell",
    "topic_of",
]
