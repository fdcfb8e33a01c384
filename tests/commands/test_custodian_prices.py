"""The second opening at a custodian's own machine: prices are released over a checked list of passed bids alone."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from commands.custody.checks import FrozenList
from commands.custody.passed import PassedList, read_passed
from commands.custody.releases import make_release
from commands.refusals import ReleaseWithheld
from crypto.encoding import Body, digest, parse_timestamp
from tests.commands.openings import ME, PLATFORM, Shown, as_record, shown_of
from tests.commands.test_custodian_hour import KEYS, LOCAL, Hour
from tests.crypto.packages import Told
from tests.crypto.story import at
from tests.crypto.two_envelopes import DAY, FAILED, TwoEnvelopes
from tests.vectors.sources import counter

HOUR = parse_timestamp(at(days=DAY, minutes=1))


@cache
def story() -> tuple[Shown, Told]:
    return shown_of(TwoEnvelopes())


def frozen() -> FrozenList:
    return story()[0].read()


def told(**changes: Any) -> dict[str, Any]:
    """GET .../price-opening/list, with other members of the list."""
    body = {**story()[1].one("price-list")["body"], **changes}
    return {"list": as_record(body), "opening_record": story()[1].one("opening-record")}


def passed(**changes: Any) -> PassedList:
    return read_passed(told(**changes), frozen(), PLATFORM.public.hex(), HOUR)


def bid_named(name: str) -> str:
    return next(digest for digest, bid in story()[0].bids.items() if bid.name == name)


def test_prices_are_released_for_listed_bids_and_no_others() -> None:
    made = make_release(frozen(), "prices", KEYS, at(days=DAY), counter("prices"), passed())["release"]["body"]
    listed = story()[1].one("price-list")["body"]
    offers = {one.digest for one in frozen().of_kind("offer") if one.bid in listed["bids"]}
    assert {one["envelope"] for one in made["shares"]} == offers
    assert made["list"] == digest(listed).hex()
    shut = {one.digest for one in frozen().envelopes if one.bid == bid_named(FAILED)}
    assert not shut & {one["envelope"] for one in (*made["shares"], *made["withheld"])}


def test_documents_are_released_without_offers() -> None:
    made = make_release(frozen(), "documents", KEYS, at(days=16), counter("documents"))["release"]["body"]
    assert made["shares"] == []
    assert len(made["withheld"]) == len(frozen().of_kind("documents"))


def test_prices_without_a_list_are_never_released() -> None:
    with pytest.raises(ReleaseWithheld):
        make_release(frozen(), "prices", KEYS, at(days=DAY), counter("prices"))


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"freeze": "ab" * 32}, "price-list"),
        ({"tender": "ab" * 32}, "price-list"),
        ({"opening_record": "ab" * 32}, "price-list"),
        ({"bids": ["ab" * 32]}, "price-list-bids"),
        ({"opens_at": at(days=DAY, hours=1)}, "price-hour"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_by_its_check(changes: Body, check: str) -> None:
    with pytest.raises(ReleaseWithheld) as caught:
        passed(**changes)
    assert caught.value.facts["check"] == check


@pytest.fixture
def hour(tmp_path: Path) -> Hour:
    """The desk at the second opening."""
    made = Hour(tmp_path)
    made.case, made.phase, made.now = story()[0], "closed", HOUR
    hall = {"phase": "closed", "now": at(days=DAY, minutes=1), "round": 1}
    made.server.more |= {
        f"{LOCAL}/opening": lambda _: hall,
        f"{LOCAL}/price-opening": lambda _: {"phase": "await_prices"},
        f"{LOCAL}/price-opening/list": lambda _: told(),
    }
    made.log()
    return made


def test_the_client_waits_until_the_list_is_in_the_log(hour: Hour) -> None:
    assert hour.release("prices") == 1
    assert hour.posted == []
    hour.server.put(told()["list"], at(days=18, seconds=1))
    hour.server.idle(2, DAY)
    assert hour.release("prices") == 0
    assert hour.posted[0]["release"]["body"]["index"] == ME


def test_a_second_list_of_passed_bids_is_never_signed(hour: Hour) -> None:
    hour.server.put(told()["list"], at(days=18, seconds=1))
    hour.server.idle(2, DAY)
    assert hour.release("prices") == 0
    hour.posted.clear()
    other = told(review="ab" * 32)
    hour.server.put(other["list"], at(days=18, seconds=2))
    hour.server.more[f"{LOCAL}/price-opening/list"] = lambda _: other
    assert hour.release("prices") == 1
    assert hour.posted == []
