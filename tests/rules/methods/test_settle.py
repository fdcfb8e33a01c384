"""What a committee gave becomes a ranking, to the last digit and in whatever order it came in."""

from dataclasses import replace
from decimal import Decimal as D
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.marks import deviation_alerts
from bidding.methods.method import Coefficient, LotAwardRule, PriceRule
from bidding.methods.refusals import NotAsPublished
from bidding.methods.review import Rejection
from bidding.methods.settle import Case, SeatMark, draw_ties, over_limit, settle
from foundation.rulebook import rulebook
from tests.rules.methods.judging import (
    BUSINESS,
    COMPOSITE,
    CREDIT,
    D2_LOTS,
    D4_PRICES,
    LOWEST,
    MEAN,
    ONE_LOT,
    PRICE,
    SEATS,
    TECH,
    case,
    d1,
    d2,
    d5,
    marks,
    price_scores,
    priced_only,
    scheme,
    totals,
    tv7,
)

SCORES = ["29.00", "30.83", "27.00", "32.50", "30.33", "28.33"]


def test_tv7_the_whole_ranking() -> None:
    found = settle(tv7())
    assert totals(found) == [("B1", "90.86"), ("B2", "90.31"), ("B3", "87.83")]
    assert str(found.benchmark) == "9656666.67"
    assert price_scores(found) == {"B1": "39.19", "B2": "39.81", "B3": "38.00"}


def test_d1_from_the_marks_to_the_candidates() -> None:
    found = settle(d1())
    expected = [("D", "96.04"), ("B", "93.17"), ("E", "92.06"), ("A", "91.92"), ("F", "89.94"), ("C", "88.11")]
    assert totals(found) == expected
    assert str(found.benchmark) == "26928500.00"
    assert {one.bid: str(dict(one.criteria)[TECH]) for one in found.results} == dict(zip("ABCDEF", SCORES, strict=True))
    assert found.candidates == ("D", "B", "E")
    assert [(one.bid, one.item, one.ground) for one in found.rejected] == [("G", "R-CEILING", 5)]


def test_d1_the_alert_is_told_and_the_mark_stays() -> None:
    tech = {one.seat: one.mark for one in d1().marks if (one.bid, one.criterion) == ("F", TECH)}
    [alert] = deviation_alerts(tech, rulebook(1))
    assert (alert.seat, alert.direction, alert.band) == ("B01", "high", "warn")
    assert str(dict(next(one for one in settle(d1()).results if one.bid == "F").criteria)[TECH]) == "28.33"


def test_d2_both_lots_and_the_lot_award_rule() -> None:
    ones, twos = settle(d2("1")), settle(d2("2"))
    assert [str(one.benchmark) for one in (ones, twos)] == ["109103043.75", "79634891.67"]
    expected = [("H", "99.31"), ("M", "98.98"), ("I", "98.58"), ("J", "97.59"), ("K", "96.41"), ("L", "93.04")]
    assert totals(ones) == expected
    assert totals(twos) == [("H", "99.96"), ("L", "99.05"), ("I", "98.78"), ("J", "96.60"), ("N", "95.44")]
    ranks = {"1": [one.bid for one in ones.results], "2": [one.bid for one in twos.results]}
    bidders = {bid: bid for lot in D2_LOTS.values() for bid in lot}
    out = over_limit(ranks, bidders, ONE_LOT)
    assert out == {"1": frozenset(), "2": frozenset("H")}
    assert settle(replace(d2("1"), left_out=out["1"])).candidates == ("H", "M", "I")
    assert settle(replace(d2("2"), left_out=out["2"])).candidates == ("L", "I", "J")


def test_without_a_limit_nobody_is_left_out() -> None:
    ranks, bidders = {"1": ["a"], "2": ["a"]}, {"a": "a"}
    assert over_limit(ranks, bidders, LotAwardRule()) == {"1": frozenset(), "2": frozenset()}
    assert over_limit(ranks, bidders, LotAwardRule(1, ("2", "1", "3")))["1"] == frozenset("a")


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (
            priced_only(20, {"P": 1638000, "Q": 1702000, "R": 1745000, "S": 1589000}, LOWEST, 1820000),
            {"P": "19.40", "Q": "18.67", "R": "18.21", "S": "20.00"},
        ),
        (
            priced_only(50, D4_PRICES, COMPOSITE, 19_260_000),
            {"T": "48.88", "U": "46.98", "V": "46.25", "W": "45.47", "X": "44.02"},
        ),
        (
            priced_only(15, {"a": 1098000, "b": 1156000, "c": 1210000}, LOWEST),
            {"a": "15.00", "b": "14.25", "c": "13.61"},
        ),
    ],
    ids=["D3", "D4", "D6"],
)
def test_prices_of_the_other_tenders(one: Case, expected: dict[str, str]) -> None:
    assert price_scores(settle(one)) == expected


