"""Receipts as their holder checks them: before saying "received", and any time later against the public log."""

from dataclasses import dataclass
from typing import Any

from commands.public_log import PublicLog, later
from commands.refusals import NotInLogYet, ReceiptNotTrusted
from commands.wire import Wire
from crypto.bid import bid_digest
from crypto.encoding import Body
from crypto.errors import CryptoError
from crypto.records import check_receipt
from crypto.signatures import leaf_value, signers
from foundation.rulebook import LAW_2026, rulebook

TICK_SECONDS = int(rulebook(LAW_2026).duration("R-TICK").total_seconds())
"""A receipt promises in ticks; the log passes about this many seconds in each."""


def refuse(check: str, why: str, why_zh: str) -> ReceiptNotTrusted:
    """The refusal of this file."""
    return ReceiptNotTrusted(check=check, why=why, why_zh=why_zh)


def read_receipt(record: Any, platform: str | None) -> Body:
    """The body of a receipt that this platform key signed; it must be a record, ready to be found in the log."""
    try:
        body = check_receipt(record, platform)
        leaf_value(record)
    except CryptoError as fault:
        raise refuse("receipt-signed", fault.message, "平台签名不成立") from None
    return body


def check_receipt_of(record: Any, statement: Body, platform: str, deadline: str) -> Body:
    """The receipt's body, once it is a signed receipt for exactly this bid, received before the deadline."""
    body = read_receipt(record, platform)
    if body["bid"] != bid_digest(statement).hex():
        raise refuse("receipt-bid", "it is for another bid", "回执对应的不是本投标文件")
    for name in ("lot", "round", "document_version", "bid_key", "envelopes"):
        if body[name] != statement[name]:
            raise refuse("receipt-fields", f"{name} differs from the bid", f"回执中的{name}与投标文件不一致")
    if body["at"] >= deadline:
        raise refuse("receipt-time", "received at or after the deadline", "接收时间不早于截止时间")
    return body


@dataclass(frozen=True)
class Found:
    """Where the receipt's leaf lies: tick, its moment, and the size of the signed head that holds it."""

    tick: int
    size: int
    at: str


def find_in_log(wire: Wire, record: Any) -> Found:
    """Find the receipt's leaf and prove to ourselves that it is in the signed log, as the receipt promised.

    1. The head is signed by the receipt's key, and the head that the receipt names is a prefix of it; 2. the leaf is
    among the values of a tick from the promised one on, no later than `within`; 3. that tick is a leaf of the head.
    """
    body = read_receipt(record, None)
    log = PublicLog(wire, signers(record, "platform")[0], refuse)
    head = log.head()
    log.check_prefix(body["head"], head)
    until = later(body["at"], (body["within"] + 1) * TICK_SECONDS)
    found = log.find(leaf_value(record), body["tick"], head, until)
    if found is None:
        raise NotInLogYet(until=until)
    number, entry = found
    return Found(number, head["size"], entry["at"])
