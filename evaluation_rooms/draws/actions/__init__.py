"""Deeds of the draws, one file a deed."""

from evaluation_rooms.draws.actions import answers, carriers, ceremony, drawing, prepare, record
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {**ceremony.TIMERS, **drawing.TIMERS, **answers.TIMERS, **record.TIMERS}
SLOW_TIMERS: dict[str, Handler] = {prepare.PREPARE: prepare.run_preparation}
"""Lotteries take their time: a runner of their own keeps a freeze from waiting for one."""
CARRIER_TIMERS = carriers.CARRIER_TIMERS
"""They wait for somebody else's server: a runner of their own keeps deadlines from waiting with them."""
TABLES = (EvaluationSession,)
