"""One price: shown in yuan, in words and against the ceiling; asked again when it is oddly low or above."""

from decimal import Decimal

import pytest

from bidding.methods.offer_form import STANDARD_FORM
from commands.prices import gather_values, read_values, show_price
from commands.refusals import OfferNotAccepted
from foundation.rulebook import rulebook

CEILING = Decimal("27950000.00")
REST = {"period": "360", "quality": "合格"}


def offer(price: str) -> object:
    return read_values(STANDARD_FORM, gather_values(STANDARD_FORM, REST, price, []))


def shown(price: str, ceiling: Decimal | None = CEILING) -> tuple[str, str, bool]:
    told = show_price(read_values(STANDARD_FORM, {**REST, "price": price}), ceiling, rulebook(1))
    assert told is not None
    return told.zh, told.en, told.asks_again


def test_the_price_is_shown_in_yuan_in_words_and_as_percent_of_the_ceiling() -> None:
    zh, en, again = shown("26888000.00")
    assert "26,888,000.00元（人民币贰仟陆佰捌拾捌万捌仟元整），为最高投标限价的96.20%" in zh
    assert "单位是“元”，不是“万元”" in zh
    assert "96.20 % of the ceiling" in en
    assert not again


@pytest.mark.parametrize(
    ("price", "again"),
    [("13975000.00", False), ("13974999.99", True), ("27950000.00", False), ("27950000.01", True)],
)
def test_it_is_asked_again_below_half_and_above_the_ceiling(price: str, again: bool) -> None:
    assert shown(price)[2] is again


def test_without_a_ceiling_nothing_is_compared() -> None:
    zh, _, again = shown("1.00", None)
    assert "最高投标限价" not in zh
    assert not again


@pytest.mark.parametrize(("typed", "sealed"), [("26888000", "26888000.00"), ("26888000.5", "26888000.50")])
def test_a_price_typed_without_fen_means_yuan(typed: str, sealed: str) -> None:
    values = gather_values(STANDARD_FORM, REST, typed, [])
    assert read_values(STANDARD_FORM, values).as_strings()["price"] == sealed


@pytest.mark.parametrize("typed", ["26,888,000", "2688.8万", "-1", "1.005", "NaN", "1e7x", "", "99999999999999999999"])
def test_a_price_that_could_mean_two_things_is_refused(typed: str) -> None:
    with pytest.raises(OfferNotAccepted):
        offer(typed)


def test_values_by_name_complete_and_correct_those_of_the_file() -> None:
    file = {"values": {"price": "1.00", "period": "1"}}
    values = gather_values(STANDARD_FORM, file, "2", ["quality=合格", " period = 360 "])
    assert values == {"price": "2.00", "period": "360", "quality": "合格"}


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(OfferNotAccepted) as caught:
        read_values(STANDARD_FORM, {"price": "x", "period": "y", "more": "z"})
    assert caught.value.facts["why_zh"].count("；") == 3
