"""Months of the count: open, closed, and what a city and the province sign. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from crypto.encoding import Body, canonical, timestamp
from evaluation_rooms.statistics.facts import Fact
from evaluation_rooms.statistics.figures import INDICATORS, Counts, Figure, figure_of
from evaluation_rooms.statistics.periods import later, month_of, month_text
from evaluation_rooms.statistics.refusals import MonthNotOver
from foundation.machine import Machine, Step
from foundation.regions import HUBEI_UNITS
from foundation.rulebook import Rulebook

OPEN: Final = "OPEN"
CLOSED: Final = "CLOSED"
MONTH: Final = Machine(
    "month of the count",
    "month 统计月份",
    (
        Step(OPEN, "sign_off", OPEN, "statistician", "R-SHARE-CLOSING"),
        Step(OPEN, "close", CLOSED, "statistician", "R-SHARE-CLOSING"),
        Step(CLOSED, "restate", CLOSED, "statistician", "R-SHARE-CLOSING"),
    ),
)


def check_over(month: date, now: datetime) -> None:
    """Refuse a month that has not ended in China."""
    if month_of(now) < later(month, 1):
        raise MonthNotOver(month=month_text(month))


def figure_body(figure: Figure) -> Body:
    """An indicator as signed: whole numbers only."""
    return {
        "indicator": figure.indicator,
        "above": figure.raw.above,
        "below": figure.raw.below,
        "adjusted_above": figure.adjusted.above,
        "adjusted_below": figure.adjusted.below,
    }


def facts_digest(facts: Sequence[Fact]) -> str:
    """SHA-256, hex, over a line of canonical JSON for each fact, by unit and key: the list behind the figures."""
    told = sha256()
    for fact in sorted(facts, key=lambda fact: (fact.unit, fact.key)):
        told.update(canonical(_fact_body(fact)) + b"\n")
    return told.hexdigest()


def _fact_body(fact: Fact) -> Body:
    plain: Body = {name: getattr(fact, name) for name in ("unit", "key", "city", "place", "sector", "band", "source")}
    plain |= {"class": fact.project_class, "kind": fact.kind_all, "kind_any": fact.kind_any, "exempt": fact.exempt}
    count = str(fact.count) if fact.count else None
    return {**plain, "statutory": fact.statutory, "in_scope": fact.in_scope, "subs": list(fact.subs), "count": count}


@dataclass(frozen=True)
class MonthSeen:
    """A month, or one city's part of it: its facts, and the counts of projects by the rule."""

    facts: Sequence[Fact]
    counts: Counts

    def body(self, rules: Rulebook) -> Body:
        """As signed."""
        return {
            "lots": sum(fact.unit == "lot" for fact in self.facts),
            "projects": sum(fact.unit == "project" for fact in self.facts),
            "facts_sha256": facts_digest(self.facts),
            "figures": [figure_body(figure_of(one, self.counts, rules)) for one in INDICATORS],
        }


def sign_off_body(month: date, city: str, seen: Body, at: datetime) -> Body:
    """tianping/share-sign-off/1."""
    return {"type": "tianping/share-sign-off/1", "month": month_text(month), "city": city, **seen, "at": timestamp(at)}


def closing_body(month: date, seen: Body, sign_offs: Mapping[str, bytes], at: datetime) -> Body:
    """tianping/share-closing/1: the province's figures, and every city's sign-off by digest."""
    cities: list[Any] = [{"city": city, "sign_off": sign_offs[city].hex()} for city in sorted(sign_offs)]
    body: Body = {"type": "tianping/share-closing/1", "month": month_text(month), **seen}
    return {**body, "cities": cities, "at": timestamp(at)}


def restatement_body(
    month: date, closing: bytes, told: Mapping[str, str], before: Body, after: Body, at: datetime
) -> Body:
    """tianping/share-restatement/1. `told`: reason and document."""
    body: Body = {"type": "tianping/share-restatement/1", "month": month_text(month), "closing": closing.hex()}
    return {**body, **told, "before": before, "after": after, "at": timestamp(at)}


def missing_cities(signed: Mapping[str, bytes], seen: Mapping[str, bytes]) -> tuple[list[str], list[str]]:
    """Cities that have not signed, and those whose figures are others than they signed; both by code."""
    missing = sorted(HUBEI_UNITS.keys() - signed.keys())
    stale = sorted(city for city, figures in signed.items() if city in HUBEI_UNITS and seen[city] != figures)
    return missing, stale
