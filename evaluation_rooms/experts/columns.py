"""The columns of a list of experts: their headings, how a row is read and how an expert is written. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from evaluation_rooms.experts import checks
from evaluation_rooms.experts.checks import Absence, split_former, split_list
from evaluation_rooms.experts.faults import CellFault
from evaluation_rooms.experts.people import ACTIVE, CHINA, SUSPENDED, Particulars, Person
from evaluation_rooms.experts.refusals import ListRefused
from evaluation_rooms.experts.specialities import CodeTable

Reader = Callable[[str, CodeTable], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `key` is the field of Person or Particulars it fills; `read` takes a cell to its value."""

    key: str
    zh: str
    en: str
    needed: bool
    example: str
    read: Reader


def _plain(check: Callable[[str], Any]) -> Reader:
    return lambda text, _: check(text)


def _usccs(text: str, _: CodeTable) -> tuple[str, ...]:
    return checks.check_usccs(split_list(text))


def _specialities(text: str, table: CodeTable) -> tuple[str, ...]:
    return checks.check_specialities(re.split(r"[;；,，、\s]+", text), table)


def _former(text: str, _: CodeTable) -> Any:
    return checks.check_former(split_former(text))


def _reason(text: str, _: CodeTable) -> str | None:
    return checks.check_words(text, 200, needed=False) or None


def _until(text: str, _: CodeTable) -> Any:
    return checks.check_date(text) if text.strip() else None


def _absences(text: str, _: CodeTable) -> tuple[Absence, ...]:
    return tuple(sorted({checks.check_absence(part) for part in split_list(text)}))


COLUMNS: Final = (
    Column("name", "姓名", "name", True, "例：张三", _plain(checks.check_name)),
    Column("id_number", "身份证号", "id_number", True, "11010519491231002X", _plain(checks.check_id_number)),
    Column("phone", "手机号", "phone", False, "13800000000", _plain(checks.check_phone)),
    Column("mail", "电子邮箱", "mail", False, "zhangsan@example.com", _plain(checks.check_mail)),
    Column("city", "常住城市", "city", True, "宜昌", _plain(checks.check_city)),
    Column("specialities", "专业代码", "specialities", True, "A080302;A0403", _specialities),
    Column("employer", "工作单位", "employer", True, "某设计院", _plain(checks.check_employer)),
    Column("employer_uscc", "工作单位代码", "employer_uscc", True, "91420000000000019K", _plain(checks.check_uscc)),
    Column("former", "原工作单位", "former", False, "91420000000000019K:2025-06-30", _former),
    Column("relatives", "亲属任职单位", "relatives", False, "", _usccs),
    Column("shareholdings", "持股单位", "shareholdings", False, "", _usccs),
    Column("authority", "监督部门区划", "authority", False, "", _plain(checks.check_authority)),
    Column("standing", "状态", "standing", False, "在库", _plain(checks.check_standing)),
    Column("standing_reason", "状态原因", "standing_reason", False, "", _reason),
    Column("suspended_until", "暂停截止日", "suspended_until", False, "", _until),
    Column("absences", "不能参评时段", "absences", False, "2026-12-01 09:00/2026-12-03 18:00", _absences),
)
EXAMPLE: Final = "例："
"""A row whose name begins so is the template's example and is passed over."""

PERSONAL: Final = ("name", "phone", "mail", "id_number")
_BY_KEY: Final = {column.key: column for column in COLUMNS}
_BY_HEADING: Final = {heading: column for column in COLUMNS for heading in (column.zh, column.en)}

HINTS: Final = (
    ("列 Column", "填写说明", "How to fill it in"),
    ("姓名*", "必填", "needed"),
    ("身份证号*", "必填,18位,列格式设为文本;同号再次导入即更新", "needed; as text; the same number again updates"),
    ("手机号", "没有手机号和邮箱的专家不会被抽取", "who has neither telephone nor mail is not drawn"),
    ("常住城市*", "湖北省17个市州名称或6位代码;相邻省份填6位代码", "unit of Hubei or a six-digit code"),
    ("专业代码*", "第三级或第四级编码,多个以分号隔开", "codes of level 3 or 4, parted by semicolons"),
    ("工作单位代码*", "统一社会信用代码", "unified social credit code"),
    ("原工作单位", "代码:离职日期,多个以分号隔开", "USCC:last day, parted by semicolons"),
    ("亲属任职单位、持股单位", "统一社会信用代码,多个以分号隔开", "USCCs, parted by semicolons"),
    ("监督部门区划", "在行政监督部门任职的填该部门所在地6位代码", "division code, for who works for an authority"),
    ("状态", "在库、暂停、移出;暂停或移出须写状态原因", "active, suspended, removed; with a reason"),
    (
        "不能参评时段",
        "起/止,多个以分号隔开;有此列时以此列为准",
        "from/until; where the column is there it counts alone",
    ),
    ("缺少的选填列", "更新时保持原值", "an optional column that is absent leaves what was there"),
)

