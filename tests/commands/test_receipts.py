"""A receipt is believed when it is signed, for this very bid, in time; and found in the log by its holder alone."""

from copy import deepcopy
from typing import Any

import pytest

from commands.receipts import check_receipt_of, find_in_log
from commands.refusals import FileUnreadable, NotInLogYet, ReceiptNotTrusted
from commands.withdrawals import check_accepted, sign_withdrawal
from crypto.bid import bid_key_file, check_bid, sign_bid
from crypto.encoding import Body, digest
from crypto.signatures import KeyPair, check_document, make_record, sign_document
from crypto.transparency_log import EMPTY_ROOT
from tests.commands.logs import LogServer
from tests.commands.openings import PLATFORM, as_record
from tests.crypto.packages import DEADLINE_TEXT, HONEST
from tests.crypto.story import at, sealed_bid

BID = sealed_bid(HONEST[0], 5, 3, at(days=15))
KEY = PLATFORM.public.hex()
EMPTY: Body = {"size": 0, "root": EMPTY_ROOT.hex()}


def receipt(**changes: Any) -> Body:
    named = {name: BID.statement[name] for name in ("lot", "round", "document_version", "bid_key", "envelopes")}
    body = {"type": "tianping/receipt/1", "number": "11" * 16, **named, "bid": BID.digest, "at": at(days=11)}
    return as_record({**body, "tick": 0, "within": 6, "head": EMPTY, **changes})


def refused(record: Body, key: str = KEY) -> str:
    with pytest.raises(ReceiptNotTrusted) as caught:
        check_receipt_of(record, BID.statement, key, DEADLINE_TEXT)
    return str(caught.value.facts["check"])


def test_a_receipt_for_this_bid_is_believed() -> None:
    assert check_receipt_of(receipt(), BID.statement, KEY, DEADLINE_TEXT)["number"] == "11" * 16


def test_a_receipt_by_another_key_or_changed_is_not() -> None:
    assert refused(receipt(), "00" * 32) == "receipt-signed"
    changed = receipt()
    changed["body"]["at"] = at(days=10)
    assert refused(changed) == "receipt-signed"
    unsalted = {name: value for name, value in receipt().items() if name != "salt"}
    assert refused(unsalted) == "receipt-signed"


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"bid": "ab" * 32}, "receipt-bid"),
        ({"round": 2}, "receipt-fields"),
        ({"document_version": 2}, "receipt-fields"),
        ({"bid_key": "ab" * 32}, "receipt-fields"),
        ({"at": DEADLINE_TEXT}, "receipt-time"),
    ],
)
def test_a_receipt_for_something_else_is_not_believed(changes: dict[str, Any], check: str) -> None:
    assert refused(receipt(**changes)) == check


def test_a_receipt_with_another_envelope_is_not_believed() -> None:
    envelopes = deepcopy(BID.statement["envelopes"])
    envelopes[2]["digest"] = "ab" * 32
    assert refused(receipt(envelopes=envelopes)) == "receipt-fields"


# In the log.


def served(record: Body, *, day: float = 11) -> LogServer:
    """Three idle ticks, the receipt's, three more."""
    server = LogServer()
    server.idle(3, day - 1)
    server.put(record, at(days=day, seconds=8))
    server.idle(3, day + 1)
    return server


def after(server: LogServer, **changes: Any) -> Body:
    """A receipt that names the log as it is now."""
    return receipt(tick=len(server.book.hashes), head=server.head(), **changes)


def missing(server: LogServer, record: Body) -> str:
    with pytest.raises(ReceiptNotTrusted) as caught:
        find_in_log(server.wire(), record)
    return str(caught.value.facts["check"])


def test_the_holder_finds_the_leaf_and_proves_it_to_himself() -> None:
    begun = LogServer()
    begun.idle(3, 10)
    record = after(begun)
    server = served(record)
    found = find_in_log(server.wire(), record)
    assert (found.tick, found.size) == (3, 7)


def test_only_whole_ticks_are_asked_for() -> None:
    record = receipt()
    server = served(record)
    find_in_log(server.wire(), record)
    assert {path.split("/")[3] for path in server.asked} == {"head", "ticks", "inclusion"}


def test_a_leaf_in_a_later_tick_within_the_promise_counts() -> None:
    record = receipt(tick=2)
    assert find_in_log(served(record).wire(), record).tick == 3


def test_a_log_that_does_not_reach_the_promise_says_when() -> None:
    server = LogServer()
    server.idle(3, 10)
    with pytest.raises(NotInLogYet):
        find_in_log(server.wire(), receipt(tick=0))


def test_a_leaf_left_out_is_found_out() -> None:
    server = served(receipt(number="22" * 16))
    assert missing(server, receipt()) == "leaf-in-log"


def test_a_head_by_another_key_is_refused() -> None:
    record = receipt()
    server = served(record)
    server.signer = KeyPair.from_seed(bytes(32))
    assert missing(server, record) == "log-head-signed"


def test_a_log_rebuilt_after_the_receipt_is_found_out() -> None:
    begun = LogServer()
    begun.idle(3, 10)
    record = after(begun)
    rebuilt = LogServer()
    rebuilt.idle(2, 9)
    rebuilt.put(record, at(days=11, seconds=8))
    rebuilt.idle(4, 12)
    assert missing(rebuilt, record) == "log-head-consistent"


def test_a_log_that_became_smaller_is_found_out() -> None:
    begun = LogServer()
    begun.idle(3, 10)
    record = after(begun)
    smaller = LogServer()
    smaller.idle(2, 10)
    assert missing(smaller, record) == "log-head-consistent"
    assert "/api/log/consistency" not in smaller.asked


def test_a_tick_shown_with_other_values_than_are_in_the_head_is_found_out() -> None:
    record = receipt()
    server = served(receipt(number="22" * 16))
    lying = served(record)
    server.book.values[3] = lying.book.values[3]
    assert missing(server, record) == "ticks-in-log"
    server.book.entries[3] = lying.book.entries[3]
    assert missing(server, record) == "ticks-in-log"


# Withdrawals.


def bid_key() -> Body:
    return bid_key_file(BID.statement, BID.key.seed)


def test_a_withdrawal_is_signed_by_the_bid_key_and_names_receipt_and_successor() -> None:
    assert check_bid(sign_bid(BID.statement, BID.key.seed)) == BID.statement
    signed = sign_withdrawal(receipt()["body"], bid_key(), "cd" * 32)
    body = check_document(signed, type="tianping/withdrawal/1", role="bid", key=BID.key.public)
    assert (body["bid"], body["receipt"], body["replaced_by"]) == (BID.digest, "11" * 16, "cd" * 32)


def test_the_key_of_another_bid_withdraws_nothing() -> None:
    with pytest.raises(FileUnreadable, match="another bid"):
        sign_withdrawal(receipt(bid="ab" * 32)["body"], bid_key())


def test_the_platforms_answer_must_name_this_withdrawal() -> None:
    signed = sign_withdrawal(receipt()["body"], bid_key())
    named = {"lot": BID.statement["lot"], "round": 1, "bid": BID.digest, "at": at(days=12)}
    body = {"type": "tianping/withdrawal-accepted/1", **named, "withdrawal": digest(signed["body"]).hex()}
    assert check_accepted(as_record(body), receipt(), signed)["at"] == at(days=12)
    with pytest.raises(ReceiptNotTrusted):
        check_accepted(as_record({**body, "withdrawal": "ab" * 32}), receipt(), signed)
    other = make_record(sign_document(body, bytes(32), "platform"), bytes(16))
    with pytest.raises(ReceiptNotTrusted):
        check_accepted(other, receipt(), signed)


