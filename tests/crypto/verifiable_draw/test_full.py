"""The full verification: everybody's exact probability, and that hardly any lottery is fairer to the least likely."""

from dataclasses import replace
from fractions import Fraction
from functools import cached_property

import pytest

from crypto.audit import failures
from crypto.encoding import Body
from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.record import told_fraction
from crypto.verifiable_draw.table import Table
from crypto.verifiable_draw.verify import FULL, LIGHT, verify_draw
from tests.crypto.verifiable_draw.story import QUOTAS, DrawStory, plain_chances, table_of
from tests.vectors.draws import package


class Unfair(DrawStory):
    """A lottery that keeps every quota, but favours some compositions; its chances and gap are told as they are."""

    p_max = Fraction(1, 2)

    @cached_property
    def table(self) -> Table:
        """A fifth of every second weight goes to its neighbour."""
        honest = table_of(self.groups)
        weights = list(honest.weights)
        for number in range(0, len(weights) - 1, 2):
            moved = weights[number] // 5
            weights[number] -= moved
            weights[number + 1] += moved
        return replace(honest, weights=tuple(weights))


class Lying(Unfair):
    """The same lottery, told as if it were the fair one."""

    def _chances(self, number: int, found: int) -> Body:
        told = super()._chances(number, found)
        fair = min(plain_chances(self.groups, table_of(self.groups)))
        gap = told_fraction(1 - fair / Fraction(1, 6))
        return {**told, "least": told_fraction(fair), "gap": gap} if number == 1 else told


class Modest(DrawStory):
    """The bound is told smaller than the certificate shows, so that the gap seems none."""

    def _chances(self, number: int, found: int) -> Body:
        told = super()._chances(number, found)
        return {**told, "bound": told["least"], "gap": {"n": "0", "d": "1"}} if number == 1 else told


def test_the_honest_package_holds_in_full() -> None:
    checks = verify_draw(package(), full=True)
    assert [check.name for check in checks] == [*LIGHT, *FULL]
    assert failures(checks) == []


@pytest.mark.parametrize(
    ("story", "failed"), [(Unfair, ["draw-bound"]), (Lying, ["draw-chances"]), (Modest, ["draw-bound"])]
)
def test_a_lottery_that_is_feasible_but_not_as_fair_as_told_fails_in_full_only(
    story: type[DrawStory], failed: list[str]
) -> None:
    told = story().tell()
    assert failures(verify_draw(told)) == []
    assert failures(verify_draw(told, full=True)) == failed


def test_where_no_two_of_an_employer_meet_chances_are_weights_over_sizes() -> None:
    story = DrawStory()
    found = chances(story.groups, QUOTAS, story.table)
    assert sorted(found.values()) == sorted(plain_chances(story.groups, story.table))
