"""The calendar of a venue, and the sheet of one of its days."""

from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from evaluation_rooms.venues.actions.directory import count_seats, visible_venue
from evaluation_rooms.venues.actions.seats import VENUE
from evaluation_rooms.venues.answers import CalendarShown, DaySheet
from evaluation_rooms.venues.calendars import Booked, calendar_day, day_sheet, days_between
from evaluation_rooms.venues.hours import day_span
from evaluation_rooms.venues.rules import DAYS_SHOWN
from evaluation_rooms.venues.tables import Booking, Room, Workstation
from foundation.errors import FieldRefused, NoSuchThing
from foundation.work import Work


async def show_calendar(work: Work, venue_id: UUID, first: date, last: date) -> CalendarShown:
    """Day by day, both included, at most 62: its own staff see sessions, staff of other centres only what is busy."""
    work.actor.need("centre_staff")
    if not 0 <= (last - first).days < DAYS_SHOWN:
        why, why_zh = f"from 1 to {DAYS_SHOWN} days, in order", f"起止日期应先后有序，最多{DAYS_SHOWN}日"
        raise FieldRefused(field="to", why=why, why_zh=why_zh)
    venue = await visible_venue(work, venue_id)
    own = venue.organisation_id == work.actor.organisation
    booked = await _booked(work, venue_id, first, last)
    seats = (await count_seats(work, [venue]))[venue_id]["seats"]
    days = [calendar_day(venue, day, booked, own=own) for day in days_between(first, last)]
    return {"venue": str(venue_id), "own": own, "seats": seats, "days": days}


async def _booked(work: Work, venue_id: UUID, first: date, last: date) -> list[Booked]:
    during = Range(day_span(first).start, day_span(last).end)
    query = select(Booking, Workstation, Room).join(Workstation, Workstation.id == Booking.workstation_id)
    query = query.join(Room, Room.id == Workstation.room_id).where(Booking.venue_id == venue_id)
    query = query.where(Booking.released_at.is_(None), Booking.during.op("&&")(during))
    found = await work.session.execute(query.order_by(Booking.during, Room.name, Workstation.name))
    return [Booked(*row) for row in found]


async def show_day(work: Work, venue_id: UUID, day: date) -> DaySheet:
    """The sheet of a day, for the venue's own staff; to others there is no such venue."""
    work.actor.need("centre_staff")
    venue = await visible_venue(work, venue_id)
    if venue.organisation_id != work.actor.organisation:
        raise NoSuchThing(what=VENUE)
    return day_sheet(venue, day, await _booked(work, venue_id, day, day))
