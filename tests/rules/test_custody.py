"""Who may ask what a body keeps keys for, and what the body is asked for in turn."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from bidding.custodians.tables import Drill, KeySet
from bidding.opening.custody import Kept, in_order, needed_of, read_custody_request
from bidding.opening.day import Scheduled
from bidding.opening.refusals import RequestStale
from bidding.opening.tables import Opening
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.errors import CryptoError
from crypto.signatures import KeyPair, sign_document

HOUR = datetime(2026, 12, 17, 1, 30, tzinfo=UTC)
MOMENT, PATIENCE = timedelta(milliseconds=1), timedelta(minutes=5)
OWN, OTHER = KeyPair.from_seed(b"\x01" * 32), KeyPair.from_seed(b"\x02" * 32)


def request(*signers: KeyPair, made: datetime = HOUR, **changed: Any) -> dict[str, Any]:
    """A request that names the key OWN, signed by these."""
    body = {"type": "tianping/custody-request/1", "share_key": "ab" * 32, "sign_key": OWN.public.hex()}
    body |= {"at": timestamp(made), **changed}
    signed: dict[str, Any] | None = None
    for pair in signers:
        signed = sign_document(body, pair.seed, "custodian", signed)
    assert signed is not None
    return signed


def test_it_is_signed_by_the_very_key_that_it_names() -> None:
    keys = read_custody_request(request(OWN), HOUR)
    assert (keys.share, keys.sign) == (b"\xab" * 32, OWN.public)
    for signers in ((OTHER,), (OTHER, OWN)):
        with pytest.raises(CryptoError) as told:
            read_custody_request(request(*signers), HOUR)
        assert told.value.check == "signature-role"


@pytest.mark.parametrize(
    ("changed", "check"),
    [
        ({"type": "tianping/identities-request/1"}, "signature-type"),
        ({"share_key": "ab"}, "custody-request-shape"),
        ({"at": "now"}, "custody-request-shape"),
        ({"lot": "everything"}, "custody-request-shape"),
    ],
)
def test_it_has_exactly_the_members_of_its_type(changed: dict[str, Any], check: str) -> None:
    with pytest.raises(CryptoError) as told:
        read_custody_request(request(OWN, **changed), HOUR)
    assert told.value.check == check


def test_it_is_of_these_five_minutes() -> None:
    for apart in (PATIENCE, -PATIENCE):
        read_custody_request(request(OWN, made=HOUR + apart), HOUR)
    for apart in (PATIENCE + MOMENT, -PATIENCE - MOMENT):
        with pytest.raises(RequestStale):
            read_custody_request(request(OWN, made=HOUR + apart), HOUR)


def kept(state: str = "BIDDING", *, complete: bool = True, phase: str = "", **changed: Any) -> Kept:
    """A round for which nothing is asked, unless changed."""
    deadline = changed.pop("deadline", HOUR)
    round_ = LotRound(number=1, state=state, deadline=deadline, rulebook=1)
    key_set = KeySet(threshold=2, members=[], digest=b"\x01" if complete else None)
    opening = Opening(phase=phase, frozen_at=HOUR) if phase else None
    of = Scheduled(round_, Lot(id=UUID(int=1)), Project(), "某", None, opening)
    told: dict[str, Any] = {"key_set": key_set, "index": 1, "signed": True, "drill": None, "answered": False}
    return Kept(of, **{**told, "released": [], **changed})


BEFORE = HOUR - MOMENT


def test_the_statement_is_asked_for_until_it_is_signed_or_the_deadline_comes() -> None:
    for state in ("DRAFT", "BIDDING"):
        assert needed_of(kept(state, complete=False, signed=False), BEFORE) == "statement"
        assert needed_of(kept(state, complete=False, signed=True), BEFORE) is None
    assert needed_of(kept(complete=False, signed=False), HOUR) is None
    assert needed_of(kept("TERMINATED", complete=False, signed=False), BEFORE) is None


def test_a_drill_is_asked_for_until_it_is_answered_or_the_deadline_comes() -> None:
    drill = Drill(name="last")
    assert needed_of(kept(drill=drill), BEFORE) == "drill"
    assert needed_of(kept(drill=drill, answered=True), BEFORE) is None
    assert needed_of(kept(drill=drill), HOUR) is None


def test_each_step_is_asked_for_while_it_is_awaited() -> None:
    assert needed_of(kept("OPENING", phase="await_identities"), HOUR) == "identities"
    assert needed_of(kept("OPENING", phase="await_identities", released=["identities"]), HOUR) is None
    assert needed_of(kept("DECRYPTING", phase="await_contents", released=["identities"]), HOUR) == "contents"
    for phase in ("open_identities", "open_contents", "read_out", "closed"):
        assert needed_of(kept("DECRYPTING", phase=phase), HOUR) is None
    assert needed_of(kept("FAILED_FEW", phase="closed"), HOUR) is None


def test_what_asks_for_something_comes_first_and_what_is_over_last() -> None:
    day = timedelta(days=1)
    later, soon = kept(deadline=HOUR + 2 * day), kept(deadline=HOUR + day)
    asking = kept("DRAFT", complete=False, signed=False, deadline=None)
    draft = kept("DRAFT", deadline=None)
    over = kept("OPENED", phase="closed", deadline=HOUR - day)
    long_over = kept("FAILED_FEW", phase="closed", deadline=HOUR - 2 * day)
    told = in_order([long_over, draft, over, later, soon, asking], HOUR)
    assert told == [asking, soon, later, draft, over, long_over]
