"""Periods of the count: a month, a quarter, a year, twelve months on the run; by the calendar of China. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from foundation.calendar import shanghai
from foundation.errors import FieldRefused

PeriodKind = Literal["month", "quarter", "year", "rolling"]

_FORMS: Final[tuple[tuple[PeriodKind, str], ...]] = (
    ("month", r"([0-9]{4})-(0[1-9]|1[0-2])"),
    ("quarter", r"([0-9]{4})-Q([1-4])"),
    ("year", r"([0-9]{4})()"),
    ("rolling", r"to-([0-9]{4})-(0[1-9]|1[0-2])"),
)
_LENGTH: Final = {"month": 1, "quarter": 3, "year": 12, "rolling": 12}


def month_of(moment: datetime) -> date:
    """The first day of the month a moment falls into, in China: 2026-11-30T16:00Z is December."""
    day = shanghai(moment).date()
    return day.replace(day=1)


def later(month: date, by: int) -> date:
    """So many months later, or earlier."""
    year, index = divmod(month.year * 12 + month.month - 1 + by, 12)
    return date(year, index + 1, 1)


def month_text(month: date) -> str:
    """`2026-12`."""
    return f"{month:%Y-%m}"


def months_between(first: date, last: date) -> list[date]:
    """Every month from the first to the last one."""
    number = (last.year - first.year) * 12 + last.month - first.month + 1
    return [later(first, step) for step in range(number)]


@dataclass(frozen=True)
class Period:
    """Whole months, the last one included. `name`: 2026-12, 2026-Q4, 2026, to-2026-12 (the twelve months up to it)."""

    name: str
    kind: PeriodKind
    first: date
    last: date

    def previous(self) -> "Period":
        """The one before: of twelve months on the run, the twelve before them."""
        return _period(self.kind, later(self.first, -_LENGTH[self.kind]))

    def following(self) -> "Period":
        """The next one."""
        return _period(self.kind, later(self.first, _LENGTH[self.kind]))

    def months(self) -> list[date]:
        """Its months."""
        return months_between(self.first, self.last)

    def covers(self, month: date) -> bool:
        """Whether a month belongs to it."""
        return self.first <= month <= self.last


def _period(kind: PeriodKind, first: date) -> Period:
    last = later(first, _LENGTH[kind] - 1)
    names = {
        "month": month_text(first),
        "quarter": f"{first:%Y}-Q{(first.month + 2) // 3}",
        "year": f"{first:%Y}",
        "rolling": f"to-{month_text(last)}",
    }
    return Period(names[kind], kind, first, last)


def read_period(text: str, field: str = "period") -> Period:
    """`2026-12`, `2026-Q4`, `2026`, `to-2026-12`. FieldRefused for anything else and for years nobody counts."""
    for kind, form in _FORMS:
        found = re.fullmatch(form, text)
        if found and 2000 <= int(found[1]) <= 2200:
            return _period(kind, _first(kind, int(found[1]), int(found[2] or 1)))
    raise FieldRefused(
        field=field, why="2026-12, 2026-Q4, 2026 or to-2026-12", why_zh="应为2026-12、2026-Q4、2026或to-2026-12"
    )


def _first(kind: PeriodKind, year: int, number: int) -> date:
    if kind == "quarter":
        return date(year, number * 3 - 2, 1)
    return later(date(year, number, 1), -11) if kind == "rolling" else date(year, number, 1)


def read_month(text: str, field: str = "month") -> date:
    """`2026-12`, its first day."""
    period = read_period(text, field)
    if period.kind != "month":
        raise FieldRefused(field=field, why="a month such as 2026-12", why_zh="应为月份，如2026-12")
    return period.first


def period_of(kind: PeriodKind, month: date) -> Period:
    """The period of that kind that a month falls into; twelve months on the run end with it."""
    if kind == "quarter":
        return _period(kind, date(month.year, (month.month - 1) // 3 * 3 + 1, 1))
    if kind == "year":
        return _period(kind, date(month.year, 1, 1))
    return _period(kind, later(month, -11) if kind == "rolling" else month)
