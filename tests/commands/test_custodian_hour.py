"""The hour of the opening at a custodian's own machine: what it waits for, what it refuses, what it remembers."""

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from commands.custody.desk import Custodian
from commands.custody.keys import CustodianKeys
from commands.custody.lots import answer_drill, check_proposed, sign_key_set
from commands.custody.opening import release_lots
from commands.custody.releases import DRILL_CONTEXT
from commands.files import write_document
from commands.refusals import NotConfirmed, PlatformRefused, StatementNotSigned
from commands.speech import Voice
from crypto.encoding import Body, digest, timestamp
from crypto.secret_sharing import check_release, deal
from crypto.signatures import check_document, sign_document
from tests.commands.logs import LogServer
from tests.commands.openings import ME, NOW, PLATFORM, Shown, as_record, shown
from tests.commands.people import secret_file
from tests.crypto.story import at, pair
from tests.vectors.sources import LOT, counter, custodians

KEYS = CustodianKeys(custodians(5)[ME - 1], pair(f"custodian {ME}"))
LOCAL = f"/api/lots/{LOT}"


class Hour:
    """A custodian's desk, and a platform that shows what the test says."""

    def __init__(self, folder: Path) -> None:
        self.case: Shown = shown()
        self.server = LogServer()
        self.server.idle(3, 10)
        self.pinned_head = self.server.head()
        self.key = folder / "custodian.key"
        self.secret = secret_file(folder)
        phrase = self.secret.read_text(encoding="utf-8").strip()
        write_document(self.key, KEYS.private_file("保管单位二", phrase, counter("wrap")), private=True)
        self.heard = StringIO()
        self.now = NOW
        self.phase = "await_identities"
        self.posted: list[Body] = []
        self.server.more = {
            f"{LOCAL}/opening": lambda _: {"phase": self.phase, "now": timestamp(NOW), "round": 1, "lot": LOT},
            f"{LOCAL}/opening/freeze": lambda _: self.case.told(),
            f"{LOCAL}/opening/identities": lambda _: self.case.identities(),
            f"{LOCAL}/opening/releases": self._take,
        }

    def _take(self, request: httpx.Request) -> Body:
        self.posted.append(json.loads(request.content))
        return {"phase": self.phase, "repeated": False}

    def log(self) -> None:
        """The list as it is now goes into the log, with ticks before and after."""
        self.server.put(self.case.told()["freeze"], at(days=16, seconds=1))
        self.server.idle(2, 16.1)

    def custodian(self, *, pinned: bool = True, **changes: Any) -> Custodian:
        """The desk, on which the key set was signed."""
        given = {"key": self.key, "url": "https://platform.example", "passphrase_file": self.secret, "json": False}
        custodian = Custodian(Namespace(**{**given, "yes": True, **changes}), Voice("en", self.heard))
        custodian.wire, custodian.clock = self.server.wire(), self._clock
        if pinned:
            (terms,) = self.case.pinned.terms
            custodian.memory.pin("https://platform.example", terms, PLATFORM.public.hex(), self.pinned_head)
        return custodian

    def _clock(self) -> datetime:
        return self.now

    def release(self, step: str = "identities", **changes: Any) -> int:
        """One run of the program."""
        return release_lots(self.custodian(**changes), [LOT], [step], every=0, until=0.0)

    def remembered(self) -> list[Body]:
        """The log of releases."""
        path = self.key.with_name("custodian-memory") / "releases.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


@pytest.fixture
def hour(tmp_path: Path) -> Hour:
    return Hour(tmp_path)


def test_after_every_check_the_shares_are_released_and_remembered(hour: Hour) -> None:
    hour.log()
    assert hour.release() == 0
    (request,) = hour.posted
    body = check_document(request["release"], type="tianping/release/1", role="custodian", key=KEYS.sign.public)
    assert body["freeze"] == digest(hour.case.freeze).hex()
    (line,) = hour.remembered()
    assert (line["freeze"], line["release"]) == (body["freeze"], digest(body).hex())


def test_the_second_step_counts_the_bidders_first(hour: Hour) -> None:
    hour.log()
    hour.phase = "await_contents"
    assert hour.release("contents") == 0
    assert "Counted here: 5 distinct valid bidders" in hour.heard.getvalue()
    hour.posted.clear()
    hour.case.companies = hour.case.companies[:2]
    assert hour.release("contents") == 1
    assert hour.posted == []
    assert "bidders-counted" in hour.heard.getvalue()


