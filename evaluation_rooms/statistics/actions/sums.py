"""Sums of cells: one query answers a period, split by source and cut by one side of the cube."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, func, select

from evaluation_rooms.statistics.actions.fold import CELLS
from evaluation_rooms.statistics.facts import ALL, MEASURE_NAMES, SIDES, By, CellUnit, level_for
from evaluation_rooms.statistics.figures import Counts, add_counts
from evaluation_rooms.statistics.kinds import Rule
from evaluation_rooms.statistics.periods import Period, months_between
from foundation.work import Work

Cut = Literal["city", "sector", "project_class", "band", "month"]
REAL: Final = ("proven", "declared")


@dataclass(frozen=True)
class Asked:
    """What is summed up. `city` goes by main venue or place, as `by` says; None: all of them."""

    period: Period
    unit: Literal["project", "lot"] = "project"
    rule: Rule = "all"
    by: By = "main"
    city: str | None = None
    sector: str | None = None
    project_class: str | None = None
    band: str | None = None
    rehearsal: bool = False
    both_in_province: bool = False

    @property
    def cell_unit(self) -> CellUnit:
        """Which cells answer."""
        return "lot" if self.unit == "lot" else self.rule

    @property
    def sources(self) -> tuple[str, ...]:
        """Rehearsals are never mixed with what was judged in earnest."""
        return ("rehearsal",) if self.rehearsal else REAL

    def during(self, period: Period) -> "Asked":
        """The same of another period."""
        return replace(self, period=period)


@dataclass(frozen=True)
class Sums:
    """Counts by source (`proven`, `declared`)."""

    by_source: Mapping[str, Counts]

    @property
    def whole(self) -> Counts:
        """All sources together."""
        return add_counts(self.by_source.values())

    def of(self, source: str) -> Counts:
        """One source; a rehearsal stands where the proven would."""
        return self.by_source.get(source, Counts({}))


NO_SUMS: Final = Sums({})


async def sum_up(work: Work, asked: Asked) -> Sums:
    """The whole of what is asked for."""
    return (await sum_cut(work, asked, None)).get(None, NO_SUMS)


async def sum_cut(work: Work, asked: Asked, cut: Cut | None, unit: CellUnit | None = None) -> dict[Any, Sums]:
    """The same by the values of one side of the cube; only values that were counted."""
    head: ColumnElement[Any] = CELLS.c[cut] if cut else CELLS.c.source
    sums = [func.sum(CELLS.c[name]).label(name) for name in MEASURE_NAMES.values()]
    query = select(head.label("cut_"), CELLS.c.source.label("source_"), *sums)
    query = query.where(*_conditions(asked, cut, unit)).group_by(head, CELLS.c.source)
    found: dict[Any, dict[str, Counts]] = {}
    for row in (await work.session.execute(query)).mappings():
        counts = Counts({measure: int(row[name]) for measure, name in MEASURE_NAMES.items()})
        found.setdefault(row["cut_"] if cut else None, {})[row["source_"]] = counts
    return {key: Sums(by_source) for key, by_source in found.items()}


def _conditions(asked: Asked, cut: Cut | None, unit: CellUnit | None) -> list[ColumnElement[bool]]:
    """The cells of the coarsest level that keeps apart what is asked for and what it is cut by."""
    values = {"city": asked.city, "sector": asked.sector, "project_class": asked.project_class, "band": asked.band}
    fixed = {side: value for side, value in values.items() if value is not None}
    level = level_for({*fixed, *(side for side in SIDES if side == cut)})
    found: list[ColumnElement[bool]] = [
        CELLS.c.unit == (unit or asked.cell_unit),
        CELLS.c.by == ("main" if unit == "service" else asked.by),
        CELLS.c.month.in_(months_between(asked.period.first, asked.period.last)),
        CELLS.c.source.in_(asked.sources),
    ]
    found += [CELLS.c[side] == fixed.get(side, ALL) for side in SIDES if side in fixed or side not in level]
    return found + [CELLS.c[side] != ALL for side in SIDES if side in level and side not in fixed]
