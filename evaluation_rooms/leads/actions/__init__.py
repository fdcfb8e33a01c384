"""Deeds of the leads. A later stage takes `leads_of`."""

from evaluation_rooms.leads.actions.search import SEARCH, run_search, search_later
from evaluation_rooms.leads.actions.show import leads_of
from evaluation_rooms.scoring.actions import WHEN_RANKED
from foundation.schedule import Handler

if search_later not in WHEN_RANKED:
    WHEN_RANKED.append(search_later)

SLOW_TIMERS: dict[str, Handler] = {SEARCH: run_search}
"""Files may have to be read: no deadline waits for it."""

__all__ = ["SLOW_TIMERS", "leads_of"]
