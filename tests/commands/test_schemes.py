"""The made-up tenders are judged by schemes that fit their lots and give the results of the design's vectors."""

from decimal import Decimal as D
from fractions import Fraction

import pytest

from bidding.methods.benchmarks import benchmark
from bidding.methods.method import PriceRule
from bidding.methods.offer_form import read_form
from bidding.methods.prices import benchmark_score, lowest_score
from bidding.methods.scheme import Scheme, read_scheme
from bidding.methods.scheme_fit import check_fit
from commands.demonstration.data import D1, D2, D4, D6, TENDERS, TenderPlan
from commands.rehearsal.stage import LOT
from commands.rehearsal.stage_hands import LotPlan

LOTS = [
    *((plan.key, number, lot) for plan in TENDERS for number, lot in enumerate(plan.project.lots, 1)),
    ("rehearsal", 1, LOT),
]


@pytest.mark.parametrize(("key", "number", "lot"), LOTS, ids=[f"{key} {number}" for key, number, _ in LOTS])
def test_every_lot_can_be_published_with_its_scheme(key: str, number: int, lot: LotPlan) -> None:
    form = read_form(lot.offer_form)
    check_fit(read_scheme(lot.scheme), form, lot.coefficients, D(lot.ceiling), number)


def scheme_of(plan: TenderPlan, lot: int = 1) -> Scheme:
    """The scheme of a tender's lot."""
    return read_scheme(plan.project.lots[lot - 1].scheme)


def scores(rule: PriceRule, prices: list[D], base: Fraction, weight: int) -> list[str]:
    """Price scores in the order of the prices."""
    return [str(benchmark_score(price, base, rule, D(weight)).score) for price in prices]


def test_d1_gives_the_price_scores_of_the_vectors() -> None:
    rule = scheme_of(D1).method.price
    prices = [D(one) for one in ("26888000", "27105600", "26450300", "27322000", "26999999.99", "26720400")]
    base = benchmark(prices, rule, {})
    assert scores(rule, prices, base, 50) == ["49.92", "49.34", "49.11", "48.54", "49.73", "49.61"]


def test_d2_gives_the_price_scores_of_the_vectors() -> None:
    rule = scheme_of(D2).method.price
    prices = [D(one) for one in (108350000, 109880000, 110420000, 111060000, 112900000, 107990000)]
    base = benchmark(prices, rule, {"k": D("0.75")})
    assert scores(rule, prices, base, 100) == ["99.31", "98.58", "97.59", "96.41", "93.04", "98.98"]
    second = [D(one) for one in (79600000, 80120000, 80990000, 81450000, 78880000)]
    base = benchmark(second, scheme_of(D2, 2).method.price, {"k": D("0.75")})
    assert scores(rule, second, base, 100) == ["99.96", "98.78", "96.60", "95.44", "99.05"]


def test_d4_gives_the_price_scores_of_the_vectors() -> None:
    rule = scheme_of(D4).method.price
    prices = [D(one) for one in (18120000, 18460000, 18590000, 18730000, 18990000)]
    drawn = {"K1": D("0.97"), "Q1": D("0.75"), "K2": D("0.93")}
    base = benchmark(prices, rule, drawn, D(D4.project.lots[0].ceiling))
    assert base == D("17918512.50")
    assert scores(rule, prices, base, 50) == ["48.88", "46.98", "46.25", "45.47", "44.02"]


def test_d6_gives_the_price_scores_of_the_vectors() -> None:
    prices = [D(one) for one in (1098000, 1156000, 1210000)]
    rule = scheme_of(D6).method.price
    assert [str(lowest_score(one, prices, rule, D(15)).score) for one in prices] == ["15.00", "14.25", "13.61"]
