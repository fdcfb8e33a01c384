"""A package with two envelopes: offers open for bids that passed and for no other, after a list that is in the log."""

from functools import cache

import pytest

from crypto.audit import audit, failures
from crypto.encoding import Body, digest
from tests.crypto.packages import Told
from tests.crypto.story import Files, SealedBid, at
from tests.crypto.two_envelopes import DAY, FAILED, TwoEnvelopes

PRICE_CHECKS = {
    "price-list-named",
    "prices-open",
    "prices-as-recorded",
    "price-coefficients",
    "price-record-consistent",
    "prices-on-time",
}


@cache
def honest() -> Told:
    return TwoEnvelopes().tell()


def failed(story: type[TwoEnvelopes]) -> list[str]:
    return failures(audit(story().tell().files))


class TestHonest:
    def test_every_check_holds_with_what_others_kept(self) -> None:
        checks = audit(honest().files, list(honest().receipts.values()), honest().heads)
        assert [check for check in checks if not check.ok] == []
        assert {check.name for check in checks} >= PRICE_CHECKS

    def test_nothing_of_a_bid_that_failed_is_in_the_package(self) -> None:
        told = honest()
        frozen = told.one("freeze")["body"]["bids"]
        listed = told.one("price-list")["body"]["bids"]
        shut = [
            one["digest"]
            for bid in frozen
            if bid["bid"] not in listed
            for one in bid["envelopes"]
            if one["kind"] in ("offer", "pricing")
        ]
        assert shut
        assert not [path for path in told.files if any(digest in path for digest in shut) and path.endswith(".body")]

    def test_before_the_second_opening_no_offer_is_asked_for(self) -> None:
        class NotYet(TwoEnvelopes):
            prices_are_opened = False

        assert failed(NotYet) == []


class OpensMore(TwoEnvelopes):
    """Custodians open offers of bids that are not on the list."""

    def released(self, listed: list[SealedBid], passed: list[SealedBid]) -> list[SealedBid]:
        return listed


class ListsAStranger(TwoEnvelopes):
    """A bid passes that was no valid one at the hour."""

    def passed(self, listed: list[SealedBid]) -> list[SealedBid]:
        return [*super().passed(listed), *(bid for bid in listed if bid.name == "unknown")]


class OtherList(TwoEnvelopes):
    """Custodians signed for another list."""

    def named_list(self, found: str) -> str | None:
        return "ab" * 32


class NoList(TwoEnvelopes):
    """Custodians signed for no list at all."""

    def named_list(self, found: str) -> str | None:
        return None


class ShowsABodyMore(TwoEnvelopes):
    """The offer's ciphertext of a bid that failed lies in the package."""

    def more_files(self, bids: list[SealedBid]) -> Files:
        bid = next(bid for bid in bids if bid.name == FAILED)
        sealed, body = bid.envelopes["offer"]
        return {f"envelopes/{sealed.digest.hex()}.body": body}


class BeforeTheList(TwoEnvelopes):
    """Custodians release before the list is in the log."""

    opens_at = at(days=18)

    def before_the_list(self, freeze: Body, listed: list[SealedBid]) -> None:
        self.early = self._list(freeze, self.passed(listed))
        for index in self.releasing():
            self._release("prices", index, freeze, self.passed(listed))
        self.tick(at(days=18, seconds=1))

    def _release(self, step: str, index: int, freeze: Body, listed: list[SealedBid]) -> None:
        if step != "prices" or not [one for one in self._all("release") if self._same(one, step, index)]:
            super()._release(step, index, freeze, listed)

    @staticmethod
    def _same(record: Body, step: str, index: int) -> bool:
        return (record["body"]["step"], record["body"]["index"]) == (step, index)

    def _list(self, freeze: Body, passed: list[SealedBid]) -> Body:
        return self.early if hasattr(self, "early") else super()._list(freeze, passed)


class BeforeTheHour(TwoEnvelopes):
    """Custodians release on the day, and the list named a later hour."""

    opens_at = at(days=DAY, hours=2)


@pytest.mark.parametrize(
    ("story", "check"),
    [
        (OpensMore, "releases-proofs"),
        (ListsAStranger, "price-list-named"),
        (OtherList, "releases-name-freeze"),
        (NoList, "releases-name-freeze"),
        (ShowsABodyMore, "prices-open"),
        (BeforeTheList, "prices-on-time"),
        (BeforeTheHour, "prices-on-time"),
    ],
)
def test_each_adversary_is_caught_by_a_named_check(story: type[TwoEnvelopes], check: str) -> None:
    assert check in failed(story)


def test_the_second_opening_stands_on_the_list_it_names() -> None:
    record, found = honest().one("price-opening-record")["body"], honest().one("price-list")
    assert record["list"] == digest(found["body"]).hex()
