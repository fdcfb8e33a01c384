"""Opening hours on the clocks of China, over midnight, and the city where a house stands."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from evaluation_rooms.venues.calendars import clock_words, session_number
from evaluation_rooms.venues.cities import city_names, physical_city
from evaluation_rooms.venues.hours import day_span, is_open, open_on, read_hours
from evaluation_rooms.venues.rules import answer_by, state_at
from evaluation_rooms.venues.spans import words_of
from evaluation_rooms.venues.workbook import HEAD
from foundation.calendar import SHANGHAI
from foundation.errors import FieldRefused
from foundation.print.day_sheet import HEAD as PRINTED_HEAD
from foundation.rulebook import rulebook
from tests.venues.conftest import NINE, SESSION


def window(weekday: int, opens: str, closes: str) -> dict[str, Any]:
    return {"weekday": weekday, "opens": opens, "closes": closes}


def china(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of March 2026, whose second day is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI)


NIGHT = read_hours([window(1, "20:00", "02:00")])
ALWAYS = read_hours([window(day, "00:00", "00:00") for day in range(1, 8)])


def test_a_window_that_closes_before_it_opens_goes_on_past_midnight():
    assert is_open(NIGHT, china(2, 22), china(3, 2))
    assert not is_open(NIGHT, china(2, 22), china(3, 2, 1))
    assert not is_open(NIGHT, china(3, 20), china(3, 21))


def test_the_night_from_sunday_belongs_to_monday_morning():
    sunday = read_hours([window(7, "20:00", "02:00")])
    assert is_open(sunday, china(2, 0), china(2, 2))
    assert [words_of(open_on(sunday, date(2026, 3, day))) for day in (1, 2, 3)] == ["20:00-24:00", "00:00-02:00", "—"]


def test_whole_days_that_meet_never_close():
    assert is_open(ALWAYS, china(2, 9), china(6, 9))
    assert words_of(open_on(ALWAYS, date(2026, 3, 2))) == "00:00-24:00"


def test_a_break_at_noon_is_a_break():
    day = read_hours([window(1, "08:30", "12:00"), window(1, "14:00", "18:00")])
    assert is_open(day, china(2, 9), china(2, 12))
    assert not is_open(day, china(2, 9), china(2, 15))
    assert words_of(open_on(day, date(2026, 3, 2))) == "08:30-12:00、14:00-18:00"


def test_a_day_is_chinas_whatever_the_zone_of_the_moment():
    assert day_span(date(2026, 3, 2)).start == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert is_open(read_hours([window(1, "00:00", "01:00")]), datetime(2026, 3, 1, 16, tzinfo=UTC), china(2, 1))


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [window(1, "8:30", "18:00")],
        [window(1, "08:30", "24:00")],
        [window(8, "08:30", "18:00")],
        [window(1, "08:30", "18:00"), window(1, "17:00", "20:00")],
        [window(7, "20:00", "09:00"), window(1, "08:30", "18:00")],
    ],
    ids=["none", "a clock of one digit", "hour 24", "an eighth day", "overlap", "overlap from Sunday to Monday"],
)
def test_hours_that_cannot_be_are_refused(rows: list[dict[str, Any]]):
    with pytest.raises(FieldRefused):
        read_hours(rows)


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("420000", "420100"),
        ("420106", "420100"),
        ("429004", "429004"),
        ("429021", "429021"),
        ("422822", "422800"),
        ("430100", "430100"),
        ("500101", "500100"),
        ("500229", "500100"),
    ],
)
def test_a_house_stands_in_a_city(code: str, city: str):
    assert physical_city(code) == city


@pytest.mark.parametrize("code", ["430000", "420400", "429001", "4201", "abcdef"])
def test_what_is_no_city_is_refused(code: str):
    with pytest.raises(Exception, match=r"FieldRefused|RegionCodeUnknown|D-FORM"):
        physical_city(code)


def test_a_city_that_is_not_listed_is_told_by_its_province_or_code():
    assert city_names("422800") == ("恩施土家族苗族自治州", "Enshi")
    assert city_names("430100")[0] == "湖南省"
    assert city_names("440100") == ("440100", "440100")


def test_a_sub_venue_has_its_rulebooks_time_but_not_beyond_the_start():
    asked, start = china(2, 9), china(5, 9)
    assert answer_by(asked, start, 1) - asked == rulebook(1).duration("R-VENUE-CONFIRM")
    assert answer_by(asked, start, 2) - asked == rulebook(2).duration("R-VENUE-CONFIRM")
    assert answer_by(asked, china(2, 12), 1) == china(2, 12)


def test_what_nobody_answered_has_lapsed_at_its_moment_before_any_timer():
    assert state_at("WAITING", china(2, 9), china(2, 8, 59)) == "WAITING"
    assert state_at("WAITING", china(2, 9), china(2, 9)) == "LAPSED"
    assert state_at("ACCEPTED", china(2, 9), china(2, 10)) == "ACCEPTED"


def test_times_on_a_sheet_name_the_day_only_when_it_is_another():
    assert clock_words(NINE, date(2026, 3, 2)) == "09:00"
    assert clock_words(NINE, date(2026, 3, 1)) == "2026年03月02日 09:00"
    assert session_number(SESSION) == "0000C0DE"


def test_sheet_and_workbook_have_the_same_columns():
    assert tuple(zh for zh, _ in PRINTED_HEAD) == HEAD
