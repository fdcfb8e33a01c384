"""What a session counts as, and what a project of several lots does: the traps of the count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation_rooms.statistics.kinds import (
    KINDS,
    REMOTE,
    Kind,
    Seat,
    classify,
    kind_of_project,
    remote_cities,
)

LEAST = 2


def seats(*experts: str, buyer: str | None = None, unsigned: tuple[str, ...] = ()) -> list[Seat]:
    """Experts in these cities, a buyer's member perhaps, and experts who did not sign everything."""
    found = [Seat(f"E{number:02d}", True, city) for number, city in enumerate(experts, 1)]
    found += [Seat(f"E9{number}", True, city, signed=False) for number, city in enumerate(unsigned)]
    return found + ([Seat("B01", False, buyer)] if buyer else [])


@pytest.mark.parametrize(
    ("main", "experts", "kind"),
    [
        ("422800", ("422800", "422800", "420500", "420500"), "REMOTE_IN_PROVINCE"),
        ("422800", ("422800", "422800", "422800", "420500"), "LOCAL"),
        ("422800", ("422800",) * 4, "LOCAL"),
        ("421200", ("421200", "421200", "421200", "430600", "430600"), "REMOTE_CROSS_PROVINCE"),
        ("420100", ("420100", "420500", "430100"), "REMOTE_CROSS_PROVINCE"),
        ("420100", ("420500", "420500", "430100"), "REMOTE_BOTH"),
        ("420281", ("420281", "420281", "420200", "420200"), "CROSS_COUNTY"),
        ("420281", ("420281", "420281", "420281", "420200"), "LOCAL"),
        ("420281", ("420281", "420200", "420200", "420700", "420700"), "REMOTE_IN_PROVINCE"),
        ("429004", ("429004", "429005", "429005"), "REMOTE_IN_PROVINCE"),
        ("429004", ("429004", "429004", "429004"), "LOCAL"),
        ("420100", ("420000", "420000", "420100"), "CROSS_COUNTY"),
        ("420000", ("420100", "420100", "420100"), "CROSS_COUNTY"),
    ],
    ids=[
        "two of another city",
        "one of another city is too few",
        "everybody at home",
        "another province",
        "one within and one beyond: together two",
        "two within and one beyond",
        "counties of one prefecture",
        "one of another county",
        "a county and a city",
        "Xiantao and Qianjiang are two cities",
        "Xiantao alone",
        "the provincial centre sits in Wuhan",
        "and Wuhan is where the provincial centre sits",
    ],
)
def test_a_session_counts_by_where_its_experts_sat(main: str, experts: tuple[str, ...], kind: Kind) -> None:
    assert classify(main, seats(*experts), LEAST) == kind


def test_a_member_of_the_buyer_makes_nothing_remote() -> None:
    assert classify("422800", seats("422800", "420500", buyer="420500"), LEAST) == "LOCAL"


def test_who_did_not_sign_every_step_is_not_counted() -> None:
    assert classify("422800", seats("422800", "420500", unsigned=("420500", "420500")), LEAST) == "LOCAL"


def test_a_fallback_counts_as_it_was_held_whatever_was_planned() -> None:
    planned, actual = seats("420500", "420500", "422800"), seats("422800", "422800", "422800")
    assert classify("422800", planned, LEAST) == "REMOTE_IN_PROVINCE"
    assert classify("422800", actual, LEAST) == "LOCAL"


def test_the_number_of_remote_experts_is_the_rules() -> None:
    assert classify("422800", seats("422800", "420500"), 1) == "REMOTE_IN_PROVINCE"
    assert classify("422800", seats("420500", "420500"), 3) == "LOCAL"


def test_a_sub_venue_is_credited_once_by_city() -> None:
    told = seats("420500", "420500", "430600", "422801", buyer="420700")
    assert remote_cities("422800", told) == ["420500", "430600"]


@pytest.mark.parametrize(
    ("kinds", "by_all", "by_any"),
    [
        (["REMOTE_IN_PROVINCE", "REMOTE_IN_PROVINCE"], "REMOTE_IN_PROVINCE", "REMOTE_IN_PROVINCE"),
        (["REMOTE_IN_PROVINCE", "LOCAL"], "LOCAL", "REMOTE_IN_PROVINCE"),
        (["REMOTE_IN_PROVINCE", "CROSS_COUNTY"], "CROSS_COUNTY", "REMOTE_IN_PROVINCE"),
        (["REMOTE_IN_PROVINCE", "REMOTE_CROSS_PROVINCE"], "REMOTE_CROSS_PROVINCE", "REMOTE_BOTH"),
        (["REMOTE_CROSS_PROVINCE", "LOCAL"], "LOCAL", "REMOTE_CROSS_PROVINCE"),
        (["REMOTE_BOTH", "REMOTE_IN_PROVINCE"], "REMOTE_BOTH", "REMOTE_BOTH"),
        (["CROSS_COUNTY", "LOCAL"], "LOCAL", "CROSS_COUNTY"),
        (["CROSS_COUNTY"], "CROSS_COUNTY", "CROSS_COUNTY"),
    ],
)
def test_a_project_counts_over_its_lots(kinds: list[Kind], by_all: Kind, by_any: Kind) -> None:
    assert kind_of_project(kinds, "all") == by_all
    assert kind_of_project(kinds, "any") == by_any


@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=6))
def test_the_order_of_lots_does_not_matter_and_all_is_stricter_than_any(kinds: list[Kind]) -> None:
    for rule in ("all", "any"):
        assert kind_of_project(kinds, rule) == kind_of_project(kinds[::-1], rule)  # type: ignore[arg-type]
    if kind_of_project(kinds, "all") in REMOTE:
        assert kind_of_project(kinds, "any") in REMOTE


@given(
    st.sampled_from(["420100", "429004", "429005", "421200", "422800"]),
    st.lists(st.sampled_from(["420100", "429004", "429005", "421200", "421281", "430600"]), max_size=7),
    st.integers(1, 3),
)
def test_one_more_expert_at_home_changes_nothing(main: str, experts: list[str], least: int) -> None:
    assert classify(main, seats(*experts), least) == classify(main, seats(*experts, main), least)
