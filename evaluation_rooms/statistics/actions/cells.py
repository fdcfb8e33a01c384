"""The cells made anew from the facts by plain aggregates that the kept ones must equal."""

from typing import Any, Final

from sqlalchemy import (
    Column,
    MetaData,
    Select,
    Table,
    and_,
    cast,
    delete,
    func,
    literal,
    select,
    text,
    tuple_,
    union_all,
)
from sqlalchemy.sql.elements import ColumnElement

from evaluation_rooms.statistics.actions.fold import CELLS
from evaluation_rooms.statistics.facts import ALL, LEVELS, MEASURE_NAMES, SIDES, CellUnit
from evaluation_rooms.statistics.figures import Measure
from evaluation_rooms.statistics.periods import month_text
from evaluation_rooms.statistics.tables import ShareFact
from foundation.regions import HUBEI
from foundation.work import Work

KEY: Final = [column.name for column in CELLS.primary_key]
NAMES: Final = [column.name for column in CELLS.c]
FRESH: Final = Table("fresh_cells", MetaData(), *(Column(column.name, column.type) for column in CELLS.c))
TOLD: Final = 1_000
PATIENCE: Final = ("SET LOCAL statement_timeout = 0", "SET LOCAL work_mem = '128MB'")
"""Over a million lots it takes minutes, in which counting waits and the board answers as before."""


async def rebuild_cells(work: Work) -> list[str]:
    """Make every cell anew; answers the places where the kept ones differed: none, unless something was wrong.

    At most TOLD of them are told.
    """
    work.actor.need("statistician")
    await work.session.flush()
    for setting in PATIENCE:
        await work.session.execute(text(setting))
    await work.session.execute(text("LOCK TABLE share_cells IN SHARE ROW EXCLUSIVE MODE"))
    await work.session.execute(text("CREATE TEMPORARY TABLE fresh_cells (LIKE share_cells) ON COMMIT DROP"))
    for part in aggregates():
        await work.session.execute(FRESH.insert().from_select(NAMES, part))
    wrong = sorted({tuple(row) for row in await work.session.execute(_differences())})
    await work.session.execute(delete(CELLS))
    await work.session.execute(CELLS.insert().from_select(NAMES, select(*(FRESH.c[name] for name in NAMES))))
    await work.session.execute(text("DROP TABLE fresh_cells"))
    await work.record("rebuild_cells", "share", HUBEI, "R-SHARE-COUNT", wrong=len(wrong))
    return [_place(key) for key in wrong]


def _differences() -> Any:
    """Keys of cells that one side has otherwise than the other; those in which nothing is left are none."""
    empty = and_(*(CELLS.c[name] == 0 for name in MEASURE_NAMES.values()))
    kept, fresh = (select(*(table.c[name] for name in NAMES)) for table in (CELLS, FRESH))
    kept = kept.where(~empty)
    changed = union_all(kept.except_(fresh), fresh.except_(kept)).subquery()
    return select(*(changed.c[name] for name in KEY)).limit(2 * TOLD)


def _place(key: tuple[Any, ...]) -> str:
    return " ".join(month_text(part) if name == "month" else str(part) for name, part in zip(KEY, key, strict=True))


def aggregates() -> list[Select[Any]]:
    """Every cell, from the facts: one statement for each way to look at them."""
    units: tuple[CellUnit, ...] = ("lot", "all", "any")
    return [*(_cells(unit, by) for unit in units for by in ("main", "place")), _services()]


def _cells(unit: CellUnit, by: str) -> Select[Any]:
    city = ShareFact.city if by == "main" else ShareFact.place
    kind = ShareFact.kind_any if unit == "any" else ShareFact.kind_all
    query = _select(unit, by, city, kind)
    return query.where(ShareFact.unit == ("lot" if unit == "lot" else "project"))


def _services() -> Select[Any]:
    """By the cities that lent their seats to a project."""
    lent = select(ShareFact.id.label("fact"), func.unnest(ShareFact.subs).label("city")).subquery()
    query = _select("service", "main", lent.c.city, ShareFact.kind_all).join(lent, lent.c.fact == ShareFact.id)
    return query.where(ShareFact.unit == "project")


def _select(unit: CellUnit, by: str, city: Any, kind: Any) -> Select[Any]:
    """Every level in one pass over the facts."""
    sides = {"city": city, "sector": ShareFact.sector, "project_class": ShareFact.project_class, "band": ShareFact.band}
    always = (ShareFact.month, ShareFact.source)
    head: dict[str, Any] = {"unit": cast(literal(unit), CELLS.c.unit.type), "by": cast(literal(by), CELLS.c.by.type)}
    head |= {"month": ShareFact.month, "source": ShareFact.source}
    head |= {side: func.coalesce(column, ALL) for side, column in sides.items()}
    named = [head[name].label(name) for name in KEY]
    counts = [_counted(measure, kind).label(name) for measure, name in MEASURE_NAMES.items()]
    sets = [tuple_(*always, *(sides[side] for side in SIDES if side in level)) for level in LEVELS]
    return select(*named, *counts).group_by(func.grouping_sets(*sets))


def _counted(measure: Measure, kind: Any) -> ColumnElement[int]:
    population, wanted, exempt = measure
    within = {"platform": literal(True), "statutory": ShareFact.statutory, "scope": ShareFact.in_scope}[population]
    excused = ShareFact.exempt.is_not(None) if exempt else ShareFact.exempt.is_(None)
    return func.count().filter(and_(within, kind == wanted, excused))
