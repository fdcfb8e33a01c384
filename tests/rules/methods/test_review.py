"""A majority rejects, with item, ground, page and reason, and asks first where the document says so."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal as D

import pytest

from bidding.methods.refusals import AskFirst, ItemUnknown, VoteUnreasoned
from bidding.methods.review import (
    ItemVote,
    PriceVote,
    Rejection,
    by_price,
    check_vote,
    is_lacking,
    low_prices,
    preliminary,
    unexplained,
)
from foundation.rulebook import rulebook
from tests.rules.methods.judging import SEATS
from tests.rules.methods.schemes import COMPREHENSIVE

ASKING = replace(COMPREHENSIVE, preliminary=(replace(COMPREHENSIVE.preliminary[0], clarify_first=True),))


def fail(seat: str, item: str = "F1", reason: str = "未签字") -> ItemVote:
    return ItemVote("a", item, seat, False, 3, reason)


def test_three_of_five_reject_and_two_do_not() -> None:
    passes = [ItemVote("a", "F1", seat, True) for seat in SEATS[3:]]
    assert preliminary(COMPREHENSIVE, [fail(seat) for seat in SEATS[:2]], SEATS) == []
    found = preliminary(COMPREHENSIVE, [*passes, fail("E03", reason="无公章"), fail("E01"), fail("E02")], SEATS)
    assert found == [Rejection("a", "F1", 1, "未签字；无公章", "PRELIMINARY")]


def test_each_failed_item_is_told_in_the_order_of_the_document() -> None:
    votes = [fail(seat, item) for item in ("R1", "F1") for seat in SEATS]
    assert [one.item for one in preliminary(COMPREHENSIVE, votes, SEATS)] == ["F1", "R1"]


def test_votes_on_different_items_make_no_majority_together() -> None:
    votes = [fail("E01"), fail("E02"), fail("E03", "Q1"), fail("E04", "Q1")]
    assert preliminary(COMPREHENSIVE, votes, SEATS) == []


def test_a_vote_of_who_no_longer_sits_counts_for_nothing() -> None:
    votes = [fail(seat) for seat in ("E01", "E02", "E09")]
    assert preliminary(COMPREHENSIVE, votes, SEATS) == []


@pytest.mark.parametrize(
    "vote", [replace(fail("E01"), page=None), replace(fail("E01"), page=0), replace(fail("E01"), reason=" ")]
)
def test_a_fail_has_a_page_and_a_reason(vote: ItemVote) -> None:
    with pytest.raises(VoteUnreasoned):
        check_vote(COMPREHENSIVE, vote, asked=True)
    check_vote(COMPREHENSIVE, replace(vote, passed=True), asked=False)


def test_an_item_outside_the_document_is_no_ground() -> None:
    with pytest.raises(ItemUnknown):
        check_vote(COMPREHENSIVE, fail("E01", "X9"), asked=True)


def test_who_must_be_asked_first_is_not_failed_unasked() -> None:
    with pytest.raises(AskFirst):
        check_vote(ASKING, fail("E01"), asked=False)
    check_vote(ASKING, fail("E01"), asked=True)


def test_the_price_itself_rejects_above_the_ceiling_only() -> None:
    prices = {"a": D(100), "b": D("100.01"), "c": D(0)}
    assert [(one.bid, one.ground) for one in by_price(prices, D(100))] == [("b", 5), ("c", 6)]
    assert [one.bid for one in by_price(prices, None)] == ["c"]


def test_a_low_price_is_a_question_and_then_a_vote() -> None:
    prices = {"P": D(1638000), "Q": D(1702000), "R": D(1745000), "S": D(1589000)}
    assert low_prices(prices, D(1820000), rulebook(1), works=False) == {"S": ["R-LOW-CEILING"]}
    votes = [PriceVote("S", seat, seat in SEATS[3:], "无成本证明") for seat in SEATS]
    assert unexplained(votes, SEATS, {"S": "CONFIRM"}) == [Rejection("S", "R-LOW", 5, "无成本证明", "CONFIRM")]
    assert unexplained(votes[1:], SEATS, {"S": "CONFIRM"}) == []


@pytest.mark.parametrize(
    ("votes", "expected"),
    [
        ({}, None),
        (dict.fromkeys(SEATS[:4], True), None),
        (dict.fromkeys(SEATS, True), True),
        ({**dict.fromkeys(SEATS, False), "E01": True, "E02": True}, False),
        ({**dict.fromkeys(SEATS, True), "E01": False, "E02": False}, True),
    ],
)
def test_all_vote_on_competition_before_it_is_said_to_lack(votes: Mapping[str, bool], expected: bool | None) -> None:
    assert is_lacking(votes, SEATS) is expected
