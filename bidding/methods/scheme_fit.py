"""Does a scheme fit the lot it is published with: form of the offer, coefficients, ceiling, number. Pure.

What does not fit would stop the committee in the middle of its work, so it is refused before anybody bids.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from bidding.methods.method_text import unreadable
from bidding.methods.offer_form import OfferForm
from bidding.methods.scheme import Scheme

NEED_CEILING = ("composite", "abc")
"""Bases of a benchmark that reckon with the ceiling price."""


def check_fit(
    scheme: Scheme, form: OfferForm, coefficients: Sequence[Mapping[str, Any]], ceiling: Decimal | None, number: int
) -> None:
    """Refuse with MethodUnreadable what this lot cannot be judged by. `number`: the lot's place in its project."""
    if scheme.price_field not in {field.name for field in form.fields if field.kind == "money"}:
        raise unreadable("scheme.price_field", "is no amount of the offer's form", "：开标一览表中没有该金额项")
    if scheme.method.price.base in NEED_CEILING and ceiling is None:
        raise unreadable("scheme.method.price.base", "needs a ceiling price", "：该办法须设最高投标限价")
    _check_coefficients(scheme, coefficients)
    order = scheme.method.lots.order
    if order and str(number) not in order:
        raise unreadable("scheme.method.lots.order", f"does not name lot {number}", f"未列入第{number}标段")


def _check_coefficients(scheme: Scheme, offered: Sequence[Mapping[str, Any]]) -> None:
    """Each coefficient with a choice is one that the opening draws, from the same values."""
    drawn = {str(one["name"]): _figures(one["values"]) for one in offered}
    for one in scheme.method.price.coefficients:
        if len(one.values) > 1 and drawn.get(one.name) != set(one.values):
            where = f"scheme.method.price.coefficients.{one.name}"
            raise unreadable(where, "is not drawn at the opening from these values", "：与开标时抽取的系数及取值不一致")


def _figures(values: Sequence[str]) -> set[Decimal] | None:
    try:
        return {Decimal(value) for value in values}
    except InvalidOperation:
        return None
