"""What a bidder wrote twice is read as the rules of correction say; what was bid is never touched."""

from decimal import Decimal as D

import pytest

from bidding.methods.corrections import (
    Correction,
    PricedLine,
    adjusted_price,
    correct_bill,
    correct_line,
    correct_words,
    corrected_price,
)
from bidding.methods.refusals import NotAsPublished
from tests.rules.methods.schemes import COMPREHENSIVE, EVALUATED


def line(quantity: str, price: str, total: str) -> PricedLine:
    return PricedLine("010101", D(quantity), D(price), D(total))


def test_words_prevail_over_figures() -> None:
    assert correct_words(D("100.00"), D("100.00")) == []
    assert correct_words(D("100.00"), D("110.00")) == [Correction("words", "", D("100.00"), D("110.00"))]


def test_the_unit_price_prevails_over_the_total() -> None:
    assert correct_line(line("3", "10.00", "30.00")) == []
    assert correct_line(line("3", "10.00", "33.00")) == [Correction("unit_price", "010101", D("33.00"), D("30.00"))]


@pytest.mark.parametrize(("price", "total"), [("1000.00", "30.00"), ("0.10", "30.00")])
def test_a_decimal_point_that_slipped_leaves_the_total(price: str, total: str) -> None:
    [found] = correct_line(line("3", price, total))
    assert (found.before, found.after) == (D(price), D(10))


def test_a_total_is_rounded_to_the_fen_before_it_is_compared() -> None:
    assert correct_line(line("3.333", "1.01", "3.37")) == []


def test_a_bill_whose_total_differs_by_one_fen() -> None:
    lines = [line("3", "10.00", "30.00"), line("2", "5.00", "10.00")]
    assert correct_bill(lines, D("40.01")) == ([Correction("sum", "", D("40.01"), D("40.00"))], D("40.00"))


def test_a_corrected_line_moves_the_sum() -> None:
    found, total = correct_bill([line("3", "10.00", "33.00"), line("1", "1000.00", "10.00")], D("43.00"))
    assert total == D("40.00")
    assert [one.kind for one in found] == ["unit_price", "unit_price", "sum"]


def test_the_last_correction_is_the_price() -> None:
    assert corrected_price(D(5), []) == D(5)
    assert corrected_price(D(5), [D(6), D(7)]) == D(7)


def test_only_adjustments_of_the_document_move_a_price() -> None:
    assert adjusted_price(EVALUATED, D(100), {"缺漏项": D(9), "提前交货": D(4)}) == D(105)
    with pytest.raises(NotAsPublished):
        adjusted_price(COMPREHENSIVE, D(100), {"缺漏项": D(9)})
