"""Days as the law counts them, rest days by year, and times as people read them (Asia/Shanghai, no summer time).

Counting (Civil Code, Arts. 200-204): the day of the act is not counted; a period in which somebody may act and whose
last day is a rest day ends on the next working day. A minimum ("not less than 20 days") is a lower bound: it is
compared by date and is never moved. Working days need the State Council's notice of the year; a year without it is
refused.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foundation.errors import Refusal
from foundation.rulebook import Rule, Rulebook

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
_TABLE = Path(__file__).with_name("holidays.json")
_DAY = timedelta(days=1)


class CalendarYearNotLoaded(Refusal):
    """The rest days of that year are not known here, so no working day in it can be computed."""

    status = 422
    rule = "R-DEADLINE-WORKING-DAY"
    en = "The holiday arrangement of {year} is not loaded on this platform."
    zh = "本平台尚未载入{year}年节假日安排。"
    do_en = "Choose a day in a loaded year, or ask the operator to load the State Council's notice for {year}."
    do_zh = "请选择已载入年份的日期，或请运营单位按国务院办公厅通知载入{year}年节假日安排。"


class DeadlineOnRestDay(Refusal):
    """A bid deadline lies on a weekend or holiday."""

    status = 422
    rule = "R-DEADLINE-WORKING-DAY"
    en = "The deadline {deadline} is on a rest day ({name})."
    zh = "投标截止时间{deadline}为休息日（{name}）。"
    do_en = "The next working day is {next}."
    do_zh = "下一个工作日为{next}。"


class PeriodTooShort(Refusal):
    """A period that the law or the rulebook fixes as a minimum is not kept; `rule_id` names the row."""

    status = 422
    rule = "R-BID-PERIOD"
    en = "{end} is too early: at least {value} {unit} after {start} are required ({basis})."
    zh = "{end}早于规定期限：自{start}起不得少于{value}{unit_zh}（{basis_zh}）。"
    do_en = "The earliest moment is {earliest}."
    do_zh = "最早可为{earliest}。"

    def __init__(self, **facts: Any) -> None:
        super().__init__(**facts)
        self.rule = facts["rule_id"]  # type: ignore[misc]  # the row that was broken is known only when it is broken


@dataclass(frozen=True)
class YearTable:
    """One year's arrangement: rest days by date with the holiday's name, and the weekend days that are worked."""

    year: int
    notice: str
    rest: Mapping[date, str]
    work: frozenset[date]


def year_table(year: int, rest: Iterable[tuple[str, date, date]], work: Iterable[date], *, notice: str) -> YearTable:
    """A table from rows (name, first day, last day); a day outside the year, or both rest and work, is ValueError."""
    days = {first + _DAY * i: name for name, first, last in rest for i in range((last - first).days + 1)}
    table = YearTable(year, notice, MappingProxyType(days), frozenset(work))
    if any(day.year != year for day in table.rest.keys() | table.work) or table.rest.keys() & table.work:
        raise ValueError(f"the holiday rows of {year} contradict themselves")
    return table


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. Every question about a year that is not loaded raises CalendarYearNotLoaded."""

    years: Mapping[int, YearTable]

    def covers(self, year: int) -> bool:
        """Whether the arrangement of that year is known."""
        return year in self.years

    def with_year(self, table: YearTable) -> "Calendar":
        """The same calendar with one year added or replaced (an operator's file, a demonstration)."""
        return Calendar({**self.years, table.year: table})

    def rest_name(self, day: date) -> str | None:
        """The holiday's name, 周末 for a plain weekend, None for a working day."""
        if day.year not in self.years:
            raise CalendarYearNotLoaded(year=day.year)
        table = self.years[day.year]
        if day in table.work:
            return None
        return table.rest.get(day) or ("周末" if day.isoweekday() >= 6 else None)

    def is_working_day(self, day: date) -> bool:
        """Neither a weekend (unless made up) nor a holiday."""
        return self.rest_name(day) is None

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first working day after it."""
        while not self.is_working_day(day):
            day += _DAY
        return day


@cache
def official_calendar() -> Calendar:
    """The years whose notice is in `holidays.json`; a year listed there without rows stays not loaded."""
    data = json.loads(_TABLE.read_text("utf-8"))
    return Calendar({row["year"]: _read_year(row) for row in data["years"] if row["notice"]} | _ADDED)


_ADDED: dict[int, YearTable] = {}


def add_year(table: YearTable) -> None:
    """Load one more year into this process, before anything counts days (a demonstration's made-up arrangement)."""
    _ADDED[table.year] = table
    official_calendar.cache_clear()


def _read_year(row: dict[str, Any]) -> YearTable:
    rest = [(name, date.fromisoformat(first), date.fromisoformat(last)) for name, first, last in row["rest"]]
    return year_table(row["year"], rest, map(date.fromisoformat, row["work"]), notice=row["notice"])


def min_deadline(start: date, days: int) -> date:
    """The first date on which "not less than N days from `start`" is kept; the day of the act is not counted."""
    return start + _DAY * days


def latest_act(deadline: date, days: int) -> date:
    """The last date on which "at least N days before the deadline" is kept."""
    return deadline - _DAY * days


def last_day(start: date, days: int, calendar: Calendar) -> date:
    """The last day of "within N days" after an act on `start`; a rest day moves it to the next working day."""
    return calendar.next_working_day(start + _DAY * days)


def working_days_after(start: date, days: int, calendar: Calendar) -> date:
    """The N-th working day after `start`, which is not counted itself."""
    day = start
    for _ in range(days):
        day = calendar.next_working_day(day + _DAY)
    return day


def earliest(start: datetime, rule: Rule) -> datetime:
    """The first moment at which the minimum of the row is kept: by date for days, to the second for other clocks."""
    if rule.unit != "d":
        return start + rule.period
    return datetime.combine(min_deadline(shanghai(start).date(), rule.period.days), time(), SHANGHAI)


def latest(end: datetime, rule: Rule) -> datetime:
    """The moment from which on the minimum of the row before `end` is no longer kept: `earliest`, backwards."""
    if rule.unit != "d":
        return end - rule.period
    return datetime.combine(latest_act(shanghai(end).date(), rule.period.days) + _DAY, time(), SHANGHAI)


def check_period(start: datetime, end: datetime, rule: Rule) -> None:
    """Refuse an end that comes before the row's minimum after the start (PeriodTooShort)."""
    first = earliest(start, rule)
    if end < first:
        raise PeriodTooShort(
            rule_id=rule.rule_id,
            start=show_zh(start),
            end=show_zh(end),
            earliest=show_zh(first),
            value=str(rule.value),
            unit=rule.unit_en,
            unit_zh=rule.unit_zh,
            basis=rule.basis_en,
            basis_zh=rule.basis_zh,
        )


def check_deadline_day(deadline: datetime, rules: Rulebook, calendar: Calendar) -> None:
    """Refuse a bid deadline on a rest day or in a year that is not loaded; a rehearsal does not ask."""
    if not rules.is_on("R-DEADLINE-WORKING-DAY"):
        return
    day = shanghai(deadline).date()
    name = calendar.rest_name(day)
    if name is not None:
        raise DeadlineOnRestDay(deadline=show_zh(deadline), name=name, next=str(calendar.next_working_day(day)))


def shanghai(moment: datetime) -> datetime:
    """An aware moment on the wall clocks of China (+08:00 all the year); a naive one is ValueError."""
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone cannot be shown")
    return moment.astimezone(SHANGHAI)


def show_zh(moment: datetime) -> str:
    """`2026年12月17日09:30:00`; milliseconds are cut, never rounded up to a second that had not come."""
    local = shanghai(moment)
    return f"{show_date_zh(local.date())}{local:%H:%M:%S}"


def show_en(moment: datetime) -> str:
    """`17 December 2026, 09:30:00 (UTC+8)`, independent of the machine's language."""
    local = shanghai(moment)
    return f"{show_date_en(local.date())}, {local:%H:%M:%S} (UTC+8)"


def show_date_zh(day: date) -> str:
    """`2026年12月17日`."""
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def show_date_en(day: date) -> str:
    """`17 December 2026`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
