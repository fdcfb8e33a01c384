"""From what was judged to what is counted: lots fold into projects, projects into cells. Pure, and the only way there.

A project is counted once, in the month in which the first of its lots was reported, at that lot's main venue.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import combinations
from typing import Final, Literal, NamedTuple, cast, get_args
from uuid import UUID

from evaluation_rooms.statistics.figures import MEASURES, Measure, Population
from evaluation_rooms.statistics.kinds import Kind, kind_of_project
from evaluation_rooms.statistics.periods import month_of
from evaluation_rooms.statistics.words import Source, band_of
from foundation.regions import HUBEI, same_province, seat_city

Unit = Literal["lot", "project"]
CellUnit = Literal["lot", "all", "any", "service"]
"""Lots; projects by either rule; projects by the city that lent its seats."""
By = Literal["main", "place"]
"""By the city of the main venue, or by where the project lies."""


@dataclass(frozen=True)
class Project:
    """What is known of a project besides its reports; `amount`: of all its lots, yuan; `exempt`: a reason's code."""

    key: str
    sector: str
    exempt: str | None


@dataclass(frozen=True)
class Count:
    """One accepted report of one lot. `lot`: its key; `region`: division code of where the project lies."""

    id: UUID
    lot: str
    round: int
    counted_at: datetime
    source: Source
    kind: Kind
    main: str
    region: str
    project_class: str
    amount: Decimal
    project_amount: Decimal
    statutory: bool
    in_scope: bool
    subs: tuple[str, ...]


@dataclass(frozen=True)
class Fact:
    """What is counted: a lot, or a project. `count` is the report behind a lot; a project has those of its lots."""

    unit: Unit
    key: str
    project: str
    month: date
    city: str
    place: str
    sector: str
    project_class: str
    band: str
    source: Source
    kind_all: Kind
    kind_any: Kind
    statutory: bool
    in_scope: bool
    exempt: str | None
    subs: tuple[str, ...]
    count: UUID | None


def fold(project: Project, counts: Iterable[Count]) -> list[Fact]:
    """The facts of a project: of each lot the report of its newest round, then the project; none of nothing."""
    newest: dict[str, Count] = {}
    for one in sorted(counts, key=lambda one: (one.round, one.counted_at, one.id)):
        newest[one.lot] = one
    lots = sorted(newest.values(), key=lambda one: (one.counted_at, one.lot))
    return [*(_lot(project, one) for one in lots), *([_whole(project, lots)] if lots else [])]


def _lot(project: Project, one: Count) -> Fact:
    return Fact(
        unit="lot",
        key=one.lot,
        project=project.key,
        month=month_of(one.counted_at),
        city=seat_city(one.main),
        place=seat_city(one.region),
        sector=project.sector,
        project_class=one.project_class,
        band=band_of(one.amount),
        source=one.source,
        kind_all=one.kind,
        kind_any=one.kind,
        statutory=one.statutory and same_province(one.main, HUBEI),
        in_scope=one.in_scope,
        exempt=project.exempt,
        subs=one.subs,
        count=one.id,
    )


def _whole(project: Project, lots: Sequence[Count]) -> Fact:
    first, kinds = lots[0], [one.kind for one in lots]
    sources = {one.source for one in lots}
    return Fact(
        unit="project",
        key=project.key,
        project=project.key,
        month=month_of(first.counted_at),
        city=seat_city(first.main),
        place=seat_city(first.region),
        sector=project.sector,
        project_class=first.project_class,
        band=band_of(max(one.project_amount for one in lots)),
        source=sources.pop() if len(sources) == 1 else "declared",
        kind_all=kind_of_project(kinds, "all"),
        kind_any=kind_of_project(kinds, "any"),
        statutory=any(one.statutory for one in lots) and same_province(first.main, HUBEI),
        in_scope=any(one.in_scope for one in lots),
        exempt=project.exempt,
        subs=tuple(sorted({city for one in lots for city in one.subs})),
        count=None,
    )


class CellKey(NamedTuple):
    """Where a fact is added up; a side of the cube that a cell sums over is ALL."""

    unit: CellUnit
    by: By
    month: date
    city: str
    sector: str
    project_class: str
    band: str
    source: str


Cells = dict[CellKey, dict[Measure, int]]

