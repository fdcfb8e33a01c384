"""Sessions as their people see them: counts, cities, times and how far the ceremony is; and one expert's own chance."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from bidding.handover import judged_project, own_project_ids
from crypto.encoding import timestamp
from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.quotas import Quotas, read_quotas
from crypto.verifiable_draw.record import read_table, told_fraction
from crypto.verifiable_draw.table import group
from evaluation_rooms.draws import refusals
from evaluation_rooms.draws.actions.ceremony import body_of
from evaluation_rooms.draws.actions.sealed import SealedInputs, read_sealed
from evaluation_rooms.draws.actions.sessions import draws_of, find_session
from evaluation_rooms.draws.answers import (
    ChanceShown,
    DrawLine,
    FailureShown,
    PlanShown,
    SessionLine,
    SessionShown,
    ShareShown,
)
from evaluation_rooms.draws.ceremony import RoundNamed
from evaluation_rooms.draws.plans import Plan, VenueShare, read_plan
from evaluation_rooms.draws.rules import GONE, SESSION
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import (
    Draw,
    DrawDealing,
    DrawRelease,
    EvaluationSession,
    Occupancy,
    SessionLot,
)
from evaluation_rooms.venues.actions import venue_of
from foundation.errors import NoSuchThing
from foundation.regions import city_key
from foundation.work import Work

SEEN_BY = ("draw_operator", "agency", "buyer", "centre_staff", "supervisor")


@dataclass(frozen=True)
class Wanted:
    """How a reader narrows the list; empty or None means everything."""

    project: UUID | None = None
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def list_sessions(work: Work, wanted: Wanted, after: UUID | None, limit: int) -> list[EvaluationSession]:
    """The sessions that the actor may see, newest first, below the cursor."""
    work.actor.need(*SEEN_BY)
    query = select(EvaluationSession).order_by(EvaluationSession.id.desc()).limit(limit)
    for condition in _conditions(work, wanted):
        query = query.where(condition)
    if after is not None:
        query = query.where(EvaluationSession.id < after)
    return list(await work.session.scalars(query))


def _conditions(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if work.actor.role != "draw_operator":
        conditions.append(EvaluationSession.project_id.in_(own_project_ids(work)))
    if wanted.project:
        conditions.append(EvaluationSession.project_id == wanted.project)
    if wanted.state:
        conditions.append(EvaluationSession.state == wanted.state)
    if wanted.since:
        conditions.append(EvaluationSession.starts_at >= wanted.since)
    if wanted.until:
        conditions.append(EvaluationSession.starts_at < wanted.until)
    return conditions


async def seen_session(work: Work, session_id: UUID) -> EvaluationSession:
    """The session, for a draw operator and for the project's own people and the staff of its venues; else none such."""
    work.actor.need(*SEEN_BY)
    session = await find_session(work, session_id)
    if work.actor.role == "draw_operator":
        return session
    if (await judged_project(work, session.project_id)).relation or await _of_its_venues(work, session):
        return session
    raise NoSuchThing(what=SESSION.what)


async def _of_its_venues(work: Work, session: EvaluationSession) -> bool:
    if work.actor.role != "centre_staff":
        return False
    venues = [await venue_of(work, one) for one in sorted(read_plan(session.plan).venues())]
    return work.actor.organisation in {one.organisation_id for one in venues}


async def lines_of(work: Work, sessions: Sequence[EvaluationSession]) -> list[SessionLine]:
    """As a list shows them."""
    query = select(SessionLot).where(SessionLot.session_id.in_([one.id for one in sessions]))
    lots: dict[UUID, list[RoundNamed]] = {one.id: [] for one in sessions}
    for lot in await work.session.scalars(query.order_by(SessionLot.lot_id)):
        lots[lot.session_id].append(lot.named())
    return [_line(one, lots[one.id]) for one in sessions]


def _line(session: EvaluationSession, lots: list[RoundNamed]) -> SessionLine:
    plan = read_plan(session.plan)
    return {
        "id": str(session.id),
        "project": str(session.project_id),
        "state": session.state,
        "lots": lots,
        "starts_at": timestamp(session.starts_at),
        "ends_at": timestamp(ends_at(session.starts_at, session.hours)),
        "size": plan.size,
        "experts": plan.experts,
        "remote": plan.is_remote and session.local_reason is None,
    }


