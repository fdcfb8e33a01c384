"""Rulebooks by number: every figure that a law, a measure or this design fixes, with its basis and its dates.

A tender stores the number of the rulebook it was published under and never changes it. Code names a rule by its id and
asks the tender's rulebook for the value; no figure of a rule stands anywhere else. A rehearsal is rulebook 2: the same
ids with clocks in seconds, so that practice runs through the same code.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

Unit = Literal["s", "min", "h", "d", "wd", "year", "percent", "yuan", "bytes", "count", "switch", "text"]
Tag = Literal["read", "K", "K?", "D"]

_ROWS = Path(__file__).with_name("rulebook_rows.json")
_SECONDS: Mapping[str, int] = MappingProxyType({"s": 1, "min": 60, "h": 3_600, "d": 86_400})


_WORDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "s": ("秒", "seconds"),
        "min": ("分钟", "minutes"),
        "h": ("小时", "hours"),
        "d": ("日", "days"),
        "wd": ("个工作日", "working days"),
        "year": ("年", "years"),
        "percent": ("%", "%"),
        "yuan": ("元", "yuan"),
        "bytes": ("字节", "bytes"),
    }
)


class RulebookError(LookupError):
    """Our own fault: code asked for a rulebook, a rule or a unit that does not exist."""


@dataclass(frozen=True)
class Rule:
    """One row. Unit d is calendar days, wd working days, switch 1 or 0; with unit text the value is words.

    Tag `read`: read in full text or in reports of practice; `K`: well known; `K?`: check before a legal claim is shown;
    `D`: a default of this design.
    """

    rule_id: str
    value: Decimal | str
    unit: Unit
    basis_zh: str
    basis_en: str
    effective_from: date
    effective_to: date | None
    tag: Tag
    what_zh: str
    what_en: str

    def in_force(self, on: date) -> bool:
        """Whether the row holds on that day; the last day is included."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    @property
    def unit_zh(self) -> str:
        """The unit as a word after the figure; nothing for plain counts, switches and words."""
        return _WORDS.get(self.unit, ("", ""))[0]

    @property
    def unit_en(self) -> str:
        """The same in English, in the plural."""
        return _WORDS.get(self.unit, ("", ""))[1]

    @property
    def period(self) -> timedelta:
        """The row as a length of time; working days and plain numbers are none: RulebookError."""
        if isinstance(self.value, str) or self.unit not in _SECONDS:
            raise RulebookError(f"{self.rule_id} is not a length of time")
        return timedelta(seconds=int(self.value * _SECONDS[self.unit]))


@dataclass(frozen=True)
class Rulebook:
    """The rows that were in force together. Look-ups raise RulebookError for an id or a unit that is not there."""

    number: int
    name: str
    name_zh: str
    rows: tuple[Rule, ...]
    _by_id: Mapping[str, Rule] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", MappingProxyType(_index(self.rows)))

    def row(self, rule_id: str) -> Rule:
        """The whole row, for pages that show the basis."""
        if rule_id not in self._by_id:
            raise RulebookError(f"rulebook {self.number} has no rule {rule_id}")
        return self._by_id[rule_id]

    def value(self, rule_id: str) -> Decimal:
        """The figure in the row's own unit."""
        row = self.row(rule_id)
        if isinstance(row.value, str):
            raise RulebookError(f"{rule_id} is a text, not a figure")
        return row.value

    def count(self, rule_id: str) -> int:
        """A whole number of things, persons or bytes."""
        value = self.value(rule_id)
        if value != int(value):
            raise RulebookError(f"{rule_id} is not a whole number")
        return int(value)

    def text(self, rule_id: str) -> str:
        """The words of a row that holds no figure (`on the spot`)."""
        row = self.row(rule_id)
        if not isinstance(row.value, str):
            raise RulebookError(f"{rule_id} is a figure, not a text")
        return row.value

    def is_on(self, rule_id: str) -> bool:
        """A switch row: 1 is on, 0 is off."""
        if self.row(rule_id).unit != "switch":
            raise RulebookError(f"{rule_id} is not a switch")
        return self.value(rule_id) == 1

    def share(self, rule_id: str) -> Fraction:
        """A percentage or a fraction ("1/3") as an exact share of one."""
        row = self.row(rule_id)
        if row.unit == "percent":
            return Fraction(self.value(rule_id)) / 100
        if row.unit == "text" and "/" in str(row.value):
            return Fraction(str(row.value))
        raise RulebookError(f"{rule_id} is not a share")

    def duration(self, rule_id: str) -> timedelta:
        """A length of time in s, min, h or d. A period of working days needs the calendar and is refused here."""
        return self.row(rule_id).period

    def days(self, rule_id: str) -> timedelta:
        """A period that the law counts in calendar days; compare by date (`calendar.earliest`), not by the hour.

        The rehearsal holds seconds in the same rows, which is why this is a timedelta and not a number of days.
        """
        return self.row(rule_id).period


