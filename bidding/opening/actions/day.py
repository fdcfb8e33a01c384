"""The openings of a day, read in two queries however many there are."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from bidding.opening.answers import OpeningsOfDay
from bidding.opening.day import Day, Scheduled, day_of, opening_line
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.steps import PRICES
from foundation.accounts.tables import Organisation
from foundation.work import Work


async def openings_of_day(work: Work, wanted: date | None) -> OpeningsOfDay:
    """Every published round whose deadline lies on that day, today when none is named, by deadline."""
    now = await work.now()
    day = day_of(wanted, now)
    found = await scheduled_on(work.session, day)
    opened = await opened_bids(work.session, [one.round.id for one in found])
    lines = [opening_line(one, opened.get(one.round.id, 0), now) for one in found]
    return {"day": day.date.isoformat(), "now": timestamp(now), "openings": lines}


async def scheduled_on(session: AsyncSession, day: Day, *narrowed: ColumnElement[bool]) -> list[Scheduled]:
    """The published rounds of that day by deadline; a terminated one is not opened."""
    published = (LotRound.published_at.is_not(None), LotRound.state != "TERMINATED")
    hours = (LotRound.deadline >= day.begins, LotRound.deadline < day.ends)
    return await scheduled_where(session, *published, *hours, *narrowed)


async def scheduled_where(session: AsyncSession, *wanted: ColumnElement[bool]) -> list[Scheduled]:
    """Rounds with all that belongs to them, by deadline, drafts last."""
    buyer, agency = aliased(Organisation), aliased(Organisation)
    query = (
        select(LotRound, Lot, Project, buyer.name, agency.name, Opening)
        .join(Lot, Lot.id == LotRound.lot_id)
        .join(Project, Project.id == Lot.project_id)
        .join(buyer, buyer.id == Project.buyer_id)
        .outerjoin(agency, agency.id == Project.agency_id)
        .outerjoin(Opening, Opening.round_id == LotRound.id)
        .where(*wanted)
        .order_by(LotRound.deadline, LotRound.id)
    )
    return [Scheduled(*row) for row in await session.execute(query)]


async def opened_bids(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, int]:
    """By round, how many bids have all envelopes of the hour decided. Envelopes are rows from the freeze on."""
    undecided = func.count().filter(OpenedEnvelope.state.in_(["WAITING", "DUE"]))
    bids = (
        select(OpenedEnvelope.round_id, undecided.label("undecided"))
        .where(OpenedEnvelope.round_id.in_(rounds), OpenedEnvelope.step != PRICES.name)
        .group_by(OpenedEnvelope.round_id, OpenedEnvelope.bid)
        .subquery()
    )
    query = select(bids.c.round_id, func.count()).where(bids.c.undecided == 0).group_by(bids.c.round_id)
    return {row[0]: row[1] for row in await session.execute(query)}
