"""The lottery on the fixed pools: its least chance beside the linear program's bound, which is known as a rational.

The bounds were first computed on 2026-11-23. A better certificate cannot exist below the true optimum, so that a bound
may only fall to it: where the listed one is reached within the gap, it is the optimum but for the gap.
"""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from crypto.verifiable_draw.cells import thin_cells
from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.optimum import Infeasible, Relaxation, solve, upper_bound
from crypto.verifiable_draw.table import WEIGHTS, group
from tests.pools.fixed import QUOTAS, entries
from tests.pools.make import SIZES, pool

GAP = Fraction(1, 100)
BOUNDS = {
    (200, "five"): Fraction(1, 34),
    (200, "seven"): Fraction(1, 36),
    (200, "any"): Fraction(7, 200),
    (200, "three cities"): Fraction(1, 14),
    (2000, "any"): Fraction(7, 2000),
    (2000, "three cities"): Fraction(1, 133),
    (10000, "any"): Fraction(7, 10000),
}


@pytest.mark.parametrize(
    ("name", "greatest"), [("five", Fraction(1, 19)), ("seven", Fraction(1, 15)), ("three cities", Fraction(1, 7))]
)
def test_nobody_is_likelier_than_the_quotas_make_him(name: str, greatest: Fraction) -> None:
    """The greatest chances are those of the relaxation; with compositions unspread they were up to 0.41."""
    assert solve(entries(200), QUOTAS[name], 50).greatest < greatest * (1 + Fraction(1, 10**6))


@pytest.mark.parametrize("size", SIZES)
def test_a_fixed_pool_is_the_one_that_its_script_makes(size: int) -> None:
    file = Path(__file__).parents[2] / "pools" / f"pool-{size}.json"
    assert json.loads(file.read_text()) == pool(size)
    dominating = sum(row[2] == 0 for row in pool(size))
    assert size // 13 < dominating < size // 8


@pytest.mark.parametrize(("size", "name"), BOUNDS)
def test_the_least_chance_comes_within_the_gap_of_the_exact_bound(size: int, name: str) -> None:
    quotas = QUOTAS[name]
    eligible = [one for one in entries(size) if quotas.fits(one)]
    lottery = solve(eligible, quotas, 50)
    groups = group(eligible, quotas, lottery.large)
    found = chances(groups, quotas, lottery.table)
    assert abs(lottery.bound / BOUNDS[size, name] - 1) < Fraction(1, 10**4)
    assert upper_bound(groups, quotas, lottery.certificate) == lottery.bound
    assert lottery.bound * (1 - GAP) <= lottery.least <= BOUNDS[size, name]
    assert (min(found.values()), max(found.values())) == (lottery.least, lottery.greatest)
    assert sum(found.values()) == quotas.seats
    assert sum(lottery.table.weights) == WEIGHTS and min(lottery.table.weights) > 0
    assert len(found) == len(eligible)


def test_a_pool_of_two_hundred_is_too_thin_for_a_committee_of_twelve_specialities() -> None:
    eligible = entries(200)
    assert any(cell.code == "A12" for cell in thin_cells(QUOTAS["all"], eligible, 3))
    with pytest.raises(Infeasible) as refused:
        solve(eligible, QUOTAS["all"], 50)
    assert Relaxation("seats", "A12", 1, 0) in refused.value.relaxations
