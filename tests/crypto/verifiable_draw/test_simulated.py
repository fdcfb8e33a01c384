"""A hundred thousand draws beside the exact probabilities. Thresholds were written down before the first run.

The seeds are a counter's, so that the outcome is the same on every run; the thresholds are those of a fair lottery:
chi-square over all committees at the 0.999 quantile, and every expert within 4.5 standard deviations of his chance.
"""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from math import sqrt

from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.draw import draw_committee
from crypto.verifiable_draw.optimum import Lottery, solve
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas, broken_quotas
from crypto.verifiable_draw.table import WEIGHTS, Type, group

DRAWS = 100_000
SIGMAS = 4.5
NORMAL_999 = 3.0902

QUOTAS = Quotas((("A", 1), ("B", 2)), (("420100", 0, 2), ("420500", 0, 2), ("420600", 0, 1)), "420100", 1, 2, 1)


@cache
def pool() -> tuple[Entry, ...]:
    """Twelve experts; three work for one employer, two pairs for others."""
    cities = ("420100", "420100", "420100", "420500", "420500", "420600")
    codes = (("A01",), ("B01",), ("A01", "B01"), ("B02",), ("B01",), ("A02",), ("B03",))
    employers = (0, 1, 2, 0, 3, 4, 1, 5, 6, 0, 7, 4)
    return tuple(
        Entry(f"{number:032x}", cities[number % 6], codes[number % 7], f"{employer:032x}")
        for number, employer in enumerate(employers)
    )


@cache
def simulated() -> tuple[Lottery, Mapping[Type, tuple[Entry, ...]], Counter[frozenset[str]]]:
    """The lottery, its groups, and how often each committee came; every one is lawful."""
    lottery = solve(pool(), QUOTAS, 1, gap=Fraction(1))
    groups = group(pool(), QUOTAS, lottery.large)
    found = Counter[frozenset[str]]()
    for number in range(DRAWS):
        members = draw_committee(groups, QUOTAS, lottery.table, number.to_bytes(32, "big"))
        assert not broken_quotas(QUOTAS, members)
        found[frozenset(one.entry.ref for one in members)] += 1
    return lottery, groups, found


def expected(lottery: Lottery, groups: Mapping[Type, tuple[Entry, ...]]) -> dict[frozenset[str], float]:
    """The probability of each committee, by listing every selection from every composition."""
    sums: dict[frozenset[str], float] = Counter()
    people = list(groups.values())
    for weight, each in zip(lottery.table.weights, lottery.table.compositions, strict=True):
        counts = Counter[int]()
        for index, _, count in each.members:
            counts[index] += count
        picks = product(*(combinations(people[index], count) for index, count in counts.items()))
        selections = [[one for pick in selection for one in pick] for selection in picks]
        lawful = [one for one in selections if len({member.employer for member in one}) == len(one)]
        for selection in lawful:
            sums[frozenset(one.ref for one in selection)] += weight / WEIGHTS / len(lawful)
    return sums


def test_the_pool_has_an_employer_too_small_to_be_a_type_so_that_selections_are_thrown_away() -> None:
    lottery, groups, _ = simulated()
    found = chances(groups, QUOTAS, lottery.table)
    assert any(len({found[one.ref] for one in members}) > 1 for members in groups.values())


def test_committees_come_as_often_as_the_lottery_says() -> None:
    lottery, groups, found = simulated()
    chance = expected(lottery, groups)
    assert found.keys() <= chance.keys()
    freedom = len(chance) - 1
    statistic = sum((found[each] - DRAWS * p) ** 2 / (DRAWS * p) for each, p in chance.items() if p)
    part = 2 / (9 * freedom)
    assert statistic < freedom * (1 - part + NORMAL_999 * sqrt(part)) ** 3


def test_experts_come_as_often_as_their_exact_chance() -> None:
    lottery, groups, found = simulated()
    drawn = Counter[str]()
    for committee, count in found.items():
        drawn.update(dict.fromkeys(committee, count))
    for ref, exact in chances(groups, QUOTAS, lottery.table).items():
        p = float(exact)
        assert abs(drawn[ref] - DRAWS * p) < SIGMAS * sqrt(DRAWS * p * (1 - p)), ref
