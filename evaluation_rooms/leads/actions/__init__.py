"""Deeds of the leads. A later stage takes `leads_of`."""

from evaluation_rooms.leads.actions.search import run_search
from evaluation_rooms.leads.actions.show import leads_of
from evaluation_rooms.scoring.actions import RANKED_NEWS
from foundation.schedule import Handler

SLOW_TIMERS: dict[str, Handler] = {RANKED_NEWS: run_search}
"""Files may have to be read: no deadline waits for it."""

__all__ = ["SLOW_TIMERS", "leads_of"]
