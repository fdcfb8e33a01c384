"""Benchmarks of price (评标基准价): means with values left out, drawn coefficients, composites. Exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bidding.methods.method import Band, PriceRule
from bidding.methods.refusals import NotAsPublished, NothingToCompare
from bidding.methods.rounding import at_place, rounded

Rejected = Literal["no", "before", "after"]


@dataclass(frozen=True)
class PricedBid:
    """A bid with the price that is compared; `rejected` before or after the benchmark was fixed."""

    bid: str
    price: Decimal
    rejected: Rejected = "no"


def population(bids: Sequence[PricedBid], rule: PriceRule, ceiling: Decimal | None) -> list[Decimal]:
    """The prices that make the benchmark. Above the ceiling counts only where all opened bids do."""
    if rule.population == "all_opened":
        return [one.price for one in bids]
    kept = {"no", "after"} if rule.frozen else {"no"}
    return [one.price for one in bids if one.rejected in kept and (ceiling is None or one.price <= ceiling)]


def trimmed_mean(values: Sequence[Decimal], bands: Sequence[Band]) -> Fraction:
    """The mean by the highest band that the number reaches; no band reached is the plain mean."""
    if not values:
        raise NothingToCompare
    ordered = sorted(map(Fraction, values))
    reached = [band for band in bands if band.at_least <= len(ordered)]
    band = max(reached, key=lambda one: one.at_least, default=Band(0))
    if band.take == "second_lowest":
        return ordered[min(1, len(ordered) - 1)]
    share = int(rounded(len(ordered) * Fraction(band.percent) / 100, 0))
    left = ordered[band.drop_low + share : max(0, len(ordered) - band.drop_high - share)] or ordered
    return sum(left, Fraction(0)) / len(left)


def benchmark(
    prices: Sequence[Decimal], rule: PriceRule, drawn: Mapping[str, Decimal], ceiling: Decimal | None = None
) -> Fraction:
    """The benchmark in yuan, rounded if the rule declares it. `drawn` names each coefficient that had a choice."""
    chosen = {one.name: _chosen(one.name, one.values, drawn) for one in rule.coefficients}
    mean = trimmed_mean(prices, rule.bands)
    if rule.base == "mean":
        exact = mean * (1 - chosen.get("k", Fraction(0)) / 100)
    else:
        top = _ceiling(ceiling)
        exact = _composite(mean, top, chosen) if rule.base == "composite" else _abc(prices, top, chosen, drawn)
    return at_place(exact, rule.rounding.benchmark)


def _chosen(name: str, values: Sequence[Decimal], drawn: Mapping[str, Decimal]) -> Fraction:
    value = drawn.get(name, values[0] if len(values) == 1 else None)
    if value is None or value not in values:
        raise NotAsPublished(why=f"{name} = {value}", why_zh=f"{name}取值{value}")
    return Fraction(value)


def _ceiling(ceiling: Decimal | None) -> Fraction:
    if ceiling is None:
        raise NotAsPublished(why="the method needs a ceiling price", why_zh="该办法须设最高投标限价")
    return Fraction(ceiling)


def _composite(mean: Fraction, top: Fraction, by: Mapping[str, Fraction]) -> Fraction:
    """A x K1 x Q1 + B x K2 x (1 - Q1)."""
    return mean * by["K1"] * by["Q1"] + top * by["K2"] * (1 - by["Q1"])


def abc_choices(prices: Sequence[Decimal], top: Fraction, by: Mapping[str, Fraction]) -> list[Decimal]:
    """The prices from which B is drawn, lowest first; the first is C. Empty where none is high enough."""
    if not prices:
        raise NothingToCompare
    mean = sum(map(Fraction, prices), Fraction(0)) / len(prices)
    lower = (mean * by["mean_share"] + top * (1 - by["mean_share"])) * by["lower"]
    upper = top * (1 - by["delta"] / 100) * by["upper"]
    return sorted(price for price in prices if lower <= Fraction(price) < upper)


def _abc(
    prices: Sequence[Decimal], top: Fraction, by: Mapping[str, Fraction], drawn: Mapping[str, Decimal]
) -> Fraction:
    """(A x a + B x b + C x c) x K; B is one drawn price."""
    choices = abc_choices(prices, top, by)
    if not choices or drawn.get("B") not in choices:
        raise NotAsPublished(why=f"B = {drawn.get('B')}", why_zh=f"B取值{drawn.get('B')}")
    high = top * (1 - by["delta"] / 100)
    return (high * by["a"] + Fraction(drawn["B"]) * by["b"] + Fraction(choices[0]) * by["c"]) * by["K"]
