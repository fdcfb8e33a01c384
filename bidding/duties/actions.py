"""The duties of whoever asks, read in a fixed number of queries however many lots are his."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.awards.actions.duties import steps_of_rounds
from bidding.companies.tables import Company
from bidding.documents.tables import DocumentFile, DocumentVersion
from bidding.duties.answers import Duties, DutyShown
from bidding.duties.rules import (
    ACTIVE,
    HOSTING,
    REPORTED,
    TENDERING,
    LotFacts,
    companies_waiting,
    duties_after_report,
    duties_of_lot,
    in_order,
    no_lot,
)
from bidding.opening.actions.custody import proposed_sets, signed_statements
from bidding.opening.actions.day import scheduled_where
from bidding.opening.actions.lanes import phones_of, rows_of_lanes
from bidding.opening.day import Scheduled
from bidding.opening.tables import Confirmation
from bidding.projects.actions import own_projects
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.accounts.tables import Organisation
from foundation.errors import NotSignedIn
from foundation.work import Work


async def show_duties(work: Work) -> Duties:
    """Everything the actor has to do in this role; an agency sees all its buyers, others than staff have nothing."""
    if work.actor.role == "public":
        raise NotSignedIn()
    now, role = await work.now(), work.actor.role
    duties = [duty for lot in await _facts(work, now) for duty in duties_of_lot(role, lot)] if role in HOSTING else []
    if role == "centre_staff":
        duties += companies_waiting(await _companies_waiting(work.session))
    if role in TENDERING:
        duties += await _after_report(work, now)
        duties += [no_lot(project, buyer) for project, buyer in await _projects_without_lot(work)]
    return {"now": timestamp(now), "duties": in_order(duties)}


async def _companies_waiting(session: AsyncSession) -> int:
    query = select(func.count()).where(Company.bound_at.is_(None))
    return int(await session.scalar(query) or 0)


async def _after_report(work: Work, now: datetime) -> list[DutyShown]:
    found = await scheduled_where(work.session, LotRound.state.in_(REPORTED), own_projects(work.actor))
    steps = await steps_of_rounds(work.session, [one.round for one in found], now)
    return [duty for one in found for duty in duties_after_report(one, steps.get(one.round.id, ()))]


async def _projects_without_lot(work: Work) -> list[tuple[Project, str]]:
    query = (
        select(Project, Organisation.name)
        .join(Organisation, Organisation.id == Project.buyer_id)
        .where(own_projects(work.actor), ~exists().where(Lot.project_id == Project.id))
        .order_by(Project.id)
    )
    return [(project, buyer) for project, buyer in await work.session.execute(query)]


async def _facts(work: Work, now: datetime) -> list[LotFacts]:
    session = work.session
    found = await scheduled_where(session, LotRound.state.in_(ACTIVE), own_projects(work.actor))
    rounds = [one.round.id for one in found]
    rows, versions = await rows_of_lanes(session, rounds), await _versions(session, rounds)
    proposed = await proposed_sets(session, rounds)
    signed = await signed_statements(session, [one.id for one in proposed.values()])
    phones, confirmed = await phones_of(session, proposed.values()), await _confirmed(session, rounds)

    def facts(one: Scheduled) -> LotFacts:
        version, files = versions.get(one.round.id, (None, 0))
        key_set = proposed.get(one.round.id)
        return LotFacts(
            of=one,
            now=now,
            rows=rows[one.round.id],
            version=version,
            files=files,
            proposed=key_set,
            signed=signed.get(key_set.id, frozenset()) if key_set else frozenset(),
            phones=phones,
            confirmed=confirmed.get(one.round.id, 0),
        )

    return [facts(one) for one in found]


async def _versions(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, tuple[DocumentVersion, int]]:
    """The newest version of each round's documents, and how many files it has."""
    query = (
        select(DocumentVersion, func.count(DocumentFile.id))
        .ext(distinct_on(DocumentVersion.round_id))
        .outerjoin(DocumentFile, DocumentFile.version_id == DocumentVersion.id)
        .where(DocumentVersion.round_id.in_(rounds))
        .group_by(DocumentVersion.id)
        .order_by(DocumentVersion.round_id, DocumentVersion.version.desc())
    )
    return {version.round_id: (version, files) for version, files in await session.execute(query)}


async def _confirmed(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, int]:
    query = select(Confirmation.round_id, func.count()).where(Confirmation.round_id.in_(rounds))
    return {row[0]: row[1] for row in await session.execute(query.group_by(Confirmation.round_id))}
