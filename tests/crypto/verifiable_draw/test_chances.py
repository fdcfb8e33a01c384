"""Exact chances, beside a plain enumeration of everything that the draw can do."""

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.verifiable_draw.chances import chances, unfillable
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, Type, group

CITIES = ("420100", "420500", "420600")


def entry(number: int, city: int, employer: int, *codes: str) -> Entry:
    """An expert of a small pool."""
    return Entry(f"{number:032x}", CITIES[city], codes or ("A01",), f"{employer:032x}")


def quotas(seats: int, employer_most: int = 1) -> Quotas:
    """Any expert on any seat; only the employer counts."""
    return Quotas((("A", seats),), tuple((city, 0, seats) for city in CITIES), CITIES[0], 0, 1, employer_most)


def one_table(groups: Mapping[Type, tuple[Entry, ...]], counts: Iterable[int]) -> Table:
    """A table of one composition: so many of each type."""
    members = tuple((index, "A", count) for index, count in enumerate(counts) if count)
    return Table(tuple(groups), (Composition(members),), (WEIGHTS,))


def counted(groups: Mapping[Type, tuple[Entry, ...]], counts: Iterable[int], most: int) -> dict[str, Fraction] | None:
    """The same by listing every selection; None when none is lawful."""
    drawn, lawful = Counter[str](), 0
    picks = [combinations(members, count) for members, count in zip(groups.values(), counts, strict=True)]
    for selection in product(*picks):
        people = [one for pick in selection for one in pick]
        if max(Counter(one.employer for one in people).values(), default=0) <= most:
            lawful += 1
            drawn.update(one.ref for one in people)
    everybody = [one.ref for members in groups.values() for one in members]
    return {ref: Fraction(drawn[ref], lawful) for ref in everybody} if lawful else None


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=9),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3)),
    st.integers(1, 3),
)
def test_chances_are_those_of_listing_every_selection(
    people: list[tuple[int, int]], wanted: tuple[int, int, int], most: int
) -> None:
    entries = [entry(number, city, employer) for number, (city, employer) in enumerate(people)]
    asked = quotas(9, most)
    groups = group(entries, asked, frozenset())
    counts = [min(count, len(members)) for count, members in zip(wanted, groups.values(), strict=False)]
    counts[0] = max(1, counts[0])
    table, expected = one_table(groups, counts), counted(groups, counts, most)
    assert bool(unfillable(groups, asked, table)) == (expected is None)
    if expected is None:
        with pytest.raises(ArithmeticError, match="cannot be filled"):
            chances(groups, asked, table)
    else:
        assert chances(groups, asked, table) == expected


def test_compositions_count_by_their_weight() -> None:
    entries = [entry(1, 0, 1), entry(2, 1, 2), entry(3, 1, 3)]
    groups = group(entries, quotas(1), frozenset())
    whole = (Composition(((0, "A", 1),)), Composition(((1, "A", 1),)))
    table = Table(tuple(groups), whole, (WEIGHTS // 4, WEIGHTS - WEIGHTS // 4))
    found = chances(groups, quotas(1), table)
    assert [found[one.ref] for one in entries] == [Fraction(1, 4), Fraction(3, 8), Fraction(3, 8)]


def test_colleagues_lose_what_strangers_gain() -> None:
    entries = [entry(1, 0, 1), entry(2, 0, 1), entry(3, 0, 2), entry(4, 0, 3)]
    groups = group(entries, quotas(2), frozenset())
    found = chances(groups, quotas(2), one_table(groups, [2]))
    # Five lawful pairs of six: each colleague is in two of them, each stranger in three.
    assert [found[one.ref] for one in entries] == [Fraction(2, 5), Fraction(2, 5), Fraction(3, 5), Fraction(3, 5)]
    assert sum(found.values()) == 2


def test_who_is_in_no_composition_has_no_chance() -> None:
    entries = [entry(1, 0, 1), entry(2, 1, 2)]
    groups = group(entries, quotas(1), frozenset())
    assert chances(groups, quotas(1), one_table(groups, [1, 0]))[entries[1].ref] == 0
