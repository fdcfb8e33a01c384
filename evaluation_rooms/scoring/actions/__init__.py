"""Deeds of scoring: what each member gives, and the room going on by itself. Later stages take the names below."""

from evaluation_rooms.rooms.actions import WHEN_WHOLE
from evaluation_rooms.scoring.actions.going_on import RANKED_NEWS, go_on
from evaluation_rooms.scoring.actions.show import scores_of, standing_scores
from foundation.schedule import Handler

if go_on not in WHEN_WHOLE:
    WHEN_WHOLE.append(go_on)

TIMERS: dict[str, Handler] = {}

__all__ = ["RANKED_NEWS", "TIMERS", "go_on", "scores_of", "standing_scores"]
