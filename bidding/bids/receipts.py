"""Receipts: the platform's promise to whoever holds one. They name nobody and no price and may be forwarded."""

from typing import Any, Literal, TypedDict

from bidding.bids.rules import Statement
from foundation.records import Signed

EnvelopeKind = Literal["identity", "offer", "documents", "pricing"]


class EnvelopeNamed(TypedDict):
    """An envelope as its bid's statement names it."""

    kind: EnvelopeKind
    digest: str
    length: int


class HeadNamed(TypedDict):
    """A head of the log by size and root."""

    size: int
    root: str


class Receipt(TypedDict):
    """The body of `tianping/receipt/1`."""

    type: Literal["tianping/receipt/1"]
    number: str
    lot: str
    round: int
    bid: str
    envelopes: list[EnvelopeNamed]
    bid_key: str
    document_version: int
    at: str
    tick: int
    within: int
    head: HeadNamed


class SignedReceipt(Signed):
    """A receipt as it is given out."""

    body: Receipt


class ReceiptShown(TypedDict):
    """A receipt, and whether its bid still stands."""

    record: SignedReceipt
    state: Literal["SEALED", "WITHDRAWN"]


class WithdrawalAccepted(TypedDict):
    """The body of `tianping/withdrawal-accepted/1`."""

    type: Literal["tianping/withdrawal-accepted/1"]
    lot: str
    round: int
    bid: str
    withdrawal: str
    at: str


class SignedWithdrawalAccepted(Signed):
    """The platform's word that the bid is withdrawn."""

    body: WithdrawalAccepted


def receipt_body(
    statement: Statement, *, number: str, at: str, tick: int, within: int, head: dict[str, Any]
) -> Receipt:
    """The body of `tianping/receipt/1`; `within` is M of "in the head of tick T, or later by at most M", in ticks."""
    body = statement.body
    return {
        "type": "tianping/receipt/1",
        "number": number,
        "lot": body["lot"],
        "round": body["round"],
        "bid": statement.digest.hex(),
        "envelopes": body["envelopes"],
        "bid_key": body["bid_key"],
        "document_version": body["document_version"],
        "at": at,
        "tick": tick,
        "within": within,
        "head": {"size": head["size"], "root": head["root"]},
    }
