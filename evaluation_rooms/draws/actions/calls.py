"""What other sessions tell of an expert: how often he sits, for whom, and at the same time."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from bidding.handover import judged_project, projects_of_buyer
from evaluation_rooms.draws.exclusions import Calls
from evaluation_rooms.draws.rules import GONE
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy, SessionLot
from foundation.work import Work

WEEK = timedelta(days=7)
HALF_YEAR = timedelta(days=183)
LONGEST = timedelta(days=2)


async def calls_of(work: Work, session: EvaluationSession, lots: Sequence[SessionLot]) -> Calls:
    """Of everybody who is called to another session near this one."""
    buyer = (await judged_project(work, session.project_id)).buyer
    near = _others(session).where(
        EvaluationSession.starts_at > session.starts_at - WEEK, EvaluationSession.starts_at < session.starts_at + WEEK
    )
    week = Counter(expert for expert, _, _ in await work.session.execute(near))
    same = _others(session).where(
        EvaluationSession.project_id.in_(projects_of_buyer(buyer)),
        EvaluationSession.starts_at > session.starts_at - HALF_YEAR,
        EvaluationSession.starts_at < session.starts_at + HALF_YEAR,
    )
    same_buyer = Counter(expert for expert, _, _ in await work.session.execute(same))
    return Calls(week, same_buyer, await _busy(work, session), await _barred(work, session, lots))


def _others(session: EvaluationSession) -> Select[UUID, datetime, int]:
    """Standing places of other sessions: expert, start, hours."""
    query = select(Occupancy.expert_id, EvaluationSession.starts_at, EvaluationSession.hours)
    query = query.join(EvaluationSession, EvaluationSession.id == Occupancy.session_id)
    return query.where(Occupancy.session_id != session.id, Occupancy.state.not_in(GONE))


async def _busy(work: Work, session: EvaluationSession) -> frozenset[UUID]:
    over = ends_at(session.starts_at, session.hours)
    query = _others(session).where(
        EvaluationSession.starts_at > session.starts_at - LONGEST, EvaluationSession.starts_at < over
    )
    found = (await work.session.execute(query)).all()
    return frozenset(expert for expert, start, hours in found if ends_at(start, hours) > session.starts_at)


async def _barred(work: Work, session: EvaluationSession, lots: Sequence[SessionLot]) -> frozenset[UUID]:
    """Whoever was called for the same lots before: their evaluation was void."""
    query = select(Occupancy.expert_id).join(SessionLot, SessionLot.session_id == Occupancy.session_id)
    query = query.where(SessionLot.lot_id.in_([one.lot_id for one in lots]), Occupancy.session_id != session.id)
    return frozenset(await work.session.scalars(query))
