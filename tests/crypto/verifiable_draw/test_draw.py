"""From a seed to people: quotas hold in every draw, frequencies are the table's, reserves and seats follow.

Fixed before anything was drawn: 100,000 seeds H("draw test", u64(i)), i from 0. Compositions against their weights by
chi-square, 20 degrees of freedom, and experts against equality inside their types, 28 - 11 = 17 degrees; each must
stay below its 99.9 % quantile (45.31 and 40.79).
"""

from collections import Counter
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from crypto.encoding import H, u64
from crypto.verifiable_draw.draw import (
    candidates,
    draw_committee,
    draw_supplement,
    next_reserve,
    reserve_order,
    seat_names,
    seat_workstations,
)
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, group
from tests.crypto.vectors import refusal
from tests.crypto.verifiable_draw.story import QUOTAS, DrawStory, X, Y
from tests.vectors.draws import colliding_pool

DRAWS = 100_000
COMPOSITIONS_QUANTILE, EXPERTS_QUANTILE = 45.31, 40.79

seeds = st.binary(min_size=32, max_size=32)


@cache
def story() -> DrawStory:
    return DrawStory()


def committee_of(seed: bytes) -> tuple[Member, ...]:
    return draw_committee(story().groups, QUOTAS, story().table, seed)


class TestCommittee:
    def test_in_100000_draws_quotas_hold_and_frequencies_are_the_tables(self) -> None:
        table, type_of = story().table, {}
        for index, found in enumerate(story().groups.values()):
            type_of |= {entry.ref: index for entry in found}
        compositions: Counter[Composition] = Counter()
        experts: Counter[str] = Counter()
        for number in range(DRAWS):
            members = committee_of(H("draw test", u64(number)))
            assert not broken_quotas(QUOTAS, members)
            seats = Counter((type_of[one.entry.ref], one.speciality) for one in members)
            compositions[Composition(tuple(sorted((*seat, count) for seat, count in seats.items())))] += 1
            experts.update(one.entry.ref for one in members)
        weighed = zip(table.compositions, table.weights, strict=True)
        expected = {each: DRAWS * weight / WEIGHTS for each, weight in weighed}
        assert compositions.keys() <= expected.keys()
        assert chi_square(compositions, expected) < COMPOSITIONS_QUANTILE
        equal = {}
        for found in story().groups.values():
            share = sum(experts[entry.ref] for entry in found) / len(found)
            equal |= {entry.ref: share for entry in found}
        assert chi_square(experts, equal) < EXPERTS_QUANTILE

    @given(seeds)
    @settings(max_examples=50)
    def test_two_of_one_employer_are_drawn_again(self, seed: bytes) -> None:
        entries, quotas, table = colliding_pool()
        members = draw_committee(group(entries, quotas, frozenset()), quotas, table, seed)
        assert not broken_quotas(quotas, members)

    def test_after_a_collision_the_composition_stays(self) -> None:
        """Mixed and remote compositions come half and half although the mixed one is mostly thrown away."""
        entries, quotas, table = colliding_pool()
        groups = group(entries, quotas, frozenset())
        drawn = [draw_committee(groups, quotas, table, H("half", u64(number))) for number in range(2000)]
        mixed = sum(sum(one.entry.city == "420100" for one in members) == 3 for members in drawn)
        assert 900 < mixed < 1100

    def test_a_table_that_cannot_keep_the_employer_limit_ends_in_a_refusal(self) -> None:
        entries = [Entry(f"{number:032x}", X, ("A01",), "ee" * 16) for number in range(4)]
        quotas = Quotas((("A01", 2),), ((X, 1, 2),), X, 0, 1, 1)
        groups = group(entries, quotas, frozenset())
        table = Table(tuple(groups), (Composition(((0, "A01", 2),)),), (WEIGHTS,))
        with refusal("draw-committee"):
            draw_committee(groups, quotas, table, bytes(32))

    def test_a_composition_that_breaks_another_quota_is_refused(self) -> None:
        entries = [Entry(f"{number:032x}", X, ("A01",), f"{number:032x}") for number in range(4)]
        quotas = Quotas((("A01", 2),), ((X, 1, 1), (Y, 1, 1)), X, 1, 2, 1)
        groups = group(entries, quotas, frozenset())
        table = Table(tuple(groups), (Composition(((0, "A01", 2),)),), (WEIGHTS,))
        with refusal("draw-committee"):
            draw_committee(groups, quotas, table, bytes(32))

    def test_a_table_of_other_experts_is_refused(self) -> None:
        with refusal("draw-stream"):
            draw_committee({}, QUOTAS, story().table, bytes(32))


