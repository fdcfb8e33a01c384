"""E03, E04 and E05: who is called too often, who prefers a bidder lot after lot, who judges faster than he reads."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.leads.called import Call, often_called
from bidding.methods.leads.conduct import Conduct, conduct
from bidding.methods.leads.history import Preferred, again_preferred, preferred
from bidding.methods.leads.lead import Lead, in_order
from bidding.methods.leads.preferences import GivenMark
from foundation.rulebook import rulebook

RULES = rulebook(1)
SEATS = {"E01": "expert one", "E02": "expert two", "E03": "expert three"}
BIDDERS = {"aa": "firm A", "bb": "firm B", "cc": "firm C"}
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)


def call(session: int, expert: str = "expert one", buyer: str = "", agency: str = "", became: str = "sat") -> Call:
    day = date(2026, 1, 1) + timedelta(days=session)
    return Call(expert, f"session {session}", day, buyer or f"buyer {session}", agency, became)  # type: ignore[arg-type]


def kinds(leads: Sequence[Lead]) -> list[tuple[str, tuple[str, ...], str]]:
    """Kind, seats, and how often."""
    return [(one.measures[0].value, one.seats, one.measures[1].value) for one in leads]


def called(calls: Sequence[Call]) -> tuple[Lead, ...]:
    return in_order(often_called(SEATS, calls, RULES))


def test_who_sat_five_times_for_one_buyer_is_a_lead_with_every_day():
    [lead] = called([call(n, buyer="云顶坪小学") for n in range(5)])
    assert (lead.rule, lead.strength, kinds([lead])) == ("E03", "yellow", [("buyer", ("E01",), "5")])
    assert [one.value for one in lead.facts][:2] == ["2026-01-01", "2026-01-02"]
    assert called([call(n, buyer="云顶坪小学") for n in range(4)]) == ()


def test_an_agency_counts_like_a_buyer_and_no_agency_is_none():
    assert kinds(called([call(n, agency="楚正") for n in range(6)])) == [("agency", ("E01",), "6")]
    assert called([call(n, agency="") for n in range(6)]) == ()


def test_two_who_always_sit_together_are_a_lead():
    calls = [call(n, expert) for n in range(4) for expert in ("expert one", "expert three")]
    assert kinds(called(calls)) == [("together", ("E01", "E03"), "4")]


def test_who_refuses_again_and_again_is_a_lead_and_did_not_sit():
    assert kinds(called([call(n, buyer="B", became="refused") for n in range(5)])) == [("refused", ("E01",), "5")]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(sorted(SEATS.values())), st.booleans())), st.randoms())
def test_the_order_of_the_calls_changes_nothing(told: list[tuple[int, str, bool]], chance: Random):
    calls = [call(n, who, buyer="B", became="sat" if sat else "refused") for n, who, sat in sorted(set(told))]
    assert called(calls) == called(chance.sample(calls, len(calls)))


def marks(special: dict[tuple[str, str], int]) -> list[GivenMark]:
    return [
        GivenMark(bid, "方案", seat, D(special.get((bid, seat), 30)))
        for bid in BIDDERS
        for seat in (*SEATS, "E04", "B01")
    ]


def past(lots: int, share: str = "0.12", uscc: str = "firm B") -> list[Preferred]:
    return [Preferred("expert two", uscc, f"lot {n}", Fraction(share)) for n in range(lots)]


def again(given_marks: list[GivenMark], before: list[Preferred]) -> tuple[Lead, ...]:
    return in_order(again_preferred(given_marks, SEATS, BIDDERS, before, RULES))


def test_who_prefers_one_bidder_for_the_third_time_is_a_lead():
    [lead] = again(marks({("bb", "E02"): 34}), past(2))
    assert (lead.rule, lead.bids, lead.seats) == ("E04", ("bb",), ("E02",))
    assert [(one.place, one.value) for one in lead.facts] == [
        ("lot 0", "12.00%"),
        ("lot 1", "12.00%"),
        ("bb", "13.33%"),
    ]


@pytest.mark.parametrize(
    ("given_marks", "before"),
    [
        (marks({("bb", "E02"): 34}), past(1)),
        (marks({("bb", "E02"): 34}), past(5, "0.09")),
        (marks({("bb", "E02"): 34}), past(5, uscc="firm A")),
        (marks({("bb", "E02"): 31}), past(5)),
        (marks({("bb", "E01"): 34}), past(5)),
        (marks({(bid, "E02"): 36 for bid in BIDDERS}), past(5)),
    ],
    ids=["the second time", "little before", "another bidder", "little now", "another expert", "generous to all"],
)
def test_no_preference_over_time(given_marks: list[GivenMark], before: list[Preferred]):
    assert again(given_marks, before) == ()


def test_a_lone_bid_cannot_be_preferred():
    assert preferred([GivenMark("aa", "方案", seat, D(9)) for seat in SEATS]) == {}


def member(minutes: float, bids: int = 10, stations: Sequence[str] = ("1室甲",)) -> Conduct:
    told = tuple((name, NINE + timedelta(minutes=n)) for n, name in enumerate(stations))
    return Conduct("E02", NINE, NINE + timedelta(minutes=minutes), bids, told)


def test_less_than_a_minute_for_each_bid_is_a_strong_lead():
    [lead] = conduct([member(9)], [], RULES)
    assert (lead.rule, lead.strength, lead.seats) == ("E05", "red", ("E02",))
    assert {one.name: one.value for one in lead.measures} == {"kind": "pace", "pace": "54", "limit": "60", "bids": "10"}
    assert list(conduct([member(10)], [], RULES)) == []


def test_time_in_which_the_room_stood_still_is_nobodys():
    held = [(NINE - timedelta(minutes=5), NINE + timedelta(minutes=3)), (NINE + timedelta(minutes=10), NINE)]
    assert list(conduct([member(14)], held, RULES)) == []
    assert [one.strength for one in conduct([member(12)], held, RULES)] == ["red"]


def test_another_workstation_is_a_weak_lead_and_a_second_slip_for_the_same_is_none():
    [lead] = conduct([member(60, stations=("1室甲", "备用"))], [], RULES)
    assert (lead.strength, [one.place for one in lead.facts]) == ("yellow", ["1室甲", "备用"])
    assert list(conduct([member(60, stations=("1室甲", "1室甲"))], [], RULES)) == []
