"""E05: how a seat was used (domain 5.3): marks given faster than anybody can read, another workstation. Pure.

No camera and no face is looked at here, and a slip opens a seat only within its window: a login outside it cannot be.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from bidding.methods.leads.lead import Fact, Lead, Measure
from foundation.rulebook import Rulebook

RULE: Final = "E05"

Span = tuple[datetime, datetime]


class Conduct(NamedTuple):
    """How a member judged: from when until his last hand-in, over how many bids, at which workstations since when."""

    seat: str
    begun: datetime
    ended: datetime
    bids: int
    stations: tuple[tuple[str, datetime], ...]


def conduct(members: Sequence[Conduct], held: Sequence[Span], rules: Rulebook) -> Iterator[Lead]:
    """`held`: when nobody could judge; that time is nobody's."""
    for one in sorted(members):
        yield from _too_fast(one, held, rules)
        yield from _moved(one)


def judged(one: Conduct, held: Sequence[Span]) -> timedelta:
    """How long he had, without the time in which the room stood still."""
    stood = timedelta(0)
    for since, until in held:
        stood += max(timedelta(0), min(until, one.ended) - max(since, one.begun))
    return max(timedelta(0), one.ended - one.begun - stood)


def _too_fast(one: Conduct, held: Sequence[Span], rules: Rulebook) -> Iterator[Lead]:
    limit, took = rules.duration("R-LEAD-PACE"), judged(one, held)
    if one.bids and took / one.bids < limit:
        facts = (Fact(one.seat, "", f"{int(took.total_seconds())} s / {one.bids}"),)
        per_bid = f"{took.total_seconds() / one.bids:.0f}"
        measures = ("pace", per_bid), ("limit", f"{limit.total_seconds():.0f}"), ("bids", str(one.bids))
        told = tuple(Measure(name, value) for name, value in (("kind", "pace"), *measures))
        yield Lead(RULE, "red", (), (one.seat,), facts, told)


def _moved(one: Conduct) -> Iterator[Lead]:
    """Staff ordered it, on paper: a weak lead."""
    if len({name for name, _ in one.stations}) > 1:
        facts = tuple(Fact(one.seat, name, at.isoformat(timespec="seconds")) for name, at in one.stations)
        yield Lead(RULE, "yellow", (), (one.seat,), facts, (Measure("kind", "moved"),))