def chi_square(found: Counter[Any], expected: dict[Any, float]) -> float:
    return sum((found[each] - share) ** 2 / share for each, share in expected.items())


class TestReserves:
    @given(seeds)
    @settings(max_examples=30)
    def test_the_order_has_everybody_else_once(self, seed: bytes) -> None:
        members = committee_of(seed)
        eligible = story().eligible(1)
        order = reserve_order(eligible, members, seed)
        assert sorted(one.ref for one in order) == sorted({one.ref for one in eligible} - refs(members))
        assert reserve_order(reversed(eligible), members, seed) == order

    @given(seeds, st.integers(0, 4))
    @settings(max_examples=30)
    def test_the_next_is_the_first_who_keeps_every_quota(self, seed: bytes, place: int) -> None:
        members = committee_of(seed)
        order = reserve_order(story().eligible(1), members, seed)
        staying = [one for at, one in enumerate(members) if at != place]
        speciality = members[place].speciality
        found = next_reserve(order, refs(members), staying, speciality, QUOTAS)
        assert found is not None
        number, entry = found
        assert order[number - 1] == entry
        assert not broken_quotas(QUOTAS, [*staying, Member(entry, speciality)])
        for passed in order[: number - 1]:
            assert broken_quotas(QUOTAS, [*staying, Member(passed, speciality)])

    def test_who_was_called_is_not_called_again_and_at_last_nobody_is_left(self) -> None:
        members = committee_of(bytes(32))
        order = reserve_order(story().eligible(1), members, bytes(32))
        used, staying, speciality = refs(members), list(members[1:]), members[0].speciality
        numbers = []
        while (found := next_reserve(order, used, staying, speciality, QUOTAS)) is not None:
            numbers.append(found[0])
            used.add(found[1].ref)
        assert numbers == sorted(set(numbers))
        assert numbers
        assert candidates(story().eligible(1), used, staying, speciality, QUOTAS) == ()

    def test_while_two_places_are_free_the_first_to_come_may_leave_the_rest_to_the_other(self) -> None:
        quotas = Quotas((("A01", 3),), ((X, 1, 2), (Y, 2, 3)), X, 2, 2, 1)
        staying = [Member(entry(1, X), "A01")]
        assert next_reserve([entry(2, X), entry(3, Y)], (), staying, "A01", quotas) == (2, entry(3, Y))
        assert next_reserve([entry(4, Y)], (), [*staying, Member(entry(3, Y), "A01")], "A01", quotas) is not None


def entry(number: int, city: str) -> Entry:
    return Entry(f"{number:032x}", city, ("A01",), f"{number:032x}")


def refs(members: tuple[Member, ...]) -> set[str]:
    return {one.entry.ref for one in members}


class TestSupplement:
    @given(seeds)
    @settings(max_examples=20)
    def test_one_of_the_candidates_in_whatever_order_they_stand(self, seed: bytes) -> None:
        members = committee_of(seed)
        found = candidates(story().eligible(2), refs(members), members[1:], members[0].speciality, QUOTAS)
        drawn = draw_supplement(found, seed)
        assert drawn in found
        assert draw_supplement(found[::-1], seed) == drawn

    def test_each_has_the_same_chance(self) -> None:
        found = [entry(number, X) for number in range(3)]
        counts = Counter(draw_supplement(found, H("supplement", u64(number))).ref for number in range(3000))
        assert all(900 < count < 1100 for count in counts.values())

    def test_of_nobody_nobody_is_drawn(self) -> None:
        with refusal("draw-supplement"):
            draw_supplement([], bytes(32))


class TestSeats:
    @given(seeds, st.integers(1, 20))
    @settings(max_examples=30)
    def test_everybody_has_a_name_and_a_workstation_of_his_own(self, seed: bytes, count: int) -> None:
        members, stations = [f"{number:032x}" for number in range(count)], [f"w{number:02d}" for number in range(25)]
        names, given = seat_names(members, seed), seat_workstations(members, stations, "venue", seed)
        assert sorted(names.values()) == [f"E{number:02d}" for number in range(1, count + 1)]
        assert sorted(given.values()) == stations[:count]
        assert seat_names(members[::-1], seed) == names
        assert seat_workstations(members, stations[:count][::-1], "venue", seed) == given

    def test_too_few_workstations_are_refused(self) -> None:
        with refusal("draw-seats"):
            seat_workstations(["a", "b"], ["one"], "venue", bytes(32))
