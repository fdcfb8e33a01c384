"""Doors of the venues: the directory, rooms and workstations, own bookings, requests, calendars, the sheet of a day."""

import asyncio
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from crypto.encoding import timestamp
from evaluation_rooms.venues.actions import days, directory, requests, seats
from evaluation_rooms.venues.answers import (
    BookingShown,
    CalendarShown,
    DaySheet,
    Made,
    MadeMany,
    RequestList,
    RequestShown,
    VenueList,
    VenueShown,
    VenueWithRooms,
    WorkstationShown,
)
from evaluation_rooms.venues.described import NewVenue
from evaluation_rooms.venues.shown import booking_json, request_json, room_json, seat_json, venue_json
from evaluation_rooms.venues.tables import Venue
from evaluation_rooms.venues.workbook import day_workbook, lines_of
from foundation.accounts.tables import Organisation
from foundation.errors import FieldRefused
from foundation.print.day_sheet import print_day_sheet
from foundation.work import Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class WindowGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Open every week on `weekday` (Monday is 1) from `opens` to `closes`, as `08:30`; past midnight."""

    weekday: int
    opens: str
    closes: str


Hours = Annotated[list[WindowGiven], msgspec.Meta(min_length=1, max_length=50)]


class VenueGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A venue; without `physical_city` (a division code) it stands where the centre sits."""

    name: str
    address: str
    hours: Hours
    physical_city: str = ""
    phone: str = ""
    meals: str = ""
    lodging: str = ""
    fees: str = ""
    shared: bool = True


