"""Marks become an order that depends on the marks and the published ties, never on who is listed first."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.marks import criterion_marks, deviation_alerts
from bidding.methods.method import Band, Criterion, LotAwardRule
from bidding.methods.ranking import Ranked, Standing, lot_awards, ranking
from bidding.methods.refusals import NotAsPublished
from foundation.rulebook import rulebook

TECH = Criterion("tech", "subjective", D(100))
DROP = (Band(5, 1, 1),)
TIES = ("lower_price", "higher:tech", "draw")


def average(*marks: str, bands: tuple[Band, ...] = DROP) -> str:
    return str(criterion_marks(TECH, {f"E{n}": D(mark) for n, mark in enumerate(marks, 1)}, bands, 2))


def test_tv6_averages() -> None:
    assert average("82.5", "85", "86", "88", "95") == "86.33"
    assert average("82.5", "85", "86", "88", "95", bands=()) == "87.30"
    assert average("78", "82.5", "85", "86", "88", "90", "99") == "86.30"


def stand(bid: str, tech: str, business: str, credit: str, price: str, amount: str) -> Standing:
    marks = {"tech": D(tech), "business": D(business), "credit": D(credit), "price": D(price)}
    return Standing(bid, marks, D(amount))


def test_tv7_the_whole_ranking() -> None:
    b1 = stand("B1", average("33", "34.5", "35", "31", "36"), "13", "4.5", "39.19", "9500000")
    b2 = stand("B2", average("30", "29.5", "31", "30.5", "38"), "15", "5", "39.81", "9620000")
    b3 = stand("B3", average("35.5", "36", "34", "35", "33.5"), "11", "4", "38.00", "9850000")
    ranked = [(one.bid, str(one.total)) for one in ranking([b3, b2, b1], TIES)]
    assert ranked == [("B1", "90.86"), ("B2", "90.31"), ("B3", "87.83")]


def test_d1_totals() -> None:
    rows = {
        "A": ("29", "28.5", "30", "29.5", "28", 8, 5, "49.92"),
        "B": ("31", "30.5", "32", "31", "30", 9, 4, "49.34"),
        "C": ("27", "26", "28", "27.5", "26.5", 7, 5, "49.11"),
        "D": ("32", "31.5", "33", "32.5", "33", 10, 5, "48.54"),
        "E": ("30", "29", "30.5", "31", "30.5", 8, 4, "49.73"),
        "F": ("28", "27.5", "29", "28", "35", 9, 3, "49.61"),
    }
    bids = [
        stand(bid, average(*map(str, row[:5])), str(row[5]), str(row[6]), str(row[7]), "1") for bid, row in rows.items()
    ]
    totals = [(one.bid, str(one.total)) for one in ranking(bids, TIES)]
    assert totals == [("D", "96.04"), ("B", "93.17"), ("E", "92.06"), ("A", "91.92"), ("F", "89.94"), ("C", "88.11")]


def test_one_mark_far_from_the_others_is_told_to_its_own_seat() -> None:
    marks = {f"E{n}": D(mark) for n, mark in enumerate(("28", "27.5", "29", "28", "35"), 1)}
    [alert] = deviation_alerts(marks, rulebook(1))
    assert (alert.seat, alert.direction, alert.band) == ("E5", "high", "warn")
    assert round(float(alert.deviation) * 100, 2) == 24.44


def test_objective_marks_must_be_equal_and_no_mark_is_out_of_range() -> None:
    fact = Criterion("fact", "objective", D(10))
    assert criterion_marks(fact, {"E1": D(7), "E2": D(7)}, DROP, 2) == D("7.00")
    for marks in ({"E1": D(7), "E2": D(8)}, {"E1": D(11)}, {"E1": D(-1)}, {}):
        with pytest.raises(NotAsPublished):
            criterion_marks(fact, marks, DROP, 2)


def test_ties_go_to_the_lower_price_then_technical_then_the_draw() -> None:
    a, b, c = (
        Standing(bid, {"tech": D(tech), "x": D(50 - tech)}, D(9)) for bid, tech in (("a", 20), ("b", 30), ("c", 30))
    )
    assert ranking([a, b, c], TIES) == [
        Ranked(1, "b", D(50), "draw"),
        Ranked(1, "c", D(50), "draw"),
        Ranked(3, "a", D(50)),
    ]
    assert [one.bid for one in ranking([a, b, c], TIES, {"c": 1, "b": 2})] == ["c", "b", "a"]


def test_d2_h_leads_both_lots_and_takes_one() -> None:
    lots = {"1": list("HMIJKL"), "2": list("HLIJN")}
    assert lot_awards(lots, LotAwardRule(1, ("1", "2"))) == {"1": "H", "2": "L"}
    assert lot_awards(lots, LotAwardRule()) == {"1": "H", "2": "H"}


MARK = st.integers(0, 4).map(D)


@given(st.lists(st.tuples(MARK, MARK), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_bidders_does_not_matter(rows: list[tuple[D, D]], order: object) -> None:
    bids = [Standing(str(n), {"tech": tech}, price) for n, (tech, price) in enumerate(rows)]
    mixed = list(bids)
    order.shuffle(mixed)  # type: ignore[attr-defined]
    assert ranking(mixed, TIES) == ranking(bids, TIES)


@given(st.permutations(["82.5", "85", "86", "88", "95"]))
def test_the_order_of_experts_does_not_matter(marks: list[str]) -> None:
    assert average(*marks) == "86.33"
