"""When a venue is open, as weekly windows on the clocks of China, and what a day is there. Pure.

A window that closes at or before the hour it opens goes on past midnight; windows that meet are one. So 00:00 to 00:00
is a whole day, and seven of them never close.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from foundation.calendar import SHANGHAI, shanghai
from foundation.errors import FieldRefused

_DAY = timedelta(days=1)
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Span(NamedTuple):
    """From a moment until a later one, which is no longer part of it."""

    start: datetime
    end: datetime


class Window(NamedTuple):
    """Every week on this day (Monday is 1), from `opens` until `closes`."""

    weekday: int
    opens: time
    closes: time

    def on(self, day: date) -> Span:
        """The window as it begins on that day."""
        past = self.closes <= self.opens
        last = datetime.combine(day + (_DAY if past else timedelta()), self.closes, SHANGHAI)
        return Span(datetime.combine(day, self.opens, SHANGHAI), last)


def read_hours(rows: Iterable[Mapping[str, Any]]) -> tuple[Window, ...]:
    """The windows of a venue's row, by weekday and hour; refuses none at all, overlaps and what is no clock."""
    windows = tuple(sorted(_window(row) for row in rows))
    if not windows:
        raise FieldRefused(field="hours", why="at least one window", why_zh="至少填写一个开放时段")
    week = [window.on(_MONDAY + _DAY * (window.weekday - 1)) for window in windows]
    later = Span(week[0].start + 7 * _DAY, week[0].end + 7 * _DAY)
    if any(after.start < before.end for before, after in pairwise([*week, later])):
        raise FieldRefused(field="hours", why="two windows overlap", why_zh="开放时段互相重叠")
    return windows


_MONDAY = date(2026, 3, 2)


def _window(row: Mapping[str, Any]) -> Window:
    weekday = row["weekday"]
    if weekday not in range(1, 8):
        raise FieldRefused(field="hours", why="weekdays are 1 (Monday) to 7", why_zh="星期应为1（周一）至7（周日）")
    return Window(weekday, _clock(row["opens"]), _clock(row["closes"]))


def _clock(words: str) -> time:
    if not _CLOCK.fullmatch(words):
        raise FieldRefused(field="hours", why="a clock is written 08:30", why_zh="时间应写作08:30")
    return time.fromisoformat(words)


def hours_json(windows: Iterable[Window]) -> list[dict[str, Any]]:
    """As the row keeps them."""
    return [{"weekday": day, "opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"} for day, opens, closes in windows]


def open_spans(windows: Iterable[Window], first: date, last: date) -> list[Span]:
    """When the venue is open, in windows that begin on these days, both included; spans that meet are joined."""
    days = [first + _DAY * count for count in range((last - first).days + 1)]
    rows = list(windows)
    spans: list[Span] = []
    for span in sorted(row.on(day) for day in days for row in rows if row.weekday == day.isoweekday()):
        if spans and spans[-1].end >= span.start:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def is_open(windows: Iterable[Window], start: datetime, end: datetime) -> bool:
    """Whether the venue is open from the first moment to the last without a break."""
    found = open_spans(windows, shanghai(start).date() - _DAY, shanghai(end).date())
    return any(span.start <= start and end <= span.end for span in found)


def day_span(day: date) -> Span:
    """That day in China, whatever the zone of the database or the machine."""
    begin = datetime.combine(day, time(), SHANGHAI)
    return Span(begin, begin + _DAY)


def open_on(windows: Iterable[Window], day: date) -> list[Span]:
    """When the venue is open on that day of China, cut at its midnights."""
    whole = day_span(day)
    found = open_spans(windows, day - _DAY, day)
    cut = [Span(max(span.start, whole.start), min(span.end, whole.end)) for span in found]
    return [span for span in cut if span.start < span.end]
