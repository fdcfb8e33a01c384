"""The whole of how a committee judges, as frozen in the tender document: nothing outside it may be used (条例49). Pure.

As JSON it has exactly the members of `Scheme`, figures as texts; see docs/formats/methods.md.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, cast
from unicodedata import category, is_normalized

from bidding.methods.method import Method
from bidding.methods.method_text import check_method, plain, read_as, unreadable

Group = Literal["formal", "qualification", "responsiveness"]
Part = Literal["technical", "business", "credit", "price"]
Direction = Literal["add", "deduct"]

MOST_ITEMS = 200
LONGEST_CODE = 40
LONGEST_NAME = 200
LONGEST_TEXT = 4000
GROUNDS = 7
LONGEST_CLARIFICATION = 720


@dataclass(frozen=True)
class PreliminaryItem:
    """One item that passes or fails. `clause` of the tender document; `ground`: number of 条例51, 1 to 7.

    `clarify_first`: nobody is rejected by it before he was asked (1117号十三).
    """

    code: str
    group: Group
    name: str
    clause: str
    ground: int
    clarify_first: bool


class CriterionPart(NamedTuple):
    """The part of the bid by which a criterion is marked."""

    criterion: str
    part: Part


class CriterionHelp(NamedTuple):
    """What the document says beside a criterion: shown to whoever marks it."""

    criterion: str
    text: str


class Adjustment(NamedTuple):
    """An amount that the document adds to a quoted price, or deducts, before prices are compared (Order 12 Art. 30)."""

    name: str
    direction: Direction


@dataclass(frozen=True)
class Scheme:
    """`price_field` names a money value of the form of the offer; `envelopes` 2: prices are opened after the marks.

    `candidates`: how many the report recommends (条例53); `clarification_minutes`: how long a bidder has to answer.
    """

    method: Method
    preliminary: tuple[PreliminaryItem, ...]
    parts: tuple[CriterionPart, ...]
    help: tuple[CriterionHelp, ...]
    price_field: str
    adjustments: tuple[Adjustment, ...]
    candidates: int
    envelopes: int
    clarification_minutes: int

    @property
    def has_blind(self) -> bool:
        """Whether anything is marked before names are known."""
        return any(one.blind for one in self.method.criteria)

    def part_of(self, criterion: str) -> Part:
        """The part by which it is marked. Raises KeyError for a criterion that is none of the method's."""
        return dict(self.parts)[criterion]


def scheme_json(scheme: Scheme) -> dict[str, Any]:
    """Ready for canonical JSON."""
    return cast(dict[str, Any], plain(scheme))


def read_scheme(value: object) -> Scheme:
    """The scheme, or MethodUnreadable naming the part that is not acceptable."""
    scheme = cast(Scheme, read_as(Scheme, value, "scheme"))
    check_method(scheme.method)
    _check_words(scheme)
    _check_items(scheme.preliminary)
    _check_parts(scheme)
    _check_numbers(scheme)
    return scheme


def _check_words(scheme: Scheme) -> None:
    named = [("method.name", scheme.method.name), ("price_field", scheme.price_field)]
    named += [("method.criteria", one.name) for one in scheme.method.criteria]
    named += [("adjustments", one.name) for one in scheme.adjustments]
    named += [("preliminary.name", one.name) for one in scheme.preliminary]
    named += [("preliminary.clause", one.clause) for one in scheme.preliminary]
    for where, text in named:
        _check_text(f"scheme.{where}", text, LONGEST_NAME)
    for item in scheme.preliminary:
        _check_text("scheme.preliminary.code", item.code, LONGEST_CODE)
    for one in scheme.help:
        _check_text("scheme.help", one.text.replace("\n", ""), LONGEST_TEXT)


def _check_text(where: str, text: str, most: int) -> None:
    """Words of one line: what is judged by is printed, and two names that look alike must be equal."""
    shown = not any(category(letter) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for letter in text)
    if not (shown and 0 < len(text) <= most and text == text.strip() and is_normalized("NFC", text)):
        raise unreadable(where, f"is not a line of 1 to {most} printed characters", f"应为1至{most}个可打印字符")


def _check_items(items: tuple[PreliminaryItem, ...]) -> None:
    if not 1 <= len(items) <= MOST_ITEMS:
        raise unreadable("scheme.preliminary", f"has not 1 to {MOST_ITEMS} items", f"应有1至{MOST_ITEMS}项")
    _check_once("scheme.preliminary.code", (item.code for item in items))
    if any(not 1 <= item.ground <= GROUNDS for item in items):
        raise unreadable("scheme.preliminary.ground", "is none of 条例51", "应为条例第五十一条的项号1至7")


def _check_parts(scheme: Scheme) -> None:
    kinds = {one.name: one for one in scheme.method.criteria}
    _check_once("scheme.parts", (one.criterion for one in scheme.parts))
    _check_once("scheme.help", (one.criterion for one in scheme.help))
    if {one.criterion for one in scheme.parts} != kinds.keys():
        raise unreadable("scheme.parts", "are not one for each criterion", "应与评审因素一一对应")
    if not {one.criterion for one in scheme.help} <= kinds.keys():
        raise unreadable("scheme.help", "names a criterion that is not there", "含有不存在的评审因素")
    for name, part in scheme.parts:
        if (kinds[name].kind == "price") != (part == "price"):
            raise unreadable("scheme.parts", f"of {name} is not its kind", f"：{name}与其类型不符")
        if kinds[name].blind and part != "technical":
            raise unreadable("scheme.parts", f": {name} is blind and not technical", f"：{name}为暗标，应属技术部分")


def _check_numbers(scheme: Scheme) -> None:
    method, lowest = scheme.method, scheme.method.price.family == "evaluated_lowest"
    if lowest and method.criteria:
        raise unreadable(
            "scheme.method.criteria", "of an evaluated price carry no marks", "：经评审的最低投标价法不设评分因素"
        )
    if not lowest and len([one for one in method.criteria if one.kind == "price"]) > 1:
        raise unreadable("scheme.method.criteria", "hold more than one price", "：价格因素只能有一项")
    if scheme.adjustments and not lowest:
        raise unreadable("scheme.adjustments", "belong to an evaluated price", "仅用于经评审的最低投标价法")
    _check_once("scheme.adjustments", (one.name for one in scheme.adjustments))
    bounds = (("candidates", 1, 3), ("envelopes", 1, 2), ("clarification_minutes", 1, LONGEST_CLARIFICATION))
    for name, least, most in bounds:
        if not least <= getattr(scheme, name) <= most:
            raise unreadable(f"scheme.{name}", f"is not {least} to {most}", f"应为{least}至{most}")


def _check_once(where: str, names: Iterable[str]) -> None:
    if (twice := next(_repeated(names), None)) is not None:
        raise unreadable(where, f"names {twice} twice", f"：{twice}重复")


def _repeated(names: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield name
        seen.add(name)
