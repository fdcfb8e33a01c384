"""Every expert's exact probability under a table, without a solver.

Inside a composition everybody of a type would be equal, if a selection with too many of one employer were not thrown
away and drawn again. What is left is uniform over the selections within the limit, and those are counted here: the
generating polynomial of an employer with m_i experts in type i sums prod C(m_i, j_i) z_i^j_i over j within the limit;
the product over all employers has the number of selections at z^k. Integers and fractions only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb, lcm, prod

from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import Composition, Table, Type

_Exponents = tuple[int, ...]
_Series = dict[_Exponents, int]
_Sizes = tuple[tuple[int, int], ...]
"""Members of a composition: (type, how many), types ascending."""


def chances(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas, table: Table) -> Mapping[str, Fraction]:
    """The probability of each expert in `groups`, by ref; 0 for whom no composition has.

    ArithmeticError when a composition of the table cannot be filled within `employer_most`.
    """
    employers = [Counter(one.employer for one in groups[each]) for each in table.types]
    parts: Counter[_Sizes] = Counter()
    for weight, each in zip(table.weights, table.compositions, strict=True):
        for part in _parts(each, employers):
            parts[part] += weight
    shares = _shares(parts, employers, quotas.employer_most)
    return {
        one.ref: shares.get((index, one.employer), Fraction(0)) / sum(table.weights)
        for index, each in enumerate(table.types)
        for one in groups[each]
    }


def unfillable(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas, table: Table) -> list[tuple[int, ...]]:
    """Indexes of types that some composition takes together although no selection is within `employer_most`."""
    employers = [Counter(one.employer for one in groups[each]) for each in table.types]
    parts = {part for each in table.compositions for part in _parts(each, employers)}
    found = {
        tuple(index for index, _ in part) for part in parts if not _Part(part, employers, quotas.employer_most).ways
    }
    return sorted(found)


def _shares(
    parts: Mapping[_Sizes, int], employers: Sequence[Counter[str]], most: int
) -> dict[tuple[int, str], Fraction]:
    """The weight of all parts times the chance in each, by (type, employer): one common denominator for each type."""
    sums: dict[int, dict[int, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for part, weight in sorted(parts.items()):
        counted = _Part(part, employers, most)
        for place, (index, _) in enumerate(part):
            into = sums[index][counted.ways]
            for employer, ways in counted.with_one(place):
                into[employer] += weight * ways
    found = {}
    for index, by_ways in sums.items():
        common = lcm(*by_ways)
        for employer in employers[index]:
            whole = sum(counts[employer] * (common // ways) for ways, counts in by_ways.items())
            found[index, employer] = Fraction(whole, common)
    return found


def _parts(composition: Composition, employers: Sequence[Counter[str]]) -> list[_Sizes]:
    """The composition cut into types that share no employer with the rest: their selections are independent."""
    counts: Counter[int] = Counter()
    for index, _, count in composition.members:
        counts[index] += count
    left, found = sorted(counts), []
    while left:
        part, reached = [left.pop(0)], 0
        while reached < len(part):
            shared = [other for other in left if not employers[part[reached]].keys().isdisjoint(employers[other])]
            part.extend(shared)
            left = [other for other in left if other not in shared]
            reached += 1
        found.append(tuple((index, counts[index]) for index in sorted(part)))
    return found


@dataclass(frozen=True)
class _Class:
    """Employers with the same number of experts in each type of a part."""

    sizes: _Exponents
    labels: tuple[str, ...]


class _Part:
    """The lawful selections from the types of one part. `ways`: how many there are."""

    def __init__(self, part: _Sizes, employers: Sequence[Counter[str]], most: int) -> None:
        self._counts = tuple(count for _, count in part)
        self._most = most
        self._classes = _classes([employers[index] for index, _ in part])
        self._all = self._product()
        self.ways = self._all.get(self._counts, 0)
        if not self.ways:
            self._all = {}

    def with_one(self, place: int) -> Iterator[tuple[str, int]]:
        """Of each employer in the type at `place`: the selections with one given expert of it."""
        if not self.ways:
            raise ArithmeticError("a composition cannot be filled within the limit of an employer")
        for each in self._classes:
            if each.sizes[place]:
                ways = self._with(each, place)
                for label in each.labels:
                    yield label, ways

    def _with(self, each: _Class, place: int) -> int:
        others = _divided(self._all, self._polynomial(each.sizes, self._most), self._counts)
        fewer = tuple(size - (at == place) for at, size in enumerate(each.sizes))
        target = tuple(count - (at == place) for at, count in enumerate(self._counts))
        colleagues = self._polynomial(fewer, self._most - 1)
        return sum(
            number * others.get(tuple(map(int.__sub__, target, powers)), 0) for powers, number in colleagues.items()
        )

    def _polynomial(self, sizes: _Exponents, most: int) -> _Series:
        """Selections from one employer, by how many of each type."""
        ranges = [range(min(size, count, most) + 1) for size, count in zip(sizes, self._counts, strict=True)]
        return {powers: prod(map(comb, sizes, powers)) for powers in product(*ranges) if sum(powers) <= most}

    def _product(self) -> _Series:
        total: _Series = {(0,) * len(self._counts): 1}
        for each in self._classes:
            factor = self._polynomial(each.sizes, self._most)
            for _ in each.labels:
                total = _multiplied(total, factor, self._counts)
        return total


def _classes(employers: Sequence[Counter[str]]) -> list[_Class]:
    found: dict[_Exponents, list[str]] = defaultdict(list)
    for label in sorted(set().union(*employers)):
        found[tuple(each[label] for each in employers)].append(label)
    return [_Class(sizes, tuple(labels)) for sizes, labels in sorted(found.items())]


def _multiplied(left: _Series, right: _Series, limit: _Exponents) -> _Series:
    """The product of two polynomials, powers above `limit` left out."""
    total: _Series = defaultdict(int)
    for low, number in left.items():
        for high, other in right.items():
            powers = tuple(map(int.__add__, low, high))
            if all(map(int.__le__, powers, limit)):
                total[powers] += number * other
    return dict(total)


def _divided(whole: _Series, divisor: _Series, limit: _Exponents) -> _Series:
    """The quotient as a power series up to `limit`; the divisor's constant is 1, so it stays in integers."""
    zero = (0,) * len(limit)
    rest = [(powers, number) for powers, number in divisor.items() if powers != zero]
    found: _Series = {}
    for powers in product(*(range(most + 1) for most in limit)):
        taken = sum(number * found.get(tuple(map(int.__sub__, powers, low)), 0) for low, number in rest)
        found[powers] = whole.get(powers, 0) - taken
    return found
