"""The form of an offer (开标一览表): which values a bidder fills in, and how they are read without guessing.

Values are strings by name, as in `offer.json`. Money is yuan with fen ("26888000.00"), integers have no sign and no
leading zero, texts are one line. The sealer checks shape and bounds; the opening checks shape alone, for what was
sealed is read out whatever its size: a price above the ceiling is told, never refused there (条例51 is the
committee's).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Literal, NotRequired, TypedDict, get_args

from foundation.answers import BothLanguages
from foundation.errors import Refusal
from foundation.money import AmountUnreadable, money_text, parse_money, percent_of, show_money
from foundation.rulebook import Rulebook

FieldKind = Literal["money", "integer", "text"]
OfferValue = Decimal | int | str

LONGEST_TEXT = 500
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_INTEGER = re.compile(r"0|[1-9][0-9]{0,14}")


class OfferFormUnreadable(Refusal):
    """A form cannot be published: it has no fields, a name twice, or a field that means nothing."""

    status = 422
    rule = "R-OFFER-FORM"
    en = "The form of the offer is not acceptable: {why}."
    zh = "开标一览表格式不符合要求：{why_zh}。"
    do_en = "Give each value a name of its own, a title in both languages, a kind and, for money, bounds in order."
    do_zh = "请为每项填写唯一的名称、中英文标题和类型；有上下限的，下限不得高于上限。"


class OfferFieldShown(TypedDict):
    """A value of the form as kept with the lot; bounds as strings where there are any."""

    name: str
    title: BothLanguages
    kind: FieldKind
    unit: str
    minimum: NotRequired[str]
    maximum: NotRequired[str]


class OfferFieldRecorded(TypedDict):
    """A value of the form as the tender record names it; the title is the Chinese one."""

    name: str
    title: str
    kind: FieldKind
    unit: str


@dataclass(frozen=True)
class OfferField:
    """One value of the form. Bounds include themselves: yuan, whole units, or the length of a text."""

    name: str
    title_zh: str
    title_en: str
    kind: FieldKind
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def as_row(self) -> OfferFieldShown:
        """As kept with the lot."""
        title: BothLanguages = {"zh": self.title_zh, "en": self.title_en}
        row: OfferFieldShown = {"name": self.name, "title": title, "kind": self.kind, "unit": self.unit}
        if self.minimum is not None:
            row["minimum"] = str(self.minimum)
        if self.maximum is not None:
            row["maximum"] = str(self.maximum)
        return row

    def as_record(self) -> OfferFieldRecorded:
        """As it stands in the tender record: name, one title (Chinese), kind, unit."""
        return {"name": self.name, "title": self.title_zh, "kind": self.kind, "unit": self.unit}

    def show(self, value: OfferValue) -> str:
        """The value with separators and without its unit, for the read-out table."""
        return show_money(value) if isinstance(value, Decimal) else str(value)


@dataclass(frozen=True)
class OfferForm:
    """The fields in the order of the table. The first money field is the price that is compared."""

    fields: tuple[OfferField, ...]

    @property
    def price(self) -> OfferField | None:
        """The field that is the price, if the form has one."""
        return next((field for field in self.fields if field.kind == "money"), None)

    def as_rows(self) -> list[OfferFieldShown]:
        """All fields as kept with the lot."""
        return [field.as_row() for field in self.fields]

    def as_record(self) -> list[OfferFieldRecorded]:
        """All fields as they stand in the tender record."""
        return [field.as_record() for field in self.fields]


@dataclass(frozen=True)
class OfferFault:
    """One value that cannot be taken. `kind` is `shape` (unreadable) or `bound` (readable, not wanted)."""

    field: str
    kind: Literal["shape", "bound"]
    zh: str
    en: str
    rule_id: str = "R-OFFER-FORM"


@dataclass(frozen=True)
class Offer:
    """A form's values as read: Decimal for money, int, str."""

    form: OfferForm
    values: Mapping[str, OfferValue]

    @property
    def price(self) -> Decimal | None:
        """The price that is compared, in yuan."""
        value = self.values[self.form.price.name] if self.form.price else None
        return value if isinstance(value, Decimal) else None

    def as_strings(self) -> dict[str, str]:
        """The values as they stand in `offer.json`."""
        return {name: money_text(one) if isinstance(one, Decimal) else str(one) for name, one in self.values.items()}

    def shown(self) -> dict[str, str]:
        """The values as the read-out table prints them."""
        return {field.name: field.show(self.values[field.name]) for field in self.form.fields}


@dataclass(frozen=True)
class AgainstCeiling:
    """A price beside the ceiling 最高投标限价: information for the read-out and the packer."""

    percent: Decimal
    above: bool


STANDARD_FORM = OfferForm(
    (
        OfferField("price", "投标报价", "Bid price", "money", "元", minimum=Decimal("0.01")),
        OfferField("period", "工期(交货期、服务期)", "Period", "integer", "日历天", minimum=Decimal(1)),
        OfferField("quality", "质量标准", "Quality", "text"),
    )
)
"""The table most tenders use: price, period, quality."""


def read_form(rows: Iterable[Mapping[str, Any]]) -> OfferForm:
    """A form from its rows; `title` is a text or `{"zh","en"}`. What cannot be published raises OfferFormUnreadable."""
    form = OfferForm(tuple(_read_field(row) for row in rows))
    names = [field.name for field in form.fields]
    if not names:
        raise OfferFormUnreadable(why="it has no fields", why_zh="没有填报项目")
    if len(set(names)) < len(names):
        raise OfferFormUnreadable(why="a name stands twice", why_zh="名称重复")
    return form


