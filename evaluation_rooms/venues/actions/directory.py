"""The directory: venues, rooms and workstations of centres, and the public list of shared seats (807号 item 3)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from evaluation_rooms.venues.actions.seats import VENUE, free_seats, own_seat
from evaluation_rooms.venues.cities import physical_city
from evaluation_rooms.venues.described import NewVenue, check_venue
from evaluation_rooms.venues.hours import open_on, read_hours
from evaluation_rooms.venues.refusals import NameTaken, VenueStillBooked
from evaluation_rooms.venues.tables import Booking, Room, Venue, Workstation
from evaluation_rooms.venues.words import check_text
from foundation.accounts.tables import Organisation
from foundation.calendar import show_en, show_zh
from foundation.database import Base
from foundation.errors import NoSuchThing
from foundation.work import Work


async def add_venue(work: Work, new: NewVenue) -> Venue:
    """A venue of the actor's own centre. Without a city it stands where the centre sits: 420000 in Wuhan, 420100."""
    work.actor.need("centre_staff")
    check_venue(new)
    venue = Venue(
        organisation_id=work.actor.organisation,
        physical_city=physical_city(new.physical_city or work.actor.region),
        created_at=await work.now(),
        **new.plain(),
    )
    await _write(work, venue, "venue", new.name)
    await work.record("add_venue", "venue", venue.id, "807号", city=venue.physical_city)
    return venue


async def _write(work: Work, row: Base, what: str, name: str) -> None:
    """Write a row whose name must be free; the database judges, so that two at once cannot both have it."""
    try:
        async with work.session.begin_nested():
            work.session.add(row)
            await work.session.flush()
    except IntegrityError as fault:
        raise NameTaken(what=what, name=name) from fault


async def own_venue(work: Work, venue_id: UUID, *, share: bool = False) -> Venue:
    """A venue of the actor's own centre, locked against bookings (or, `share`, for one); NoSuchThing for another's."""
    work.actor.need("centre_staff")
    venue = await work.lock(Venue, venue_id, share=share, what=VENUE)
    if venue.organisation_id != work.actor.organisation:
        raise NoSuchThing(what=VENUE)
    return venue


async def change_venue(work: Work, venue_id: UUID, changes: dict[str, Any], closed: bool | None) -> Venue:
    """Change what is said of a venue (fields of NewVenue), close it, or open it again.

    It is not closed while bookings stand (VenueStillBooked). Hours may change under standing bookings: they stay.
    """
    venue = await own_venue(work, venue_id)
    told = NewVenue.of(venue).with_changes(changes)
    check_venue(told)
    for name, value in told.plain().items():
        setattr(venue, name, value)
    venue.physical_city = physical_city(told.physical_city)
    if closed is not None:
        await _close(work, venue, closed)
    await _flush_name(work, told.name)
    await work.record("change_venue", "venue", venue.id, "807号", changed=sorted(changes), closed=closed)
    return venue


async def _flush_name(work: Work, name: str) -> None:
    try:
        await work.session.flush()
    except IntegrityError as fault:
        raise NameTaken(what="venue", name=name) from fault


async def _close(work: Work, venue: Venue, closed: bool) -> None:
    now = await work.now()
    last = func.max(func.upper(Booking.during))
    query = select(func.count(), last).where(Booking.venue_id == venue.id, Booking.released_at.is_(None))
    standing, until = (await work.session.execute(query.where(func.upper(Booking.during) > now))).one()
    if closed and standing:
        raise VenueStillBooked(venue=venue.name, count=standing, until=show_en(until), until_zh=show_zh(until))
    venue.closed_at = (venue.closed_at or now) if closed else None


async def add_room(work: Work, venue_id: UUID, name: str, note: str) -> Room:
    """A room of one's own venue."""
    await own_venue(work, venue_id)
    check_text("name", name, 1, 40)
    check_text("note", note, 0, 200)
    room = Room(venue_id=venue_id, name=name, note=note, created_at=await work.now())
    await _write(work, room, "room", name)
    await work.record("add_room", "venue", venue_id, "807号", room=str(room.id))
    return room


async def add_workstations(work: Work, room_id: UUID, names: Sequence[str], *, spare: bool, note: str) -> list[UUID]:
    """Workstations of a room of one's own venue, in the order named; all of them or none."""
    work.actor.need("centre_staff")
    room = await work.session.get(Room, room_id)
    if room is None:
        raise NoSuchThing(what="room 评标室")
    await own_venue(work, room.venue_id)
    check_text("note", note, 0, 200)
    made = []
    for name in names:
        seat = Workstation(room_id=room_id, name=check_text("names", name, 1, 20), spare=spare, note=note)
        seat.created_at, seat.broken_at = await work.now(), None
        await _write(work, seat, "workstation", name)
        made.append(seat.id)
    await work.record("add_workstations", "venue", room.venue_id, "807号", room=str(room_id), seats=len(made))
    return made


