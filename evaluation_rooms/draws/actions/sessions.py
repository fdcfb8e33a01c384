"""A session's rows as every deed of this stage reads them: itself, its lots, its draws, everybody who was called.

And its steps once the committee sits: it begins, somebody is replaced, it has finished, its work was void.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update

from bidding.handover import begin_evaluating, void_evaluation
from crypto.encoding import timestamp
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.rules import GONE, REASONS, SESSION
from evaluation_rooms.draws.seats import seat_row
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


async def begin_judging(work: Work, session: EvaluationSession) -> None:
    """The committee sits: session JUDGING, its lots EVALUATING. The first time it is kept who sits where."""
    session = await _step(work, session, "begin")
    if session.sat is None:
        holders = {row.place: row for row in await rows_of(work, session.id) if row.state not in GONE}
        seats = [seat_row(row) for _, row in sorted(holders.items())]
        session.sat = {"at": timestamp(await work.now()), "seats": seats, "moves": []}
    await begin_evaluating(work, await lot_ids_of(work, session.id))


async def finish_judging(work: Work, session: EvaluationSession) -> None:
    """The committee has handed in its reports; the lots went their own steps."""
    await _step(work, session, "finish")


async def void_session(work: Work, session: EvaluationSession) -> None:
    """Nothing of this committee counts: session VOID, its lots VOID_EVAL, free for a session with another committee."""
    session = await _step(work, session, "void")
    await void_evaluation(work, await lot_ids_of(work, session.id))
    await free_lots(work, session, await lot_ids_of(work, session.id))


async def free_lots(work: Work, session: EvaluationSession, lots: Sequence[UUID]) -> None:
    """The session no longer holds these lots: what it judged of them was void, others will."""
    query = update(SessionLot).where(SessionLot.session_id == session.id, SessionLot.lot_id.in_(lots))
    await work.session.execute(query.values(void=True))


async def replace_sitting(
    work: Work, session: EvaluationSession, occupancy: Occupancy, reason: str, note: str = ""
) -> None:
    """A member leaves for good (条例48); the next takes his seat. `reason`: a code of `rules.REASONS`."""
    from evaluation_rooms.draws.actions.places import vacate

    assert reason in REASONS, reason
    session = await work.lock(EvaluationSession, session.id, what=SESSION.what)
    await vacate(work, session, occupancy, "replace", reason, "条例48", note)


async def _step(work: Work, session: EvaluationSession, verb: str) -> EvaluationSession:
    session = await work.lock(EvaluationSession, session.id, what=SESSION.what)
    step = SESSION.step(session.state, verb)
    session.state = step.after
    await work.record(f"{verb}_session", "evaluation session", session.id, step.rule)
    await work.announce(topic_of(session.id), "session", state=session.state)
    return session
