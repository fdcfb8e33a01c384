"""What the count of remote evaluations is told of projects: of any with its lots, and of published ones still to come.

Nothing here knows of bids: before a deadline the state of a round is the same whether anybody bids or not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from bidding.projects.tables import Lot, Project
from bidding.tenders.rules import EVALUATION_OVER, MACHINE, RESULT_FIXED
from bidding.tenders.tables import LotRound
from foundation.errors import NoSuchThing
from foundation.work import Work

COMING: Final = tuple(state for state in MACHINE.states() if state not in {"DRAFT", *EVALUATION_OVER, *RESULT_FIXED})
"""States of a published round whose report is still to come."""


@dataclass(frozen=True)
class CountedLot:
    """A lot in its newest round."""

    lot: UUID
    number: int
    name: str
    estimate: Decimal
    round: int
    state: str
    rehearsal: bool
    deadline: datetime | None

    @property
    def is_coming(self) -> bool:
        """Published, and its report still to come."""
        return self.state in COMING


@dataclass(frozen=True)
class CountedProject:
    """A project with its lots by number."""

    id: UUID
    code: str
    name: str
    project_class: str
    region: str
    is_statutory: bool
    is_in_remote_scope: bool
    lots: tuple[CountedLot, ...]

    @property
    def amount(self) -> Decimal:
        """The estimate of all its lots together."""
        return sum((lot.estimate for lot in self.lots), Decimal(0))

    def lot(self, lot: UUID) -> CountedLot:
        """One of its lots."""
        return next(one for one in self.lots if one.lot == lot)


async def project_of_lot(work: Work, lot: UUID) -> UUID:
    """The project that a lot belongs to; NoSuchThing for no lot."""
    found = await work.session.scalar(select(Lot.project_id).where(Lot.id == lot))
    if found is None:
        raise NoSuchThing(what="lot 标段")
    return found


async def counted_projects(work: Work, projects: Sequence[UUID]) -> list[CountedProject]:
    """These projects by id; lots without a round are left out."""
    return _gathered(await work.session.execute(_newest().where(Project.id.in_(projects))))


async def coming_projects(work: Work, until: datetime) -> list[CountedProject]:
    """Projects with a lot whose deadline is before `until` and whose report is still to come, rehearsals apart."""
    coming = select(Lot.project_id).join(LotRound, LotRound.lot_id == Lot.id)
    coming = coming.where(LotRound.state.in_(COMING), LotRound.deadline < until, LotRound.rehearsal.is_(False))
    return _gathered(await work.session.execute(_newest().where(Project.id.in_(coming))))


def _newest() -> Select[Project, Lot, LotRound]:
    query = select(Project, Lot, LotRound).join(Lot, Lot.project_id == Project.id)
    query = query.join(LotRound, LotRound.lot_id == Lot.id).ext(distinct_on(Project.id, Lot.number))
    return query.order_by(Project.id, Lot.number, LotRound.number.desc()).execution_options(populate_existing=True)


def _gathered(rows: Iterable[tuple[Project, Lot, LotRound]]) -> list[CountedProject]:
    lots: dict[UUID, list[CountedLot]] = {}
    projects: dict[UUID, Project] = {}
    for project, lot, round_ in rows:
        projects[project.id] = project
        lots.setdefault(project.id, []).append(_counted(lot, round_))
    return [_project(row, lots[key]) for key, row in projects.items()]


def _counted(lot: Lot, round_: LotRound) -> CountedLot:
    return CountedLot(
        lot=lot.id,
        number=lot.number,
        name=lot.name,
        estimate=lot.estimate,
        round=round_.number,
        state=round_.state,
        rehearsal=round_.rehearsal,
        deadline=round_.deadline,
    )


def _project(row: Project, lots: Sequence[CountedLot]) -> CountedProject:
    return CountedProject(
        id=row.id,
        code=row.code,
        name=row.name,
        project_class=row.project_class,
        region=row.region_code,
        is_statutory=row.is_statutory,
        is_in_remote_scope=row.is_in_remote_scope,
        lots=tuple(lots),
    )
