"""Deeds of this stage, one file a deed."""

from evaluation_rooms.statistics.actions.count import COUNT, count_report, run_count
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {COUNT: run_count}

__all__ = ["COUNT", "TIMERS", "count_report"]
