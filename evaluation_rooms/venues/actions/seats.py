"""Seats: what is free, held, confirmed, freed. Two who book one workstation are told apart by the database alone."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, func, select, update
from sqlalchemy.dialects.postgresql import Range, insert

from evaluation_rooms.venues.hours import is_open, read_hours
from evaluation_rooms.venues.refusals import SeatBroken, SeatsShort, SeatTaken, SessionsBooking
from evaluation_rooms.venues.rules import REQUEST
from evaluation_rooms.venues.spans import check_bookable, names_of_seats
from evaluation_rooms.venues.tables import ONE_AT_A_TIME, Booking, Room, Venue, VenueRequest, Workstation
from evaluation_rooms.venues.words import check_text
from foundation.errors import NoSuchThing
from foundation.work import Work

VENUE = "venue 评标场所"
SEAT = "workstation 工位"


async def venue_of(work: Work, venue_id: UUID) -> Venue:
    """The venue's row; `physical_city` is the city that counts. Raises NoSuchThing."""
    venue = await work.session.get(Venue, venue_id)
    if venue is None:
        raise NoSuchThing(what=VENUE)
    return venue


def _taken(during: Range[datetime]) -> Any:
    """Whether a standing booking of the workstation overlaps that time."""
    overlap = Booking.during.op("&&")(during)
    return exists().where(Booking.number == Workstation.number, Booking.released_at.is_(None), overlap)


def _free(venue_ids: Iterable[UUID], during: Range[datetime], *, spare: bool = False) -> Select[Workstation, Room]:
    query = select(Workstation, Room).join(Room, Room.id == Workstation.room_id).where(Room.venue_id.in_(venue_ids))
    query = query.where(Workstation.broken_at.is_(None), ~_taken(during))
    return query if spare else query.where(~Workstation.spare)


async def free_workstations(
    work: Work, venue_id: UUID, start: datetime, end: datetime, *, spare: bool = False
) -> list[Workstation]:
    """Whole, unbooked workstations for all of that time, by room and name; none where the venue is shut then.

    Spare ones are left out unless `spare`: they wait for faults during a session.
    """
    venue = await venue_of(work, venue_id)
    if venue.closed_at or not is_open(read_hours(venue.hours), start, end):
        return []
    query = _free([venue_id], Range(start, end), spare=spare).order_by(Room.name, Workstation.name)
    return [seat for seat, _ in (await work.session.execute(query))]


async def free_seats(work: Work, venues: Sequence[Venue], start: datetime, end: datetime) -> dict[UUID, int]:
    """How many workstations are free for all of that time, by venue; 0 where it is shut then."""
    ready = [one.id for one in venues if not one.closed_at and is_open(read_hours(one.hours), start, end)]
    inner = _free(ready, Range(start, end)).with_only_columns(Room.venue_id).subquery()
    query = select(inner.c.venue_id, func.count()).group_by(inner.c.venue_id)
    counted: dict[UUID, int] = dict((await work.session.execute(query)).all())
    return {one.id: counted.get(one.id, 0) for one in venues}


async def hold_seats(
    work: Work,
    venue_id: UUID,
    session: UUID,
    count: int,
    start: datetime,
    end: datetime,
    *,
    request: UUID | None = None,
) -> list[UUID]:
    """Book that many workstations for a session and answer their ids, by room and name; all or none (SeatsShort).

    The venue may not close meanwhile. With `request` they are held, not confirmed. Where a refusal is caught, the work
    goes on as if nothing had been tried.
    """
    venue = await work.lock(Venue, venue_id, share=True, what=VENUE)
    check_bookable(venue, start, end, await work.now())
    async with work.session.begin_nested():
        held = await _take(work, venue, session, count, Range(start, end), request)
        if len(held) < count:
            raise await _short(work, venue, count, start, end, len(held))
    return held


async def _take(
    work: Work, venue: Venue, session: UUID, count: int, during: Range[datetime], request: UUID | None
) -> list[UUID]:
    """As many as there are. What another transaction books at this moment is waited for, and then looked past."""
    held: list[UUID] = []
    while missing := count - len(held):
        query = _free([venue.id], during).order_by(Room.name, Workstation.name).limit(missing)
        seats = [seat for seat, _ in (await work.session.execute(query))]
        if not seats:
            break
        rows = [await _row(work, venue, seat, during, session_id=session, request_id=request) for seat in seats]
        held += await _book(work, rows)
    return held


async def _row(work: Work, venue: Venue, seat: Workstation, during: Range[datetime], **more: Any) -> dict[str, Any]:
    now = await work.now()
    row = {"venue_id": venue.id, "workstation_id": seat.id, "number": seat.number, "during": during, "note": ""}
    row |= {"booked_at": now, "confirmed_at": None if more.get("request_id") else now}
    return row | {"session_id": None, "request_id": None} | more


async def _book(work: Work, rows: list[dict[str, Any]]) -> list[UUID]:
    """Book what the database lets us; it waits for whoever books the same at this moment. Answers the workstations."""
    rows = sorted(rows, key=lambda row: int(row["number"]))  # one order for all, so that two of us never wait in a ring
    query = insert(Booking).values(rows).on_conflict_do_nothing(constraint=ONE_AT_A_TIME)
    booked = set(await work.session.scalars(query.returning(Booking.workstation_id)))
    return [row["workstation_id"] for row in rows if row["workstation_id"] in booked]


