"""Spans of time of a session. Pure."""

from collections.abc import Iterable
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


def most_beside(others: Iterable[datetime], at: datetime, span: timedelta) -> int:
    """How many of the others stand in the fullest period of this length that holds `at`, its end left out."""
    near = [one for one in others if at - span < one < at + span]
    begins = [at, *(one for one in near if one <= at)]
    return max(sum(begin <= one < begin + span for one in near) for begin in begins)