def test_d4_benchmark() -> None:
    assert str(settle(priced_only(50, D4_PRICES, COMPOSITE, 19_260_000)).benchmark) == "17918512.50"


def test_d5_the_evaluated_price_wins_without_marks() -> None:
    found = settle(d5())
    assert [(one.bid, one.rank, one.total) for one in found.results] == [
        ("a", 1, None),
        ("c", 2, None),
        ("d", 3, None),
        ("b", 4, None),
    ]
    assert (found.benchmark, found.candidates) == (None, ("a", "c", "d"))


ABC = PriceRule(
    "benchmark",
    "abc",
    coefficients=tuple(
        Coefficient(name, (D(value),))
        for name, value in {
            "a": ".5",
            "b": ".3",
            "c": ".2",
            "mean_share": ".7",
            "lower": ".75",
            "upper": ".95",
            "delta": "12",
            "K": "0.97",
        }.items()
    ),
)
SIX = {"a": 7_200_000, "b": 7_600_000, "c": 7_900_000, "d": 8_100_000, "e": 8_300_000, "f": 8_600_000}


def test_the_drawn_price_of_an_abc_benchmark_follows_from_the_seed() -> None:
    one = priced_only(50, SIX, ABC, 10_000_000)
    found = {str(settle(replace(one, seed=bytes([n]) * 32)).benchmark) for n in range(40)}
    assert "7963700.00" in found  # TV-5, where 7,900,000 is drawn
    assert len(found) == 5
    assert settle(one) == settle(one)


def test_equal_prices_and_a_price_at_the_benchmark_have_full_marks() -> None:
    one = priced_only(60, dict.fromkeys("abc", 5_000_000), MEAN)
    assert set(price_scores(settle(one)).values()) == {"60.00"}
    assert [one.rank for one in settle(one).results] == [1, 1, 1]


@pytest.mark.parametrize("number", [1, 2])
def test_few_bids_are_ranked_where_competition_remains(number: int) -> None:
    prices = {bid: 5_000_000 + place for place, bid in enumerate("ab"[:number])}
    assert len(settle(priced_only(60, prices, MEAN)).results) == number


def test_lacking_competition_rejects_all() -> None:
    found = settle(replace(priced_only(60, {"a": 5, "b": 6}, MEAN), lacking=True))
    assert (found.failed, found.results, found.candidates) == ("rejected", (), ())


def test_nobody_left_is_a_failed_lot() -> None:
    one = priced_only(60, {"a": 5}, MEAN)
    assert settle(replace(one, rejected=(Rejection("a", "F1", 1, "-", "PRELIMINARY"),))).failed == "rejected"


def test_a_bid_without_a_readable_price_stands_nowhere() -> None:
    found = settle(priced_only(60, {"a": 0, "b": 5}, MEAN))
    assert [(one.bid, one.item) for one in found.rejected] == [("a", "R-PRICE")]
    assert [one.bid for one in found.results] == ["b"]


LATE = (Rejection("c", "R-LOW", 5, "-", "CONFIRM"),)
EARLY = (Rejection("c", "R-LOW", 5, "-", "OPEN_PART"),)


def test_a_late_rejection_leaves_a_frozen_benchmark_and_moves_another() -> None:
    prices = {"a": 100, "b": 110, "c": 60}
    frozen = priced_only(60, prices, MEAN)
    free = priced_only(60, prices, replace(MEAN, frozen=False))
    assert str(settle(replace(frozen, rejected=LATE)).benchmark) == "90.00"
    assert str(settle(replace(free, rejected=LATE)).benchmark) == "105.00"
    assert str(settle(replace(frozen, rejected=EARLY)).benchmark) == "105.00"
    assert str(settle(replace(frozen, rejected=(*EARLY, *LATE))).benchmark) == "105.00"


def test_all_opened_prices_make_the_benchmark_where_the_document_says_so() -> None:
    one = priced_only(60, {"a": 100, "b": 110, "c": 600}, replace(MEAN, population="all_opened"), 500)
    assert str(settle(one).benchmark) == "270.00"
    assert [line.bid for line in settle(one).results] == ["b", "a"]


