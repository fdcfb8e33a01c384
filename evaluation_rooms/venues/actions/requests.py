"""Requests to sub venues 副场: asked with a clock, answered by the venue's own centre, lapsed by the clock."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import Range

from evaluation_rooms.venues.actions.seats import VENUE, hold_seats
from evaluation_rooms.venues.refusals import RequestOver, VenueNotShared
from evaluation_rooms.venues.rules import CONFIRM, REQUEST, answer_by, state_at
from evaluation_rooms.venues.tables import Booking, Venue, VenueRequest
from evaluation_rooms.venues.words import check_text
from foundation.calendar import show_en, show_zh
from foundation.errors import NoSuchThing
from foundation.rulebook import LAW_2026
from foundation.schedule import Handler, arm
from foundation.work import Work

LAPSE = "venue request lapses"


async def ask_sub_venue(
    work: Work, venue_id: UUID, session: UUID, count: int, start: datetime, end: datetime, *, rulebook: int = LAW_2026
) -> VenueRequest:
    """Ask a sub venue for seats, which are held until it answers or its clock (R-VENUE-CONFIRM) has run out.

    The same question again answers the standing request. Raises SeatsShort, OutsideHours, VenueClosed, VenueNotShared.
    """
    venue = await work.lock(Venue, venue_id, share=True, what=VENUE)
    if not venue.shared and venue.organisation_id != work.actor.organisation:
        raise VenueNotShared(venue=venue.name)
    during, now = Range(start, end), await work.now()
    if there := await _standing(work, venue_id, session, count, during):
        return there
    request = VenueRequest(
        venue_id=venue_id,
        session_id=session,
        state="WAITING",
        seats=count,
        during=during,
        rulebook=rulebook,
        asked_at=now,
        asked_by=work.actor.organisation,
        answer_by=answer_by(now, start, rulebook),
        reason="",
    )
    async with work.session.begin_nested():
        work.session.add(request)
        await work.session.flush()
        await hold_seats(work, venue_id, session, count, start, end, request=request.id)
    await arm(work, LAPSE, f"venue request {request.id}", request.answer_by, request=str(request.id))
    await _tell(work, request, "ask_sub_venue")
    return request


async def _standing(work: Work, venue: UUID, session: UUID, count: int, during: Range[datetime]) -> VenueRequest | None:
    query = select(VenueRequest).where(VenueRequest.venue_id == venue, VenueRequest.session_id == session)
    query = query.where(VenueRequest.seats == count, VenueRequest.during == during)
    now = await work.now()
    found = await work.session.scalars(query.where(VenueRequest.state.in_(("WAITING", "ACCEPTED"))))
    return next((one for one in found if state_at(one.state, one.answer_by, now) != "LAPSED"), None)


async def _tell(work: Work, request: VenueRequest, verb: str) -> None:
    """The journal and those who watch the session; neither names a project, which no row here knows."""
    told: dict[str, Any] = {"venue": str(request.venue_id), "seats": request.seats, "state": request.state}
    await work.record(
        verb, "venue request", request.id, CONFIRM, session=str(request.session_id), reason=request.reason, **told
    )
    await work.announce(f"session:{request.session_id}", "venue_request", request=str(request.id), **told)


async def answer_request(work: Work, request_id: UUID, accept: bool, reason: str) -> VenueRequest:
    """The sub venue's own centre says yes, or no with a reason; the same answer again is harmless.

    At the moment `answer_by` it is too late. Raises RequestOver; NoSuchThing for another centre's.
    """
    work.actor.need("centre_staff")
    check_text("reason", reason, 0 if accept else 2, 200)
    request = await work.lock(VenueRequest, request_id, what=REQUEST.what)
    venue = await work.session.get_one(Venue, request.venue_id)
    if venue.organisation_id != work.actor.organisation:
        raise NoSuchThing(what=REQUEST.what)
    step = REQUEST.step("WAITING", "accept" if accept else "decline")
    state = state_at(request.state, request.answer_by, await work.now())
    if state == step.after:
        return request
    if state != "WAITING":
        until = {"answer_by": show_en(request.answer_by), "answer_by_zh": show_zh(request.answer_by)}
        raise RequestOver(state=state, **until)
    await _end(work, request, step.after, reason)
    await _tell(work, request, "answer_venue_request")
    return request


async def _end(work: Work, request: VenueRequest, state: str, reason: str) -> None:
    """Write the outcome, and keep or free the seats that were held for it."""
    now = await work.now()
    request.state, request.reason, request.answered_at = state, reason, now
    seats = update(Booking).where(Booking.request_id == request.id, Booking.released_at.is_(None))
    outcome = {"confirmed_at": now} if state == "ACCEPTED" else {"released_at": now}
    await work.session.execute(seats.values(outcome))
    await work.session.flush()


async def lapse_request(work: Work, payload: dict[str, Any]) -> datetime | None:
    """At the end of its clock a request that nobody answered lapses, and its seats are free."""
    request = await work.lock(VenueRequest, UUID(payload["request"]))
    if request.state != "WAITING":
        return None
    if await work.now() < request.answer_by:
        return request.answer_by
    await _end(work, request, REQUEST.step(request.state, "lapse").after, "")
    await _tell(work, request, "lapse_venue_request")
    return None


async def requests_of(work: Work, session: UUID) -> list[VenueRequest]:
    """What a session asked of sub venues, oldest first; a late one may still say WAITING (see `rules.state_at`)."""
    query = select(VenueRequest).where(VenueRequest.session_id == session)
    return list(await work.session.scalars(query.order_by(VenueRequest.asked_at, VenueRequest.id)))


async def list_requests(work: Work) -> list[tuple[VenueRequest, Venue]]:
    """What the actor's own centre is asked for, newest first, at most 500."""
    work.actor.need("centre_staff")
    query = select(VenueRequest, Venue).join(Venue, Venue.id == VenueRequest.venue_id)
    query = query.where(Venue.organisation_id == work.actor.organisation)
    found = await work.session.execute(query.order_by(VenueRequest.asked_at.desc(), VenueRequest.id).limit(500))
    return list(found)


TIMERS: dict[str, Handler] = {LAPSE: lapse_request}
