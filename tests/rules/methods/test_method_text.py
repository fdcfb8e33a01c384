"""A published method is read back as it was written, and nothing else is taken for one."""

from decimal import Decimal as D
from typing import Any

import pytest

from bidding.methods.method import Band, Coefficient, Criterion, LotAwardRule, Method, PriceRule
from bidding.methods.method_text import method_json, read_method
from bidding.methods.refusals import MethodUnreadable

METHOD = Method(
    "comprehensive",
    (Criterion("tech", "subjective", D(50), True), Criterion("price", "price", D(50))),
    PriceRule("benchmark", "mean", (Band(4, 1, 1),), (Coefficient("k", (D("0.75"), D(1))),), D(2), D(1)),
    (Band(5, 1, 1),),
    ties=("lower_price", "higher:tech", "draw"),
    lots=LotAwardRule(1, ("1", "2")),
)


def test_a_method_comes_back_as_it_was() -> None:
    assert read_method(method_json(METHOD)) == METHOD


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"name": ""},
        {"mark_places": "2"},
        {"mark_places": True},
        {"ties": ["lower_price"]},
        {"ties": ["higher:nothing", "draw"]},
        {"criteria": []},
        {"criteria": None},
        {"lots": {"most": 1, "order": []}},
        {"price": {}},
    ],
)
def test_what_is_not_of_the_declared_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MethodUnreadable):
        read_method(method_json(METHOD) | change)


@pytest.mark.parametrize("figure", [1, 1.5, "1e2", "-1", "NaN", "01", " 1"])
def test_a_figure_is_a_plain_text(figure: object) -> None:
    text = method_json(METHOD)
    text["price"]["above"] = figure
    with pytest.raises(MethodUnreadable):
        read_method(text)


def test_coefficients_that_the_formula_does_not_know_are_refused() -> None:
    text = method_json(METHOD)
    text["price"]["base"] = "composite"
    with pytest.raises(MethodUnreadable):
        read_method(text)