def refused(hour: Hour, **changes: Any) -> str:
    """The check that refused; nothing left the machine, and the refusal is remembered."""
    assert hour.release(**changes) == 1
    assert hour.posted == []
    assert "NOTHING WAS RELEASED" in hour.heard.getvalue()
    return str(hour.remembered()[-1]["refused"])


def test_a_list_that_is_not_in_the_log_is_waited_for_and_then_refused(hour: Hour) -> None:
    assert hour.release() == 1
    assert "the time to wait is over" in hour.heard.getvalue()
    hour.server.idle(2, 16.1)
    assert refused(hour) == "leaf-in-log"


def test_a_log_that_was_rebuilt_since_the_keys_were_signed_is_refused(hour: Hour) -> None:
    rebuilt = LogServer()
    rebuilt.idle(4, 9)
    hour.server.book = rebuilt.book
    hour.log()
    assert refused(hour) == "log-head-consistent"


def test_a_lot_whose_key_set_was_never_signed_here_is_refused(hour: Hour) -> None:
    hour.log()
    assert refused(hour, pinned=False) == "own-statement"


def test_a_clock_that_is_wrong_stops_everything(hour: Hour) -> None:
    hour.log()
    hour.now = NOW.replace(hour=NOW.hour + 1)
    assert refused(hour) == "clocks"


def test_two_lists_for_one_lot_are_never_both_signed(hour: Hour) -> None:
    first = hour.case.freeze
    second = {**first, "withdrawn": []}
    hour.server.book.put(as_record(second))
    hour.log()
    assert hour.release() == 0
    hour.posted.clear()
    hour.case.freeze = second
    assert refused(hour) == "one-list-only"
    assert "TWO LISTS" in hour.heard.getvalue()


def test_without_consent_nothing_is_released(hour: Hour) -> None:
    hour.log()
    assert hour.release(yes=False) == 1
    assert hour.posted == []
    assert "Type yes to consent" in hour.heard.getvalue()


def test_a_key_that_cannot_be_opened_releases_nothing(hour: Hour, tmp_path: Path) -> None:
    hour.log()
    wrong = tmp_path / "wrong.txt"
    wrong.write_text("another\n")
    with pytest.raises(Exception, match="passphrase does not open"):
        hour.release(passphrase_file=wrong)
    assert hour.posted == []


def test_a_step_that_others_finished_asks_for_nothing(hour: Hour) -> None:
    hour.phase = "read_out"
    assert release_lots(hour.custodian(), [LOT], ["identities", "contents"], every=0, until=0.0) == 0
    assert hour.heard.getvalue().count("is over; nothing to do") == 2


def test_being_late_by_a_moment_is_no_refusal(hour: Hour) -> None:
    hour.log()

    def late(_: httpx.Request) -> Any:
        hour.phase = "open_identities"
        raise PlatformRefused({"type": "urn:tianping:problem:not-your-turn", "title": "late", "status": 409})

    hour.server.more[f"{LOCAL}/opening/releases"] = late
    assert release_lots(hour.custodian(), [LOT], ["identities"], every=0, until=None) == 0


def test_before_the_hour_the_program_waits_as_long_as_it_was_told(hour: Hour) -> None:
    hour.phase = "before"
    assert hour.release() == 1
    assert "the time to wait is over" in hour.heard.getvalue()


def test_a_refused_lot_stops_no_other(hour: Hour) -> None:
    hour.log()
    other = "0198c0de-0000-7000-8000-00000000000f"
    hour.server.more[f"/api/lots/{other}/opening"] = hour.server.more[f"{LOCAL}/opening"]
    assert release_lots(hour.custodian(), [other, LOT], ["identities"], every=0, until=0.0) == 1
    assert len(hour.posted) == 1


# Before the opening.


def proposed(**changes: Any) -> Body:
    """GET .../key-set."""
    (terms,) = shown().pinned.terms
    roster = [
        {"index": n, "name": f"保管单位{n}", "prefecture": "外市", "share_key": key, "sign_key": sign}
        for n, key in enumerate(terms["share_keys"], 1)
        for sign in [pair(f"custodian {n}").public.hex()]
    ]
    shown_set = {**terms, "name": "一标段", "project": {"code": "1", "name": "江城大桥"}, "members": roster}
    return {**shown_set, **changes}


def place(shown_set: Body, documents: str | None = None) -> int:
    return check_proposed(shown_set, LOT, KEYS.share.public.hex(), KEYS.sign.public.hex(), documents)


