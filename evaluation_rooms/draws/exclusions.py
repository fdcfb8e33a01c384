"""Who cannot be drawn, by rule, with a code for the reason. Pure; the first code that holds is the one recorded."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from crypto.verifiable_draw.pool import employer_label
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.record import CODES
from evaluation_rooms.experts.people import ACTIVE, PoolExpert
from foundation.regions import city_key, province_key, same_city


@dataclass(frozen=True)
class Conflicts:
    """Credit codes whose people cannot judge (Order 12 Art. 12), and the division whose authorities oversee."""

    bidders: frozenset[str]
    buyer: str
    agency: str | None
    region: str


@dataclass(frozen=True)
class Calls:
    """What other sessions tell: how many an expert has close to this one, and for this buyer.

    `busy`: who sits elsewhere at the same time; `barred`: the committee of a void evaluation of the same lots.
    """

    load: Mapping[UUID, int]
    same_buyer: Mapping[UUID, int]
    busy: Collection[UUID]
    barred: Collection[UUID]


@dataclass(frozen=True)
class Case:
    """Everything that is judged. `employed_since`: the first day on which a former employer still counts."""

    quotas: Quotas
    conflicts: Conflicts
    calls: Calls
    starts_at: datetime
    ends_at: datetime
    employed_since: date
    load_most: int
    same_buyer_most: int


Judge = Callable[[PoolExpert, Case], bool]


def _speciality(one: PoolExpert, case: Case) -> bool:
    codes = [code for code, _ in case.quotas.specialities]
    return not any(own.startswith(code) for own in one.specialities for code in codes)


def _city(one: PoolExpert, case: Case) -> bool:
    return all(city_key(one.city) != city for city, _, _ in case.quotas.cities)


def _former(one: PoolExpert, case: Case) -> bool:
    return any(uscc in case.conflicts.bidders and until >= case.employed_since for uscc, until in one.former)


def _absent(one: PoolExpert, case: Case) -> bool:
    return any(since < case.ends_at and until > case.starts_at for since, until in one.absences)


def _authority(one: PoolExpert, case: Case) -> bool:
    """An authority oversees its own city; that of the province everything in it."""
    if one.authority is None:
        return False
    if one.authority.endswith("0000"):
        return province_key(one.authority) == province_key(case.conflicts.region)
    return same_city(one.authority, case.conflicts.region)


def _load(one: PoolExpert, case: Case) -> bool:
    return one.id in case.calls.busy or case.calls.load.get(one.id, 0) >= case.load_most


JUDGES: Final[Mapping[str, Judge]] = {
    "SUSPENDED": lambda one, _: one.standing != ACTIVE,
    "ABSENT_DECLARED": _absent,
    "SPECIALITY": _speciality,
    "CITY": _city,
    "EMPLOYER_BIDDER": lambda one, case: one.employer_uscc in case.conflicts.bidders,
    "FORMER_BIDDER": _former,
    "RELATIVE_BIDDER": lambda one, case: not case.conflicts.bidders.isdisjoint(one.relatives),
    "SHAREHOLDING_BIDDER": lambda one, case: not case.conflicts.bidders.isdisjoint(one.shareholdings),
    "EMPLOYER_BUYER": lambda one, case: one.employer_uscc == case.conflicts.buyer,
    "EMPLOYER_AGENCY": lambda one, case: one.employer_uscc == case.conflicts.agency,
    "AUTHORITY": _authority,
    "LOAD": _load,
    "SAME_BUYER": lambda one, case: case.calls.same_buyer.get(one.id, 0) >= case.same_buyer_most,
    "BARRED": lambda one, case: one.id in case.calls.barred,
    "NO_CONTACT": lambda one, _: not one.reachable,
}
"""One question per code; the order of `crypto...record.CODES` is the order of precedence."""


def excluded_for(one: PoolExpert, case: Case) -> str | None:
    """The first reason why this expert cannot be drawn, or None."""
    return next((code for code in CODES if JUDGES[code](one, case)), None)


def exclusions_of(pool: Sequence[PoolExpert], case: Case) -> dict[UUID, str]:
    """Reason by expert, for those who have one."""
    judged = {one.id: excluded_for(one, case) for one in pool}
    return {expert: code for expert, code in judged.items() if code is not None}


def barred_labels(conflicts: Conflicts, salt: bytes) -> list[dict[str, str]]:
    """The employers' labels that bar, ascending, each with its code: a stranger recomputes those exclusions by them.

    An employer that is both bidder and buyer has the code that comes first.
    """
    codes = {conflicts.agency: "EMPLOYER_AGENCY", conflicts.buyer: "EMPLOYER_BUYER"}
    codes |= dict.fromkeys(conflicts.bidders, "EMPLOYER_BIDDER")
    labels = {employer_label(uscc, salt): code for uscc, code in codes.items() if uscc is not None}
    return [{"label": label, "code": labels[label]} for label in sorted(labels)]
