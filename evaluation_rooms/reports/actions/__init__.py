"""Deeds of the reports, one file a deed."""

from evaluation_rooms.reports.actions.close import SILENCE, run_silence
from foundation.schedule import Handler

TIMERS: dict[str, Handler] = {SILENCE: run_silence}
