"""The cells made anew from the facts, in one statement each: the plain aggregate that the kept ones must equal."""

from typing import Any, Final

from sqlalchemy import Select, Table, and_, cast, delete, func, literal, select, text, union_all
from sqlalchemy.sql.elements import ColumnElement

from evaluation_rooms.statistics.actions.fold import CELLS
from evaluation_rooms.statistics.facts import MEASURE_NAMES, CellUnit
from evaluation_rooms.statistics.figures import Measure
from evaluation_rooms.statistics.periods import month_text
from evaluation_rooms.statistics.tables import ShareFact
from foundation.regions import HUBEI
from foundation.work import Work

KEY: Final = [column.name for column in CELLS.primary_key]
Source = Table | Any


async def rebuild_cells(work: Work) -> list[str]:
    """Make every cell anew; answers the places where the kept ones differed: none, unless something was wrong."""
    work.actor.need("statistician")
    await work.session.flush()
    await work.session.execute(text("LOCK TABLE share_cells IN SHARE ROW EXCLUSIVE MODE"))
    kept, fresh = await _told(work, select(CELLS)), await _told(work, aggregate())
    wrong = sorted(key for key in kept.keys() | fresh.keys() if kept.get(key) != fresh.get(key))
    await work.session.execute(delete(CELLS))
    await work.session.execute(CELLS.insert().from_select([column.name for column in CELLS.c], aggregate()))
    await work.record("rebuild_cells", "share", HUBEI, "R-SHARE-COUNT", wrong=len(wrong))
    return [_place(key) for key in wrong]


async def _told(work: Work, query: Any) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Cells by key; those in which nothing is left are left out."""
    found = {}
    for row in (await work.session.execute(query)).mappings():
        numbers = tuple(row[name] for name in MEASURE_NAMES.values())
        if any(numbers):
            found[tuple(row[name] for name in KEY)] = numbers
    return found


def _place(key: tuple[Any, ...]) -> str:
    return " ".join(month_text(part) if name == "month" else str(part) for name, part in zip(KEY, key, strict=True))


def aggregate() -> Any:
    """Every cell, from the facts."""
    ways: tuple[tuple[CellUnit, str], ...] = (("lot", "main"), ("lot", "place"), ("all", "main"), ("all", "place"))
    ways += (("any", "main"), ("any", "place"))
    return union_all(*(_cells(unit, by) for unit, by in ways), _services())


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
    plain = (ShareFact.sector, ShareFact.project_class, ShareFact.band, ShareFact.source)
    head = (cast(literal(unit), CELLS.c.unit.type), cast(literal(by), CELLS.c.by.type), ShareFact.month, city, *plain)
    named = [part.label(name) for part, name in zip(head, KEY, strict=True)]
    counts = [_counted(measure, kind).label(name) for measure, name in MEASURE_NAMES.items()]
    return select(*named, *counts).group_by(ShareFact.month, city, *plain)


def _counted(measure: Measure, kind: Any) -> ColumnElement[int]:
    population, wanted, exempt = measure
    within = {"platform": literal(True), "statutory": ShareFact.statutory, "scope": ShareFact.in_scope}[population]
    excused = ShareFact.exempt.is_not(None) if exempt else ShareFact.exempt.is_(None)
    return func.count().filter(and_(within, kind == wanted, excused))
