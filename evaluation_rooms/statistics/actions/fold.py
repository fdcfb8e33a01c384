"""Keep what is counted equal to what was reported: facts and cells change in the transaction of the deed that changes
them, and what a closed month forbids waits for a restatement.

Order of locks: the project's row, then months as they ascend, then cells by key. A closing takes a month alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects.postgresql import insert

from evaluation_rooms.statistics.closing import CLOSED, OPEN
from evaluation_rooms.statistics.facts import (
    MEASURE_NAMES,
    Cells,
    Change,
    Count,
    Fact,
    Project,
    add_cells,
    cells_of,
    change_of,
    fold,
)
from evaluation_rooms.statistics.kinds import Kind
from evaluation_rooms.statistics.tables import ShareCell, ShareCount, ShareFact, ShareMonth, ShareProject
from evaluation_rooms.statistics.words import Source
from foundation.work import Work

CELLS: Final = cast(Table, ShareCell.__table__)
AT_ONCE: Final = 200
"""Cells in one statement, which takes at most 32,767 values."""


async def hold_project(work: Work, key: str, code: str, name: str, project: UUID | None = None) -> ShareProject:
    """The project's row, made on first use, locked until the deed ends."""
    fresh = insert(ShareProject).values(key=key, project_id=project, code=code, name=name, sector="other")
    await work.session.execute(fresh.on_conflict_do_nothing(index_elements=[ShareProject.key]))
    query = select(ShareProject).where(ShareProject.key == key).with_for_update()
    return (await work.session.scalars(query.execution_options(populate_existing=True))).one()


async def settle_all(work: Work, rows: Sequence[ShareProject], reopened: Sequence[date] = ()) -> None:
    """Several projects that are held, their cells in one go: whoever takes cells twice may wait for another in turn."""
    changes = [await settle_facts(work, row, reopened) for row in rows]
    await add_to_cells(work, add_cells(*(_cells(change) for change in changes)))


async def settle(work: Work, row: ShareProject) -> None:
    """Bring facts and cells of a project that is held up to date. What closed months forbid is kept as `pending`."""
    await settle_all(work, [row])


async def settle_facts(work: Work, row: ShareProject, reopened: Sequence[date]) -> Change:
    """The facts alone. `reopened`: closed months that a restatement opens."""
    await work.session.flush()
    counts = await _counts(work, row.key)
    facts = list(await work.session.scalars(select(ShareFact).where(ShareFact.project_key == row.key)))
    counted, wanted = [fact_of(one) for one in facts], fold(Project(row.key, row.sector, row.exempt), counts)
    closed = await _closed(work, {fact.month for fact in (*counted, *wanted)})
    change = change_of(counted, wanted, [month for month in closed if month not in reopened])
    await _write(work, change)
    if change.frozen and row.pending is None:
        row.pending_since = await work.now()
    row.pending = list(change.frozen) or None
    await work.session.flush()
    return change


async def _counts(work: Work, key: str) -> list[Count]:
    query = select(ShareCount).where(ShareCount.project_key == key, ShareCount.void_at.is_(None))
    return [count_of(one) for one in await work.session.scalars(query)]


async def _closed(work: Work, months: Iterable[date]) -> list[date]:
    """Which of them are closed; they stand still, open or closed, until the deed ends."""
    wanted = sorted(set(months))
    if not wanted:
        return []
    await make_months(work, wanted)
    query = select(ShareMonth.month, ShareMonth.state).where(ShareMonth.month.in_(wanted))
    rows = await work.session.execute(query.order_by(ShareMonth.month).with_for_update(read=True))
    return [month for month, state in rows if state == CLOSED]


async def make_months(work: Work, months: Sequence[date]) -> None:
    """Their rows, open ones where there are none."""
    values = [{"month": month, "state": OPEN} for month in months]
    await work.session.execute(insert(ShareMonth).on_conflict_do_nothing(), values)


async def drop_declared(work: Work, key: str, reason: str, import_id: UUID | None = None) -> list[ShareProject]:
    """Take back what was declared of a project: of one declaration, or (None) of all of them.

    Answers what is to be settled then: the project, held, or nothing where there is no such project.
    """
    held = select(ShareProject).where(ShareProject.key == key).with_for_update()
    row = await work.session.scalar(held.execution_options(populate_existing=True))
    if row is None:
        return []
    query = select(ShareCount).where(ShareCount.project_key == key, ShareCount.void_at.is_(None))
    query = query.where(ShareCount.source == "declared")
    query = query if import_id is None else query.where(ShareCount.import_id == import_id)
    for one in await work.session.scalars(query):
        one.void_at, one.void_reason = await work.now(), reason
    return [row]


async def _write(work: Work, change: Change) -> None:
    for unit in ("lot", "project"):
        keys = [fact.key for fact in change.gone if fact.unit == unit]
        if keys:
            gone = delete(ShareFact).where(ShareFact.unit == unit, ShareFact.key.in_(keys))
            await work.session.execute(gone.execution_options(synchronize_session="fetch"))
    if change.new:
        await work.session.execute(insert(ShareFact), [_row(fact) for fact in change.new])


def _cells(change: Change) -> Cells:
    return add_cells(cells_of(change.gone, -1), cells_of(change.new))


async def add_to_cells(work: Work, cells: Cells) -> None:
    """Add to the cells in the order of their keys: two deeds never wait for each other in turn."""
    rows = [
        {**key._asdict(), **{name: cells[key].get(measure, 0) for measure, name in MEASURE_NAMES.items()}}
        for key in sorted(cells)
    ]
    for start in range(0, len(rows), AT_ONCE):
        fresh = insert(CELLS).values(rows[start : start + AT_ONCE])
        added = {name: CELLS.c[name] + fresh.excluded[name] for name in MEASURE_NAMES.values()}
        await work.session.execute(fresh.on_conflict_do_update(index_elements=list(CELLS.primary_key), set_=added))


def count_of(row: ShareCount) -> Count:
    """A report as the fold takes it."""
    return Count(
        id=row.id,
        lot=row.lot_key,
        round=row.round_no,
        counted_at=row.counted_at,
        source=cast(Source, row.source),
        kind=cast(Kind, row.kind),
        main=row.main_city,
        region=row.region,
        project_class=row.project_class,
        amount=row.amount,
        project_amount=row.project_amount,
        statutory=row.statutory,
        in_scope=row.in_scope,
        subs=tuple(row.subs),
    )


def fact_of(row: ShareFact) -> Fact:
    """A fact as the fold compares it."""
    values: dict[str, Any] = {name: getattr(row, name) for name in _PLAIN}
    return Fact(**values, project=row.project_key, subs=tuple(row.subs), count=row.count_id)


_PLAIN: Final = (
    "unit",
    "key",
    "month",
    "city",
    "place",
    "sector",
    "project_class",
    "band",
    "source",
    "kind_all",
    "kind_any",
    "statutory",
    "in_scope",
    "exempt",
)


def _row(fact: Fact) -> dict[str, Any]:
    plain = {name: getattr(fact, name) for name in _PLAIN}
    return {**plain, "project_key": fact.project, "subs": list(fact.subs), "count_id": fact.count}
