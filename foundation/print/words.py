"""How records' values read on paper: times, amounts, outcomes, the form's titles. Pure; used by every document."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from crypto.encoding import parse_timestamp
from foundation.calendar import show_zh
from foundation.money import AmountUnreadable, parse_money, show_money

OUTCOMES: Mapping[str, tuple[str, str]] = {
    "VALID": ("有效", "valid"),
    "UNATTRIBUTED": ("投标人身份未能认定", "unattributed"),
    "REPLACED": ("已被其后文件替换", "replaced"),
    "DEEMED_REVOKED": ("视为撤销", "deemed revoked"),
    "DEEMED_WITHDRAWN": ("视为撤回", "deemed withdrawn"),
    "UNOPENED": ("未开启", "not opened"),
}
RESULTS: Mapping[str, str] = {
    "OPENED": "已开标 opened",
    "FAILED_FEW": "流标：投标人不足 failed, too few bidders",
}
ROLES: Mapping[str, str] = {
    "platform": "平台 platform",
    "custodian": "保管单位 custodian",
    "bid": "投标文件 bid",
    "member": "评委 member",
}
KINDS: Mapping[str, tuple[str, str]] = {
    "identity": ("投标人身份", "identity"),
    "offer": ("开标一览表", "offer"),
    "documents": ("技术、商务文件", "documents"),
    "pricing": ("已标价清单", "pricing"),
}
_KNOWN_FIELDS: Mapping[str, tuple[str, str]] = {
    "price": ("投标报价", "Bid price"),
    "period": ("工期", "Period"),
    "quality": ("质量标准", "Quality"),
}


class Column(NamedTuple):
    """One value of the offer as a column: titles with the unit, and whether it is a number (set to the right)."""

    name: str
    zh: str
    en: str
    unit: str
    number: bool


def shown_moment(text: str | None) -> str:
    """A record's time on the clocks of China, to the second."""
    return show_zh(parse_timestamp(text)) if text else ""


def exact_moment(text: str) -> str:
    """The same with milliseconds, for the times that a deadline judges."""
    moment = parse_timestamp(text)
    return f"{show_zh(moment)}.{moment.microsecond // 1000:03}"


def shown_value(text: str, *, money: bool | None = None) -> str:
    """An offer's value: an amount with separators, anything else as it was written."""
    if money is False:
        return text
    try:
        return show_money(parse_money(text))
    except AmountUnreadable:
        return text


def columns_of(form: Iterable[Mapping[str, Any]], values: Iterable[Mapping[str, str] | None]) -> list[Column]:
    """The form's fields in their order; names that only the offers have come after them (a record without its form)."""
    columns = [_column(row) for row in form]
    known = {column.name for column in columns}
    extra = sorted({name for offer in values for name in offer or {}} - known, key=_usual_order)
    return columns + [_unnamed(name, values) for name in extra]


def _column(row: Mapping[str, Any]) -> Column:
    title, unit = row["title"], row.get("unit") or ""
    zh, en = (
        (title["zh"], title["en"])
        if isinstance(title, Mapping)
        else (title, _KNOWN_FIELDS.get(row["name"], ("", ""))[1])
    )
    return Column(row["name"], zh, en, unit, row["kind"] in {"money", "integer"})


def _usual_order(name: str) -> tuple[int, str]:
    names = list(_KNOWN_FIELDS)
    return (names.index(name) if name in names else len(names), name)


def _unnamed(name: str, values: Iterable[Mapping[str, str] | None]) -> Column:
    zh, en = _KNOWN_FIELDS.get(name, (name, ""))
    number = all((offer or {}).get(name, "0").replace(".", "", 1).isdigit() for offer in values)
    return Column(name, zh, en, "", number)


def column_document(column: Column) -> dict[str, Any]:
    """For the template, the unit in brackets behind the title."""
    unit = f"（{column.unit}）" if column.unit else ""
    return {"name": column.name, "zh": column.zh + unit, "en": column.en, "number": column.number}


def signatures_of(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """Signer, key and value of each signature."""
    return [{**one, "role": ROLES.get(one["role"], one["role"])} for one in record["signatures"]]
