"""Prices become marks exactly as the published formula says: the vectors of the design and of the six tenders."""

from collections.abc import Sequence
from decimal import Decimal as D
from fractions import Fraction

import pytest

from bidding.methods.benchmarks import PricedBid, benchmark, population
from bidding.methods.low_price import low_price_grounds
from bidding.methods.method import Band, Coefficient, PriceRule, Rounding
from bidding.methods.prices import benchmark_score, evaluated_price, lowest_score
from bidding.methods.refusals import NotAsPublished, NothingToCompare
from bidding.methods.rounding import rounded
from foundation.rulebook import rulebook

DROP_ONE = (Band(4, 1, 1),)
DROP_HIGHEST = (Band(0, take="second_lowest"), Band(4, drop_high=1), Band(7, percent=D(20)))
MEAN = PriceRule("benchmark", "mean", DROP_ONE, (), D("1.0"), D("0.5"))
STEPWISE = PriceRule("benchmark", "mean", DROP_ONE, (), D("1.0"), D("0.5"), rounding=Rounding(2, 2, 2))
FLOAT = tuple(map(D, ("0.25", "0.5", "0.75", "1", "1.25", "1.5")))
REASONABLE = PriceRule("benchmark", "mean", DROP_ONE, (Coefficient("k", FLOAT),), D(2), D(1))
MIXED = tuple(Coefficient(name, (D(value),)) for name, value in (("K1", "0.97"), ("Q1", "0.75"), ("K2", "0.93")))
COMPOSITE = PriceRule("benchmark", "composite", DROP_HIGHEST, MIXED, D("1.0"), D("0.5"))
LOWEST = PriceRule("lowest")
FIVE = (9_500_000, 9_620_000, 9_710_000, 9_850_000, 10_200_000)


def money(prices: Sequence[object]) -> list[D]:
    return [D(str(price)) for price in prices]


def scored(
    prices: Sequence[object], rule: PriceRule, weight: int, ceiling: object = None, **drawn: str
) -> tuple[str, list[str]]:
    top = None if ceiling is None else D(str(ceiling))
    base = benchmark(money(prices), rule, {name: D(value) for name, value in drawn.items()}, top)
    return str(rounded(base, 2)), [str(benchmark_score(one, base, rule, D(weight)).score) for one in money(prices)]


def test_tv1_late_and_stepwise_rounding_differ_in_the_third_row() -> None:
    assert scored(FIVE, MEAN, 60) == ("9726666.67", ["58.83", "59.45", "59.91", "58.73", "55.13"])
    assert scored(FIVE, STEPWISE, 60) == ("9726666.67", ["58.84", "59.45", "59.92", "58.73", "55.13"])


def test_tv1_three_bidders_keep_all_prices() -> None:
    three = (9_500_000, 9_700_000, 9_900_000)
    assert scored(three, STEPWISE, 60) == ("9700000.00", ["58.97", "60.00", "57.94"])


def test_tv2_the_lowest_price_has_full_marks() -> None:
    prices = money((950, 1000, 1187))
    assert [str(lowest_score(one, prices, LOWEST, D(30)).score) for one in prices] == ["30.00", "28.50", "24.01"]


def test_tv3_a_drawn_reduction() -> None:
    assert scored(FIVE, REASONABLE, 100, k="1.25") == ("9605083.33", ["98.91", "99.69", "97.82", "94.90", "87.61"])


@pytest.mark.parametrize(
    ("prices", "base"),
    [
        (("9.30", "9.42", "9.50", "9.58", "9.66", "9.74", "9.90"), "9294450.00"),
        (("9.30", "9.42", "9.50", "9.58", "9.90"), "9199875.00"),
        (("9.30", "9.42", "9.90"), "9178050.00"),
    ],
)
def test_tv4_composite(prices: tuple[str, ...], base: str) -> None:
    assert scored([D(one) * 1_000_000 for one in prices], COMPOSITE, 50, 10_000_000)[0] == base


ABC_VALUES = {"a": ".5", "b": ".3", "c": ".2", "mean_share": ".7", "lower": ".75", "upper": ".95"}
ABC = PriceRule(
    "benchmark",
    "abc",
    coefficients=(
        *(Coefficient(name, (D(value),)) for name, value in ABC_VALUES.items()),
        Coefficient("delta", tuple(map(D, range(12, 21)))),
        Coefficient("K", tuple(map(D, ("0.95", "0.955", "0.96", "0.965", "0.97", "0.975", "0.98")))),
    ),
)
SIX = (7_200_000, 7_600_000, 7_900_000, 8_100_000, 8_300_000, 8_600_000)


