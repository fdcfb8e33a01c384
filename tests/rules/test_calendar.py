"""Counting days as the law does, the days of rest, and the clock that people read."""

from datetime import UTC, date, datetime, timedelta

import pytest

from foundation.calendar import (
    CalendarYearNotLoaded,
    DeadlineOnRestDay,
    PeriodTooShort,
    check_deadline_day,
    check_period,
    earliest,
    last_day,
    latest_act,
    min_deadline,
    official_calendar,
    shanghai,
    show_date_en,
    show_en,
    show_zh,
    working_days_after,
    year_table,
)
from foundation.rulebook import rulebook

DAYS = official_calendar()
LAW = rulebook(1)
PRACTICE = rulebook(2)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_twenty_days_are_counted_from_the_day_after_the_act() -> None:
    assert min_deadline(date(2026, 11, 20), 20) == date(2026, 12, 10)


def test_fifteen_days_before_the_deadline_are_counted_backwards_alike() -> None:
    assert latest_act(date(2026, 12, 30), 15) == date(2026, 12, 15)


def test_a_minimum_of_days_is_compared_by_date_and_not_by_the_hour() -> None:
    published = at("2026-11-20T17:00:00+08:00")
    check_period(published, at("2026-12-10T09:30:00+08:00"), LAW.row("R-BID-PERIOD"))
    with pytest.raises(PeriodTooShort) as refused:
        check_period(published, at("2026-12-09T23:59:59+08:00"), LAW.row("R-BID-PERIOD"))
    assert refused.value.rule == "R-BID-PERIOD"
    assert "招标投标法第24条" in refused.value.problem()["title_zh"]
    assert "at least 20 days" in refused.value.problem()["title"]
    assert refused.value.problem()["detail_zh"] == "最早可为2026年12月10日00:00:00。"


def test_the_date_of_publication_is_the_date_in_china() -> None:
    late_on_the_19th_in_greenwich = at("2026-11-19T16:30:00+00:00")
    assert earliest(late_on_the_19th_in_greenwich, LAW.row("R-BID-PERIOD")) == at("2026-12-10T00:00:00+08:00")


def test_the_rehearsal_compares_the_same_rule_to_the_second() -> None:
    published = at("2027-03-06T09:00:00+08:00")
    check_period(published, published + timedelta(seconds=10), PRACTICE.row("R-BID-PERIOD"))
    with pytest.raises(PeriodTooShort):
        check_period(published, published + timedelta(seconds=9), PRACTICE.row("R-BID-PERIOD"))


def test_a_minimum_never_moves_for_a_holiday() -> None:
    assert min_deadline(date(2026, 9, 12), 20) == date(2026, 10, 2)


@pytest.mark.parametrize(
    ("start", "days", "ends"),
    [
        (date(2026, 12, 18), 3, date(2026, 12, 21)),
        (date(2026, 12, 16), 3, date(2026, 12, 21)),
        (date(2026, 9, 28), 3, date(2026, 10, 8)),
        (date(2026, 2, 12), 3, date(2026, 2, 24)),
        (date(2026, 2, 11), 3, date(2026, 2, 14)),
    ],
    ids=[
        "ends on a Monday",
        "Saturday to Monday",
        "through the national holiday",
        "Spring Festival",
        "a worked Saturday",
    ],
)
def test_a_period_to_act_in_ends_on_a_working_day(start: date, days: int, ends: date) -> None:
    assert last_day(start, days, DAYS) == ends


def test_working_days_skip_weekends_and_holidays_and_count_make_up_days() -> None:
    assert working_days_after(date(2026, 12, 17), 3, DAYS) == date(2026, 12, 22)
    assert working_days_after(date(2026, 9, 30), 3, DAYS) == date(2026, 10, 10)
    assert working_days_after(date(2026, 2, 13), 2, DAYS) == date(2026, 2, 24)
    assert working_days_after(date(2026, 12, 17), 0, DAYS) == date(2026, 12, 17)