def _read_field(row: Mapping[str, Any]) -> OfferField:
    name, title, unit = row.get("name"), row.get("title"), row.get("unit", "")
    kind = next((kind for kind in get_args(FieldKind) if kind == row.get("kind")), None)
    if not isinstance(name, str) or not _NAME.fullmatch(name) or kind is None:
        raise OfferFormUnreadable(why=f"name or kind of {name}", why_zh=f"{name}的名称或类型")
    titles = title if isinstance(title, Mapping) else {"zh": title, "en": title}
    if not all(_is_word(titles.get(language), 200) for language in ("zh", "en")) or not _is_word(unit, 40, least=0):
        raise OfferFormUnreadable(why=f"title or unit of {name}", why_zh=f"{name}的标题或单位")
    low, high = _bound(name, row.get("minimum")), _bound(name, row.get("maximum"))
    if low is not None and high is not None and low > high:
        raise OfferFormUnreadable(why=f"bounds of {name}", why_zh=f"{name}的上下限")
    return OfferField(name, str(titles["zh"]), str(titles["en"]), kind, unit, low, high)


def _is_word(text: object, most: int, *, least: int = 1) -> bool:
    return isinstance(text, str) and least <= len(text) <= most and (not text or _is_line(text))


def _bound(name: str, text: object) -> Decimal | None:
    if text is None:
        return None
    if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,16}(\.[0-9]{1,2})?", text):
        raise OfferFormUnreadable(why=f"bounds of {name}", why_zh=f"{name}的上下限")
    return Decimal(text)


def read_offer(form: OfferForm, values: object, *, bounds: bool = True) -> Offer | list[OfferFault]:
    """Read what `offer.json` holds: exactly the form's names, each a string of its kind. Never raises.

    With `bounds=False` (the opening) a readable value is never refused for its size.
    """
    if not isinstance(values, Mapping) or not all(isinstance(name, str) for name in values):
        return [
            OfferFault("", "shape", "投标一览表不是名称和数值的对照", "the values are not a table of names and texts")
        ]
    faults = [*_unknown(form, values)]
    read: dict[str, OfferValue] = {}
    for field in form.fields:
        value = _read_value(field, values.get(field.name))
        if isinstance(value, OfferFault):
            faults.append(value)
            continue
        read[field.name] = value
        faults += _out_of_bounds(field, value) if bounds else []
    return faults or Offer(form, MappingProxyType(read))


def _unknown(form: OfferForm, values: Mapping[str, object]) -> Iterable[OfferFault]:
    for name in sorted(values.keys() - {field.name for field in form.fields}):
        yield OfferFault(name[:40], "shape", "公布的格式中没有这一项", "the published form has no such value")


def _read_value(field: OfferField, text: object) -> OfferValue | OfferFault:
    if not isinstance(text, str) or not text:
        return OfferFault(field.name, "shape", f"{field.title_zh}未填写", f"{field.title_en} is missing")
    if field.kind == "money":
        return _read_amount(field, text)
    if field.kind == "integer":
        if _INTEGER.fullmatch(text):
            return int(text)
        return OfferFault(field.name, "shape", f"{field.title_zh}应为整数", f"{field.title_en} must be a whole number")
    if _is_line(text):
        return text
    return OfferFault(
        field.name,
        "shape",
        f"{field.title_zh}应为一行文字，不超过{LONGEST_TEXT}字",
        f"{field.title_en} must be one line of at most {LONGEST_TEXT} characters",
    )


def _read_amount(field: OfferField, text: str) -> Decimal | OfferFault:
    try:
        return parse_money(text)
    except AmountUnreadable as refused:
        problem = refused.problem()
        zh, en = f"{field.title_zh}：{problem['title_zh']}", f"{field.title_en}: {problem['title']}"
        return OfferFault(field.name, "shape", zh, en)


def _is_line(text: str) -> bool:
    """One line of visible text in NFC: no control, format, bidi or surrogate characters, no outer spaces."""
    plain = not any(unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in text)
    return plain and 0 < len(text) <= LONGEST_TEXT and text == text.strip() and unicodedata.is_normalized("NFC", text)


def _out_of_bounds(field: OfferField, value: OfferValue) -> Iterable[OfferFault]:
    size = len(value) if isinstance(value, str) else value
    if field.minimum is not None and size < field.minimum:
        least = field.minimum
        yield OfferFault(field.name, "bound", f"{field.title_zh}不得小于{least}", f"{field.title_en}: at least {least}")
    if field.maximum is not None and size > field.maximum:
        most = field.maximum
        yield OfferFault(field.name, "bound", f"{field.title_zh}不得大于{most}", f"{field.title_en}: at most {most}")


def against_ceiling(price: Decimal, ceiling: Decimal) -> AgainstCeiling:
    """Percent of the ceiling (two places, half up) and whether it is exceeded, by the exact amounts."""
    return AgainstCeiling(percent_of(price, ceiling), price > ceiling)


def asks_again(price: Decimal, ceiling: Decimal, rules: Rulebook) -> bool:
    """Whether the packer lets the bidder confirm once more: oddly low, or above the ceiling."""
    low, high = rules.share("R-PRICE-ASK-LOW"), rules.share("R-PRICE-ASK-HIGH")
    return not low * Fraction(ceiling) <= Fraction(price) <= high * Fraction(ceiling)
