"""The indicators on exact fractions, the demonstration's figures, periods, league and forecast."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from evaluation_rooms.statistics.alerts import Remoteness, remote_alert
from evaluation_rooms.statistics.figures import INDICATORS, Counts, Figure, Indicator, Measure, Ratio, figure_of
from evaluation_rooms.statistics.forecast import Forecast
from evaluation_rooms.statistics.kinds import Kind
from evaluation_rooms.statistics.league import CityCount, change_text, rank_cities
from evaluation_rooms.statistics.periods import month_of, period_of, read_month, read_period
from evaluation_rooms.statistics.words import band_of
from foundation.errors import FieldRefused
from foundation.rulebook import LAW_2026, rulebook

LAW = rulebook(LAW_2026)
HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Tender:
    """One of the demonstration's: its kind of session, and whether it is in the scope of measure 12."""

    kind: Kind
    in_scope: bool = True
    exempt: bool = False


DEMO = {
    "D1": Tender("REMOTE_IN_PROVINCE"),
    "D3": Tender("REMOTE_CROSS_PROVINCE"),
    "D4": Tender("LOCAL"),
    "D5": Tender("REMOTE_IN_PROVINCE", in_scope=False),
    "D6": Tender("REMOTE_IN_PROVINCE"),
}


def counts_of(*tenders: Tender) -> Counts:
    """Every one of them is statutory."""
    numbers: dict[Measure, int] = {}
    for one in tenders:
        for population in ("platform", "statutory", *(["scope"] if one.in_scope else [])):
            measure: Measure = (population, one.kind, one.exempt)  # type: ignore[assignment]
            numbers[measure] = numbers.get(measure, 0) + 1
    return Counts(numbers)


def figures(*names: str, **other: Tender) -> dict[Indicator, Figure]:
    counts = counts_of(*(({**DEMO, **other})[name] for name in names))
    return {indicator: figure_of(indicator, counts, LAW) for indicator in INDICATORS}


def told(figure: Figure) -> tuple[int, int, bool | None]:
    return figure.raw.above, figure.raw.below, figure.passes


def test_the_demonstration_at_its_start() -> None:
    found = figures("D4", "D5", "D6")
    assert told(found["K1"]) == (1, 2, False)
    assert told(found["K2-A"]) == (2, 3, True)
    assert found["K2-A"].raw.percent == "66.67"
    assert told(found["K2-D"]) == (1, 2, True)  # exactly one half


def test_the_demonstration_after_two_more_reports() -> None:
    found = figures("D1", "D3", "D4", "D5", "D6")
    assert told(found["K1"]) == (3, 4, False)
    assert told(found["K2-A"]) == (3, 5, True)
    assert found["K2-A"].raw.percent == "60.00"
    assert told(found["K2-B"]) == (4, 5, True)
    assert found["K2-B"].raw.percent == "80.00"
    assert told(found["K2-D"]) == (2, 4, True)
    assert told(found["K3"]) == (1, 4, None)


def test_the_demonstrations_december_and_its_fallback() -> None:
    assert told(figures("D1", "D3", "D4", "D6")["K2-A"]) == (2, 4, True)
    assert told(figures("D1", "D3", "D4", "D6", D1=Tender("LOCAL"))["K2-A"]) == (1, 4, False)


@pytest.mark.parametrize(
    ("above", "below", "shown", "meets"),
    [
        (36, 73, "49.32", False),
        (37, 73, "50.68", True),
        (9999, 19999, "50.00", False),
        (10000, 19999, "50.00", True),
        (1, 2, "50.00", True),
        (0, 7, "0.00", False),
        (0, 0, None, None),
    ],
)
def test_the_target_is_met_by_the_fraction_and_not_by_what_is_shown(
    above: int, below: int, shown: str | None, meets: bool | None
) -> None:
    ratio = Ratio(above, below)
    assert (ratio.percent, ratio.meets(HALF)) == (shown, meets)


def test_across_counties_never_counts_and_stays_in_the_denominator() -> None:
    counts = counts_of(Tender("CROSS_COUNTY"), Tender("REMOTE_IN_PROVINCE"))
    assert told(figure_of("K2-A", counts, LAW)) == (1, 2, True)
    assert told(figure_of("K1", counts, LAW)) == (1, 2, False)


def test_exempt_projects_stand_in_the_raw_share_and_not_in_the_adjusted_one() -> None:
    counts = counts_of(Tender("LOCAL", exempt=True), Tender("LOCAL"), Tender("REMOTE_IN_PROVINCE"))
    found = figure_of("K2-A", counts, LAW)
    assert (found.raw, found.passes) == (Ratio(1, 3), False)
    assert (found.adjusted, found.passes_adjusted) == (Ratio(1, 2), True)


def test_an_exempt_project_that_was_remote_all_the_same_is_adjusted_on_both_sides() -> None:
    found = figure_of("K2-A", counts_of(Tender("REMOTE_IN_PROVINCE", exempt=True), Tender("LOCAL")), LAW)
    assert (found.raw, found.adjusted) == (Ratio(1, 2), Ratio(0, 1))


