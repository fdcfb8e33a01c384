"""E01, E02: an expert, or several, who mark one bidder far above what the others give him (1117号五). Pure.

Compared are totals of the criteria that members judge by their own opinion, after alerts were answered.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from bidding.methods.leads.lead import Fact, Lead, Measure, percent
from foundation.rulebook import Rulebook

ALONE, TOGETHER = "E01", "E02"
LEAST_OTHERS = 2


class GivenMark(NamedTuple):
    """A final mark of a criterion that is marked by opinion."""

    bid: str
    criterion: str
    seat: str
    mark: Decimal


Totals = Mapping[str, Mapping[str, Decimal]]
"""What each seat gave in all: by bid, then by seat."""


def totals(marks: Sequence[GivenMark]) -> Totals:
    """Sums over the criteria."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for one in marks:
        found[one.bid][one.seat] += one.mark
    return {bid: dict(given) for bid, given in found.items()}


def above(given: Mapping[str, Decimal], seat: str) -> Fraction | None:
    """How far a seat lies above the mean of all others, as a share of it; None where the others gave nothing."""
    others = [Fraction(mark) for other, mark in given.items() if other != seat]
    mean = sum(others, Fraction(0)) / len(others) if others else Fraction(0)
    return None if mean == 0 else (Fraction(given[seat]) - mean) / mean


def preferences(marks: Sequence[GivenMark], rules: Rulebook) -> Iterator[Lead]:
    """Leads of both rules; of fewer than two bids nobody can be preferred."""
    given = totals(marks)
    if len(given) < 2:
        return
    yield from _alone(given, rules)
    for bid in sorted(given):
        yield from _together(bid, given[bid], rules)


def _alone(given: Totals, rules: Rulebook) -> Iterator[Lead]:
    """Who is as generous to most bids is generous, and prefers nobody."""
    limit = rules.share("R-LEAD-MARK")
    for seat in sorted({seat for by_seat in given.values() for seat in by_seat}):
        seen = {bid: above(by_seat, seat) for bid, by_seat in given.items() if seat in by_seat}
        far = {bid: off for bid, off in seen.items() if off is not None and off >= limit}
        if 2 * len(far) <= len(seen):
            for bid, off in sorted(far.items()):
                yield _lead(ALONE, bid, [seat], given[bid], off, limit)


def _together(bid: str, given: Mapping[str, Decimal], rules: Rulebook) -> Iterator[Lead]:
    """The largest group whose lowest is far above the highest outside, of whom there must be at least two.

    Above the highest and not above the mean: one who marks low does not make a group of all others.
    """
    limit, least = rules.share("R-LEAD-MARK"), rules.count("R-LEAD-MEMBERS")
    ordered = sorted(given, key=lambda seat: (-given[seat], seat))
    for size in range(len(ordered) - LEAST_OTHERS, least - 1, -1):
        low, high = Fraction(given[ordered[size - 1]]), Fraction(given[ordered[size]])
        if high > 0 and low / high - 1 >= limit:
            yield _lead(TOGETHER, bid, ordered[:size], given, low / high - 1, limit)
            return


def _lead(
    rule: str, bid: str, seats: Sequence[str], given: Mapping[str, Decimal], off: Fraction, limit: Fraction
) -> Lead:
    facts = tuple(Fact(seat, bid, f"{given[seat]:f}") for seat in sorted(given))
    measures = (Measure("above", percent(float(off))), Measure("limit", percent(float(limit))))
    return Lead(rule, "yellow", (bid,), tuple(sorted(seats)), facts, measures)
