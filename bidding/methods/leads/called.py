"""E03: an expert who sits for the same buyer or agency, or beside the same colleague, again and again, or who keeps
refusing (domain 5.3). Pure. Drawn by lot that is chance as long as the pool is large: the figures say how large a part.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import combinations
from typing import Final, Literal, NamedTuple

from bidding.methods.leads.lead import Fact, Lead, Measure
from foundation.rulebook import Rulebook

RULE: Final = "E03"


class Call(NamedTuple):
    """An expert was drawn for a session that is public by now: for whose tender, on which day, and whether he sat."""

    expert: str
    session: str
    day: date
    buyer: str
    agency: str
    became: Literal["sat", "refused"]


def often_called(seats: Mapping[str, str], calls: Sequence[Call], rules: Rulebook) -> Iterator[Lead]:
    """`seats`: experts by seat name; `calls`: of the period that R-LEAD-HISTORY names, this session not among them."""
    by_seat = {seat: [one for one in calls if one.expert == expert] for seat, expert in sorted(seats.items())}
    for seat, mine in by_seat.items():
        yield from _for_one(seat, mine, calls, rules)
        refused = [one for one in mine if one.became == "refused"]
        yield from _lead("refused", [seat], {seat: refused}, len(mine), rules.count("R-LEAD-REFUSED"))
    yield from _together(by_seat, rules)


def _for_one(seat: str, mine: Sequence[Call], calls: Sequence[Call], rules: Rulebook) -> Iterator[Lead]:
    """Of one buyer, and of one agency."""
    limit = rules.count("R-LEAD-DRAWN")
    for kind in ("buyer", "agency"):
        for body in sorted({getattr(one, kind) for one in mine} - {""}):
            sat = [one for one in mine if getattr(one, kind) == body and one.became == "sat"]
            held = len({one.session for one in calls if getattr(one, kind) == body})
            yield from _lead(kind, [seat], {seat: sat}, held, limit)


def _together(by_seat: Mapping[str, Sequence[Call]], rules: Rulebook) -> Iterator[Lead]:
    for one, other in combinations(sorted(by_seat), 2):
        both = _sessions(by_seat[one]) & _sessions(by_seat[other])
        shared = {seat: [call for call in by_seat[seat] if call.session in both] for seat in (one, other)}
        held = len(_sessions(by_seat[one]) | _sessions(by_seat[other]))
        yield from _lead("together", [one, other], shared, held, rules.count("R-LEAD-TOGETHER"))


def _sessions(calls: Sequence[Call]) -> set[str]:
    return {one.session for one in calls if one.became == "sat"}


def _lead(
    kind: str, seats: Sequence[str], calls: Mapping[str, Sequence[Call]], held: int, limit: int
) -> Iterator[Lead]:
    times = len(calls[seats[0]])
    if times < limit:
        return
    facts = tuple(
        Fact(seat, one.session, one.day.isoformat())
        for seat in seats
        for one in sorted(calls[seat], key=lambda one: (one.day, one.session))
    )
    figures = {"kind": kind, "times": times, "of": held, "limit": limit}
    yield Lead(RULE, "yellow", (), tuple(seats), facts, tuple(Measure(name, str(one)) for name, one in figures.items()))
