"""What a city declares of sessions held on other platforms: a table of lots, read cell by cell. Pure.

The kind of a session is not declared: it follows from the cities in which the experts sat, as of our own sessions.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final

from evaluation_rooms.statistics.kinds import Kind, Seat, classify, remote_cities
from evaluation_rooms.statistics.refusals import DeclarationUnreadable
from evaluation_rooms.statistics.words import CLASS_WORDS, EXEMPT_WORDS, SECTOR_WORDS, Words
from foundation.calendar import SHANGHAI
from foundation.machine import Machine, Step
from foundation.money import AmountUnreadable, money_text, parse_money
from foundation.regions import seat_city

IMPORT: Final = Machine(
    "declaration",
    "declaration 申报",
    (
        Step("WAITING", "sign", "SIGNED", "statistician", "R-SHARE-DECLARED"),
        Step("WAITING", "withdraw", "WITHDRAWN", "statistician", "R-SHARE-DECLARED"),
        Step("SIGNED", "withdraw", "WITHDRAWN", "statistician", "R-SHARE-DECLARED"),
    ),
)
ROWS: Final = 5_000
TOLD: Final = 200

COLUMNS: Final[Mapping[str, Words]] = {
    "code": ("项目编号", "project code"),
    "name": ("项目名称", "project"),
    "lot": ("标段", "lot"),
    "class": ("类别", "class"),
    "region": ("项目所在地代码", "project's division code"),
    "sector": ("行业", "sector"),
    "statutory": ("依法必须招标", "statutory"),
    "in_scope": ("应当远程异地", "must be remote"),
    "estimate": ("估算价(元)", "estimate (yuan)"),
    "reported_on": ("评标报告日期", "report handed in on"),
    "main_city": ("主场城市代码", "main venue's city code"),
    "experts": ("专家实际所在城市", "where the experts sat"),
    "exempt": ("例外理由", "exemption"),
    "exempt_document": ("例外批准文号", "exemption's document"),
    "exempt_approver": ("例外批准单位", "exemption approved by"),
}
EXAMPLE: Final = (
    "E4205000001000011",
    "示例:某学校教学楼施工",
    "1",
    "works",
    "420500",
    "housing",
    "是",
    "是",
    "28600000.00",
    "2026-12-17",
    "420500",
    "420500:2 420100:2",
    "",
    "",
    "",
)


@dataclass(frozen=True)
class Declared:
    """One lot as declared; `experts`: (division code of the physical city, how many), buyer's members not counted."""

    code: str
    name: str
    lot: str
    project_class: str
    region: str
    sector: str
    statutory: bool
    in_scope: bool
    estimate: Decimal
    reported_on: date
    main_city: str
    experts: tuple[tuple[str, int], ...]
    exempt: str | None
    exempt_document: str
    exempt_approver: str

    @property
    def key(self) -> str:
        """The project's key in the count."""
        return f"declared:{self.code}"

    @property
    def lot_key(self) -> str:
        """The lot's key in the count."""
        return f"declared:{self.code}/{self.lot}"

    @property
    def at(self) -> datetime:
        """Noon of its day, in China."""
        return datetime.combine(self.reported_on, time(12), SHANGHAI).astimezone(UTC)

    def seats(self) -> list[Seat]:
        """Experts by city, without names."""
        return [Seat("", True, city) for city, number in self.experts for _ in range(number)]

    def kind(self, least: int) -> Kind:
        """What it counts as."""
        return classify(self.main_city, self.seats(), least)

    def subs(self) -> list[str]:
        """The cities that lent seats."""
        return remote_cities(self.main_city, self.seats())

    def as_json(self) -> dict[str, Any]:
        """As stored and as signed; `read_declared` is the way back."""
        return {
            "code": self.code,
            "name": self.name,
            "lot": self.lot,
            "class": self.project_class,
            "region": self.region,
            "sector": self.sector,
            "statutory": self.statutory,
            "in_scope": self.in_scope,
            "estimate": money_text(self.estimate),
            "reported_on": self.reported_on.isoformat(),
            "main_city": self.main_city,
            "experts": [{"city": city, "number": number} for city, number in self.experts],
            "exempt": self.exempt,
            "exempt_document": self.exempt_document,
            "exempt_approver": self.exempt_approver,
        }


