"""Abnormally low prices: why a bidder has to be asked. A question, never a rejection by itself."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from foundation.rulebook import Rulebook


def low_price_grounds(
    bid: str, prices: Mapping[str, Decimal], ceiling: Decimal | None, rules: Rulebook, *, works: bool
) -> list[str]:
    """Ids of the rules by which the committee asks this bid; `prices` are all valid ones by bid. Empty: no question."""
    price = Fraction(prices[bid])
    others = [Fraction(one) for name, one in prices.items() if name != bid]
    grounds = []
    mean_rule = "R-LOW-MEAN-WORKS" if works else "R-LOW-MEAN"
    if others and price < sum(others) / len(others) * rules.share(mean_rule):
        grounds.append(mean_rule)
    if ceiling is not None and price < Fraction(ceiling) * rules.share("R-LOW-CEILING"):
        grounds.append("R-LOW-CEILING")
    if others and min(others) * (1 - rules.share("R-LOW-GAP")) > price:
        grounds.append("R-LOW-GAP")
    return grounds
