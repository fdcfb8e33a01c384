"""The wall: a day's own openings with their custodians, read in a fixed number of queries however many there are."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.custodians.tables import CustodianBody, Drill, KeySet, Readiness
from bidding.opening.actions.day import opened_bids, scheduled_on
from bidding.opening.answers import Wall
from bidding.opening.day import day_of
from bidding.opening.lanes import LaneRows, Unanswered, lane_of
from bidding.opening.tables import Objection, OpenedEnvelope, Release
from bidding.projects.actions import own_projects
from crypto.encoding import timestamp
from foundation.work import Work

Row = TypeVar("Row", KeySet, Release, OpenedEnvelope, Readiness)


async def show_wall(work: Work, wanted: date | None) -> Wall:
    """The openings of that day (today when none is named) that are the actor's own."""
    work.actor.need("centre_staff", "agency", "buyer", "supervisor")
    now = await work.now()
    day = day_of(wanted, now)
    found = await scheduled_on(work.session, day, own_projects(work.actor))
    rounds = [one.round.id for one in found]
    opened, rows = await opened_bids(work.session, rounds), await rows_of_lanes(work.session, rounds)
    lanes = [lane_of(one, opened.get(one.round.id, 0), rows[one.round.id], now) for one in found]
    return {"day": day.date.isoformat(), "now": timestamp(now), "openings": lanes}


async def rows_of_lanes(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, LaneRows]:
    """What is written of each of these rounds' custodians and openings."""
    sets = await _key_sets(session, rounds)
    drills = await newest_drills(session, rounds)
    ready = await _ready(session, drills.values())
    phones = await phones_of(session, [one for each in sets.values() for one in each])
    releases = _by_round(await session.scalars(select(Release).where(Release.round_id.in_(rounds))))
    shut = await _shut(session, rounds)
    unanswered, identities = await _unanswered(session, rounds), await _identities_open(session, rounds)
    return {
        one: LaneRows(
            key_sets=sets.get(one, ()),
            drill=drills.get(one),
            ready=ready.get(one, {}),
            phones=phones,
            releases=releases.get(one, ()),
            shut=shut.get(one, ()),
            unanswered=unanswered.get(one),
            identities_open=identities.get(one),
        )
        for one in rounds
    }


def _by_round(rows: Iterable[Row]) -> dict[UUID, list[Row]]:
    found: dict[UUID, list[Row]] = {}
    for row in rows:
        found.setdefault(row.round_id, []).append(row)
    return found


async def _key_sets(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, list[KeySet]]:
    query = select(KeySet).where(KeySet.round_id.in_(rounds), KeySet.digest.is_not(None))
    return _by_round(await session.scalars(query.order_by(KeySet.completed_at.desc(), KeySet.id.desc())))


async def newest_drills(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, Drill]:
    """The drill of each round that was opened last."""
    query = select(Drill).ext(distinct_on(Drill.round_id)).where(Drill.round_id.in_(rounds))
    newest = query.order_by(Drill.round_id, Drill.at.desc(), Drill.id.desc())
    return {drill.round_id: drill for drill in await session.scalars(newest)}


async def _ready(session: AsyncSession, drills: Collection[Drill]) -> dict[UUID, dict[str, datetime]]:
    names = {(drill.round_id, drill.name) for drill in drills}
    query = select(Readiness).where(Readiness.round_id.in_([round_id for round_id, _ in names]))
    answered = [row for row in await session.scalars(query) if (row.round_id, row.drill) in names]
    return {each: {str(row.body_id): row.at for row in rows} for each, rows in _by_round(answered).items()}


async def phones_of(session: AsyncSession, key_sets: Iterable[KeySet]) -> dict[str, str]:
    """Telephones of these sets' bodies, by body."""
    bodies = {UUID(member["body"]) for one in key_sets for member in one.members}
    query = select(CustodianBody.id, CustodianBody.phone).where(CustodianBody.id.in_(bodies))
    return {str(body): phone for body, phone in await session.execute(query)}


async def _shut(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, list[OpenedEnvelope]]:
    query = select(OpenedEnvelope).where(OpenedEnvelope.round_id.in_(rounds), OpenedEnvelope.state == "SHUT")
    return _by_round(await session.scalars(query.order_by(OpenedEnvelope.bid, OpenedEnvelope.kind)))


async def _unanswered(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, Unanswered]:
    query = (
        select(Objection.round_id, func.count(), func.min(Objection.at))
        .where(Objection.round_id.in_(rounds), Objection.answer.is_(None))
        .group_by(Objection.round_id)
    )
    return {round_id: Unanswered(count, since) for round_id, count, since in await session.execute(query)}


async def _identities_open(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, datetime]:
    query = (
        select(OpenedEnvelope.round_id, func.max(OpenedEnvelope.opened_at))
        .where(OpenedEnvelope.round_id.in_(rounds), OpenedEnvelope.step == "identities")
        .group_by(OpenedEnvelope.round_id)
    )
    return {round_id: at for round_id, at in await session.execute(query) if at is not None}
