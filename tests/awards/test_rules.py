"""Publicity, candidates, contract and clocks as pure questions, under the law's days."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bidding.awards import refusals
from bidding.awards.rules import (
    Candidate,
    Facts,
    PassedOver,
    Signed,
    bond_alert,
    bonds_due,
    check_objection_time,
    check_publicity_end,
    choose,
    contract_alerts,
    is_state_controlled,
    keep_until,
    publicity_end,
    resumed_end,
    seven_duties,
    within,
)
from foundation.calendar import SHANGHAI, official_calendar
from foundation.rulebook import LAW_2026, REHEARSAL, rulebook

LAW, PRACTICE, CALENDAR = rulebook(LAW_2026), rulebook(REHEARSAL), official_calendar()


def china(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of 2026 on the clocks of China."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def named(rank: int) -> Candidate:
    """The candidate of that rank."""
    return {"rank": rank, "bid": f"{rank:064x}", "name": f"公司{rank}", "uscc": "-", "price": "1.00"}


def over(rank: int) -> PassedOver:
    """That candidate gave up."""
    return {"bid": named(rank)["bid"], "ground": "gave_up", "reason": "-"}


THREE = [named(1), named(2), named(3)]


@pytest.mark.parametrize(
    ("published", "ends"),
    [
        (china(3, 2, 10), china(3, 6)),  # Monday: Tuesday to Thursday are its three days
        (china(3, 4, 23, 59), china(3, 10)),  # Wednesday: the last day is a Saturday, hence Monday
        (china(3, 5, 9), china(3, 10)),  # Thursday: the last day is a Sunday, hence Monday
        (china(9, 29, 9), china(10, 9)),  # the holiday of the first week of October
    ],
)
def test_a_publicity_ends_with_a_working_day(published: datetime, ends: datetime) -> None:
    assert publicity_end(published, LAW, CALENDAR) == ends


def test_a_publicity_may_be_longer_and_never_shorter() -> None:
    start = china(3, 2, 10)
    check_publicity_end(start, china(3, 6), LAW, CALENDAR)
    check_publicity_end(start, china(4, 6), LAW, CALENDAR)
    with pytest.raises(refusals.PublicityTooShort):
        check_publicity_end(start, china(3, 5, 23, 59), LAW, CALENDAR)


def test_a_publicity_that_stood_still_keeps_the_time_that_was_left() -> None:
    start = china(3, 2, 10)
    ends = publicity_end(start, LAW, CALENDAR)
    assert resumed_end(ends, china(3, 3, 9), china(3, 4, 9), LAW, CALENDAR) == china(3, 7)
    # A day and a half later it would end on a Saturday: on Monday then.
    assert resumed_end(ends, china(3, 3, 9), china(3, 4, 21), LAW, CALENDAR) == china(3, 10)
    second = timedelta(seconds=1)
    assert resumed_end(start, start - 3 * second, start, PRACTICE, CALENDAR) == start + 3 * second


@given(some.integers(0, 20 * 24 * 60), some.integers(0, 20 * 24 * 60))
def test_standing_still_never_shortens_a_publicity(until_stop: int, still: int) -> None:
    start = china(3, 2, 10)
    ends = publicity_end(start, LAW, CALENDAR)
    stopped = min(start + timedelta(minutes=until_stop), ends)
    now = stopped + timedelta(minutes=still)
    left = resumed_end(ends, stopped, now, LAW, CALENDAR) - now
    assert left >= ends - stopped


def test_an_objection_is_late_at_the_end_and_in_time_while_the_clock_rests() -> None:
    ends = china(3, 6)
    check_objection_time(ends, None, ends - timedelta(milliseconds=1))
    check_objection_time(ends, china(3, 5), china(3, 9))
    with pytest.raises(refusals.PublicityOver):
        check_objection_time(ends, None, ends)
    with pytest.raises(refusals.PublicityNotBegun):
        check_objection_time(None, None, ends)


def test_three_days_to_answer_end_with_the_third_or_the_next_working_day() -> None:
    row = LAW.row("R-OBJ-ANS")
    assert within(china(3, 3, 9), row, CALENDAR) == china(3, 7)
    assert within(china(3, 4, 9), row, CALENDAR) == china(3, 10)
    assert within(china(3, 4, 9), PRACTICE.row("R-OBJ-ANS"), CALENDAR) == china(3, 4, 9, 5)


def test_state_money_in_half_of_a_statutory_project_binds_the_buyer_to_the_first() -> None:
    funds = [{"source": "budget", "amount": "50.00"}, {"source": "private", "amount": "50.00"}]
    assert is_state_controlled(funds, LAW, statutory=True)
    assert not is_state_controlled(funds, LAW, statutory=False)
    assert not is_state_controlled([*funds, {"source": "private", "amount": "0.01"}], LAW, statutory=True)
    assert is_state_controlled([], LAW, statutory=True)


def test_the_first_candidate_wins_unless_a_ground_holds() -> None:
    assert choose(THREE, named(1)["bid"], [], first_only=True) == named(1)
    assert choose(THREE, named(2)["bid"], [over(1)], first_only=True) == named(2)
    with pytest.raises(refusals.FirstCandidateWins):
        choose(THREE, named(3)["bid"], [over(1)], first_only=True)
    assert choose(THREE, named(3)["bid"], [], first_only=False) == named(3)
    with pytest.raises(refusals.NotACandidate):
        choose(THREE, named(4)["bid"], [], first_only=False)
    with pytest.raises(refusals.NotACandidate):
        choose(THREE, named(1)["bid"], [over(1)], first_only=True)


def test_a_contract_is_compared_with_the_offer_and_the_thirty_days() -> None:
    due = china(4, 3)
    as_won = Signed(date(2026, 4, 2), Decimal("10.00"), "360")
    assert contract_alerts(as_won, Decimal("10.00"), "360", due) == []
    other = Signed(date(2026, 4, 3), Decimal("9.99"), "400")
    kinds = [one["kind"] for one in contract_alerts(other, Decimal("10.00"), "360", due)]
    assert kinds == ["price-differs", "period-differs", "contract-late"]


def test_bonds_go_back_within_five_days_of_the_contract() -> None:
    due = bonds_due(date(2026, 3, 2), china(3, 2, 10), LAW, CALENDAR)
    assert due == china(3, 10)  # the fifth day is a Saturday
    assert bond_alert(date(2026, 3, 9), due) is None
    late = bond_alert(date(2026, 3, 10), due)
    assert late is not None and (late["expected"], late["found"]) == ("2026-03-09", "2026-03-10")
    assert bonds_due(date(2026, 3, 2), china(3, 2, 10), PRACTICE, CALENDAR) == china(3, 2, 10, 5)


def test_an_archive_is_kept_fifteen_years() -> None:
    assert keep_until(date(2026, 3, 2), LAW) == date(2041, 3, 2)
    assert keep_until(date(2028, 2, 29), LAW) == date(2043, 2, 28)


def facts(**more: object) -> Facts:
    """A lot whose report came in a moment ago."""
    start = datetime(2026, 3, 2, 2, tzinfo=UTC)
    told: dict[str, object] = {"state": "REPORTED", "received_at": start, "publish_due": china(3, 6), "bonds_open": 4}
    told |= dict.fromkeys(("ends_at", "answers_due", "awarded_at", "contract_due", "report_due", "filed_at"))
    return Facts(**{**told, "bonds_due": None, **more})  # type: ignore[arg-type]


def test_seven_duties_stand_in_the_order_of_the_law_with_their_dates() -> None:
    shown = seven_duties(facts(), china(3, 3))
    assert [one["step"] for one in shown][:3] == ["publish-candidates", "answer-result-objection", "award"]
    assert [one["state"] for one in shown] == ["open", *["ahead"] * 6]
    assert seven_duties(facts(), china(3, 6))[0]["state"] == "late"
    asked = facts(state="SUSPENDED", ends_at=china(3, 6), answers_due=china(3, 5))
    assert [one["state"] for one in seven_duties(asked, china(3, 4))][:3] == ["done", "open", "ahead"]
    won = facts(state="AWARDED", ends_at=china(3, 6), awarded_at=china(3, 9), contract_due=china(4, 9))
    assert [one["state"] for one in seven_duties(won, china(4, 9))][2:5] == ["done", "open", "late"]
