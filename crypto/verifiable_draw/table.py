"""The lottery: types of experts, and weighted compositions of types that satisfy every quota.

A draw takes one composition by its weight and then, inside each type, experts with equal chances. The table is
committed to before anybody knows the seed.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crypto.encoding import Body
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas

WEIGHTS = 2**32
"""The weights of a table sum to this."""


@dataclass(frozen=True, order=True)
class Type:
    """Experts whom the quotas cannot tell apart. `employer` is "" where the employer is no type of its own."""

    city: str
    fits: tuple[str, ...]
    employer: str

    def body(self) -> Body:
        """As published."""
        return {"city": self.city, "fits": list(self.fits), "employer": self.employer}


@dataclass(frozen=True, order=True)
class Composition:
    """How many of which type take which seat: (type index, seat code, count), ascending, counts positive."""

    members: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True)
class Table:
    """Types ascending, compositions ascending; `weights[i]` belongs to `compositions[i]`, all positive."""

    types: tuple[Type, ...]
    compositions: tuple[Composition, ...]
    weights: tuple[int, ...]

    def body(self) -> Body:
        """As published: types, and entries of weight and members [type, seat code, count]."""
        return {
            "types": [each.body() for each in self.types],
            "entries": [
                {"weight": weight, "members": [list(one) for one in each.members]}
                for weight, each in zip(self.weights, self.compositions, strict=True)
            ],
        }


def large_employers(eligible: Sequence[Entry], share: int) -> frozenset[str]:
    """Labels of the employers with at least one in `share` of these experts: types of their own; others may be, too."""
    counts = Counter(one.employer for one in eligible)
    return frozenset(label for label, count in counts.items() if count * share >= len(eligible))


def group(entries: Sequence[Entry], quotas: Quotas, large: frozenset[str]) -> Mapping[Type, tuple[Entry, ...]]:
    """The eligible experts by type, types ascending, experts ascending by ref; who fits no seat is in none.

    `large`: labels of the employers that are types of their own.
    """
    found: dict[Type, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda one: one.ref):
        if fits := quotas.fits(entry):
            found[Type(entry.city, fits, entry.employer if entry.employer in large else "")].append(entry)
    return {each: tuple(found[each]) for each in sorted(found)}