async def _short(work: Work, venue: Venue, count: int, start: datetime, end: datetime, found: int) -> SeatsShort:
    """The refusal, with the shared venues of the same city that have enough seats then."""
    query = select(Venue).where(Venue.physical_city == venue.physical_city, Venue.shared, Venue.closed_at.is_(None))
    others = list(await work.session.scalars(query.where(Venue.id != venue.id).order_by(Venue.name, Venue.id)))
    free = await free_seats(work, others, start, end)
    named = [{"venue": str(one.id), "name": one.name, "free": free[one.id]} for one in others if free[one.id] >= count]
    words = "、".join(f"{one['name']}（{one['free']}）" for one in named) or "—"
    return SeatsShort(venue=venue.name, free=found, needed=count, others=named, others_words=words)


async def book_seat(work: Work, seat_id: UUID, start: datetime, end: datetime, note: str) -> Booking:
    """The centre's own use of one workstation (repair, training, a session of another platform), with a note why.

    The same again answers the booking that is there. Raises SeatTaken or SeatBroken with what is free instead.
    """
    seat, venue = await own_seat(work, seat_id, share=True)
    check_text("note", note, 1, 200)
    during = Range(start, end)
    if there := await _same_booking(work, seat, during, note):
        return there
    check_bookable(venue, start, end, await work.now())
    if seat.broken_at:
        raise SeatBroken(seat=seat.name, **await _instead(work, venue, start, end))
    if not await _book(work, [await _row(work, venue, seat, during, note=note)]):
        raise SeatTaken(seat=seat.name, **await _instead(work, venue, start, end))
    booking = await _same_booking(work, seat, during, note)
    assert booking is not None  # it was written just now
    await work.record("book_seat", "booking", booking.id, "D-VENUE-ONE", seat=str(seat_id), start=start, end=end)
    return booking


async def own_seat(work: Work, seat_id: UUID, *, share: bool = False) -> tuple[Workstation, Venue]:
    """A workstation of the actor's own centre and its venue, locked; NoSuchThing for another's."""
    work.actor.need("centre_staff")
    query = select(Room.venue_id).join(Workstation, Workstation.room_id == Room.id).where(Workstation.id == seat_id)
    venue_id = await work.session.scalar(query)
    if venue_id is None:
        raise NoSuchThing(what=SEAT)
    venue = await work.lock(Venue, venue_id, share=share, what=SEAT)
    if venue.organisation_id != work.actor.organisation:
        raise NoSuchThing(what=SEAT)
    return await work.session.get_one(Workstation, seat_id, populate_existing=True), venue


async def _same_booking(work: Work, seat: Workstation, during: Range[datetime], note: str) -> Booking | None:
    query = select(Booking).where(Booking.workstation_id == seat.id, Booking.during == during, Booking.note == note)
    return await work.session.scalar(query.where(Booking.session_id.is_(None), Booking.released_at.is_(None)))


async def _instead(work: Work, venue: Venue, start: datetime, end: datetime) -> dict[str, Any]:
    free = await free_workstations(work, venue.id, start, end)
    return {"free": [{"id": str(one.id), "name": one.name} for one in free], "free_words": names_of_seats(free)}


async def cancel_booking(work: Work, booking_id: UUID) -> None:
    """Take back one's own centre's booking; a second time changes nothing. A session's is refused."""
    work.actor.need("centre_staff")
    query = select(Booking, Venue).join(Venue, Venue.id == Booking.venue_id).where(Booking.id == booking_id)
    found = (await work.session.execute(query.with_for_update(of=Booking))).one_or_none()
    if found is None or found[1].organisation_id != work.actor.organisation:
        raise NoSuchThing(what="booking 预订")
    booking = found[0]
    if booking.session_id is not None:
        raise SessionsBooking()
    if booking.released_at is None:
        booking.released_at = await work.now()
        await work.record("cancel_booking", "booking", booking.id, "D-VENUE-ONE")


async def release_seats(work: Work, session: UUID) -> None:
    """Free every seat of a session from now on, and withdraw what it still asks of sub venues; harmless to repeat."""
    now = await work.now()
    freed = update(Booking).where(Booking.session_id == session, Booking.released_at.is_(None)).values(released_at=now)
    seats = list(await work.session.scalars(freed.returning(Booking.workstation_id)))
    query = select(VenueRequest).where(VenueRequest.session_id == session, VenueRequest.state.in_(_STANDING))
    for request in await work.session.scalars(query.with_for_update()):
        request.state = REQUEST.step(request.state, "withdraw").after
        request.answered_at = request.answered_at or now
    if seats:
        await work.record("release_seats", "evaluation session", session, "D-VENUE-ONE", seats=len(seats))


_STANDING = ("WAITING", "ACCEPTED")


async def confirmed_seats(work: Work, session: UUID) -> dict[UUID, list[UUID]]:
    """The workstations that a session has for certain, by venue, in the order of rooms and names."""
    query = select(Booking.venue_id, Booking.workstation_id).where(Booking.session_id == session)
    query = query.where(Booking.released_at.is_(None), Booking.confirmed_at.is_not(None))
    query = query.join(Workstation, Workstation.id == Booking.workstation_id).join(Room, Room.id == Workstation.room_id)
    found: dict[UUID, list[UUID]] = {}
    for venue, seat in await work.session.execute(query.order_by(Room.name, Workstation.name)):
        found.setdefault(venue, []).append(seat)
    return found
