"""Spans of time of a session. Pure."""

from datetime import date, datetime, timedelta


def ends_at(starts_at: datetime, hours: int) -> datetime:
    """When a session is over by its plan."""
    return starts_at + timedelta(hours=hours)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
