"""How good a member's line is, by the clock of the platform. Pure."""

from datetime import datetime, timedelta

from evaluation_rooms.rooms.rules import Link

WEAK_FROM_MS = 800
"""A round trip this long is felt at every keystroke that is saved."""


def is_away(seen_at: datetime | None, now: datetime, limit: timedelta) -> bool:
    """Whether somebody last seen then counts as away; `limit`: R-ROOM-ABSENT."""
    return seen_at is None or now - seen_at > limit


def link_of(round_trip_ms: int | None) -> Link:
    """What a sign of life says of the line; unknown is good."""
    return "weak" if round_trip_ms is not None and round_trip_ms >= WEAK_FROM_MS else "good"
