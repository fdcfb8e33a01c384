"""Bookings as a calendar and as the sheet of a day 当日安排: seats, times, session numbers. Pure.

Never a person's name, a project or a buyer: no row of this stage knows one.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from crypto.encoding import timestamp
from evaluation_rooms.venues.answers import BusySpan, CalendarDay, DayLine, DaySheet, OpenSpan, Part
from evaluation_rooms.venues.hours import Span, day_span, open_on, read_hours
from evaluation_rooms.venues.tables import Booking, Room, Venue, Workstation
from foundation.calendar import shanghai, show_date_zh


class Booked(NamedTuple):
    """A standing booking with the seat it is of."""

    booking: Booking
    seat: Workstation
    room: Room

    @property
    def span(self) -> Span:
        """Its time; both ends are always there."""
        during = self.booking.during
        assert during.lower is not None and during.upper is not None  # the forms ask for both
        return Span(during.lower, during.upper)


def session_number(session: UUID | None) -> str:
    """What people call a session at the gate: the last eight digits of its id; empty for the centre's own use."""
    return session.hex[-8:].upper() if session else ""


def part_of(booking: Booking) -> Part:
    """The part that a venue plays for whoever booked: main, sub, or its own use."""
    if booking.session_id is None:
        return "own"
    return "sub" if booking.request_id else "main"


def days_between(first: date, last: date) -> list[date]:
    """Both included."""
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def calendar_day(venue: Venue, day: date, booked: Sequence[Booked], *, own: bool) -> CalendarDay:
    """The day as its own staff see it; to others only that so many seats are busy, not by whom or in what part."""
    whole = day_span(day)
    here = [one for one in booked if one.span.start < whole.end and whole.start < one.span.end]
    groups: dict[tuple[datetime, datetime, UUID | None, Part | None, bool], int] = {}
    for one in here:
        told = (one.booking.session_id, part_of(one.booking), one.booking.confirmed_at is not None)
        key = (*one.span, *(told if own else (None, None, True)))
        groups[key] = groups.get(key, 0) + 1
    spans = open_on(read_hours(venue.hours), day)
    busy = [_busy(key, seats, own=own) for key, seats in sorted(groups.items(), key=lambda item: str(item[0]))]
    return {"day": day.isoformat(), "open": [_open(span) for span in spans], "busy": busy}


def _busy(key: tuple[datetime, datetime, UUID | None, Part | None, bool], seats: int, *, own: bool) -> BusySpan:
    start, end, session, part, confirmed = key
    told: BusySpan = {"start": timestamp(start), "end": timestamp(end), "seats": seats}
    if own and part is not None:
        told |= {"session": str(session) if session else None, "part": part, "confirmed": confirmed}
    return told


def _open(span: Span) -> OpenSpan:
    return {"start": timestamp(span.start), "end": timestamp(span.end)}


def day_sheet(venue: Venue, day: date, booked: Iterable[Booked]) -> DaySheet:
    """The sheet that hangs at the gate: a line a booked seat, by hour, room and seat, and how many are expected."""
    whole = day_span(day)
    here = [one for one in booked if one.span.start < whole.end and whole.start < one.span.end]
    here.sort(key=lambda one: (one.span.start, one.room.name, one.seat.name))
    return {
        "venue": str(venue.id),
        "name": venue.name,
        "address": venue.address,
        "phone": venue.phone,
        "day": day.isoformat(),
        "expected": sum(one.booking.session_id is not None for one in here),
        "sessions": len({one.booking.session_id for one in here} - {None}),
        "lines": [_line(one, day) for one in here],
    }


def _line(one: Booked, day: date) -> DayLine:
    start, end = one.span
    return {
        "room": one.room.name,
        "workstation": one.seat.name,
        "start": timestamp(start),
        "end": timestamp(end),
        "start_words": clock_words(start, day),
        "end_words": clock_words(end, day),
        "session": session_number(one.booking.session_id),
        "part": part_of(one.booking),
        "confirmed": one.booking.confirmed_at is not None,
        "note": one.booking.note,
    }


def clock_words(moment: datetime, day: date) -> str:
    """`09:00` on that day; on another the date stands before it: `2026年03月03日 02:00`."""
    local = shanghai(moment)
    return f"{local:%H:%M}" if local.date() == day else f"{show_date_zh(local.date())} {local:%H:%M}"