def test_marks_stop_at_the_floor() -> None:
    one = priced_only(60, {"a": 100, "b": 400}, replace(MEAN, floor=D(10)))
    assert price_scores(settle(one))["b"] == "10.00"


def tied(ties: tuple[str, ...]) -> Case:
    by = scheme({TECH: 40, BUSINESS: 20, PRICE: 40}, replace(MEAN, below=D(1)), ties)
    given = [mark for bid, tech in (("a", 20), ("b", 30), ("c", 30)) for mark in marks(bid, {TECH: tech})]
    given += [mark for bid, rest in (("a", 18), ("b", 8), ("c", 8)) for mark in marks(bid, {BUSINESS: rest})]
    return case(by, dict.fromkeys("abc", 100), given)


def test_ties_go_down_the_published_chain() -> None:
    found = settle(tied(("lower_price", f"higher:{TECH}", "buyer")))
    assert [(one.bid, one.rank) for one in found.results] == [("b", 1), ("c", 1), ("a", 3)]
    assert [(tie.bids, tie.by, tie.order) for tie in found.ties] == [(("b", "c"), "buyer", None)]


def test_a_drawn_tie_is_the_same_for_everybody_who_knows_the_seed() -> None:
    one = tied(("lower_price", f"higher:{TECH}", "draw"))
    orders = set()
    for number in range(20):
        decided = draw_ties(settle(one), bytes([number]) * 32, "lot")
        found = settle(replace(one, decided=decided))
        assert [line.rank for line in found.results] == [1, 2, 3]
        assert found.ties[0].order == tuple(line.bid for line in found.results[:2])
        orders.add(found.ties[0].order)
    assert orders == {("b", "c"), ("c", "b")}


def test_unequal_objective_marks_and_missing_marks_are_refused() -> None:
    by = scheme({CREDIT: 40, PRICE: 60}, MEAN)
    unequal = [*marks("a", {CREDIT: (4, 4, 4, 4, 5)})]
    for told in (unequal, unequal[:-1]):
        with pytest.raises(NotAsPublished):
            settle(case(by, {"a": 100}, told))


def test_a_mark_of_somebody_who_does_not_sit_never_enters() -> None:
    stranger = SeatMark("F", TECH, "E09", D(0))
    assert settle(replace(d1(), marks=(*d1().marks, stranger))) == settle(d1())


def test_marks_for_a_rejected_bid_never_enter() -> None:
    given = (*d1().marks, *marks("G", {TECH: 35, BUSINESS: 10, CREDIT: 5}))
    assert settle(replace(d1(), marks=given)) == settle(d1())


@given(st.randoms(use_true_random=False))
def test_the_order_of_bidders_and_of_experts_does_not_matter(order: Random) -> None:
    one = d1()
    given, seats, prices = list(one.marks), list(one.seats), list(one.prices.items())
    for each in (given, seats, prices):
        order.shuffle(each)
    mixed = replace(one, marks=tuple(given), seats=tuple(seats), prices=dict(prices))
    assert settle(mixed) == settle(one)


HALVES = st.integers(0, 70).map(lambda half: D(half) / 2)


@given(st.permutations(SEATS), st.lists(HALVES, min_size=5, max_size=5))
def test_who_of_the_members_gave_which_mark_does_not_matter(seats: list[str], given: list[D]) -> None:
    by = scheme({TECH: 35, PRICE: 65}, MEAN)
    both = [
        case(by, {"a": 100}, [SeatMark("a", TECH, seat, mark) for seat, mark in zip(order, given, strict=True)])
        for order in (SEATS, seats)
    ]
    assert settle(both[0]) == settle(both[1])


@given(st.permutations("ABCDEF"))
def test_another_name_for_a_bid_changes_its_name_only(names: list[str]) -> None:
    one = d1()
    new = dict(zip("ABCDEF", names, strict=True)) | {"G": "G"}
    renamed = replace(
        one,
        prices={new[bid]: price for bid, price in one.prices.items()},
        marks=tuple(replace(mark, bid=new[mark.bid]) for mark in one.marks),
    )
    assert totals(settle(renamed)) == [(new[bid], total) for bid, total in totals(settle(one))]


def test_a_lot_of_price_alone_needs_no_marks() -> None:
    assert [one.criteria for one in settle(d2("1")).results] == [()] * 6
    assert PRICE not in dict(settle(d2("1")).results[0].criteria)
