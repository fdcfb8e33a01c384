"""C10: what is a regular row of prices, that the order of bids is of no weight, how often chance alone gives one."""

from decimal import Decimal as D
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.methods.leads.lead import in_order
from bidding.methods.leads.progressions import expected, progressions, unit_of
from foundation.rulebook import rulebook

RULES = rulebook(1)
PRICES = st.lists(st.integers(10_000, 40_000), min_size=0, max_size=9)


def found(*prices: str) -> list[tuple[str, str, int]]:
    """Kind, strength and length of every row."""
    leads = in_order(progressions({f"{n:02d}": D(one) for n, one in enumerate(prices)}, RULES))
    return [(one.measures[0].value, one.strength, len(one.bids)) for one in leads]


def test_the_example_of_the_catalogue_is_a_strong_lead():
    assert found("9800000", "9750000", "9700000", "9650000") == [("arithmetic", "red", 4)]


def test_three_to_the_fen_are_a_weak_lead_whatever_else_was_offered():
    assert found("9812345.67", "9765432.10", "9718518.53", "9123456.78") == [("arithmetic", "yellow", 3)]


def test_an_equal_ratio_is_found_though_each_price_is_rounded():
    prices = [D("9876543.21") * D("0.995") ** n for n in range(4)]
    assert found(*(f"{one:.2f}" for one in prices)) == [("geometric", "red", 4)]


def test_a_part_of_a_longer_row_is_not_told_again():
    assert len(found(*(str(D("9876543.21") - 12345 * n) for n in range(7)))) == 1


@pytest.mark.parametrize(
    "prices",
    [
        ("26888000.00", "26500000.00", "27100000.00"),
        ("10000000", "11000000", "12000000"),
        ("9800000.00", "9800000.00", "9800000.00"),
        ("9812345.67", "9765432.10"),
        ("9812345.67", "0", "9765432.10", "0"),
        (),
    ],
    ids=["uneven", "so round that chance does it", "all equal", "only two", "unreadable ones", "none"],
)
def test_no_row(prices: tuple[str, ...]):
    assert found(*prices) == []


@given(PRICES, st.randoms())
def test_the_order_of_the_bids_changes_nothing(prices: list[int], chance: Random):
    named = [(f"{n:02d}", D(one)) for n, one in enumerate(prices)]
    shuffled = chance.sample(named, len(named))
    assert in_order(progressions(dict(named), RULES)) == in_order(progressions(dict(shuffled), RULES))


@given(PRICES, st.randoms())
def test_bids_that_swap_their_prices_swap_their_places_in_the_leads(prices: list[int], chance: Random):
    names = [f"{n:02d}" for n in range(len(prices))]
    other = dict(zip(names, chance.sample(names, len(names)), strict=True))
    one = in_order(progressions({name: D(price) for name, price in zip(names, prices, strict=True)}, RULES))
    two = in_order(progressions({other[name]: D(price) for name, price in zip(names, prices, strict=True)}, RULES))
    assert {frozenset(other[bid] for bid in lead.bids) for lead in one} == {frozenset(lead.bids) for lead in two}


@pytest.mark.parametrize("bids", [3, 5, 10, 20])
@pytest.mark.parametrize("unit", [1, 1_000, 10_000])
def test_independent_prices_give_a_lead_as_seldom_as_the_rule_says(bids: int, unit: int):
    chance, lots = Random(bids * unit), 500
    hits = 0
    for _ in range(lots):
        prices = {str(n): D(chance.randrange(24_000_000 // unit, 27_950_000 // unit) * unit) for n in range(bids)}
        hits += bool(list(progressions(prices, RULES)))
    # two kinds of rows, each at most as often as R-LEAD-CHANCE; three deviations of the count above that
    allowed = 2 * float(RULES.share("R-LEAD-CHANCE")) * lots
    assert hits <= allowed + 3 * allowed**0.5


def test_the_unit_is_the_roundest_that_all_share():
    assert (unit_of([100, 2_300]), unit_of([1, 10]), unit_of([5_000_000])) == (100, 1, 1_000_000)


def test_more_bids_and_fewer_levels_make_a_row_less_of_a_surprise():
    assert expected(5, 3, 10_000) < expected(20, 3, 10_000) < expected(20, 3, 1_000)
    assert expected(5, 4, 1_000) < expected(5, 3, 1_000)