def test_2026_rests_as_its_notice_says() -> None:
    rest = DAYS.years[2026].rest
    assert len(rest) == 3 + 9 + 3 + 5 + 3 + 3 + 7
    assert DAYS.rest_name(date(2026, 2, 15)) == "春节"
    assert DAYS.rest_name(date(2026, 2, 28)) is None
    assert DAYS.rest_name(date(2026, 12, 19)) == "周末"
    worked = {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    assert DAYS.years[2026].work == worked
    assert all(day.isoweekday() >= 6 for day in worked)


def test_2027_is_not_loaded_and_nothing_is_guessed() -> None:
    assert DAYS.covers(2026)
    assert not DAYS.covers(2027)
    with pytest.raises(CalendarYearNotLoaded) as refused:
        last_day(date(2026, 12, 30), 3, DAYS)
    assert refused.value.facts == {"year": 2027}


def test_a_deadline_in_a_year_that_is_not_loaded_is_refused() -> None:
    with pytest.raises(CalendarYearNotLoaded):
        check_deadline_day(at("2027-01-06T09:30:00+08:00"), LAW, DAYS)


def test_a_deadline_on_a_rest_day_is_refused_with_the_next_working_day() -> None:
    with pytest.raises(DeadlineOnRestDay) as refused:
        check_deadline_day(at("2026-10-01T09:30:00+08:00"), LAW, DAYS)
    assert refused.value.facts["name"] == "国庆节"
    assert refused.value.facts["next"] == "2026-10-08"


def test_a_deadline_on_a_worked_sunday_is_fine() -> None:
    check_deadline_day(at("2026-09-20T09:30:00+08:00"), LAW, DAYS)


def test_the_day_of_a_deadline_is_the_day_in_china() -> None:
    check_deadline_day(at("2026-10-07T17:00:00+00:00"), LAW, DAYS)


def test_a_rehearsal_may_open_on_any_day_of_any_year() -> None:
    check_deadline_day(at("2031-01-01T09:30:00+08:00"), PRACTICE, DAYS)


def test_an_operator_can_load_a_year_from_its_rows() -> None:
    rows = [("元旦", date(2027, 1, 1), date(2027, 1, 3))]
    later = DAYS.with_year(year_table(2027, rows, [], notice="演示用,非正式通知"))
    assert last_day(date(2026, 12, 30), 3, later) == date(2027, 1, 4)
    assert not DAYS.covers(2027)


@pytest.mark.parametrize(
    ("rest", "work"),
    [
        ([("元旦", date(2026, 12, 31), date(2027, 1, 3))], []),
        ([("元旦", date(2027, 1, 1), date(2027, 1, 3))], [date(2027, 1, 3)]),
        ([], [date(2026, 1, 3)]),
    ],
)
def test_rows_that_contradict_themselves_are_not_loaded(rest, work) -> None:
    with pytest.raises(ValueError, match="contradict"):
        year_table(2027, rest, work, notice="坏")


def test_times_are_shown_in_china_with_eight_hours_all_the_year() -> None:
    assert show_zh(datetime(2026, 12, 17, 1, 30, tzinfo=UTC)) == "2026年12月17日09:30:00"
    assert show_en(datetime(2026, 7, 1, 16, 5, 9, tzinfo=UTC)) == "2 July 2026, 00:05:09 (UTC+8)"
    assert show_date_en(date(2026, 5, 1)) == "1 May 2026"
    assert shanghai(datetime(1988, 7, 1, tzinfo=UTC)).utcoffset() == timedelta(hours=8)


def test_a_second_that_has_not_come_is_not_shown() -> None:
    assert show_zh(datetime(2026, 12, 17, 1, 29, 59, 999_999, tzinfo=UTC)) == "2026年12月17日09:29:59"


def test_a_moment_without_a_zone_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="time zone"):
        shanghai(datetime(2026, 12, 17, 9, 30))  # noqa: DTZ001 - the naive moment is the point