async def change_workstation(
    work: Work, seat_id: UUID, *, spare: bool | None, broken: bool | None, note: str | None
) -> Workstation:
    """Mark a workstation as spare or broken, or whole again; bookings that stand are not touched by it."""
    seat, _ = await own_seat(work, seat_id)
    if spare is not None:
        seat.spare = spare
    if broken is not None:
        seat.broken_at = (seat.broken_at or await work.now()) if broken else None
    if note is not None:
        seat.note = check_text("note", note, 0, 200)
    await work.session.flush()
    await work.record("change_workstation", "workstation", seat.id, "D-VENUE", spare=spare, broken=broken)
    return seat


async def list_venues(work: Work, city: str | None, day: date | None, free: int) -> list[dict[str, Any]]:
    """Open venues that share their seats, by city and name; signed-in staff see all, a centre its closed ones too.

    With a day also how many seats are free through all its open hours; `free` asks for at least so many.
    """
    query = select(Venue, Organisation.name).join(Organisation, Organisation.id == Venue.organisation_id)
    if work.actor.role == "public":
        query = query.where(Venue.shared)
    own = Venue.organisation_id == work.actor.organisation
    query = query.where(Venue.closed_at.is_(None) | own if work.actor.organisation else Venue.closed_at.is_(None))
    if city is not None:
        query = query.where(Venue.physical_city == physical_city(city))
    found = (await work.session.execute(query.order_by(Venue.physical_city, Venue.name, Venue.id))).all()
    venues = [venue for venue, _ in found]
    counted, open_seats = await count_seats(work, venues), await _free_on(work, venues, day)
    kept = [(one, name) for one, name in found if day is None or open_seats[one.id] >= free]
    return [{"venue": one, "centre": name, **counted[one.id], "free": open_seats.get(one.id)} for one, name in kept]


async def count_seats(work: Work, venues: Sequence[Venue]) -> dict[UUID, dict[str, int]]:
    """Rooms, whole seats and spare ones among them, by venue."""
    usable = Workstation.broken_at.is_(None)
    counts = (
        func.count(Room.id.distinct()),
        func.count(Workstation.id).filter(usable, ~Workstation.spare),
        func.count(Workstation.id).filter(usable, Workstation.spare),
    )
    query = select(Room.venue_id, *counts).outerjoin(Workstation, Workstation.room_id == Room.id)
    query = query.where(Room.venue_id.in_([one.id for one in venues])).group_by(Room.venue_id)
    found = {row[0]: row[1:] for row in (await work.session.execute(query))}
    return {one.id: dict(zip(("rooms", "seats", "spare"), found.get(one.id, (0, 0, 0)), strict=True)) for one in venues}


async def _free_on(work: Work, venues: Sequence[Venue], day: date | None) -> dict[UUID, int]:
    """Free seats on that day: through its longest open span; 0 for a venue that stays shut."""
    if day is None:
        return {}
    by_span: dict[tuple[datetime, datetime], list[Venue]] = {}
    for venue in venues:
        if spans := open_on(read_hours(venue.hours), day):
            longest = max(spans, key=lambda span: span.end - span.start)
            by_span.setdefault((longest.start, longest.end), []).append(venue)
    free = {venue.id: 0 for venue in venues}
    for (start, end), ready in by_span.items():
        free |= await free_seats(work, ready, start, end)
    return free


async def visible_venue(work: Work, venue_id: UUID) -> Venue:
    """A venue that this actor may read of: the public only shared, open ones; a centre its own whatever they are."""
    venue = await work.session.get(Venue, venue_id)
    mine = venue is not None and work.actor.organisation == venue.organisation_id
    shown = venue is not None and venue.closed_at is None and (venue.shared or work.actor.role != "public")
    if venue is None or not (mine or shown):
        raise NoSuchThing(what=VENUE)
    return venue


async def rooms_of(work: Work, venue_id: UUID) -> list[tuple[Room, list[Workstation]]]:
    """The rooms with their workstations, by name."""
    query = select(Room, Workstation).outerjoin(Workstation, Workstation.room_id == Room.id)
    query = query.where(Room.venue_id == venue_id).order_by(Room.name, Workstation.name)
    found: dict[UUID, tuple[Room, list[Workstation]]] = {}
    for room, seat in await work.session.execute(query):
        seats = found.setdefault(room.id, (room, []))[1]
        seats += [seat] if seat is not None else []
    return list(found.values())
