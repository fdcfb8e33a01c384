"""Offers as bidders fill them in: read strictly, never guessed, and never refused for their size at the opening."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.offer_form import (
    STANDARD_FORM,
    Offer,
    OfferFault,
    OfferFormUnreadable,
    against_ceiling,
    asks_again,
    read_form,
    read_offer,
)
from foundation.rulebook import rulebook

LAW = rulebook(1)
GOOD = {"price": "26888000.00", "period": "540", "quality": "合格"}
PRICE = {"name": "price", "title": {"zh": "投标报价", "en": "Bid price"}, "kind": "money", "unit": "元"}


def read(values: object, *, bounds: bool = True) -> Offer:
    offer = read_offer(STANDARD_FORM, values, bounds=bounds)
    assert isinstance(offer, Offer)
    return offer


def faults(values: object, *, bounds: bool = True) -> list[tuple[str, str]]:
    found = read_offer(STANDARD_FORM, values, bounds=bounds)
    assert isinstance(found, list)
    return [(fault.field, fault.kind) for fault in found]


def test_a_good_offer_is_read_as_money_number_and_text() -> None:
    offer = read(GOOD)
    assert dict(offer.values) == {"price": Decimal("26888000.00"), "period": 540, "quality": "合格"}
    assert offer.price == Decimal(26_888_000)
    assert offer.as_strings() == GOOD
    assert offer.shown() == {"price": "26,888,000.00", "period": "540", "quality": "合格"}


@pytest.mark.parametrize(
    "price", ["26888000", "26,888,000.00", "2688.8万", "-1.00", "1e7", "", " 1.00", 26888000, None, ["1.00"]]
)
def test_a_price_that_is_not_yuan_with_fen_is_not_guessed(price: Any) -> None:
    assert faults(GOOD | {"price": price}) == [("price", "shape")]


@pytest.mark.parametrize("period", ["540.0", "0540", "-540", "五百四十", "5４0", "1000000000000000", "540\n"])
def test_a_period_is_a_whole_number(period: str) -> None:
    assert faults(GOOD | {"period": period}) == [("period", "shape")]


@pytest.mark.parametrize(
    "quality",
    ["", " 合格", "合格\n优良", "合\u202e格", "合\u200b格", "cafe\u0301", "\ud800", "合" * 501, "合\u2028格"],
    ids=["empty", "space", "two lines", "bidi", "zero width", "not NFC", "surrogate", "too long", "line separator"],
)
def test_a_text_is_one_visible_line(quality: str) -> None:
    assert faults(GOOD | {"quality": quality}) == [("quality", "shape")]


def test_characters_newer_than_this_python_are_no_reason_to_lose_a_bid() -> None:
    assert read(GOOD | {"quality": "合格\U000323b0"}).values["quality"] == "合格\U000323b0"


def test_a_value_too_many_and_a_value_too_few_are_both_told() -> None:
    values = {"price": "1.00", "period": "1", "discount": "5"}
    assert faults(values) == [("discount", "shape"), ("quality", "shape")]


@pytest.mark.parametrize("values", [None, [], "price", {1: "1.00"}])
def test_what_is_no_table_is_refused_as_a_whole(values: object) -> None:
    assert faults(values) == [("", "shape")]


def test_the_packer_keeps_the_bounds_and_the_opening_reads_whatever_was_sealed() -> None:
    nothing = GOOD | {"price": "0.00"}
    assert faults(nothing) == [("price", "bound")]
    assert read(nothing, bounds=False).price == 0


def test_bounds_include_themselves() -> None:
    form = read_form([PRICE | {"minimum": "100.00", "maximum": "200"}])
    for price, taken in [("99.99", False), ("100.00", True), ("200.00", True), ("200.01", False)]:
        assert isinstance(read_offer(form, {"price": price}), Offer) is taken


def test_the_length_of_a_text_can_be_bounded() -> None:
    form = read_form([{"name": "brand", "title": "品牌", "kind": "text", "minimum": "2", "maximum": "4"}])
    assert isinstance(read_offer(form, {"brand": "长江"}), Offer)
    assert isinstance(read_offer(form, {"brand": "江"}), list)
    assert isinstance(read_offer(form, {"brand": "长江牌水泵"}), list)


def test_a_fault_speaks_both_languages_and_names_its_rule() -> None:
    found = read_offer(STANDARD_FORM, GOOD | {"price": "26888000"})
    assert isinstance(found, list)
    assert found[0].zh == "投标报价：26888000不是以元为单位的金额。"
    assert found[0].en == "Bid price: 26888000 is not an amount in yuan."
    assert LAW.row(found[0].rule_id)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(), lambda inner: st.dictionaries(st.text(), inner) | st.lists(inner)
    )
)
def test_nothing_that_json_can_hold_makes_the_reader_raise(values: object) -> None:
    found = read_offer(STANDARD_FORM, values)
    assert isinstance(found, list)
    assert all(isinstance(fault, OfferFault) for fault in found)


def test_a_form_survives_its_rows() -> None:
    assert read_form(STANDARD_FORM.as_rows()) == STANDARD_FORM


def test_the_tender_record_carries_one_title_and_no_bounds() -> None:
    assert STANDARD_FORM.as_record()[0] == {"name": "price", "title": "投标报价", "kind": "money", "unit": "元"}
    assert read_form(STANDARD_FORM.as_record()).fields[0].minimum is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [PRICE, PRICE],
        [PRICE | {"name": "Price"}],
        [PRICE | {"name": "p" * 41}],
        [PRICE | {"kind": "float"}],
        [PRICE | {"kind": ["money"]}],
        [PRICE | {"title": ""}],
        [PRICE | {"title": {"zh": "投标报价"}}],
        [PRICE | {"title": "报" * 201}],
        [PRICE | {"unit": "元" * 41}],
        [PRICE | {"unit": None}],
        [PRICE | {"minimum": "2", "maximum": "1"}],
        [PRICE | {"minimum": 1}],
        [PRICE | {"minimum": "-1"}],
    ],
)
def test_a_form_that_cannot_be_published_is_refused(rows: list[dict[str, Any]]) -> None:
    with pytest.raises(OfferFormUnreadable):
        read_form(rows)


def test_the_first_money_value_is_the_price() -> None:
    rate = {"name": "rate", "title": "费率", "kind": "text"}
    assert read_form([rate, PRICE, PRICE | {"name": "bond"}]).price == read_form([PRICE]).fields[0]
    no_price = read_offer(read_form([rate]), {"rate": "1.5%"})
    assert isinstance(no_price, Offer)
    assert no_price.price is None


def test_a_price_above_the_ceiling_is_told_and_not_refused() -> None:
    ceiling = Decimal(27_950_000)
    assert against_ceiling(Decimal("26888000.00"), ceiling) == against_ceiling(Decimal(26_888_000), ceiling)
    assert str(against_ceiling(Decimal("26888000.00"), ceiling).percent) == "96.20"
    assert not against_ceiling(ceiling, ceiling).above
    barely = against_ceiling(ceiling + Decimal("0.01"), ceiling)
    assert (str(barely.percent), barely.above) == ("100.00", True)


@pytest.mark.parametrize(
    ("price", "asked"),
    [("13974999.99", True), ("13975000.00", False), ("27950000.00", False), ("27950000.01", True), ("2688.80", True)],
)
def test_the_packer_asks_again_under_half_and_over_the_whole_ceiling(price: str, asked: bool) -> None:
    assert asks_again(Decimal(price), Decimal(27_950_000), LAW) is asked
