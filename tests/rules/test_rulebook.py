"""The rulebooks: what the law fixes, what the rehearsal shortens, and that nothing else differs."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from foundation.rulebook import LAW_2026, REHEARSAL, Rulebook, RulebookError, rulebook

LAW = rulebook(LAW_2026)
PRACTICE = rulebook(REHEARSAL)
CLOCKS = {"s", "min", "h", "d", "wd"}


@pytest.mark.parametrize(
    ("rule_id", "value", "unit"),
    [
        ("R-DOC-SALE", "5", "d"),
        ("R-BID-PERIOD", "20", "d"),
        ("R-PREQ-SUBMIT", "5", "d"),
        ("R-CLARIFY", "15", "d"),
        ("R-CLARIFY-PREQ", "3", "d"),
        ("R-OBJ-DOC", "10", "d"),
        ("R-OBJ-DOC-PREQ", "2", "d"),
        ("R-OBJ-ANS", "3", "d"),
        ("R-CAND-PUB-START", "3", "d"),
        ("R-CAND-PUB-LEN", "3", "d"),
        ("R-COMPL-FILE", "10", "d"),
        ("R-COMPL-ACCEPT", "3", "wd"),
        ("R-COMPL-DECIDE", "30", "wd"),
        ("R-CONTRACT", "30", "d"),
        ("R-REPORT", "15", "d"),
        ("R-BOND-BACK", "5", "d"),
        ("R-BOND-WITHDRAW", "5", "d"),
        ("R-BOND-MAX", "2", "percent"),
        ("R-BOND-CAP-WORKS", "800000", "yuan"),
        ("R-BOND-CAP-DESIGN", "100000", "yuan"),
        ("R-PERF-MAX", "10", "percent"),
        ("R-BIDS-MIN", "3", "count"),
        ("R-CAND-MAX", "3", "count"),
        ("R-MEDIA", "12", "h"),
        ("R-ARCH", "15", "year"),
        ("S-WORKS", "4000000", "yuan"),
        ("S-GOODS", "2000000", "yuan"),
        ("S-SERVICE", "1000000", "yuan"),
    ],
)
def test_the_law_stands_in_the_book_as_published(rule_id: str, value: str, unit: str) -> None:
    row = LAW.row(rule_id)
    assert (row.value, row.unit) == (Decimal(value), unit)


def test_every_row_names_its_basis_in_both_languages_and_a_day_it_holds_from() -> None:
    for row in LAW.rows + PRACTICE.rows:
        assert row.basis_zh
        assert row.basis_en
        assert row.what_zh
        assert row.what_en
        assert row.effective_from <= date(2026, 1, 1)


def test_a_basis_is_named_by_law_and_article() -> None:
    assert LAW.row("R-BID-PERIOD").basis_zh == "招标投标法第24条"
    assert LAW.row("R-OBJ-ANS").basis_en.endswith("Art. 22, 54")
    assert LAW.row("R-CLARIFY").basis_zh == "招标投标法第23条、招标投标法实施条例第21条"


def test_figures_come_out_as_days_durations_counts_and_exact_shares() -> None:
    assert LAW.days("R-BID-PERIOD") == timedelta(days=20)
    assert LAW.duration("R-TICK") == timedelta(seconds=10)
    assert LAW.duration("R-OPEN-CONFIRM") == timedelta(minutes=5)
    assert LAW.duration("R-UPLOAD-LIFE") == timedelta(hours=24)
    assert LAW.count("R-BIDS-MIN") == 3
    assert LAW.share("R-EVAL-TIME") == Fraction(1, 3)
    assert LAW.share("R-BOND-MAX") == Fraction(1, 50)
    assert LAW.text("R-OBJ-OPEN") == "on the spot"
    assert LAW.is_on("R-DEADLINE-WORKING-DAY")


@pytest.mark.parametrize(
    "asked",
    [
        lambda book: book.value("R-NOTHING"),
        lambda book: book.value("R-OBJ-OPEN"),
        lambda book: book.text("R-BID-PERIOD"),
        lambda book: book.duration("R-COMPL-ACCEPT"),
        lambda book: book.duration("R-BIDS-MIN"),
        lambda book: book.share("R-BIDS-MIN"),
        lambda book: book.is_on("R-BIDS-MIN"),
    ],
)
def test_a_question_that_fits_no_row_is_our_fault_and_said_so(asked) -> None:
    with pytest.raises(RulebookError):
        asked(LAW)


def test_there_are_two_rulebooks_and_no_third() -> None:
    with pytest.raises(RulebookError, match="no rulebook 3"):
        rulebook(3)


def test_a_rule_that_stands_twice_is_noticed_when_the_book_is_made() -> None:
    with pytest.raises(RulebookError, match="twice"):
        Rulebook(9, "broken", "坏", (LAW.rows[0], LAW.rows[0]))


def test_the_rehearsal_has_the_same_rules() -> None:
    assert [row.rule_id for row in PRACTICE.rows] == [row.rule_id for row in LAW.rows]


def test_the_rehearsal_changes_clocks_and_the_working_day_only() -> None:
    changed = {
        a.rule_id for a, b in zip(LAW.rows, PRACTICE.rows, strict=True) if a.value != b.value or a.unit != b.unit
    }
    clocks = {row.rule_id for row in LAW.rows if row.unit in CLOCKS}
    assert changed == clocks | {"R-DEADLINE-WORKING-DAY"}


def test_no_clock_of_the_rehearsal_runs_longer_than_an_hour() -> None:
    clocks = [row for row in PRACTICE.rows if row.unit in CLOCKS]
    assert max(row.period for row in clocks) <= timedelta(hours=1)
    assert PRACTICE.days("R-BID-PERIOD") == timedelta(seconds=10)


def test_three_bids_are_three_bids_in_the_rehearsal_too() -> None:
    assert PRACTICE.count("R-BIDS-MIN") == LAW.count("R-BIDS-MIN") == 3
    assert PRACTICE.count("R-CUSTODIANS-T") == LAW.count("R-CUSTODIANS-T")


def test_a_row_of_the_rehearsal_says_that_it_has_no_legal_force() -> None:
    row = PRACTICE.row("R-BID-PERIOD")
    assert (row.basis_en, row.tag) == ("rehearsal setting without legal force", "D")


def test_a_row_is_in_force_from_its_first_day() -> None:
    row = LAW.row("S-WORKS")
    assert row.in_force(date(2018, 6, 1))
    assert not row.in_force(date(2018, 5, 31))