def _index(rows: Iterable[Rule]) -> dict[str, Rule]:
    by_id: dict[str, Rule] = {}
    for row in rows:
        if row.rule_id in by_id:
            raise RulebookError(f"rule {row.rule_id} stands twice in one rulebook")
        by_id[row.rule_id] = row
    return by_id


class _Basis(NamedTuple):
    zh: str
    en: str
    since: date


def _basis(named: list[list[Any]], sources: Mapping[str, Any]) -> _Basis:
    """`[["law", 28], ["regulation", 44]]` as names with articles; the row holds since the youngest of them."""
    laws = [(sources[key], articles) for key, *articles in named]
    return _Basis(
        zh="、".join(
            law["zh"] + (f"第{'、'.join(map(str, articles))}条" if articles else "") for law, articles in laws
        ),
        en="; ".join(
            law["en"] + (f", Art. {', '.join(map(str, articles))}" if articles else "") for law, articles in laws
        ),
        since=max(date.fromisoformat(law["since"]) for law, _ in laws),
    )


def _rule(row: Mapping[str, Any], sources: Mapping[str, Any]) -> Rule:
    basis = _basis(row["basis"], sources)
    return Rule(
        rule_id=row["id"],
        value=row["value"] if row["unit"] == "text" else Decimal(row["value"]),
        unit=row["unit"],
        basis_zh=basis.zh,
        basis_en=basis.en,
        effective_from=basis.since,
        effective_to=None,
        tag=row["tag"],
        what_zh=row["zh"],
        what_en=row["en"],
    )


def _faster(row: Rule, clock: Mapping[str, Any] | None, basis: _Basis) -> Rule:
    """The row with the rehearsal's clock in place of the law's; rows without a clock of their own stay as in law."""
    if clock is None:
        return row
    return replace(
        row,
        value=Decimal(clock["value"]),
        unit=clock["unit"],
        basis_zh=basis.zh,
        basis_en=basis.en,
        effective_from=basis.since,
        tag="D",
    )


LAW_2026 = 1
REHEARSAL = 2


@cache
def rulebook(number: int) -> Rulebook:
    """The rulebook of that number; 1 is the law as of 2026, 2 the rehearsal. Others raise RulebookError."""
    data = json.loads(_ROWS.read_text("utf-8"))
    sources = data["sources"]
    law = tuple(_rule(row, sources) for row in data["law 2026"])
    if number == LAW_2026:
        return Rulebook(LAW_2026, "law 2026", "2026年法定规则", law)
    if number == REHEARSAL:
        clocks = {row["id"]: row for row in data["rehearsal"]}
        basis = _basis([["rehearsal"]], sources)
        rows = tuple(_faster(row, clocks.get(row.rule_id), basis) for row in law)
        return Rulebook(REHEARSAL, "rehearsal", "演练规则", rows)
    raise RulebookError(f"there is no rulebook {number}")
