"""Project, tender and lot codes, and the deal code with its check character."""

from datetime import date

import pytest

from foundation.codes import (
    CodeUnreadable,
    DealCode,
    code_level,
    is_classification_code,
    lot_code,
    mod_37_2,
    parse_deal_code,
    project_code,
    tender_code,
)

PLATFORM = "12420000000000019Q"


@pytest.mark.parametrize(
    "code", ["E3205830301002809001", "E3502060201200048001", "E5000000053065290001", "M4400000707536132001"]
)
def test_codes_of_the_national_platform_are_tender_codes(code: str) -> None:
    assert code_level(code) == "tender"


def test_each_level_adds_three_digits() -> None:
    project = project_code("E", "422800", 26_000_017)
    tender = tender_code(project, 1)
    lot = lot_code(tender, 2)
    assert (project, tender, lot) == ("E4228000026000017", "E4228000026000017001", "E4228000026000017001002")
    assert [code_level(code) for code in (project, tender, lot)] == ["project", "tender", "lot"]


@pytest.mark.parametrize(
    "code", ["", "E42280000260000170", "e4228000026000017", "44228000026000017", "E4228000026000017\n"]
)
def test_other_shapes_are_refused(code: str) -> None:
    with pytest.raises(CodeUnreadable):
        code_level(code)


def test_a_number_that_does_not_fit_is_our_fault() -> None:
    with pytest.raises(ValueError, match="three digits"):
        tender_code("E4228000026000017", 1000)
    with pytest.raises(ValueError, match="20 characters"):
        tender_code("E4228000026000017001", 1)


def test_the_check_character_agrees_with_known_numbers() -> None:
    assert mod_37_2("G123498654321") == "H"
    assert DealCode("A01", PLATFORM, date(2026, 1, 5), 1).check == "I"
    assert DealCode("A02", PLATFORM, date(2026, 1, 5), 123).check == "L"


def test_both_printed_forms_are_read() -> None:
    printed = "A01-12420000000000019Q-20260105-000001-I"
    deal = parse_deal_code(printed)
    assert deal == DealCode("A01", PLATFORM, date(2026, 1, 5), 1)
    assert deal.printed() == printed
    assert parse_deal_code(deal.printed(with_class=False), deal_class="A01") == deal


@pytest.mark.parametrize(
    ("code", "deal_class"),
    [
        ("A01-12420000000000019Q-20260105-000001-J", None),
        ("A02-12420000000000019Q-20260105-000001-I", None),
        ("A01-12420000000000019Q-20260105-000001-I", "A02"),
        ("12420000000000019Q-20260105-000001-I", None),
        ("12420000000000019Q-20260105-000001-I", "A02"),
        ("A01-12420000000000019Q-20261305-000001-I", None),
        ("A01-12420000000000018Q-20260105-000001-I", None),
        ("", None),
    ],
)
def test_a_deal_code_that_does_not_fit_is_refused(code: str, deal_class: str | None) -> None:
    with pytest.raises(CodeUnreadable):
        parse_deal_code(code, deal_class=deal_class)


def test_a_bad_date_is_refused_even_with_a_fitting_check_character() -> None:
    body = "A01" + PLATFORM + "20261305" + "000001"
    with pytest.raises(CodeUnreadable):
        parse_deal_code(f"A01-{PLATFORM}-20261305-000001-{mod_37_2(body)}")


def test_a_platform_that_is_nobody_is_refused_even_with_a_fitting_check_character() -> None:
    nobody = "12420000000000018Q"
    with pytest.raises(CodeUnreadable):
        parse_deal_code(f"A01-{nobody}-20260105-000001-{mod_37_2('A01' + nobody + '20260105' + '000001')}")


def test_a_classification_has_seven_characters() -> None:
    assert is_classification_code("A010203")
    assert not is_classification_code("A01020")
    assert not is_classification_code("D010203")
