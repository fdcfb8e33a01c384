"""From prices to marks: deviation from a benchmark, lowest over price, and the evaluated price."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bidding.methods.method import PriceRule
from bidding.methods.refusals import NotAsPublished, NothingToCompare
from bidding.methods.rounding import at_place, rounded


@dataclass(frozen=True)
class PriceScore:
    """Marks for a price, and its deviation from the benchmark in percent (exact unless declared)."""

    deviation: Fraction
    score: Decimal


def benchmark_score(price: Decimal, base: Fraction, rule: PriceRule, weight: Decimal) -> PriceScore:
    """Full marks less so many per 1 % above or below; never under the floor."""
    deviation = at_place((Fraction(price) - base) / base * 100, rule.rounding.deviation)
    rate = Fraction(rule.above if deviation > 0 else rule.below)
    marks = max(Fraction(weight) - abs(deviation) * rate, Fraction(rule.floor))
    return PriceScore(deviation, rounded(marks, rule.rounding.score))


def lowest_score(price: Decimal, prices: Sequence[Decimal], rule: PriceRule, weight: Decimal) -> PriceScore:
    """Lowest price over this price times full marks; the deviation is from the lowest."""
    if not prices:
        raise NothingToCompare
    low = Fraction(min(prices))
    if low <= 0 or Fraction(price) < low:
        raise NotAsPublished(why=f"the price {price}", why_zh=f"报价{price}")
    deviation = (Fraction(price) / low - 1) * 100
    marks = max(low / Fraction(price) * Fraction(weight), Fraction(rule.floor))
    return PriceScore(deviation, rounded(marks, rule.rounding.score))


def evaluated_price(price: Decimal, additions: Sequence[Decimal] = (), deductions: Sequence[Decimal] = ()) -> Decimal:
    """The quoted price with what the document adds and deducts, in yuan; both lists are amounts without sign."""
    if any(amount < 0 for amount in (*additions, *deductions)):
        raise NotAsPublished(why="an adjustment with a sign", why_zh="调整金额带有正负号")
    return price + sum(additions, Decimal(0)) - sum(deductions, Decimal(0))
