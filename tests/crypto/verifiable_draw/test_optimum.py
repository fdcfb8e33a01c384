"""The fairest lottery on pools so small that every committee can be listed."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crypto.errors import DrawRefused
from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.optimum import Certificate, Infeasible, Lottery, Relaxation, solve, upper_bound
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, group

MAIN, NEAR, FAR = CITIES = ("420100", "420500", "420600")
GAP = Fraction(1, 100)


def entry(number: int, city: str, codes: Sequence[str], employer: int) -> Entry:
    """An expert of a small pool."""
    return Entry(f"{number:032x}", city, tuple(sorted(codes)), f"{employer:032x}")


def committees(pool: Sequence[Entry], quotas: Quotas) -> set[frozenset[str]]:
    """Every lawful committee, as a set of refs, by trying each person on each seat."""
    seats = [code for code, count in quotas.specialities for _ in range(count)]
    found = set()
    for people in combinations(pool, len(seats)):
        orders = set(permutations(seats))
        if any(not broken_quotas(quotas, list(map(Member, people, order))) for order in orders):
            found.add(frozenset(one.ref for one in people))
    return found


def listed_bound(pool: Sequence[Entry], quotas: Quotas, lottery: Lottery) -> Fraction:
    """What the certificate proves, by looking at every committee."""
    groups = group(pool, quotas, lottery.large)
    y = {one.ref: each for each, members in zip(lottery.certificate.y, groups.values(), strict=True) for one in members}
    return Fraction(max(sum(y[ref] for ref in each) for each in committees(pool, quotas)), sum(y.values()))


people = st.tuples(st.sampled_from(CITIES), st.sets(st.sampled_from(["A01", "B01"]), min_size=1), st.integers(0, 5))
bounds = st.tuples(st.integers(0, 1), st.integers(1, 2))
some_quotas = st.builds(
    lambda seats, cities, remote, least: Quotas(
        (("A", seats[0]), ("B", seats[1])),
        tuple((city, low, max(low, high)) for city, (low, high) in zip(CITIES, cities, strict=True)),
        MAIN,
        remote,
        least,
        1,
    ),
    st.tuples(st.integers(1, 2), st.integers(1, 2)),
    st.tuples(bounds, bounds, bounds),
    st.integers(0, 2),
    st.integers(1, 2),
)


@settings(max_examples=120, deadline=None)
@given(st.lists(people, min_size=2, max_size=8), some_quotas, st.booleans())
def test_nobody_can_do_better_than_the_lottery_as_every_committee_listed_shows(
    drawn: list[tuple[str, set[str], int]], quotas: Quotas, all_large: bool
) -> None:
    pool = [entry(number, city, sorted(codes), employer) for number, (city, codes, employer) in enumerate(drawn)]
    found = committees(pool, quotas)
    try:
        lottery = solve(pool, quotas, len(pool) if all_large else 1)
    except Infeasible:
        assert len(frozenset().union(*found)) < len(pool)
        return
    assert frozenset().union(*found) == {one.ref for one in pool}
    assert lottery.bound >= listed_bound(pool, quotas, lottery)
    assert lottery.bound * (1 - GAP) <= lottery.least <= listed_bound(pool, quotas, lottery)
    groups = group(pool, quotas, lottery.large)
    assert min(chances(groups, quotas, lottery.table).values()) == lottery.least
    assert sum(lottery.table.weights) == WEIGHTS


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=1, max_size=6), some_quotas)
def test_each_relaxation_by_itself_gives_a_committee_and_a_smaller_one_does_not(
    drawn: list[tuple[str, set[str], int]], quotas: Quotas
) -> None:
    pool = [entry(number, city, sorted(codes), employer) for number, (city, codes, employer) in enumerate(drawn)]
    assume(not committees(pool, quotas))
    with pytest.raises(Infeasible) as refused:
        solve(pool, quotas, len(pool))
    if refused.value.together:
        return
    assert refused.value.relaxations
    for each in refused.value.relaxations:
        towards = 1 if each.possible < each.asked else -1
        assert _committees_of(pool, quotas, each), each
        assert not _committees_of(pool, quotas, replace(each, possible=each.possible + towards)), each


def _committees_of(pool: list[Entry], quotas: Quotas, given_way: Relaxation) -> set[frozenset[str]]:
    """The committees once this quota has given way."""
    code, value = given_way.code, given_way.possible
    match given_way.quota:
        case "seats":
            seats = tuple((each, value if each == code else count) for each, count in quotas.specialities)
            quotas = replace(quotas, specialities=tuple(one for one in seats if one[1]))
        case "city-least":
            cities = tuple((city, value if city == code else low, high) for city, low, high in quotas.cities)
            quotas = replace(quotas, cities=cities)
        case "city-most":
            cities = tuple((city, low, value if city == code else high) for city, low, high in quotas.cities)
            quotas = replace(quotas, cities=cities)
        case other:
            quotas = replace(quotas, **{other.replace("-", "_"): value})
    return committees(pool, quotas)


def plain(seats: int, remote: int = 0, cities: int = 1) -> Quotas:
    """Experts of one speciality from three cities."""
    return Quotas((("A", seats),), tuple((city, 0, seats) for city in CITIES), MAIN, remote, cities, 1)


def test_without_quotas_that_bind_everybody_is_equal() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number) for number in range(12)]
    lottery = solve(pool, plain(3), 1)
    assert lottery.bound == Fraction(1, 4)
    assert lottery.greatest - lottery.least < Fraction(1, 2**24)


def test_the_scarce_city_pays_for_a_quota_and_the_rest_share_what_is_left() -> None:
    pool = [entry(number, MAIN if number < 9 else NEAR, ["A01"], number) for number in range(12)]
    lottery = solve(pool, plain(3, remote=2), 100)
    assert lottery.bound == Fraction(1, 9)
    assert lottery.bound * (1 - GAP) <= lottery.least <= lottery.bound
    assert abs(lottery.greatest - Fraction(2, 3)) < Fraction(1, 2**24)


def test_a_table_that_is_lawful_but_not_the_fairest_lies_further_below_the_bound_than_the_gap() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number) for number in range(12)]
    quotas = plain(3)
    lottery = solve(pool, quotas, 1)
    groups = group(pool, quotas, lottery.large)
    one_each = Composition(((0, "A", 1), (1, "A", 1), (2, "A", 1)))
    lawful = Table(
        tuple(groups), tuple(sorted([one_each, Composition(((0, "A", 3),))])), (WEIGHTS // 10, WEIGHTS - WEIGHTS // 10)
    )
    lawful = replace(lawful, weights=lawful.weights if lawful.compositions[1] == one_each else lawful.weights[::-1])
    assert lottery.least >= lottery.bound * (1 - GAP)
    assert min(chances(groups, quotas, lawful).values()) < lottery.bound * (1 - GAP)


def test_one_employer_that_dominates_is_limited_exactly() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], 0 if number < 6 else number) for number in range(12)]
    lottery = solve(pool, plain(3), 4)
    assert pool[0].employer in lottery.large
    own = {index for index, each in enumerate(lottery.table.types) if each.employer}
    for each in lottery.table.compositions:
        assert sum(count for index, _, count in each.members if index in own) <= 1


def test_a_small_employer_becomes_a_type_when_a_composition_could_not_be_filled() -> None:
    pool = [entry(1, MAIN, ["A01"], 1), entry(2, MAIN, ["A01"], 1), entry(3, NEAR, ["A01"], 1)]
    pool += [entry(number, FAR, ["A01"], number) for number in (4, 5)]
    asked = Quotas((("A", 2),), ((MAIN, 0, 2), (NEAR, 0, 2), (FAR, 0, 1)), MAIN, 0, 2, 1)
    # With equal chances for all, a fifth of the committees would be from MAIN and NEAR, both of one employer.
    lottery = solve(pool, asked, 1)
    assert lottery.large == {pool[0].employer}
    assert lottery.bound == Fraction(1, 3)
    assert lottery.least >= lottery.bound * (1 - GAP)


def test_a_speciality_with_nobody_is_to_blame_and_so_is_too_small_a_pool() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number) for number in range(6)]
    asked = Quotas((("A", 2), ("B", 1)), tuple((city, 0, 3) for city in CITIES), MAIN, 1, 2, 1)
    with pytest.raises(Infeasible) as refused:
        solve(pool, asked, 50)
    assert refused.value.relaxations == [Relaxation("seats", "B", 1, 0)]
    with pytest.raises(Infeasible) as refused:
        solve(pool, plain(8), 50)
    assert refused.value.relaxations == [Relaxation("seats", "A", 8, 6)]
    with pytest.raises(Infeasible):
        solve([], plain(3), 50)


def test_the_smallest_relaxation_comes_first() -> None:
    pool = [entry(number, MAIN, ["A01"], number) for number in range(6)] + [entry(9, NEAR, ["A01"], 9)]
    with pytest.raises(Infeasible) as refused:
        solve(pool, plain(4, remote=3, cities=1), 50)
    assert refused.value.relaxations[0] == Relaxation("remote-least", None, 3, 1)


def test_an_expert_whom_no_committee_can_have_is_told_by_what_excludes_him() -> None:
    pool = [entry(number, MAIN, ["A01"], number) for number in range(6)] + [entry(9, NEAR, ["A01"], 9)]
    asked = Quotas((("A", 3),), ((MAIN, 3, 3), (NEAR, 0, 1)), MAIN, 0, 1, 1)
    with pytest.raises(Infeasible) as refused:
        solve(pool, asked, 50)
    assert Relaxation("city-least", MAIN, 3, 2) in refused.value.relaxations


def test_the_same_pool_gives_the_same_lottery() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number // 2) for number in range(20)]
    assert solve(pool, plain(5, 2, 2), 50) == solve(list(reversed(pool)), plain(5, 2, 2), 50)


@pytest.mark.parametrize("y", [(), (1,), (-1, 1, 1), (0, 0, 0), (10**7, 1, 1)])
def test_a_certificate_of_other_types_or_of_nobody_is_refused(y: tuple[int, ...]) -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number) for number in range(6)]
    groups = group(pool, plain(3), frozenset())
    with pytest.raises(DrawRefused, match="certificate"):
        upper_bound(groups, plain(3), Certificate(y, (0,) * len(y)))


def test_employers_of_one_expert_each_need_no_type() -> None:
    pool = [entry(number, CITIES[number % 3], ["A01"], number) for number in range(30)]
    assert solve(pool, plain(5), 20).large == frozenset()
    assert Counter(each.employer for each in solve(pool, plain(5), 20).table.types) == {"": 3}
