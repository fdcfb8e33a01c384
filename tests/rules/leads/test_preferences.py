"""E01 and E02: who prefers a bid, that names are of no weight, and how often chance alone looks so."""

from decimal import Decimal as D
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.leads.lead import Lead, in_order
from bidding.methods.leads.preferences import GivenMark, preferences
from foundation.rulebook import rulebook

RULES = rulebook(1)
SEATS = ("B01", "E01", "E02", "E03", "E04")
BIDS = ("aa", "bb", "cc", "dd")
MARKS = st.dictionaries(st.tuples(st.sampled_from(BIDS), st.sampled_from(SEATS)), st.integers(0, 45), max_size=20)


def marks(special: dict[tuple[str, str], int], usual: int = 30) -> list[GivenMark]:
    """Everybody gives the usual mark, but for these of (bid, seat)."""
    return [GivenMark(bid, "方案", seat, D(special.get((bid, seat), usual))) for bid in BIDS for seat in SEATS]


def found(given_marks: list[GivenMark]) -> tuple[Lead, ...]:
    return in_order(preferences(given_marks, RULES))


def test_one_who_marks_one_bid_far_above_the_others():
    [lead] = found(marks({("bb", "E02"): 39}))
    assert (lead.rule, lead.bids, lead.seats) == ("E01", ("bb",), ("E02",))
    assert [(one.of, one.place, one.value) for one in lead.facts][2] == ("E02", "bb", "39")
    assert {one.name: one.value for one in lead.measures} == {"above": "30.00%", "limit": "30.00%"}


def test_just_below_the_limit_is_no_lead():
    assert found(marks({("bb", "E02"): 38})) == ()


def test_who_marks_one_bid_far_below_prefers_nobody():
    assert found(marks({("bb", "E02"): 5})) == ()


def test_who_is_generous_to_most_prefers_nobody():
    assert found(marks({(bid, "E02"): 40 for bid in BIDS[:3]})) == ()


def test_three_together_hide_behind_their_own_mean_and_are_found_as_a_group():
    leads = found(marks({("bb", seat): 40 for seat in ("E01", "E02", "E03")}))
    assert [(one.rule, one.bids, one.seats) for one in leads] == [("E02", ("bb",), ("E01", "E02", "E03"))]


def test_two_alone_are_no_group():
    assert [one.rule for one in found(marks({("bb", seat): 45 for seat in ("E01", "E02")}))] == ["E01", "E01"]


def test_a_single_bid_cannot_be_preferred():
    assert found([GivenMark("aa", "方案", seat, D(45 if seat == "E01" else 10)) for seat in SEATS]) == ()


def test_others_who_give_nothing_are_no_measure():
    assert found([GivenMark(bid, "方案", seat, D(9 if seat == "E01" else 0)) for bid in BIDS for seat in SEATS]) == ()


@given(MARKS, st.randoms())
def test_the_order_of_the_marks_changes_nothing(told: dict[tuple[str, str], int], chance: Random):
    given_marks = [GivenMark(bid, "方案", seat, D(mark)) for (bid, seat), mark in told.items()]
    assert found(given_marks) == found(chance.sample(given_marks, len(given_marks)))


@given(MARKS)
def test_bids_that_swap_their_marks_swap_their_leads(told: dict[tuple[str, str], int]):
    other = {"aa": "bb", "bb": "aa"}
    one = found([GivenMark(bid, "方案", seat, D(mark)) for (bid, seat), mark in told.items()])
    two = found([GivenMark(other.get(bid, bid), "方案", seat, D(mark)) for (bid, seat), mark in told.items()])

    def swapped(lead: Lead) -> tuple[str, str, tuple[str, ...]]:
        return lead.rule, other.get(lead.bids[0], lead.bids[0]), lead.seats

    assert sorted(map(swapped, one)) == sorted((lead.rule, lead.bids[0], lead.seats) for lead in two)


def test_independent_marks_give_a_lead_in_fewer_than_one_lot_in_a_hundred():
    chance, lots, hits = Random(3), 2_000, 0
    for _ in range(lots):
        given_marks = [
            GivenMark(bid, name, seat, D(str(round(full * chance.uniform(0.7, 1), 1))))
            for bid in (*BIDS, "ee")
            for seat in SEATS
            for name, full in (("方案", 35), ("业绩", 10))
        ]
        hits += bool(found(given_marks))
    assert hits < lots / 100
