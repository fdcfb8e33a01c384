"""Who may do what for a room, beside those who sit in it: staff of its venues, supervisor, buyer.

Staff acts for the members of venues that its own centre runs; to anybody without a part in it there is no such room.
"""

from uuid import UUID

from sqlalchemy import select

from bidding.handover import judged_project
from evaluation_rooms.draws.actions.sessions import find_session
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms.actions.seats import SITTING, standing
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.venues.tables import Venue
from foundation.errors import NoSuchThing
from foundation.work import Work


async def own_venues(work: Work, session: EvaluationSession) -> set[UUID]:
    """The session's venues that the acting staff's centre runs; NoSuchThing when there is none."""
    work.actor.need("centre_staff")
    named = read_plan(session.plan).venues() | {one.venue_id for one in await standing(work, session.id)}
    query = select(Venue.id).where(Venue.id.in_(named), Venue.organisation_id == work.actor.organisation)
    found = set(await work.session.scalars(query))
    if not found:
        raise NoSuchThing(what=SITTING)
    return found


async def need_main_staff(work: Work, session: EvaluationSession) -> None:
    """Staff of the main venue opens the room."""
    if read_plan(session.plan).main.venue not in await own_venues(work, session):
        raise NoSuchThing(what=SITTING)


async def need_relation(work: Work, session: EvaluationSession, role: str) -> None:
    """The project's own buyer, or its supervisor."""
    work.actor.need(role)
    if role not in (await judged_project(work, session.project_id)).relation:
        raise NoSuchThing(what=SITTING)


async def need_staff_or_supervisor(work: Work, session_id: UUID) -> EvaluationSession:
    """Whoever may hold the room, let it go on, or replace a member."""
    work.actor.need("centre_staff", "supervisor")
    session = await find_session(work, session_id)
    if work.actor.role == "supervisor":
        await need_relation(work, session, "supervisor")
    else:
        await own_venues(work, session)
    return session


async def member_at(work: Work, session: EvaluationSession, seat: str) -> Member:
    """The member at a seat, for staff of his venue or the supervisor; to others there is no such seat."""
    member = next((one for one in await standing(work, session.id) if one.name == seat), None)
    if member is None:
        raise NoSuchThing(what="seat 席位")
    if work.actor.role == "centre_staff" and member.venue_id not in await own_venues(work, session):
        raise NoSuchThing(what="seat 席位")
    return member