async def show_session(work: Work, session_id: UUID) -> SessionShown:
    """Everything that may be told of a session before its record is out."""
    session = await seen_session(work, session_id)
    line = (await lines_of(work, [session]))[0]
    places = await _counts(work, session.id, Occupancy.state)
    holding = await _counts(work, session.id, Occupancy.city, Occupancy.state.not_in(GONE))
    return {
        **line,
        "now": timestamp(await work.now()),
        "rulebook": session.rulebook,
        "plan": await _plan_shown(work, read_plan(session.plan)),
        "local_reason": session.local_reason,
        "failure": cast(FailureShown | None, session.failure),
        "draws": [await _draw_line(work, one) for one in await draws_of(work, session.id)],
        "cities": [{"city": city, "count": count} for city, count in holding],
        "places": [{"state": state, "count": count} for state, count in places],
        "published_at": timestamp(session.published_at) if session.published_at else None,
    }


async def _counts(
    work: Work, session_id: UUID, column: InstrumentedAttribute[str], *where: ColumnElement[bool]
) -> list[tuple[str, int]]:
    query = select(column, func.count()).where(Occupancy.session_id == session_id, *where)
    found = await work.session.execute(query.group_by(column).order_by(column))
    return [(key, count) for key, count in found]


async def _plan_shown(work: Work, plan: Plan) -> PlanShown:
    return {
        "specialities": [{"speciality": code, "seats": seats} for code, seats in plan.specialities],
        "buyer_members": plan.buyer_members,
        "experts": plan.experts,
        "size": plan.size,
        "main": await _share_shown(work, plan.main),
        "subs": [await _share_shown(work, one) for one in plan.subs],
        "remote_least": plan.remote_least,
        "widening": [[await _share_shown(work, one) for one in step] for step in plan.widening],
        "local_allowed": plan.local_allowed,
        "water": plan.water,
        "exemption": {"reason": plan.exemption.reason, "document": plan.exemption.document} if plan.exemption else None,
    }


async def _share_shown(work: Work, share: VenueShare) -> ShareShown:
    venue = await venue_of(work, share.venue)
    city = city_key(venue.physical_city)
    return {"venue": str(venue.id), "name": venue.name, "city": city, "least": share.least, "most": share.most}


async def _draw_line(work: Work, draw: Draw) -> DrawLine:
    inputs = await body_of(work.session, draw.inputs) if draw.inputs else None
    dealt = select(func.count()).where(DrawDealing.draw_id == draw.id)
    released = select(func.count()).where(DrawRelease.draw_id == draw.id)
    return {
        "draw": str(draw.id),
        "number": draw.number,
        "state": draw.state,
        "source": draw.source,
        "reference": draw.reference,
        "inputs": draw.inputs.hex() if draw.inputs else None,
        "pool_size": inputs["pool_size"] if inputs else None,
        "eligible": inputs["eligible"] if inputs else None,
        "excluded": inputs["excluded"] if inputs else [],
        "t": inputs["t"] if inputs else None,
        "of": inputs["custodians"] if inputs else None,
        "dealt": int(await work.session.scalar(dealt) or 0),
        "released": int(await work.session.scalar(released) or 0),
        "cutoff_at": timestamp(draw.cutoff_at) if draw.cutoff_at else None,
        "created_at": timestamp(draw.created_at),
        "drawn_at": timestamp(draw.drawn_at) if draw.drawn_at else None,
    }


async def show_chance(work: Work, session_id: UUID, expert: UUID) -> ChanceShown:
    """One expert's probability in draw 1, asked for by the keeper at his request; the journal keeps that it was told.

    Only once the draw is drawn: until then nobody shall learn who could be called.
    """
    work.actor.need("pool_keeper")
    draw = next(iter(await draws_of(work, (await find_session(work, session_id)).id)), None)
    if draw is None or draw.inputs is None or draw.state not in ("DRAWN", "PUBLISHED"):
        raise refusals.NoChanceYet()
    sealed, inputs = await read_sealed(work, draw), await body_of(work.session, draw.inputs)
    ref = next((ref for ref, one in sealed.openings.items() if one["expert"] == str(expert)), None)
    excluded = next((one["code"] for one in sealed.body["exclusions"] if one["ref"] == ref), None)
    await work.record("tell_chance", "expert", expert, "R-DRAW", session=str(session_id))
    told: ChanceShown = {"session": str(session_id), "chance": None, "excluded": excluded, "in_pool": ref is not None}
    if ref is not None and excluded is None:
        told["chance"] = told_fraction(await asyncio.to_thread(_chance, sealed, read_quotas(inputs["quotas"]), ref))
    return told


def _chance(sealed: SealedInputs, quotas: Quotas, ref: str) -> Fraction:
    groups = group(sealed.eligible(), quotas, frozenset(sealed.body["large"]))
    return chances(groups, quotas, read_table(sealed.body["table"]))[ref]
