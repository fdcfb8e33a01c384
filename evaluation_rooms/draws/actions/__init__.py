"""Deeds of the draws, one file a deed."""

from evaluation_rooms.draws.actions import ceremony
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {**ceremony.TIMERS}
TABLES = (EvaluationSession,)
