"""C10 in bills: the rates of one bid are those of another times one figure, or the very same (条例40(4)). Pure.

Lines whose rate is the tender's own, as published with its ceiling, say nothing (C16), and neither do rates so small
that rounding to the fen hides any ratio.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple

from bidding.methods.bills.bill import Bill, Key
from bidding.methods.bills.figures import shown
from bidding.methods.leads.lead import Fact, Lead, Measure, percent
from bidding.methods.leads.texts import BidText, Ordinary
from foundation.rulebook import Rulebook

RULE: Final = "C10"
HALF_FEN: Final = Fraction(1, 200)
SMALLEST: Final = Decimal(5)
"""From this rate on a fen is at most two thousandths."""
SHOWN: Final = 10


class Run(NamedTuple):
    """Lines in which rates differ by one ratio, of how many that could be compared."""

    ratio: Fraction
    keys: tuple[Key, ...]
    of: int


def equal_ratios(bids: Sequence[BidText], ordinary: Ordinary, rules: Rulebook) -> Iterator[Lead]:
    """For every two bids with bills."""
    limit, least = rules.share("R-LEAD-RATES"), rules.count("R-LEAD-RATES-LEAST")
    bills = {one.bid: one.bill for one in bids if one.bill is not None and one.bill.lines}
    for one, other in combinations(sorted(bills), 2):
        run = longest(bills[one], bills[other], ordinary.bill)
        if run and len(run.keys) >= least and Fraction(len(run.keys), run.of) >= limit:
            yield _lead((one, other), (bills[one], bills[other]), run, rules)


def longest(one: Bill, other: Bill, tender: Bill | None) -> Run | None:
    """The ratio that most comparable lines share; None where nothing can be compared."""
    spans = []
    for key, left in one.by_key.items():
        right = other.by_key.get(key)
        if right is None or left.rate is None or right.rate is None or min(left.rate, right.rate) < SMALLEST:
            continue
        if not _is_tenders(key, left.rate, tender) and not _is_tenders(key, right.rate, tender):
            low = (Fraction(right.rate) - HALF_FEN) / (Fraction(left.rate) + HALF_FEN)
            high = (Fraction(right.rate) + HALF_FEN) / (Fraction(left.rate) - HALF_FEN)
            spans.append((low, high, key, Fraction(right.rate) / Fraction(left.rate)))
    if not spans:
        return None
    low, high = _deepest([(one[0], one[1]) for one in spans])
    inside = sorted((ratio, key) for at, end, key, ratio in spans if at <= low and high <= end)
    even = any(at <= 1 <= end for at, end in [(low, high)])
    ratio = Fraction(1) if even else inside[len(inside) // 2][0]
    return Run(ratio, tuple(sorted(key for _, key in inside)), len(spans))


def _is_tenders(key: Key, rate: Decimal, tender: Bill | None) -> bool:
    line = tender.by_key.get(key) if tender else None
    return line is not None and line.rate == rate


def _deepest(spans: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    """Where most spans lie over each other: the piece between two ends."""
    ends = sorted([(low, 0) for low, _ in spans] + [(high, 1) for _, high in spans])
    depth = most = 0
    best = (ends[0][0], ends[0][0])
    for number, (at, closes) in enumerate(ends):
        depth += -1 if closes else 1
        if depth > most:
            most, best = depth, (at, ends[number + 1][0])
    return best


def _lead(names: tuple[str, str], bills: tuple[Bill, Bill], run: Run, rules: Rulebook) -> Lead:
    keys = run.keys[:SHOWN]
    facts = tuple(
        Fact(name, bill.by_key[key].place, f"{key[0]} {bill.by_key[key].name}：{shown(bill.by_key[key].rate)}")
        for key in keys
        for name, bill in zip(names, bills, strict=True)
    )
    measures = (
        Measure("kind", "rates"),
        Measure("ratio", f"{float(run.ratio):.6f}"),
        Measure("lines", str(len(run.keys))),
        Measure("of", str(run.of)),
        Measure("share", percent(len(run.keys) / run.of)),
        Measure("limit", percent(float(rules.share("R-LEAD-RATES")))),
    )
    return Lead(RULE, "red", names, (), facts, measures)
