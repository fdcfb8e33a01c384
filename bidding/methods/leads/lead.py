"""A lead: which rule, whom it concerns, what was seen where on every side. Pure; figures are texts."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Strength = Literal["yellow", "red"]
About = Literal["bids", "seats"]


class Fact(NamedTuple):
    """What was seen. `of`: a bid's digest or a seat's name; `place`: where in what it gave; `value`: exactly what."""

    of: str
    place: str
    value: str


class Measure(NamedTuple):
    """A figure of the rule: what was measured, or the limit it was held against."""

    name: str
    value: str


@dataclass(frozen=True)
class Lead:
    """Somebody has to look at this. Leads about bids are for the committee, leads about seats for who oversees it.

    All members ascend, so that the order in which bids or seats are told changes nothing.
    """

    rule: str
    strength: Strength
    bids: tuple[str, ...]
    seats: tuple[str, ...]
    facts: tuple[Fact, ...]
    measures: tuple[Measure, ...] = ()

    @property
    def about(self) -> About:
        """Rules E are about experts, whatever bids they name."""
        return "seats" if self.rule.startswith("E") else "bids"


def in_order(leads: Iterable[Lead]) -> tuple[Lead, ...]:
    """Each once, by rule, then by whom it concerns."""
    return tuple(sorted(set(leads), key=lambda one: (one.rule, one.bids, one.seats, one.facts)))


def percent(share: float) -> str:
    """With two decimals, as it is told."""
    return f"{share * 100:.2f}%"
