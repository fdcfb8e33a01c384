"""Deeds of the venues: directory, seats, requests to sub venues, calendars. Later stages take the names below."""

from evaluation_rooms.venues.actions.requests import TIMERS, ask_sub_venue, requests_of
from evaluation_rooms.venues.actions.seats import (
    confirmed_seats,
    free_workstations,
    hold_seats,
    release_seats,
    venue_of,
)

__all__ = [
    "TIMERS",
    "ask_sub_venue",
    "confirmed_seats",
    "free_workstations",
    "hold_seats",
    "release_seats",
    "requests_of",
    "venue_of",
]
