"""May a venue be booked for this time, and how times and seats are told. Pure."""

from collections.abc import Iterable
from datetime import datetime

from evaluation_rooms.venues.hours import Span, is_open, open_on, read_hours
from evaluation_rooms.venues.refusals import OutsideHours, SpanRefused, VenueClosed
from evaluation_rooms.venues.rules import LONGEST
from evaluation_rooms.venues.tables import Venue, Workstation
from foundation.calendar import shanghai, show_en, show_zh


def told(start: datetime, end: datetime) -> dict[str, str]:
    """Both moments in both languages, as refusals name them."""
    return {"start": show_en(start), "end": show_en(end), "start_zh": show_zh(start), "end_zh": show_zh(end)}


def check_span(start: datetime, end: datetime, now: datetime) -> None:
    """Refuse a time that is none, is over, or is longer than anybody sits."""
    if end <= start:
        raise SpanRefused(why="it ends before it begins", why_zh="结束时间不晚于开始时间", **told(start, end))
    if end <= now:
        raise SpanRefused(why="that time is over", why_zh="该时段已经过去", **told(start, end))
    if end - start > LONGEST:
        raise SpanRefused(why=f"at most {LONGEST.days} days", why_zh=f"一次最长{LONGEST.days}日", **told(start, end))


def check_bookable(venue: Venue, start: datetime, end: datetime, now: datetime) -> None:
    """Refuse a closed venue, a time that is none, and hours at which nobody opens the door."""
    check_span(start, end, now)
    if venue.closed_at:
        raise VenueClosed(venue=venue.name)
    windows = read_hours(venue.hours)
    if not is_open(windows, start, end):
        that_day = open_on(windows, shanghai(start).date())
        raise OutsideHours(venue=venue.name, open=words_of(that_day), **told(start, end))


def words_of(spans: Iterable[Span]) -> str:
    """`08:30-12:00、14:00-24:00`, or a dash."""
    return "、".join(f"{clock_of(span.start, span)}-{clock_of(span.end, span)}" for span in spans) or "—"


def clock_of(moment: datetime, span: Span) -> str:
    """The wall clock in China; the midnight that ends a span is 24:00."""
    local = shanghai(moment)
    ends_there = moment == span.end and local.hour == local.minute == 0
    return "24:00" if ends_there else f"{local:%H:%M}"


def names_of_seats(seats: Iterable[Workstation]) -> str:
    """`A01、A02`, or a dash."""
    return "、".join(seat.name for seat in seats) or "—"
