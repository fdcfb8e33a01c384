"""Judged lots made by hand: the six tenders of the demonstration and the whole ranking of the design, as cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal as D

from bidding.methods.method import Band, Coefficient, Criterion, LotAwardRule, Method, PriceRule
from bidding.methods.review import Rejection, by_price
from bidding.methods.scheme import CriterionPart, Part, Scheme
from bidding.methods.settle import Case, SeatMark, Settlement
from tests.rules.methods.schemes import EVALUATED, ITEMS

SEATS = ("E01", "E02", "E03", "E04", "B01")
DROP = (Band(5, 1, 1),)
DROP_FOUR = (Band(4, 1, 1),)
SEED = bytes(32)
PARTS: dict[str, Part] = {"技术": "technical", "商务": "business", "信用": "credit", "报价": "price"}
TECH, BUSINESS, CREDIT, PRICE = PARTS


def scheme(weights: Mapping[str, int], price: PriceRule, ties: tuple[str, ...] = ("lower_price", "buyer")) -> Scheme:
    """A comprehensive scheme: technical and business subjective, credit objective, these full marks."""
    kinds = {TECH: "subjective", BUSINESS: "subjective", CREDIT: "objective", PRICE: "price"}
    criteria = tuple(
        Criterion(name, kinds[name], D(weight), name == TECH)  # type: ignore[arg-type]
        for name, weight in weights.items()
    )
    parts = tuple(CriterionPart(name, PARTS[name]) for name in weights)
    return Scheme(Method("综合评估法", criteria, price, DROP, ties=ties), ITEMS, parts, (), "price", (), 3, 1, 60)


def marks(bid: str, given: Mapping[str, Sequence[object] | object], seats: Sequence[str] = SEATS) -> list[SeatMark]:
    """One mark for all members, or one each."""
    found = []
    for criterion, marks_ in given.items():
        each = list(marks_) if isinstance(marks_, tuple) else [marks_] * len(seats)
        found += [SeatMark(bid, criterion, seat, D(str(mark))) for seat, mark in zip(seats, each, strict=True)]
    return found


def case(
    by: Scheme, prices: Mapping[str, object], given: Sequence[SeatMark] = (), ceiling: object = None, **drawn: str
) -> Case:
    """A case without votes; what is above the ceiling is out."""
    amounts = {bid: D(str(price)) for bid, price in prices.items()}
    top = None if ceiling is None else D(str(ceiling))
    values = {name: D(value) for name, value in drawn.items()}
    return Case(by, top, values, SEED, amounts, SEATS, by_price(amounts, top), tuple(given))


def totals(found: Settlement) -> list[tuple[str, str]]:
    """Bids with their totals, first place first."""
    return [(one.bid, str(one.total)) for one in found.results]


def price_scores(found: Settlement) -> dict[str, str]:
    """By bid."""
    return {one.bid: str(one.price_score) for one in found.results}


D1_PRICES = {
    "A": "26888000.00",
    "B": "27105600.00",
    "C": "26450300.00",
    "D": "27322000.00",
    "E": "26999999.99",
    "F": "26720400.00",
    "G": "28010000.00",
}
D1_MARKS = {
    "A": (("29", "28.5", "30", "29.5", "28"), 8, 5),
    "B": (("31", "30.5", "32", "31", "30"), 9, 4),
    "C": (("27", "26", "28", "27.5", "26.5"), 7, 5),
    "D": (("32", "31.5", "33", "32.5", "33"), 10, 5),
    "E": (("30", "29", "30.5", "31", "30.5"), 8, 4),
    "F": (("28", "27.5", "29", "28", "35"), 9, 3),
}
MEAN = PriceRule("benchmark", "mean", DROP_FOUR, (), D("1.0"), D("0.5"))


def d1() -> Case:
    """恩施: comprehensive 35 + 10 + 5 + 50."""
    by = scheme({TECH: 35, BUSINESS: 10, CREDIT: 5, PRICE: 50}, MEAN)
    given = [
        mark
        for bid, (tech, business, credit) in D1_MARKS.items()
        for mark in marks(bid, {TECH: tech, BUSINESS: business, CREDIT: credit})
    ]
    return case(by, D1_PRICES, given, 27_950_000)


FLOAT = tuple(map(D, ("0.25", "0.5", "0.75", "1", "1.25", "1.5")))
D2_LOTS: dict[str, dict[str, object]] = {
    "1": {
        "H": 108_350_000,
        "I": 109_880_000,
        "J": 110_420_000,
        "K": 111_060_000,
        "L": 112_900_000,
        "M": 107_990_000,
    },
    "2": {"H": 79_600_000, "I": 80_120_000, "J": 80_990_000, "N": 81_450_000, "L": 78_880_000},
}
ONE_LOT = LotAwardRule(1, ("1", "2"))


def d2(lot: str) -> Case:
    """襄阳: reasonable low price, k drawn 0.75 %, at most one lot for a bidder."""
    rule = PriceRule("benchmark", "mean", DROP_FOUR, (Coefficient("k", FLOAT),), D(2), D(1))
    by = scheme({PRICE: 100}, rule)
    by = replace(by, method=replace(by.method, lots=ONE_LOT))
    return case(by, D2_LOTS[lot], (), {"1": 115_230_000, "2": 84_150_000}[lot], k="0.75")


def priced_only(weight: int, prices: Mapping[str, object], rule: PriceRule, ceiling: object = None) -> Case:
    """A lot where every bid has the same marks beside the price."""
    by = scheme({TECH: 100 - weight, PRICE: weight}, rule)
    given = [mark for bid in prices for mark in marks(bid, {TECH: 30})]
    return case(by, prices, given, ceiling)


LOWEST = PriceRule("lowest")
MIXED = tuple(Coefficient(name, (D(value),)) for name, value in (("K1", "0.97"), ("Q1", "0.75"), ("K2", "0.93")))
DROP_HIGHEST = (Band(0, take="second_lowest"), Band(4, drop_high=1), Band(7, percent=D(20)))
COMPOSITE = PriceRule("benchmark", "composite", DROP_HIGHEST, MIXED, D("1.0"), D("0.5"))
D4_PRICES = {"T": 18_120_000, "U": 18_460_000, "V": 18_590_000, "W": 18_730_000, "X": 18_990_000}


def d5() -> Case:
    """大冶: evaluated lowest price; e failed the technical part."""
    prices = {"a": 5_675_000, "b": 5_725_000, "c": 5_680_000, "d": 5_720_000, "e": 5_000_000}
    return replace(case(EVALUATED, prices), rejected=(Rejection("e", "R1", 6, "技术不响应", "PRELIMINARY"),))


def tv7() -> Case:
    """The whole ranking: tech 40 without the extremes, business 15, credit 5, price 40 against a plain mean."""
    by = scheme({TECH: 40, BUSINESS: 15, CREDIT: 5, PRICE: 40}, replace(MEAN, bands=DROP_FOUR))
    rows = {
        "B1": (("33", "34.5", "35", "31", "36"), 13, "4.5", 9_500_000),
        "B2": (("30", "29.5", "31", "30.5", "38"), 15, 5, 9_620_000),
        "B3": (("35.5", "36", "34", "35", "33.5"), 11, 4, 9_850_000),
    }
    given = [
        mark
        for bid, (tech, business, credit, _) in rows.items()
        for mark in marks(bid, {TECH: tech, BUSINESS: business, CREDIT: credit})
    ]
    return case(by, {bid: row[3] for bid, row in rows.items()}, given)
