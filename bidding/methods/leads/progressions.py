"""C10: prices that follow each other by equal steps or by an equal ratio (条例40(4)). Pure.

Some prices among many lie evenly by mere chance, the more of them there are and the rounder they are. So a row is told
only where fewer than R-LEAD-CHANCE such rows are expected among as many prices, drawn independently and evenly between
two bounds, to the same unit of money. The bounds are estimated from the lowest and the highest. Real prices are not
spread so: the figure is one of this model and of nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import comb, factorial

from bidding.methods.leads.lead import Fact, Lead, Measure
from foundation.money import money_text
from foundation.rulebook import Rulebook

RULE = "C10"
PLACE = "投标报价"
FEWEST = 3
MOST_BIDS = 200
"""Beyond so many prices evenly spaced ones are no news, and looking for them would take long."""

Next = Callable[[int, int], Iterable[int]]
"""What may follow two prices in units; none, one or several neighbours where the ratio does not come out even."""


def progressions(prices: Mapping[str, Decimal], rules: Rulebook) -> Iterator[Lead]:
    """Rows of prices by bid, in yuan; those of 0 cannot be read and are left out."""
    fen = {bid: int(price * 100) for bid, price in prices.items() if price > 0}
    if not FEWEST <= len(fen) <= MOST_BIDS:
        return
    unit = unit_of(fen.values())
    amounts = {bid: value // unit for bid, value in fen.items()}
    yield from _leads(amounts, "arithmetic", _by_step, unit, rules)
    yield from _leads(amounts, "geometric", _by_ratio, unit, rules)


def unit_of(fen: Iterable[int]) -> int:
    """The largest power of ten that divides every price: how roundly these bidders write."""
    unit = 1
    while all(value % (unit * 10) == 0 for value in fen):
        unit *= 10
    return unit


def _by_step(first: int, second: int) -> list[int]:
    return [2 * second - first]


def _by_ratio(first: int, second: int) -> list[int]:
    """Rounded up or down, as whoever multiplies by 0.995 again and again would round."""
    exact = Fraction(second * second, first)
    low = exact.numerator // exact.denominator
    even = 2 * second - first
    return [one for one in (low, low + 1) if abs(one - exact) < 1 and one != even]


def _leads(amounts: Mapping[str, int], kind: str, follow: Next, unit: int, rules: Rulebook) -> Iterator[Lead]:
    levels = levels_of(list(amounts.values()))
    width = 1 if kind == "arithmetic" else 2
    for row in _longest(amounts, follow):
        chance = expected(len(amounts), len(row), levels, width)
        if len(row) >= rules.count("R-LEAD-ROW") and chance <= rules.share("R-LEAD-CHANCE"):
            yield _lead(amounts, row, kind, chance, unit, rules)


def levels_of(amounts: Sequence[int]) -> int:
    """On how many levels such prices fall: the span of so many even ones, (n - 1) of n + 1 equal parts on average."""
    count = len(amounts)
    return (max(amounts) - min(amounts)) * (count + 1) // (count - 1)


def _longest(amounts: Mapping[str, int], follow: Next) -> Iterator[tuple[int, ...]]:
    """Every row of at least three different prices that is not part of a longer one, ascending."""
    levels = sorted(set(amounts.values()))
    found = {_row(first, second, set(levels), follow) for first, second in combinations(levels, 2)}
    rows = {row for row in found if len(row) >= FEWEST}
    for row in sorted(rows):
        if not any(set(row) < set(other) for other in rows):
            yield row


def _row(first: int, second: int, levels: set[int], follow: Next) -> tuple[int, ...]:
    row = [first, second]
    while found := [one for one in follow(row[-2], row[-1]) if one in levels and one > row[-1]]:
        row.append(found[0])
    return tuple(row)


def expected(bids: int, length: int, levels: int, width: int = 1) -> Fraction:
    """How many rows of that length are expected among so many independent even prices on so many levels.

    There are at most levels^2 / (2 (length - 1)) rows; each of `length` prices falls on one in length! orders, and
    every price after the second may take `width` values.
    """
    if levels < 2:
        return Fraction(1)
    rows = Fraction(levels * levels * width ** (length - 2), 2 * (length - 1))
    orders = comb(bids, length) * factorial(length)
    return rows * Fraction(orders, levels**length)


def _lead(
    amounts: Mapping[str, int], row: Sequence[int], kind: str, chance: Fraction, unit: int, rules: Rulebook
) -> Lead:
    bids = sorted((bid for bid, one in amounts.items() if one in set(row)), key=lambda bid: (amounts[bid], bid))
    facts = tuple(Fact(bid, PLACE, _yuan(amounts[bid] * unit)) for bid in bids)
    red = len(row) >= rules.count("R-LEAD-ROW-RED")
    measures = (
        Measure("kind", kind),
        Measure("step" if kind == "arithmetic" else "ratio", _between(row, kind, unit)),
        Measure("expected", f"{float(chance):.6f}"),
        Measure("limit", f"{float(rules.share('R-LEAD-CHANCE')):.6f}"),
    )
    return Lead(RULE, "red" if red else "yellow", tuple(sorted(bids)), (), facts, measures)


def _between(row: Sequence[int], kind: str, unit: int) -> str:
    if kind == "arithmetic":
        return _yuan((row[1] - row[0]) * unit)
    return f"{row[1] / row[0]:.6f}"


def _yuan(fen: int) -> str:
    return money_text(Decimal(fen) / 100)
