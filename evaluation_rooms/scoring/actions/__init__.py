"""Deeds of scoring: what each member gives, and the room going on by itself. Later stages take the names below."""

from evaluation_rooms.rooms.actions import WHEN_WHOLE
from evaluation_rooms.scoring.actions.going_on import WHEN_RANKED, go_on
from evaluation_rooms.scoring.actions.show import scores_of
from foundation.schedule import Handler

if go_on not in WHEN_WHOLE:
    WHEN_WHOLE.append(go_on)

TIMERS: dict[str, Handler] = {}

__all__ = ["TIMERS", "WHEN_RANKED", "go_on", "scores_of"]
