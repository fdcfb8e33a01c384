"""Who cannot be drawn: every code alone, the order of several, and what a stranger recomputes by labels."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from crypto.verifiable_draw.pool import employer_label
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.record import CODES
from evaluation_rooms.draws.exclusions import JUDGES, Calls, Case, Conflicts, barred_labels, excluded_for
from evaluation_rooms.draws.spans import most_beside, years_before
from evaluation_rooms.experts.people import PoolExpert
from foundation.print.draw_record import EXCLUSIONS

ME = UUID(int=9)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
QUOTAS = Quotas((("A08", 3),), (("420500", 0, 3), ("422800", 0, 3)), "422800", 2, 2, 1)
NO_CALLS = Calls({}, {}, frozenset(), frozenset())
CASE = Case(
    quotas=QUOTAS,
    conflicts=Conflicts(frozenset({"BIDDER"}), "BUYER", "AGENCY", "422800"),
    calls=NO_CALLS,
    starts_at=START,
    ends_at=START + 4 * HOUR,
    employed_since=date(2023, 3, 2),
    load_most=3,
    same_buyer_most=3,
)
FREE = PoolExpert(ME, "420500", ("A0801",), "INSTITUTE", (), (), (), None, "active", (), True)

EXPERTS: list[tuple[str, dict[str, Any]]] = [
    ("SUSPENDED", {"standing": "suspended"}),
    ("SUSPENDED", {"standing": "removed"}),
    ("ABSENT_DECLARED", {"absences": ((START + 3 * HOUR, START + 9 * HOUR),)}),
    ("SPECIALITY", {"specialities": ("A06",)}),
    ("CITY", {"city": "420100"}),
    ("EMPLOYER_BIDDER", {"employer_uscc": "BIDDER"}),
    ("FORMER_BIDDER", {"former": (("BIDDER", date(2023, 3, 2)),)}),
    ("RELATIVE_BIDDER", {"relatives": ("OTHER", "BIDDER")}),
    ("SHAREHOLDING_BIDDER", {"shareholdings": ("BIDDER",)}),
    ("EMPLOYER_BUYER", {"employer_uscc": "BUYER"}),
    ("EMPLOYER_AGENCY", {"employer_uscc": "AGENCY"}),
    ("AUTHORITY", {"authority": "422823"}),
    ("AUTHORITY", {"authority": "420000"}),
    ("NO_CONTACT", {"reachable": False}),
]
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("LOAD", {"load": {ME: 3}}),
    ("LOAD", {"busy": frozenset({ME})}),
    ("SAME_BUYER", {"same_buyer": {ME: 3}}),
    ("BARRED", {"barred": frozenset({ME})}),
]
FREE_STILL: list[dict[str, Any]] = [
    {"absences": ((START - 9 * HOUR, START),)},
    {"absences": ((START + 4 * HOUR, START + 9 * HOUR),)},
    {"former": (("BIDDER", date(2023, 3, 1)),)},
    {"former": (("OTHER", date(2026, 1, 1)),)},
    {"authority": "420500"},
    {"authority": "430000"},
    {"city": "420525"},
    {"specialities": ("A06", "A080302")},
]


def test_every_code_has_its_judge() -> None:
    assert tuple(JUDGES) == CODES


def test_nothing_speaks_against_the_free_expert() -> None:
    assert excluded_for(FREE, CASE) is None


@pytest.mark.parametrize(("code", "change"), EXPERTS)
def test_one_reason_excludes(code: str, change: dict[str, Any]) -> None:
    assert excluded_for(replace(FREE, **change), CASE) == code


@pytest.mark.parametrize(("code", "change"), CALLS)
def test_other_sessions_exclude(code: str, change: dict[str, Any]) -> None:
    assert excluded_for(FREE, replace(CASE, calls=replace(NO_CALLS, **change))) == code


@pytest.mark.parametrize("change", FREE_STILL)
def test_what_is_over_or_elsewhere_does_not_exclude(change: dict[str, Any]) -> None:
    assert excluded_for(replace(FREE, **change), CASE) is None


def test_two_sessions_in_a_week_are_one_too_few_to_exclude() -> None:
    assert excluded_for(FREE, replace(CASE, calls=replace(NO_CALLS, load={ME: 2}))) is None


def test_of_several_reasons_the_first_is_recorded() -> None:
    worst = replace(FREE, employer_uscc="BUYER", relatives=("BIDDER",), city="420100")
    assert excluded_for(worst, CASE) == "CITY"
    assert excluded_for(replace(worst, city="420500"), CASE) == "RELATIVE_BIDDER"


def test_labels_bar_employers_and_ascend() -> None:
    salt = bytes(16)
    conflicts = Conflicts(frozenset({"BIDDER", "BUYER"}), "BUYER", "AGENCY", "422800")
    told = {one["label"]: one["code"] for one in barred_labels(conflicts, salt)}
    assert list(told) == sorted(told)
    assert told[employer_label("BUYER", salt)] == "EMPLOYER_BIDDER"
    assert told[employer_label("AGENCY", salt)] == "EMPLOYER_AGENCY"
    assert len(barred_labels(Conflicts(frozenset(), "BUYER", None, "422800"), salt)) == 1


def test_years_are_counted_by_the_calendar() -> None:
    assert years_before(date(2028, 2, 29), 3) == date(2025, 2, 28)
    assert years_before(date(2026, 3, 2), 3) == date(2023, 3, 2)


def test_every_code_has_words_on_paper() -> None:
    assert set(EXCLUSIONS) == set(CODES)


def test_sessions_are_counted_in_the_fullest_week_that_holds_this_one() -> None:
    week, at = timedelta(days=7), datetime(2026, 3, 16, 1, tzinfo=UTC)
    spread = [at + timedelta(days=days) for days in (-5, -4, 4, 5)]
    assert most_beside(spread, at, week) == 2  # never four: no seven days hold both sides
    assert most_beside([at + timedelta(days=days) for days in (-3, 2, 3)], at, week) == 3
    assert most_beside([at - week, at + week], at, week) == 0
    assert most_beside([], at, week) == 0