class VenueChanged(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is to be said of the venue from now on; what is left out stays. `closed` takes it out of use, or back."""

    name: str | None = None
    address: str | None = None
    hours: Hours | None = None
    physical_city: Annotated[str, msgspec.Meta(min_length=6, max_length=6)] | None = None
    phone: str | None = None
    meals: str | None = None
    lodging: str | None = None
    fees: str | None = None
    shared: bool | None = None
    closed: bool | None = None


class RoomGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A room; `note` says where it is."""

    name: str
    note: str = ""


class WorkstationsGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Workstations by their names."""

    names: Annotated[list[str], msgspec.Meta(min_length=1, max_length=200)]
    spare: bool = False
    note: str = ""


class WorkstationChanged(msgspec.Struct, forbid_unknown_fields=True):
    """What is left out stays."""

    spare: bool | None = None
    broken: bool | None = None
    note: str | None = None


class BookingGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The centre's own use of a workstation, and why."""

    workstation: UUID
    start: Annotated[datetime, msgspec.Meta(tz=True)]
    end: Annotated[datetime, msgspec.Meta(tz=True)]
    note: str


class AnswerGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Yes, or no with a reason."""

    accept: bool
    reason: str = ""


async def _shown(work: Work, venue: Venue) -> VenueShown:
    centre = await work.session.get_one(Organisation, venue.organisation_id)
    return venue_json(venue, centre.name, **(await directory.count_seats(work, [venue]))[venue.id], free=None)


@get("/api/venues")
async def list_venues(
    work: NamedDependency[Work],
    city: FromQuery[str | None] = None,
    day: FromQuery[date | None] = None,
    free: Annotated[int, QueryParameter(ge=0, le=1000)] = 0,
) -> VenueList:
    """The directory of shared seats, by city; with a day also what is free through its open hours, at least `free`."""
    found = await directory.list_venues(work, city, day, free)
    return {"venues": [venue_json(**row) for row in found]}


@get("/api/venues/{venue:uuid}")
async def show_venue(venue: FromPath[UUID], work: NamedDependency[Work]) -> VenueWithRooms:
    """A venue with its rooms and workstations."""
    row = await directory.visible_venue(work, venue)
    rooms = await directory.rooms_of(work, venue)
    return {"venue": await _shown(work, row), "rooms": [room_json(room, those) for room, those in rooms]}


@post("/api/venues")
async def add_venue(data: JSONBody[VenueGiven], work: NamedDependency[Work]) -> VenueShown:
    """Add a venue of the own centre."""
    return await _shown(work, await directory.add_venue(work, NewVenue(**msgspec.to_builtins(data))))


@patch("/api/venues/{venue:uuid}")
async def change_venue(venue: FromPath[UUID], data: JSONBody[VenueChanged], work: NamedDependency[Work]) -> VenueShown:
    """Change, close or open again a venue of the own centre."""
    told: dict[str, Any] = {name: value for name, value in msgspec.to_builtins(data).items() if value is not None}
    closed = told.pop("closed", None)
    return await _shown(work, await directory.change_venue(work, venue, told, closed))


@post("/api/venues/{venue:uuid}/rooms")
async def add_room(venue: FromPath[UUID], data: JSONBody[RoomGiven], work: NamedDependency[Work]) -> Made:
    """Add a room."""
    return {"id": str((await directory.add_room(work, venue, data.name, data.note)).id)}


@post("/api/rooms/{room:uuid}/workstations")
async def add_workstations(
    room: FromPath[UUID], data: JSONBody[WorkstationsGiven], work: NamedDependency[Work]
) -> MadeMany:
    """Add workstations; all of them or none."""
    made = await directory.add_workstations(work, room, data.names, spare=data.spare, note=data.note)
    return {"ids": [str(one) for one in made]}


@patch("/api/workstations/{workstation:uuid}")
async def change_workstation(
    workstation: FromPath[UUID], data: JSONBody[WorkstationChanged], work: NamedDependency[Work]
) -> WorkstationShown:
    """Mark a workstation as spare or broken, or whole again."""
    told = {"spare": data.spare, "broken": data.broken, "note": data.note}
    return seat_json(await directory.change_workstation(work, workstation, **told))  # type: ignore[arg-type]


@post("/api/bookings")
async def book_seat(data: JSONBody[BookingGiven], work: NamedDependency[Work]) -> BookingShown:
    """Book a workstation for the own centre's use. Safe to repeat."""
    return booking_json(await seats.book_seat(work, data.workstation, data.start, data.end, data.note))


@delete("/api/bookings/{booking:uuid}")
async def cancel_booking(booking: FromPath[UUID], work: NamedDependency[Work]) -> None:
    """Take back a booking of the own centre. Safe to repeat."""
    await seats.cancel_booking(work, booking)


@get("/api/venue-requests")
async def list_requests(work: NamedDependency[Work]) -> RequestList:
    """What the own centre's venues are asked for, newest first."""
    now = await work.now()
    found = await requests.list_requests(work)
    return {"now": timestamp(now), "requests": [request_json(row, venue, now) for row, venue in found]}


@post("/api/venue-requests/{request_id:uuid}/answer", status_code=200)
async def answer_request(
    request_id: FromPath[UUID], data: JSONBody[AnswerGiven], work: NamedDependency[Work]
) -> RequestShown:
    """Lend the seats, or not. Safe to repeat."""
    row = await requests.answer_request(work, request_id, data.accept, data.reason)
    return request_json(row, await seats.venue_of(work, row.venue_id), await work.now())


@get("/api/venues/{venue:uuid}/calendar")
async def show_calendar(
    venue: FromPath[UUID],
    work: NamedDependency[Work],
    first: Annotated[date, QueryParameter(name="from")],
    last: Annotated[date, QueryParameter(name="to")],
) -> CalendarShown:
    """Open hours and bookings by day; to staff of other centres only how many seats are busy."""
    return await days.show_calendar(work, venue, first, last)


@get("/api/venues/{venue:uuid}/days/{day:str}")
async def show_day(venue: FromPath[UUID], day: FromPath[str], work: NamedDependency[Work]) -> DaySheet:
    """The sheet of a day, for the venue's own staff."""
    return await days.show_day(work, venue, _day(day))


@get("/api/venues/{venue:uuid}/days/{day:str}/sheet.xlsx", media_type=XLSX)
async def day_as_workbook(venue: FromPath[UUID], day: FromPath[str], work: NamedDependency[Work]) -> Response[bytes]:
    """The same for a spreadsheet."""
    sheet, now = await days.show_day(work, venue, _day(day)), await work.now()
    name = {"Content-Disposition": f'attachment; filename="day-sheet-{sheet["day"]}.xlsx"'}
    return Response(await asyncio.to_thread(day_workbook, sheet, now), media_type=XLSX, headers=name)


@get("/api/venues/{venue:uuid}/days/{day:str}/sheet.pdf", media_type="application/pdf")
async def day_on_paper(venue: FromPath[UUID], day: FromPath[str], work: NamedDependency[Work]) -> Response[bytes]:
    """The same on paper."""
    sheet, now = await days.show_day(work, venue, _day(day)), await work.now()
    folder = Path(work.settings.font_dir) if work.settings.font_dir else None
    name = work.settings.platform_name
    pdf = await asyncio.to_thread(partial(print_day_sheet, sheet, lines_of(sheet), now, folder, platform=name))
    return Response(pdf, media_type="application/pdf", headers={"Content-Disposition": "inline"})


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise FieldRefused(field="day", why="a day is written 2026-03-02", why_zh="日期应写作2026-03-02") from None


ROUTES: list[ControllerRouterHandler] = [
    list_venues,
    show_venue,
    add_venue,
    change_venue,
    add_room,
    add_workstations,
    change_workstation,
    book_seat,
    cancel_booking,
    list_requests,
    answer_request,
    show_calendar,
    show_day,
    day_as_workbook,
    day_on_paper,
]