def test_tv5_abc() -> None:
    assert scored(SIX, ABC, 50, 10_000_000, delta="12", K="0.97", B="7900000")[0] == "7963700.00"
    with pytest.raises(NotAsPublished):
        scored(SIX, ABC, 50, 10_000_000, delta="12", K="0.97", B="8600000")


def test_tv8_and_d5_the_evaluated_price_wins_and_not_the_quoted() -> None:
    tv8 = [evaluated_price(D(9_500_000), [D(120_000)]), evaluated_price(D(9_700_000), (), [D(200_000)])]
    assert tv8 == [D(9_620_000), D(9_500_000)]
    d5 = [evaluated_price(D(5_580_000), [D(95_000)]), evaluated_price(D(5_890_000), (), [D(210_000)])]
    assert d5 == [D(5_675_000), D(5_680_000)]


def test_d1_one_above_the_ceiling_is_not_in_the_mean() -> None:
    all_seven = money((26888000, 27105600, 26450300, 27322000, "26999999.99", 26720400, 28010000))
    bids = [PricedBid(str(number), price) for number, price in enumerate(all_seven)]
    valid = population(bids, MEAN, D(27_950_000))
    assert valid == all_seven[:6]
    assert benchmark(valid, MEAN, {}) == Fraction("26928499.9975")
    assert scored(valid, MEAN, 50) == ("26928500.00", ["49.92", "49.34", "49.11", "48.54", "49.73", "49.61"])


def test_d2_both_lots() -> None:
    lot1 = (108_350_000, 107_990_000, 109_880_000, 110_420_000, 111_060_000, 112_900_000)
    expected = ["99.31", "98.98", "98.58", "97.59", "96.41", "93.04"]
    assert scored(lot1, REASONABLE, 100, k="0.75") == ("109103043.75", expected)
    lot2 = (79_600_000, 78_880_000, 80_120_000, 80_990_000, 81_450_000)
    expected = ["99.96", "99.05", "98.78", "96.60", "95.44"]
    assert scored(lot2, REASONABLE, 100, k="0.75") == ("79634891.67", expected)


def test_d3_and_d6_lowest_over_price() -> None:
    d3 = money((1638000, 1702000, 1745000, 1589000))
    assert [str(lowest_score(one, d3, LOWEST, D(20)).score) for one in d3] == ["19.40", "18.67", "18.21", "20.00"]
    d6 = money((1098000, 1156000, 1210000))
    assert [str(lowest_score(one, d6, LOWEST, D(15)).score) for one in d6] == ["15.00", "14.25", "13.61"]


def test_d4_composite() -> None:
    prices = (18_120_000, 18_460_000, 18_590_000, 18_730_000, 18_990_000)
    expected = ["48.88", "46.98", "46.25", "45.47", "44.02"]
    assert scored(prices, COMPOSITE, 50, 19_260_000) == ("17918512.50", expected)


def test_a_bid_rejected_after_the_benchmark_was_fixed_stays_in_it_where_the_method_says_so() -> None:
    bids = [PricedBid("a", D(1)), PricedBid("b", D(2), "after"), PricedBid("c", D(3), "before")]
    assert population(bids, MEAN, None) == [D(1), D(2)]
    assert population(bids, PriceRule("benchmark", frozen=False), None) == [D(1)]
    assert population(bids, PriceRule("benchmark", population="all_opened"), D(1)) == [D(1), D(2), D(3)]


@pytest.mark.parametrize("prices", [(5,), (5, 5), (5, 5, 5, 5, 5)])
def test_equal_prices_however_few_have_full_marks(prices: tuple[int, ...]) -> None:
    assert scored(prices, MEAN, 60) == ("5.00", ["60.00"] * len(prices))


def test_marks_stop_at_the_floor_and_no_price_is_refused() -> None:
    floor = PriceRule("benchmark", above=D(1), floor=D(10))
    assert benchmark_score(D(300), Fraction(100), floor, D(60)).score == D("10.00")
    assert benchmark_score(D(300), Fraction(100), MEAN, D(60)).score == D("0.00")
    with pytest.raises(NothingToCompare):
        benchmark([], MEAN, {})


def test_a_coefficient_that_was_not_published_is_refused() -> None:
    with pytest.raises(NotAsPublished):
        scored(FIVE, REASONABLE, 100, k="2")


def test_s_is_asked_about_the_price_and_p_is_not() -> None:
    prices = {"P": D(1638000), "Q": D(1702000), "R": D(1745000), "S": D(1589000)}
    asked = {bid: low_price_grounds(bid, prices, D(1820000), rulebook(1), works=False) for bid in prices}
    assert asked == {"P": [], "Q": [], "R": [], "S": ["R-LOW-CEILING"]}