def test_sub_venues_of_both_sorts_count_as_cross_province_and_by_a_switch_within_it() -> None:
    counts = counts_of(Tender("REMOTE_BOTH"), Tender("REMOTE_IN_PROVINCE"))
    assert figure_of("K3", counts, LAW).raw == Ratio(1, 2)
    assert figure_of("K2-A", counts, LAW).raw == Ratio(1, 2)
    assert figure_of("K2-A", counts, LAW, both_in_province=True).raw == Ratio(2, 2)
    assert figure_of("K2-B", counts, LAW).raw == figure_of("K2-B", counts, LAW, both_in_province=True).raw


def test_a_month_turns_by_the_clock_of_china() -> None:
    assert month_of(datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 1)
    assert month_of(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "first", "last", "before"),
    [
        ("2026-12", (2026, 12), (2026, 12), "2026-11"),
        ("2026-01", (2026, 1), (2026, 1), "2025-12"),
        ("2026-Q1", (2026, 1), (2026, 3), "2025-Q4"),
        ("2026", (2026, 1), (2026, 12), "2025"),
        ("to-2026-03", (2025, 4), (2026, 3), "to-2025-03"),
    ],
)
def test_a_period_has_months_and_one_before_it(
    text: str, first: tuple[int, int], last: tuple[int, int], before: str
) -> None:
    period = read_period(text)
    assert (period.first, period.last) == (date(*first, 1), date(*last, 1))
    assert (period.name, period.previous().name, period.previous().following()) == (text, before, period)
    assert period_of(period.kind, period.last) == period
    assert period.months()[-1] == period.last


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "26", "1999-01", "2026-1", "to-2026", "２０２６"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(FieldRefused):
        read_period(text)


def test_only_months_are_closed() -> None:
    with pytest.raises(FieldRefused):
        read_month("2026-Q1")


def test_what_is_still_needed() -> None:
    forecast = Forecast(Ratio(180, 420), planned=140, remote_planned=30, target=HALF)
    assert (forecast.need, forecast.is_reachable, forecast.turn) == (100, True, 70)
    assert forecast.of_planned.percent == "71.43"


def test_what_is_out_of_reach_says_so() -> None:
    forecast = Forecast(Ratio(100, 420), planned=140, remote_planned=30, target=HALF)
    assert (forecast.need, forecast.is_reachable, forecast.turn) == (180, False, 110)


def test_what_is_reached_already_needs_nothing() -> None:
    forecast = Forecast(Ratio(400, 420), planned=140, remote_planned=0, target=HALF)
    assert (forecast.need, forecast.is_reachable, forecast.turn) == (0, True, 0)


def test_half_a_project_more_is_a_whole_one() -> None:
    assert Forecast(Ratio(36, 73), planned=2, remote_planned=0, target=HALF).need == 2  # 37.5 -> 38


def test_small_cities_are_shown_without_a_rank() -> None:
    table = rank_cities(
        {
            "420100": CityCount(Ratio(10, 20)),
            "420500": CityCount(Ratio(5, 5)),
            "420600": CityCount(Ratio(20, 40)),
            "420700": CityCount(Ratio(4, 4), services=9),
            "420800": CityCount(Ratio(0, 0)),
            "420900": CityCount(Ratio(20, 40)),
        },
        least=5,
    )
    assert [(one.city, one.rank) for one in table] == [
        ("420500", 1),
        ("420600", 2),
        ("420900", 2),
        ("420100", 4),
        ("420700", None),
        ("420800", None),
    ]
    assert table[4].services == 9


def test_a_change_is_told_in_points() -> None:
    (one,) = rank_cities({"420100": CityCount(Ratio(1, 2), before=Ratio(1, 3))}, least=1)
    assert one.change == Fraction(1, 6)
    assert [change_text(part) for part in (one.change, -one.change, Fraction(0), None)] == [
        "+16.67",
        "-16.67",
        "0.00",
        None,
    ]


def test_a_rounded_nothing_has_no_sign() -> None:
    assert change_text(Fraction(-1, 10**6)) == "0.00"


@pytest.mark.parametrize(
    ("amount", "band"),
    [("3999999.99", "below-4m"), ("4000000.00", "4m-10m"), ("99999999.99", "50m-100m"), ("100000000", "from-100m")],
)
def test_a_band_includes_its_first_figure(amount: str, band: str) -> None:
    assert band_of(Decimal(amount)) == band


@pytest.mark.parametrize(
    ("facts", "level"),
    [
        ({}, "yellow"),
        ({"deadline_passed": True}, "red"),
        ({"meant": True}, None),
        ({"meant": True, "fell_back": True}, "red"),
        ({"exempt": True, "fell_back": True}, None),
        ({"in_scope": False, "deadline_passed": True}, None),
    ],
)
def test_r01_tells_what_nobody_planned(facts: dict[str, bool], level: str | None) -> None:
    plain = {"in_scope": True, "meant": False, "fell_back": False, "exempt": False, "deadline_passed": False}
    assert remote_alert(Remoteness(**(plain | facts))) == level
