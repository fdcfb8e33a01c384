"""E04: an expert who marks the same bidder above the others' mean in lot after lot (domain 5.3). Pure.

What counts is how much more generous than the others he was to this bidder than to the rest of the lot's bids: who
gives everybody more prefers nobody.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from bidding.methods.leads.lead import Fact, Lead, Measure, percent
from bidding.methods.leads.preferences import GivenMark, Totals, above, totals
from foundation.rulebook import Rulebook

RULE: Final = "E04"


class Preferred(NamedTuple):
    """How much an expert preferred a bidder in a lot that was judged before."""

    expert: str
    uscc: str
    lot: str
    share: Fraction


def preferred(marks: Sequence[GivenMark]) -> dict[tuple[str, str], Fraction]:
    """By seat and bid: above the others there, less the mean of that over the seat's other bids; none of a lone bid."""
    given, found = totals(marks), dict[tuple[str, str], Fraction]()
    for seat in sorted({seat for by_seat in given.values() for seat in by_seat}):
        seen = _above(given, seat)
        for bid, off in seen.items():
            others = [one for other, one in seen.items() if other != bid]
            if others:
                found[seat, bid] = off - sum(others, Fraction(0)) / len(others)
    return found


def _above(given: Totals, seat: str) -> dict[str, Fraction]:
    told = {bid: above(by_seat, seat) for bid, by_seat in given.items() if seat in by_seat}
    return {bid: off for bid, off in told.items() if off is not None}


def again_preferred(
    marks: Sequence[GivenMark],
    seats: Mapping[str, str],
    bidders: Mapping[str, str],
    past: Sequence[Preferred],
    rules: Rulebook,
) -> Iterator[Lead]:
    """`seats`: experts by seat; `bidders`: credit codes by bid; `past`: of the period that R-LEAD-HISTORY names."""
    limit, least = rules.share("R-LEAD-HISTORY-MARK"), rules.count("R-LEAD-HISTORY-LOTS")
    before: dict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for one in past:
        if one.share >= limit:
            before[one.expert, one.uscc][one.lot] = one.share
    for (seat, bid), share in sorted(preferred(marks).items()):
        lots = before.get((seats.get(seat, ""), bidders[bid]), {})
        if share >= limit and len(lots) + 1 >= least:
            yield _lead(seat, bid, share, lots, (least, limit))


def _lead(seat: str, bid: str, share: Fraction, lots: Mapping[str, Fraction], limits: tuple[int, Fraction]) -> Lead:
    facts = [Fact(seat, lot, percent(float(one))) for lot, one in sorted(lots.items())]
    measures = (
        Measure("above", percent(float(share))),
        Measure("limit", percent(float(limits[1]))),
        Measure("lots", str(len(lots) + 1)),
        Measure("least", str(limits[0])),
    )
    return Lead(RULE, "yellow", (bid,), (seat,), (*facts, Fact(seat, bid, percent(float(share)))), measures)
