"""What a lot publishes besides its documents: the form of the offer, and coefficients picked at the opening."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypedDict

from bidding.methods.offer_form import OfferFieldShown, OfferFormUnreadable, read_form
from bidding.methods.scheme import read_scheme, scheme_json
from bidding.methods.scheme_fit import check_fit
from bidding.projects.words import check_words
from foundation.errors import FieldRefused

MOST_FIELDS = 50
MOST_COEFFICIENTS = 20
MOST_VALUES = 1000


class CoefficientOffered(TypedDict):
    """A coefficient and the values of which the opening draws one."""

    name: str
    values: list[str]


def check_form(rows: Sequence[dict[str, Any]]) -> list[OfferFieldShown]:
    """The form's rows as they are kept; raises OfferFormUnreadable."""
    if len(rows) > MOST_FIELDS:
        raise OfferFormUnreadable(why=f"more than {MOST_FIELDS} fields", why_zh=f"超过{MOST_FIELDS}项")
    return read_form(rows).as_rows()


def check_scheme(value: object) -> dict[str, Any] | None:
    """The scheme as it is kept, or nothing where none is given; raises MethodUnreadable."""
    return None if value is None else scheme_json(read_scheme(value))


def check_scheme_fits(
    scheme: Mapping[str, Any] | None,
    form: Sequence[Mapping[str, Any]],
    coefficients: Sequence[Mapping[str, Any]],
    ceiling: Decimal | None,
    number: int,
) -> None:
    """Refuse with MethodUnreadable a kept scheme by which this lot, of this number, could not be judged."""
    if scheme is not None:
        check_fit(read_scheme(scheme), read_form(form), coefficients, ceiling, number)


def check_coefficients(rows: Sequence[dict[str, Any]]) -> list[CoefficientOffered]:
    """[{"name", "values"}]: names of their own, each with one or more distinct values to pick from."""
    if len(rows) > MOST_COEFFICIENTS:
        raise _unfit(f"at most {MOST_COEFFICIENTS}", f"不超过{MOST_COEFFICIENTS}个")
    kept = [_coefficient(row) for row in rows]
    if len({row["name"] for row in kept}) < len(kept):
        raise _unfit("a name stands twice", "名称重复")
    return kept


def _coefficient(row: dict[str, Any]) -> CoefficientOffered:
    name, values = row.get("name"), row.get("values")
    if row.keys() != {"name", "values"} or not isinstance(name, str):
        raise _unfit("each has a name and values", "每个系数应有名称和取值")
    if not isinstance(values, list) or not 1 <= len(values) <= MOST_VALUES:
        raise _unfit(f"1 to {MOST_VALUES} values", f"取值应为1至{MOST_VALUES}个")
    if not all(isinstance(value, str) for value in values) or len(set(values)) < len(values):
        raise _unfit("values are distinct texts", "取值应为互不相同的文本")
    kept = [check_words("coefficients", value, 1, 64) for value in values]
    return {"name": check_words("coefficients", name, 1, 64), "values": kept}


def _unfit(why: str, why_zh: str) -> FieldRefused:
    return FieldRefused(field="coefficients", why=why, why_zh=why_zh)
