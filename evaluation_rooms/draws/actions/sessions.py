"""A session's rows as every deed of this stage reads them: itself, its lots, its draws, everybody who was called."""

from uuid import UUID

from sqlalchemy import select

from evaluation_rooms.draws.rules import SESSION
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy, SessionLot
from foundation.errors import NoSuchThing
from foundation.work import Work


async def find_session(work: Work, session_id: UUID) -> EvaluationSession:
    """The session's row, whoever asks; the caller judges who may."""
    session = await work.session.get(EvaluationSession, session_id)
    if session is None:
        raise NoSuchThing(what=SESSION.what)
    return session


async def lots_of(work: Work, session_id: UUID) -> list[SessionLot]:
    """The lot rounds of a session, by lot."""
    query = select(SessionLot).where(SessionLot.session_id == session_id).order_by(SessionLot.lot_id)
    return list(await work.session.scalars(query))


async def lot_ids_of(work: Work, session_id: UUID) -> list[UUID]:
    """Their lots."""
    return [one.lot_id for one in await lots_of(work, session_id)]


async def draws_of(work: Work, session_id: UUID) -> list[Draw]:
    """The draws of a session by number."""
    query = select(Draw).where(Draw.session_id == session_id).order_by(Draw.number)
    return list(await work.session.scalars(query))


async def rows_of(work: Work, session_id: UUID) -> list[Occupancy]:
    """Everybody who was ever called, in order of the calls; as they are now, not as this work saw them before."""
    await work.session.flush()
    query = select(Occupancy).where(Occupancy.session_id == session_id).order_by(Occupancy.id)
    return list(await work.session.scalars(query.execution_options(populate_existing=True)))
