"""What other sessions tell of an expert: how often he sits, for whom, and at the same time."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from bidding.handover import judged_project, projects_of_buyer
from evaluation_rooms.draws.exclusions import Calls
from evaluation_rooms.draws.rules import GONE
from evaluation_rooms.draws.spans import ends_at, most_beside
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy, SessionLot
from foundation.rulebook import rulebook
from foundation.work import Work

LONGEST = timedelta(days=2)


async def calls_of(work: Work, session: EvaluationSession, lots: Sequence[SessionLot]) -> Calls:
    """Of everybody who is called to another session near this one."""
    buyer = (await judged_project(work, session.project_id)).buyer
    rules = rulebook(session.rulebook)
    load = await _beside(work, session, rules.duration("R-EXPERT-LOAD-SPAN"), _others(session))
    of_buyer = _others(session).where(EvaluationSession.project_id.in_(projects_of_buyer(buyer)))
    same_buyer = await _beside(work, session, rules.duration("R-EXPERT-SAME-BUYER-SPAN"), of_buyer)
    return Calls(load, same_buyer, await _busy(work, session), await _barred(work, session, lots))


async def _beside(
    work: Work, session: EvaluationSession, span: timedelta, query: Select[UUID, datetime, int]
) -> dict[UUID, int]:
    """By expert, how many of these sessions stand in the fullest period of that length that holds this one."""
    begins, ends = session.starts_at - span, session.starts_at + span
    found: dict[UUID, list[datetime]] = defaultdict(list)
    near = query.where(EvaluationSession.starts_at > begins, EvaluationSession.starts_at < ends)
    for expert, starts_at, _ in await work.session.execute(near):
        found[expert].append(starts_at)
    return {expert: most_beside(starts, session.starts_at, span) for expert, starts in found.items()}


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
