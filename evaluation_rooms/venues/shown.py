"""Rows as the doors show them. Pure."""

from collections.abc import Sequence
from datetime import datetime

from crypto.encoding import timestamp
from evaluation_rooms.venues.answers import BookingShown, RequestShown, RoomShown, VenueShown, WorkstationShown
from evaluation_rooms.venues.calendars import session_number
from evaluation_rooms.venues.cities import city_names
from evaluation_rooms.venues.rules import CONFIRM, state_at
from evaluation_rooms.venues.tables import Booking, Room, Venue, VenueRequest, Workstation
from foundation.rulebook import rulebook


def venue_json(venue: Venue, centre: str, *, rooms: int, seats: int, spare: int, free: int | None) -> VenueShown:
    """A venue of the directory."""
    zh, en = city_names(venue.physical_city)
    return {
        "id": str(venue.id),
        "name": venue.name,
        "centre": centre,
        "city": {"code": venue.physical_city, "zh": zh, "en": en},
        "address": venue.address,
        "phone": venue.phone,
        "hours": [{"weekday": one["weekday"], "opens": one["opens"], "closes": one["closes"]} for one in venue.hours],
        "meals": venue.meals,
        "lodging": venue.lodging,
        "fees": venue.fees,
        "shared": venue.shared,
        "closed": venue.closed_at is not None,
        "rooms": rooms,
        "seats": seats,
        "spare": spare,
        "free": free,
    }


def room_json(room: Room, seats: Sequence[Workstation]) -> RoomShown:
    """A room with its seats."""
    return {"id": str(room.id), "name": room.name, "note": room.note, "workstations": [seat_json(one) for one in seats]}


def seat_json(seat: Workstation) -> WorkstationShown:
    """One seat."""
    broken = seat.broken_at is not None
    return {"id": str(seat.id), "name": seat.name, "spare": seat.spare, "broken": broken, "note": seat.note}


def booking_json(booking: Booking) -> BookingShown:
    """The centre's own booking."""
    return {
        "id": str(booking.id),
        "workstation": str(booking.workstation_id),
        "start": _moment(booking.during.lower),
        "end": _moment(booking.during.upper),
        "note": booking.note,
    }


def request_json(request: VenueRequest, venue: Venue, now: datetime) -> RequestShown:
    """A request as the sub venue sees it, its state by the clock."""
    row = rulebook(request.rulebook).row(CONFIRM)
    return {
        "id": str(request.id),
        "venue": {"id": str(venue.id), "name": venue.name},
        "session": str(request.session_id),
        "number": session_number(request.session_id),
        "state": state_at(request.state, request.answer_by, now),
        "seats": request.seats,
        "start": _moment(request.during.lower),
        "end": _moment(request.during.upper),
        "asked_at": timestamp(request.asked_at),
        "answer_by": timestamp(request.answer_by),
        "answered_at": timestamp(request.answered_at) if request.answered_at else None,
        "reason": request.reason,
        "rule": {"zh": f"{row.what_zh}{row.value}{row.unit_zh}", "en": f"{row.what_en} {row.value} {row.unit_en}"},
    }


def _moment(moment: datetime | None) -> str:
    assert moment is not None  # both ends of a booking are always there
    return timestamp(moment)