def test_a_proposed_set_is_signed_over_its_very_terms_and_pinned(hour: Hour) -> None:
    hour.server.more[f"{LOCAL}/key-set"] = proposed()
    posted: list[Body] = []

    def take(request: httpx.Request) -> Body:
        posted.append(json.loads(request.content)["signed"])
        return {"index": ME, "signed": 1, "of": 5, "complete": False}

    hour.server.more[f"{LOCAL}/key-statements"] = take
    custodian = hour.custodian(pinned=False)
    sign_key_set(custodian, LOT, None, None)
    honest = [each for each in hour.case.records if each["body"].get("index") == ME]
    same = [name for name in posted[0]["body"] if name != "possession"]
    assert {name: posted[0]["body"][name] for name in same} == {name: honest[0]["body"][name] for name in same}
    pinned = custodian.memory.pinned(LOT, 1)
    assert pinned is not None
    assert (pinned.platform_key, pinned.terms) == (PLATFORM.public.hex(), hour.case.pinned.terms)
    hour.server.signer = pair("another platform")
    with pytest.raises(StatementNotSigned, match="platform-key"):
        sign_key_set(custodian, LOT, None, None)
    sign_key_set(custodian, LOT, hour.server.signer.public.hex(), None)


def test_without_consent_or_a_signed_head_no_set_is_signed(hour: Hour) -> None:
    hour.server.more[f"{LOCAL}/key-set"] = proposed()
    with pytest.raises(NotConfirmed):
        sign_key_set(hour.custodian(pinned=False, yes=False), LOT, None, None)
    forged = sign_document({"type": "tianping/head/1", **hour.server.head(), "at": at(days=16)}, bytes(32), "platform")
    forged["body"]["size"] = 99
    hour.server.more["/api/log/head"] = forged
    with pytest.raises(StatementNotSigned, match="log-head-signed"):
        sign_key_set(hour.custodian(pinned=False), LOT, None, None)


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"lot": "0198c0de-0000-7000-8000-00000000000f"}, "key-set-lot"),
        ({"t": 6}, "key-set-roster"),
        ({"t": "3"}, "key-set-terms"),
        ({"members": []}, "key-set-roster"),
        ({"share_keys": ["00" * 32]}, "key-set-roster"),
        ({"members": None}, "key-set-terms"),
    ],
)
def test_a_proposed_set_that_makes_no_sense_is_not_signed(changes: Body, check: str) -> None:
    assert place(proposed()) == ME
    with pytest.raises(StatementNotSigned) as caught:
        place(proposed(**changes))
    assert caught.value.facts["check"] == check


def test_a_set_without_this_body_or_over_other_documents_is_not_signed() -> None:
    strangers = proposed()
    strangers["members"][ME - 1]["sign_key"] = "00" * 32
    for shown_set, documents, check in ((strangers, None, "own-key"), (proposed(), "ab" * 32, "document-digest")):
        with pytest.raises(StatementNotSigned) as caught:
            place(shown_set, documents)
        assert caught.value.facts["check"] == check
    assert place(proposed(), proposed()["document_digest"]) == ME


def drill(context: bytes = DRILL_CONTEXT, **changes: Any) -> Body:
    keys = [key.public for key in custodians(5)]
    sharing = deal(keys, 3, context, counter("drill")).sharing
    told = {"drill": "first-20261217T013000Z-5f0c21ab", "lot": LOT, "round": 1, "t": 3, "sharing": sharing}
    return {**told, "share_keys": [key.hex() for key in keys], **changes}


def answering(hour: Hour, *drills: Body) -> Callable[[], int]:
    hour.server.more[f"{LOCAL}/drills"] = lambda request: _drills(hour, request, list(drills))
    return lambda: answer_drill(hour.custodian(), LOT)


def _drills(hour: Hour, request: httpx.Request, drills: list[Body]) -> Body:
    if request.method == "GET":
        return {"drills": drills}
    hour.posted.append(json.loads(request.content)["signed"])
    return {"drill": drills[0]["drill"], "index": ME, "ready": True}


def test_a_drill_is_answered_with_a_right_share(hour: Hour) -> None:
    assert answering(hour, drill())() == 0
    body = check_document(hour.posted[0], type="tianping/drill/1", role="custodian", key=KEYS.sign.public)
    check_release(body["share"], ME, KEYS.share.public, drill()["sharing"], DRILL_CONTEXT)
    assert answering(hour)() == 1


@pytest.mark.parametrize("changes", [{"context": b"an envelope's"}, {"lot": "x"}, {"t": 2}, {"share_keys": []}])
def test_a_dealing_that_is_no_drill_of_a_signed_set_gets_no_share(hour: Hour, changes: Any) -> None:
    with pytest.raises(StatementNotSigned, match="drill"):
        answering(hour, drill(**changes))()
    assert hour.posted == []
