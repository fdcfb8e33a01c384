"""A bill of quantities 工程量清单: its lines, its sums, and its fees, each with the place where it stands. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple


class Line(NamedTuple):
    """An item. `place`: file, sheet and row; what a cell does not hold is None, or "" of a text."""

    place: str
    code: str
    name: str
    feature: str
    unit: str
    quantity: Decimal | None
    rate: Decimal | None
    amount: Decimal | None


class Sum(NamedTuple):
    """A stated sum. `over`: the exact amounts of the lines that stand before it since the last sum of its rank."""

    place: str
    label: str
    stated: Decimal
    over: Decimal
    lines: int


class Fee(NamedTuple):
    """A sum that is not competed for 不可竞争费: as an amount, as a rate in percent, or both."""

    place: str
    name: str
    amount: Decimal | None
    percent: Decimal | None


Key = tuple[str, int]
"""An item by its code, and the how manieth of that code it is: the same work stands in several buildings."""


@dataclass(frozen=True)
class Bill:
    """Lines in reading order. `total`: what the bill says that everything costs, and where."""

    lines: tuple[Line, ...] = ()
    sums: tuple[Sum, ...] = ()
    fees: tuple[Fee, ...] = ()
    total: tuple[str, Decimal] | None = None

    @cached_property
    def by_key(self) -> Mapping[Key, Line]:
        """Lines by what they are found by in another bill."""
        seen: dict[str, int] = {}
        found: dict[Key, Line] = {}
        for line in self.lines:
            seen[line.code] = seen.get(line.code, 0) + 1
            found[line.code, seen[line.code]] = line
        return found
