"""The committees that satisfy every quota, as counts of types on seats: a program, and a check in integers.

The limit of members of one employer is exact for employers that are types of their own; of the others a type is only
asked to have employers enough, and `chances` says what the draw's rejection of their collisions does.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.programs import FREE, Program
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import Composition, Type


@dataclass(frozen=True)
class Frame:
    """Types with their sizes and with how many of each a committee can have (`most`), under these quotas."""

    types: tuple[Type, ...]
    sizes: tuple[int, ...]
    most: tuple[int, ...]
    quotas: Quotas

    @cached_property
    def places(self) -> tuple[tuple[int, str], ...]:
        """(type, seat code) wherever the type fits the seat: the columns of every program, in this order."""
        return tuple((index, code) for index, each in enumerate(self.types) for code in each.fits)

    @cached_property
    def families(self) -> dict[tuple[str, str], tuple[int, ...]]:
        """Indexes of types under ("city", code), ("employer", label) and ("remote", "")."""
        found: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, each in enumerate(self.types):
            found["city", each.city].append(index)
            if each.employer:
                found["employer", each.employer].append(index)
            if each.city != self.quotas.main:
                found["remote", ""].append(index)
        return {name: tuple(members) for name, members in found.items()}

    @cached_property
    def bounds(self) -> dict[tuple[str, str], tuple[int, float]]:
        """Least and most members of each family, empty ones that something is asked of included."""
        asked: dict[tuple[str, str], tuple[int, float]] = {
            ("city", city): (least, most) for city, least, most in self.quotas.cities
        }
        asked["remote", ""] = (self.quotas.remote_least, FREE)
        for name in self.families:
            asked.setdefault(name, (0, self.quotas.employer_most))
        return asked

    def counts(self, composition: Composition) -> Counter[int]:
        """Members by type."""
        found: Counter[int] = Counter()
        for index, _, count in composition.members:
            found[index] += count
        return found

    def lawful(self, composition: Composition) -> bool:
        """Whether every quota holds, in integers (employers that are no types of their own aside)."""
        counts, seats = self.counts(composition), Counter[str]()
        for index, code, count in composition.members:
            seats[code] += count
            if count < 1 or code not in self.types[index].fits:
                return False
        cities = {self.types[index].city for index in counts}
        return (
            dict(seats) == dict(self.quotas.specialities)
            and all(count <= self.most[index] for index, count in counts.items())
            and len(cities) >= self.quotas.cities_least
            and all(
                low <= sum(counts[index] for index in self.families.get(name, ())) <= high
                for name, (low, high) in self.bounds.items()
            )
        )


def frame(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas) -> Frame:
    """The frame of grouped experts; a type has at most `employer_most` members of each of its employers."""
    types = tuple(groups)
    sizes = tuple(len(groups[each]) for each in types)
    most = tuple(
        sum(min(count, quotas.employer_most) for count in Counter(one.employer for one in groups[each]).values())
        for each in types
    )
    return Frame(types, sizes, most, quotas)


@dataclass(frozen=True)
class Polytope:
    """A program over a frame: column i is place i of the frame; rows by what they bound: a family, seats or cities."""

    program: Program
    rows: dict[tuple[str, str], int]
    type_rows: tuple[int, ...]


def polytope(frame: Frame, whole: bool) -> Polytope:
    """Every lawful composition (`whole`), or the linear relaxation of them. Costs are 0."""
    program, seats = Program(), dict(frame.quotas.specialities)
    places: dict[int, list[int]] = defaultdict(list)
    takers: dict[str, list[int]] = defaultdict(list)
    for index, code in frame.places:
        column = program.column(0.0, 0, min(frame.most[index], seats[code]), whole)
        places[index].append(column)
        takers[code].append(column)
    rows = {}
    for code, count in seats.items():
        rows["seats", code] = program.row(count, count, [(column, 1.0) for column in takers[code]])
    type_rows = tuple(
        program.row(0, most, [(column, 1.0) for column in places[index]]) for index, most in enumerate(frame.most)
    )
    for name, (low, high) in frame.bounds.items():
        members = [column for index in frame.families.get(name, ()) for column in places[index]]
        rows[name] = program.row(low, high, [(column, 1.0) for column in members])
    if frame.quotas.cities_least > 1:
        rows["cities", ""] = _represent(frame, program, places)
    return Polytope(program, rows, type_rows)


def _represent(frame: Frame, program: Program, places: Mapping[int, list[int]]) -> int:
    """At least `cities_least` cities have a member: one more column for each city, up to 1 and up to its members."""
    shown = []
    for city, _, _ in frame.quotas.cities:
        members = [column for index in frame.families.get(("city", city), ()) for column in places[index]]
        column = program.column(0.0, 0, 1)
        program.row(0, FREE, [*((member, 1.0) for member in members), (column, -1.0)])
        shown.append((column, 1.0))
    return program.row(frame.quotas.cities_least, FREE, shown)


def composition(frame: Frame, values: Sequence[float]) -> Composition:
    """The composition of an integer program's answer, floats rounded."""
    members = [
        (index, code, round(value)) for (index, code), value in zip(frame.places, values, strict=False) if value > 0.5
    ]
    return Composition(tuple(sorted(members)))
