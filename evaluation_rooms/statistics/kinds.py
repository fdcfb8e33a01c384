"""What a session counts as: judged at one place, across counties, across cities, or across provinces. Pure.

Actual, not planned: what counts is where those experts sat who signed everything, by the physical city of their venue.
Whoever planned to sit elsewhere and did not, counts where he sat.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from foundation.regions import same_city, same_province

Kind = Literal["LOCAL", "CROSS_COUNTY", "REMOTE_IN_PROVINCE", "REMOTE_CROSS_PROVINCE", "REMOTE_BOTH"]
"""REMOTE_BOTH is cross-province, and remote within the province as well, had those beyond it stayed at home."""

KINDS: Final = cast(tuple[Kind, ...], get_args(Kind))
REMOTE: Final[frozenset[Kind]] = frozenset({"REMOTE_IN_PROVINCE", "REMOTE_CROSS_PROVINCE", "REMOTE_BOTH"})
IN_PROVINCE: Final[frozenset[Kind]] = frozenset({"REMOTE_IN_PROVINCE"})
CROSS_PROVINCE: Final[frozenset[Kind]] = frozenset({"REMOTE_CROSS_PROVINCE", "REMOTE_BOTH"})

Rule = Literal["all", "any"]
"""A project of several lots is remote if all its evaluated lots are (the rule), or if any is (a switch)."""


@dataclass(frozen=True)
class Seat:
    """A member at the end: E01 or B01, the physical city of his venue, and whether he signed every step."""

    name: str
    is_expert: bool
    city: str
    signed: bool = True


def counted_seats(seats: Sequence[Seat]) -> list[Seat]:
    """Those whose place can make a session remote: experts who signed from the pledge to the report."""
    return [seat for seat in seats if seat.is_expert and seat.signed]


def classify(main: str, seats: Sequence[Seat], least: int) -> Kind:
    """The kind of a session at a main venue in the city `main`; `least`: remote experts needed (a rule row).

    A county of the main venue's own prefecture is CROSS_COUNTY and never remote; 4290xx are cities of their own.
    """
    experts = counted_seats(seats)
    away = [seat for seat in experts if not same_city(seat.city, main)]
    beyond = [seat for seat in away if not same_province(seat.city, main)]
    if len(away) >= least:
        if not beyond:
            return "REMOTE_IN_PROVINCE"
        return "REMOTE_BOTH" if len(away) - len(beyond) >= least else "REMOTE_CROSS_PROVINCE"
    elsewhere = [seat for seat in experts if seat.city != main and seat not in away]
    return "CROSS_COUNTY" if elsewhere and len(elsewhere) + len(away) >= least else "LOCAL"


def remote_cities(main: str, seats: Sequence[Seat]) -> list[str]:
    """The cities that lent their seats, each once: what a sub venue did for others."""
    return sorted({seat.city for seat in counted_seats(seats) if not same_city(seat.city, main)})


def kind_of_project(kinds: Collection[Kind], rule: Rule) -> Kind:
    """The kind of a project by those of its evaluated lots; there is at least one.

    `all`: in-province only if every lot is. A mixture of lots within and beyond the province is cross-province.
    """
    assert kinds
    return _by_all(set(kinds)) if rule == "all" else _by_any(set(kinds))


def _by_all(kinds: set[Kind]) -> Kind:
    if kinds <= IN_PROVINCE:
        return "REMOTE_IN_PROVINCE"
    if kinds <= {"REMOTE_IN_PROVINCE", "REMOTE_BOTH"}:
        return "REMOTE_BOTH"
    if kinds <= REMOTE:
        return "REMOTE_CROSS_PROVINCE"
    return "LOCAL" if "LOCAL" in kinds else "CROSS_COUNTY"


def _by_any(kinds: set[Kind]) -> Kind:
    if kinds & CROSS_PROVINCE:
        return "REMOTE_BOTH" if kinds & {"REMOTE_IN_PROVINCE", "REMOTE_BOTH"} else "REMOTE_CROSS_PROVINCE"
    if kinds & IN_PROVINCE:
        return "REMOTE_IN_PROVINCE"
    return "CROSS_COUNTY" if "CROSS_COUNTY" in kinds else "LOCAL"
