"""Money as it is read, rounded, shown and written in capitals."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.money import (
    MAX_AMOUNT,
    AmountUnreadable,
    capital_money,
    money_text,
    parse_money,
    percent_of,
    round_half_up,
    round_money,
    show_money,
)

AMOUNTS = st.integers(0, 10**18 - 1).map(lambda fen: Decimal(fen).scaleb(-2))


@pytest.mark.parametrize(
    "text",
    [
        *("26888000", "26888000.0", "26888000.000", "26,888,000.00", "-1.00", "+1.00", " 1.00", "1.00\n", "01.00"),
        *(".50", "1e3", "NaN", "Infinity", "", "1２.00", "1．00", "99999999999999999.00"),
    ],
)
def test_what_is_not_digits_point_and_fen_is_not_read(text: str) -> None:
    with pytest.raises(AmountUnreadable):
        parse_money(text)


def test_the_written_form_is_read_exactly() -> None:
    assert parse_money("26888000.00") == Decimal(26_888_000)
    assert parse_money("0.05") == Decimal("0.05")
    assert parse_money("9999999999999999.99") == MAX_AMOUNT


@given(AMOUNTS)
def test_writing_and_reading_give_the_same_amount(amount: Decimal) -> None:
    assert parse_money(money_text(amount)) == amount


@pytest.mark.parametrize("amount", ["0.001", "-1", "NaN", "10000000000000000"])
def test_what_is_no_sum_of_money_is_never_written(amount: str) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        money_text(Decimal(amount))


def test_shown_amounts_have_separators_and_fen() -> None:
    assert show_money(Decimal("26888000")) == "26,888,000.00"
    assert show_money(Decimal("-1234.5")) == "-1,234.50"


def test_halves_go_up() -> None:
    assert round_money(Decimal("0.125")) == Decimal("0.13")
    assert round_money(Decimal("-0.125")) == Decimal("-0.13")
    assert round_half_up(Decimal("2.5"), 0) == 3


def test_a_price_is_told_in_percent_of_the_ceiling() -> None:
    assert percent_of(Decimal("26888000.00"), Decimal(27_950_000)) == Decimal("96.20")
    with pytest.raises(ValueError, match="nothing"):
        percent_of(Decimal(1), Decimal(0))


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("26888000.00", "贰仟陆佰捌拾捌万捌仟元整"),
        ("26999999.99", "贰仟陆佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("27105600.00", "贰仟柒佰壹拾万伍仟陆佰元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10.00", "壹拾元整"),
        ("100001.00", "壹拾万零壹元整"),
        ("100000000.00", "壹亿元整"),
        ("100000005.00", "壹亿零伍元整"),
        ("100005000.00", "壹亿零伍仟元整"),
        ("100050000.00", "壹亿零伍万元整"),
        ("1010101010.10", "壹拾亿壹仟零壹拾万壹仟零壹拾元壹角整"),
        ("1000000000000.00", "壹万亿元整"),
        ("1000200000000.00", "壹万零贰亿元整"),
        ("9999999999999999.99", "玖仟玖佰玖拾玖万玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_amounts_are_written_in_capitals(amount: str, capitals: str) -> None:
    assert capital_money(Decimal(amount)) == "人民币" + capitals


def read_capitals(text: str) -> Decimal:
    """The other way, written apart: sections by 亿, then 万, then places."""
    yuan, _, rest = text.removeprefix("人民币").rpartition("元")
    high, _, low = yuan.rpartition("亿")
    value = Decimal(read_group(high) * 10**8 + read_group(low))
    for digit, place in pairwise(rest):
        value += {"角": Decimal("0.1"), "分": Decimal("0.01")}.get(place, Decimal(0)) * "零壹贰叁肆伍陆柒捌玖".find(
            digit
        )
    return value


def read_group(text: str) -> int:
    total = section = digit = 0
    for character in text:
        if character in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(character)
        elif character == "万":
            total, section, digit = total + (section + digit) * 10_000, 0, 0
        else:
            section, digit = section + digit * {"仟": 1000, "佰": 100, "拾": 10}[character], 0
    return total + section + digit


@given(AMOUNTS)
def test_capitals_can_be_read_back(amount: Decimal) -> None:
    capitals = capital_money(amount)
    assert read_capitals(capitals) == amount
    assert "零零" not in capitals