Faulty = list[tuple[str, CellFault]]


@dataclass(frozen=True)
class Given:
    """What a row or a form says: only the fields that it has."""

    person: Mapping[str, Any]
    particulars: Mapping[str, Any]
    absences: tuple[Absence, ...] | None

    def person_over(self, old: Person | None) -> Person:
        """The person with what was given; without a former one the rest is empty."""
        return replace(old or Person("", "", "", ""), **self.person)

    def particulars_over(self, old: Particulars | None) -> Particulars:
        """The particulars with what was given."""
        return replace(old or Particulars("", "", "", ()), **self.particulars)


def read_headings(row: Sequence[str]) -> tuple[list[str], Faulty]:
    """The key of each column ("" for one that nobody knows), and the faults of the unknown.

    Raises ListRefused for a needed column that is not there and for one that is there twice.
    """
    plain = [re.sub(r"[\s*＊]", "", cell).casefold() for cell in row]
    keys = [_BY_HEADING[cell].key if cell in _BY_HEADING else "" for cell in plain]
    missing = [column for column in COLUMNS if column.needed and column.key not in keys]
    if missing:
        names, zh = ", ".join(each.en for each in missing), "、".join(each.zh for each in missing)
        raise ListRefused(why=f"the columns {names} are missing", why_zh=f"缺少列：{zh}")
    twice = sorted({key for key in keys if key and keys.count(key) > 1})
    if twice:
        raise ListRefused(why=f"the column {twice[0]} is there twice", why_zh=f"列“{_BY_KEY[twice[0]].zh}”重复")
    unknown = [text for text, key in zip(row, keys, strict=True) if not key and text]
    return keys, [(text[:40], CellFault("HEADING_UNKNOWN", text=text)) for text in unknown]


def cells_of(keys: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    """A row's cells by key; cells beyond the headings under "+"."""
    cells = {key: cell for key, cell in zip(keys, row, strict=False) if key}
    cells |= {key: "" for key in keys[len(row) :] if key}
    return cells | ({"+": "+"} if any(row[len(keys) :]) else {})


def read_row(cells: Mapping[str, str], table: CodeTable) -> tuple[Given | None, Faulty]:
    """What a row says, or every fault of it."""
    values: dict[str, Any] = {}
    faults: Faulty = [("", CellFault("EXTRA_CELLS"))] if "+" in cells else []
    for key, cell in cells.items():
        try:
            if key in _BY_KEY:
                values[key] = _BY_KEY[key].read(cell, table)
        except CellFault as fault:
            faults.append((key, fault))
    faults += standing_faults(values) if not faults else []
    return (None, faults) if faults else (given_of(values), [])


def given_of(values: Mapping[str, Any]) -> Given:
    """Checked values by key, parted into what is sealed and what is not; a standing replaces its reason and day."""
    if "standing" in values:
        values = {"standing_reason": None, "suspended_until": None} | dict(values)
    person = {key: values[key] for key in PERSONAL if key in values}
    rest = {key: value for key, value in values.items() if key not in (*PERSONAL, "absences")}
    return Given(person, rest, values.get("absences"))


def standing_faults(values: Mapping[str, Any]) -> Faulty:
    """A suspension or removal has its reason; only a suspension has a last day."""
    standing = values.get("standing", ACTIVE)
    if standing != ACTIVE and not values.get("standing_reason"):
        return [("standing_reason", CellFault("STANDING_REASON"))]
    if standing != SUSPENDED and values.get("suspended_until"):
        return [("suspended_until", CellFault("STANDING_UNTIL"))]
    return []


def title_of(key: str) -> tuple[str, str]:
    """A column's heading in both languages; what is no column's key is told as it is."""
    column = _BY_KEY.get(key)
    return (column.zh, column.en) if column else (key, key)


def headings() -> list[str]:
    """The first row as written: needed columns carry a star."""
    return [column.zh + ("*" if column.needed else "") for column in COLUMNS]


def example() -> list[str]:
    """The row that shows how a list is filled in."""
    return [column.example for column in COLUMNS]


def row_of(person: Person, held: Particulars, absences: Iterable[Absence]) -> list[str]:
    """An expert as a row, which `read_row` takes to the same again."""
    texts = {key: str(value or "") for key, value in (asdict(person) | asdict(held)).items()}
    texts |= {
        "specialities": ";".join(held.specialities),
        "former": ";".join(f"{uscc}:{day}" for uscc, day in held.former),
        "relatives": ";".join(held.relatives),
        "shareholdings": ";".join(held.shareholdings),
        "standing": checks.STANDING_ZH[held.standing],
        "absences": ";".join(f"{_minute(since)}/{_minute(until)}" for since, until in absences),
    }
    return [texts[column.key] for column in COLUMNS]


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M}"