def read_declared(value: Mapping[str, Any]) -> Declared:
    """A lot as it was stored."""
    plain = {name: value[name] for name in _SAME}
    return Declared(
        **plain,
        project_class=value["class"],
        estimate=Decimal(value["estimate"]),
        reported_on=date.fromisoformat(value["reported_on"]),
        experts=tuple((one["city"], one["number"]) for one in value["experts"]),
    )


_SAME: Final = (
    "code",
    "name",
    "lot",
    "region",
    "sector",
    "statutory",
    "in_scope",
    "main_city",
    "exempt",
    "exempt_document",
    "exempt_approver",
)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell; `row` as the spreadsheet counts."""

    row: int
    column: str
    zh: str
    en: str

    def told(self) -> dict[str, Any]:
        """As the refusal tells it."""
        column_zh, column = COLUMNS[self.column]
        return {"row": self.row, "column": column, "column_zh": column_zh, "what": self.en, "what_zh": self.zh}


@dataclass
class Read:
    """Lots with the numbers of their rows, and what is wrong."""

    lots: list[tuple[int, Declared]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class _Wrong(Exception):
    """A cell cannot be read; two words for why."""


Rows = list[tuple[int, Mapping[str, str]]]
"""Cells by column, under the row's number as the spreadsheet counts."""


def read_rows(rows: Rows, city: str, until: date) -> Read:
    """Read every row. `city`: who declares; `until`: the last day on which a report can have been handed in."""
    found, seen = Read(), dict[str, int]()
    for number, cells in rows:
        lot = _row(cells, number, city, until, found.faults)
        if lot is None:
            continue
        earlier = seen.setdefault(lot.lot_key, number)
        if earlier != number:
            found.faults.append(Fault(number, "lot", f"与第{earlier}行重复", f"repeats row {earlier}"))
        found.lots.append((number, lot))
    return found


def _row(cells: Mapping[str, str], number: int, city: str, until: date, faults: list[Fault]) -> Declared | None:
    values: dict[str, Any] = {}
    for column, reader in _READERS.items():
        try:
            values[column] = reader(cells.get(column, ""))
        except _Wrong as wrong:
            faults.append(Fault(number, column, *wrong.args))
    if len(values) < len(_READERS):
        return None
    lot = Declared(**{"project_class" if name == "class" else name: value for name, value in values.items()})
    problems = _problems(lot, number, city, until)
    faults += problems
    return None if problems else lot


def _problems(lot: Declared, row: int, city: str, until: date) -> list[Fault]:
    found = []
    if seat_city(lot.main_city) != city:
        found.append(Fault(row, "main_city", "主场不在本市州", "the main venue is not in the city that declares"))
    if lot.reported_on > until:
        found.append(Fault(row, "reported_on", "日期尚未到来", "that day has not come"))
    if lot.in_scope and not lot.statutory:
        found.append(Fault(row, "in_scope", "应当远程异地的项目必为依法必须招标", "what must be remote is statutory"))
    if lot.exempt and not (lot.exempt_document and lot.exempt_approver):
        found.append(
            Fault(row, "exempt_document", "例外须有批准单位和文号", "an exemption names approver and document")
        )
    return found


def _words(text: str, least: int = 1, most: int = 200) -> str:
    if not least <= len(text) <= most or any(ord(letter) < 32 for letter in text):
        raise _Wrong(f"应为{least}至{most}个字符", f"{least} to {most} characters")
    return text


def _optional(text: str) -> str:
    return _words(text, 0)


def _coded(words: Mapping[str, Words]) -> Callable[[str], str]:
    by_word = {word: code for code, pair in words.items() for word in (code, *pair)}

    def read(text: str) -> str:
        if text not in by_word:
            raise _Wrong("应为" + "、".join(zh for zh, _ in words.values()), "one of " + ", ".join(words))
        return by_word[text]

    return read


def _exempt(text: str) -> str | None:
    return _coded(EXEMPT_WORDS)(text) if text else None


