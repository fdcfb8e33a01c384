"""Lots fold into projects and projects into cells; what is closed stands still."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from evaluation_rooms.statistics.facts import (
    ALL,
    LEVELS,
    SIDES,
    Count,
    Fact,
    Project,
    add_cells,
    cells_of,
    change_of,
    fold,
    level_for,
)
from evaluation_rooms.statistics.kinds import KINDS

PROJECT = Project("p", "housing", None)


def count(number: int = 1, lot: str = "a", **more: object) -> Count:
    plain = Count(
        id=UUID(int=number),
        lot=lot,
        round=1,
        counted_at=datetime(2026, 12, 10, tzinfo=UTC),
        source="proven",
        kind="REMOTE_IN_PROVINCE",
        main="421281",
        region="420000",
        project_class="works",
        amount=Decimal(5_000_000),
        project_amount=Decimal(60_000_000),
        statutory=True,
        in_scope=True,
        subs=("420500",),
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def whole(facts: list[Fact]) -> Fact:
    (one,) = [fact for fact in facts if fact.unit == "project"]
    return one


def test_a_project_of_two_lots_is_counted_once() -> None:
    facts = fold(PROJECT, [count(1, "a"), count(2, "b", kind="LOCAL", subs=())])
    assert [fact.unit for fact in facts] == ["lot", "lot", "project"]
    assert (whole(facts).kind_all, whole(facts).kind_any) == ("LOCAL", "REMOTE_IN_PROVINCE")


def test_cities_are_where_the_house_stands_and_bands_are_the_projects() -> None:
    one = whole(fold(PROJECT, [count()]))
    assert (one.city, one.place, one.band) == ("421200", "420100", "50m-100m")


def test_a_lot_counts_by_its_newest_round() -> None:
    first, second = count(1), count(2, round=2, counted_at=datetime(2027, 2, 1, tzinfo=UTC), kind="LOCAL")
    facts = fold(PROJECT, [second, first])
    assert [fact.count for fact in facts] == [UUID(int=2), None]
    assert whole(facts).month == date(2027, 2, 1)


def test_a_project_belongs_to_the_month_of_its_first_report() -> None:
    facts = fold(PROJECT, [count(1), count(2, "b", counted_at=datetime(2027, 1, 5, tzinfo=UTC), main="420100")])
    assert (whole(facts).month, whole(facts).city) == (date(2026, 12, 1), "421200")
    assert [fact.month for fact in facts if fact.unit == "lot"] == [date(2026, 12, 1), date(2027, 1, 1)]


def test_who_declares_a_part_proves_not_the_whole() -> None:
    assert whole(fold(PROJECT, [count(1), count(2, "b", source="declared")])).source == "declared"


def test_a_main_venue_beyond_the_province_is_in_no_share_of_the_province() -> None:
    one = whole(fold(PROJECT, [count(main="430100")]))
    assert (one.statutory, one.in_scope) == (False, True)


def test_nothing_folds_to_nothing() -> None:
    assert fold(PROJECT, []) == []


def test_cells_hold_lots_projects_by_both_rules_and_services() -> None:
    cells = cells_of(fold(PROJECT, [count(1), count(2, "b", kind="LOCAL", subs=())]))
    told = {(key.unit, key.by, key.city): cell for key, cell in cells.items() if ALL not in key}
    assert set(told) == {
        (unit, *way) for unit in ("lot", "all", "any") for way in (("main", "421200"), ("place", "420100"))
    } | {("service", "main", "420500")}
    lots = [cell for key, cell in cells.items() if (key.unit, key.by) == ("lot", "main") and ALL not in key]
    assert sum(cell["statutory", "REMOTE_IN_PROVINCE", False] for cell in lots if cell) == 1
    assert told["all", "main", "421200"]["statutory", "LOCAL", False] == 1
    assert told["any", "main", "421200"]["scope", "REMOTE_IN_PROVINCE", False] == 1


def test_every_level_adds_up_to_the_same() -> None:
    cells = cells_of(fold(PROJECT, [count(1), count(2, "b", kind="LOCAL", main="420100", subs=())]))
    lots = [(key, sum(cell.values())) for key, cell in cells.items() if (key.unit, key.by) == ("lot", "main")]
    for level in LEVELS:
        kept = [number for key, number in lots if {side for side in SIDES if getattr(key, side) != ALL} == level]
        assert sum(kept) == 6  # two lots, each in three populations


def test_the_coarsest_level_answers() -> None:
    assert level_for([]) == frozenset()
    assert level_for(["city", "band"]) == {"city", "band"}
    assert level_for(["city", "band", "sector"]) == set(SIDES)


def test_an_open_month_takes_every_change() -> None:
    before, after = fold(PROJECT, [count()]), fold(PROJECT, [count(kind="LOCAL")])
    change = change_of(before, after, [])
    assert (set(change.gone), set(change.new), change.frozen) == (set(before), set(after), ())


def test_a_closed_month_keeps_what_it_counted_and_the_rest_goes_on() -> None:
    old = fold(PROJECT, [count()])
    late = count(2, "b", counted_at=datetime(2027, 1, 5, tzinfo=UTC), kind="LOCAL")
    change = change_of(old, fold(PROJECT, [count(), late]), [date(2026, 12, 1)])
    assert [fact.key for fact in change.new] == ["b"]  # the lot counts in its own month
    assert (change.gone, change.frozen) == ((), (date(2026, 12, 1),))  # the project turned local, and waits


def test_what_would_leave_a_closed_month_stays_in_it() -> None:
    old = fold(PROJECT, [count()])
    change = change_of(old, [], [date(2026, 12, 1)])
    assert (change.gone, change.new, change.frozen) == ((), (), (date(2026, 12, 1),))


def test_rehearsals_are_closed_by_nothing() -> None:
    facts = fold(PROJECT, [count(source="rehearsal")])
    assert change_of([], facts, [date(2026, 12, 1)]).new == tuple(facts)


counts = st.builds(
    count,
    st.integers(1, 9),
    st.sampled_from("abc"),
    kind=st.sampled_from(KINDS),
    counted_at=st.sampled_from([datetime(2026, month, 3, tzinfo=UTC) for month in (10, 11, 12)]),
    main=st.sampled_from(["420100", "421281", "429004", "430100"]),
    source=st.sampled_from(["proven", "declared"]),
    statutory=st.booleans(),
    in_scope=st.booleans(),
    round=st.integers(1, 2),
)


@given(st.lists(st.lists(counts, max_size=4), max_size=5), st.booleans())
def test_cells_kept_step_by_step_equal_those_made_at_once(steps: list[list[Count]], exempt: bool) -> None:
    project = replace(PROJECT, exempt="secret" if exempt else None)
    kept, standing = {}, list[Fact]()
    for step in steps:
        change = change_of(standing, fold(project, step), [])
        standing = [fact for fact in standing if fact not in change.gone] + list(change.new)
        kept = add_cells(kept, cells_of(change.gone, -1), cells_of(change.new))
    assert kept == add_cells(cells_of(standing))