ALL: Final = "*"
SideName = Literal["city", "sector", "project_class", "band"]
SIDES: Final = cast(tuple[SideName, ...], get_args(SideName))
LEVELS: Final = tuple(frozenset(kept) for size in (0, 1, 2, 4) for kept in combinations(SIDES, size))
"""Which sides the cells keep apart: none, each one, each two, all. A question is answered by the fewest cells."""


def level_for(kept: Collection[str]) -> frozenset[SideName]:
    """The coarsest level that keeps these sides apart."""
    return next(level for level in LEVELS if level >= set(kept))


def rolled(key: CellKey) -> list[CellKey]:
    """The cells of every level that a fact at this place belongs to."""
    return [_at(key, level) for level in LEVELS]


def _at(key: CellKey, level: Collection[SideName]) -> CellKey:
    sides = {side: getattr(key, side) if side in level else ALL for side in SIDES}
    return CellKey(unit=key.unit, by=key.by, month=key.month, source=key.source, **sides)


def cells_of(facts: Iterable[Fact], sign: int = 1) -> Cells:
    """What these facts add to the cells; with `sign` -1 what they take away."""
    cells: Cells = {}
    for fact in facts:
        for place, kind in _places(fact):
            measures = [(population, kind, fact.exempt is not None) for population in _populations(fact)]
            for key in rolled(place):
                cell = cells.setdefault(key, {})
                for measure in measures:
                    cell[measure] = cell.get(measure, 0) + sign
    return cells


def _places(fact: Fact) -> list[tuple[CellKey, Kind]]:
    rules: list[tuple[CellUnit, Kind]] = [("lot", fact.kind_all)]
    if fact.unit == "project":
        rules = [("all", fact.kind_all), ("any", fact.kind_any)]
    ways: list[tuple[By, str]] = [("main", fact.city), ("place", fact.place)]
    found = [(_key(fact, unit, by, city), kind) for unit, kind in rules for by, city in ways]
    if fact.unit == "project":
        found += [(_key(fact, "service", "main", city), fact.kind_all) for city in fact.subs]
    return found


def _key(fact: Fact, unit: CellUnit, by: By, city: str) -> CellKey:
    return CellKey(unit, by, fact.month, city, fact.sector, fact.project_class, fact.band, fact.source)


def _populations(fact: Fact) -> list[Population]:
    found: list[Population] = ["platform"]
    found += ["statutory"] if fact.statutory else []
    found += ["scope"] if fact.in_scope else []
    return found


def add_cells(*many: Mapping[CellKey, Mapping[Measure, int]]) -> Cells:
    """Their sum; what comes to nothing is left out."""
    total: Cells = {}
    for cells in many:
        for key, cell in cells.items():
            into = total.setdefault(key, {})
            for measure, number in cell.items():
                into[measure] = into.get(measure, 0) + number
    plain = {key: {name: number for name, number in cell.items() if number} for key, cell in total.items()}
    return {key: cell for key, cell in plain.items() if cell}


@dataclass(frozen=True)
class Change:
    """The step from what is counted to what should be; `frozen`: closed months that forbid a part of it."""

    gone: tuple[Fact, ...]
    new: tuple[Fact, ...]
    frozen: tuple[date, ...]


def change_of(counted: Iterable[Fact], wanted: Iterable[Fact], closed: Iterable[date]) -> Change:
    """Fact by fact: one whose month, old or new, is closed stays as it is. Rehearsals are never closed."""
    before = {(fact.unit, fact.key): fact for fact in counted}
    after = {(fact.unit, fact.key): fact for fact in wanted}
    shut, gone, new, frozen = set(closed), [], [], set()
    for name in sorted(before.keys() | after.keys()):
        old, fresh = before.get(name), after.get(name)
        if old == fresh:
            continue
        held = {each.month for each in (old, fresh) if each and each.source != "rehearsal"} & shut
        if held:
            frozen |= held
            continue
        gone += [old] if old else []
        new += [fresh] if fresh else []
    return Change(tuple(gone), tuple(new), tuple(sorted(frozen)))


MEASURE_NAMES: Final[dict[Measure, str]] = {
    measure: f"{measure[0]}_{measure[1].lower()}" + ("_exempt" if measure[2] else "") for measure in MEASURES
}
"""The columns of a cell."""
