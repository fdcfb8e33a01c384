"""A scheme is read back as it was written; what contradicts itself or the lot is refused before anybody bids."""

from dataclasses import replace
from decimal import Decimal as D
from typing import Any

import pytest

from bidding.methods.method import Coefficient, LotAwardRule, PriceRule
from bidding.methods.offer_form import STANDARD_FORM
from bidding.methods.refusals import MethodUnreadable
from bidding.methods.scheme import Scheme, read_scheme, scheme_json
from bidding.methods.scheme_fit import check_fit
from tests.rules.methods.schemes import COMPREHENSIVE, EVALUATED


@pytest.mark.parametrize("scheme", [COMPREHENSIVE, EVALUATED])
def test_a_scheme_comes_back_as_it_was(scheme: Scheme) -> None:
    assert read_scheme(scheme_json(scheme)) == scheme


def test_parts_are_told_by_name() -> None:
    shown = scheme_json(COMPREHENSIVE)
    assert shown["parts"][0] == {"criterion": "施工组织设计", "part": "technical"}
    assert COMPREHENSIVE.part_of("信用") == "credit"


def test_the_blind_part_is_known() -> None:
    assert COMPREHENSIVE.has_blind
    assert not EVALUATED.has_blind


def _item(**changes: Any) -> dict[str, Any]:
    item = {"code": "F1", "group": "formal", "name": "签字", "clause": "2.1", "ground": 1, "clarify_first": False}
    return item | changes


@pytest.mark.parametrize(
    "change",
    [
        {"extra": 1},
        {"price_field": ""},
        {"candidates": 0},
        {"candidates": 4},
        {"candidates": True},
        {"envelopes": 3},
        {"clarification_minutes": 0},
        {"preliminary": []},
        {"preliminary": [_item(), _item()]},
        {"preliminary": [_item(ground=8)]},
        {"preliminary": [_item(ground=0)]},
        {"preliminary": [_item(group="other")]},
        {"preliminary": [_item(name=" 签字")]},
        {"preliminary": [_item(name="签\u200b字")]},
        {"preliminary": [_item(code="x" * 41)]},
        {"parts": []},
        {"help": [{"criterion": "没有这一项", "text": "x"}]},
        {"help": [{"criterion": "业绩", "text": "x"}] * 2},
        {"adjustments": [{"name": "缺漏项", "direction": "add"}]},
    ],
)
def test_what_cannot_be_judged_by_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(MethodUnreadable):
        read_scheme(scheme_json(COMPREHENSIVE) | change)


@pytest.mark.parametrize(
    ("place", "part"), [(0, "price"), (0, "business"), (3, "technical")], ids=["kind", "blind", "price"]
)
def test_a_criterion_is_marked_in_the_part_of_its_kind(place: int, part: str) -> None:
    told = scheme_json(COMPREHENSIVE)
    told["parts"][place]["part"] = part
    with pytest.raises(MethodUnreadable):
        read_scheme(told)


def test_weights_that_do_not_make_a_hundred_are_refused() -> None:
    told = scheme_json(COMPREHENSIVE)
    told["method"]["criteria"][1]["weight"] = "11"
    with pytest.raises(MethodUnreadable):
        read_scheme(told)


def test_an_evaluated_price_takes_no_marks() -> None:
    told = scheme_json(COMPREHENSIVE)
    told["method"]["price"] = scheme_json(EVALUATED)["method"]["price"]
    with pytest.raises(MethodUnreadable):
        read_scheme(told)


def test_a_scheme_fits_its_lot() -> None:
    check_fit(COMPREHENSIVE, STANDARD_FORM, [], None, 1)


def _with(**changes: Any) -> Scheme:
    return replace(COMPREHENSIVE, method=replace(COMPREHENSIVE.method, **changes))


DRAWN = PriceRule("benchmark", coefficients=(Coefficient("k", (D("0.5"), D("0.75"))),))


@pytest.mark.parametrize(
    "scheme",
    [
        replace(COMPREHENSIVE, price_field="period"),
        replace(COMPREHENSIVE, price_field="amount"),
        _with(lots=LotAwardRule(1, ("2", "3"))),
        _with(price=PriceRule("benchmark", "composite")),
        _with(price=DRAWN),
    ],
    ids=["no amount", "no field", "another lot", "no ceiling", "not drawn"],
)
def test_a_scheme_that_this_lot_cannot_be_judged_by_is_refused(scheme: Scheme) -> None:
    with pytest.raises(MethodUnreadable):
        check_fit(scheme, STANDARD_FORM, [], None, 1)


def test_a_coefficient_is_drawn_from_the_values_that_the_method_names() -> None:
    scheme = _with(price=DRAWN)
    check_fit(scheme, STANDARD_FORM, [{"name": "k", "values": ["0.50", "0.75"]}], None, 1)
    for values in (["0.50"], ["0.50", "0.75", "1.00"], ["half", "more"]):
        with pytest.raises(MethodUnreadable):
            check_fit(scheme, STANDARD_FORM, [{"name": "k", "values": values}], None, 1)