def _yes(text: str) -> bool:
    answers = {"是": True, "yes": True, "1": True, "true": True, "否": False, "no": False, "0": False, "false": False}
    if text.lower() not in answers:
        raise _Wrong("应为是或否", "yes or no")
    return answers[text.lower()]


def _region(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{5}", text):
        raise _Wrong("应为6位行政区划代码", "a division code of six digits")
    return text


def _amount(text: str) -> Decimal:
    plain = text if "." in text else f"{text}.00"
    try:
        return parse_money(plain if re.search(r"\.[0-9]{2}$", plain) else f"{plain}0")
    except AmountUnreadable:
        raise _Wrong("应为金额(元)", "an amount in yuan") from None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise _Wrong("应为日期，如2026-12-17", "a day such as 2026-12-17") from None
    if not 2000 <= day.year <= 2200:
        raise _Wrong("年份有误", "a year between 2000 and 2200")
    return day


def _experts(text: str) -> tuple[tuple[str, int], ...]:
    parts = re.split(r"[\s;,；，]+", text)
    found = [re.fullmatch(r"([1-9][0-9]{5})[:：]([1-9][0-9]?)", part) for part in parts]
    if not text or None in found or sum(int(one[2]) for one in found if one) > 32:
        raise _Wrong("应为“城市代码:人数”，以空格分隔", "city code:number, parted by spaces")
    return tuple((one[1], int(one[2])) for one in found if one)


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "code": lambda text: _words(text, 1, 60),
    "name": _words,
    "lot": lambda text: _words(text, 1, 60),
    "class": _coded(CLASS_WORDS),
    "region": _region,
    "sector": _coded(SECTOR_WORDS),
    "statutory": _yes,
    "in_scope": _yes,
    "estimate": _amount,
    "reported_on": _day,
    "main_city": _region,
    "experts": _experts,
    "exempt": _exempt,
    "exempt_document": _optional,
    "exempt_approver": _optional,
}


def rows_of_table(table: Sequence[Sequence[str]]) -> Rows:
    """A table's rows; headings in either language, in any order. Empty rows and the example are left out."""
    if not table:
        raise DeclarationUnreadable(why="it is empty", why_zh="文件为空")
    names = {word: key for key, pair in COLUMNS.items() for word in (key, *pair)}
    keys = [names.get(heading.strip()) for heading in table[0]]
    missing = [pair[0] for key, pair in COLUMNS.items() if key not in keys]
    if missing:
        text = "、".join(missing)
        raise DeclarationUnreadable(why=f"columns are missing: {text}", why_zh=f"缺少列：{text}")
    rows = [{key: cell for key, cell in zip(keys, row, strict=False) if key} for row in table[1:]]
    kept = [(number, row) for number, row in enumerate(rows, 2) if any(row.values())]
    return _few([(number, row) for number, row in kept if tuple(row.get(key, "") for key in COLUMNS) != EXAMPLE])


def rows_of_json(data: bytes) -> Rows:
    """`{"lots": [{"code": "...", ...}]}`; members are texts under the keys of COLUMNS; the first lot is row 1."""
    try:
        lots = json.loads(data)["lots"]
        rows = [{str(key): value for key, value in lot.items()} for lot in lots]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise DeclarationUnreadable(why='it is no {"lots": [...]}', why_zh='不是{"lots": [...]}格式') from None
    if any(key not in COLUMNS or not isinstance(value, str) for row in rows for key, value in row.items()):
        raise DeclarationUnreadable(why="members are texts under known names", why_zh="成员应为已知名称的文本")
    return _few([(number, {key: text.strip() for key, text in row.items()}) for number, row in enumerate(rows, 1)])


def _few(rows: Rows) -> Rows:
    if not rows:
        raise DeclarationUnreadable(why="it has no rows", why_zh="没有数据行")
    if len(rows) > ROWS:
        raise DeclarationUnreadable(why=f"it has more than {ROWS} rows", why_zh=f"超过{ROWS}行")
    return rows


def template() -> list[Sequence[str]]:
    """The headings and an example, which an import leaves out."""
    return [[zh for zh, _ in COLUMNS.values()], EXAMPLE]
