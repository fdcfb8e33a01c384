"""Receipts: the platform's promise to whoever holds one. They name nobody and no price and may be forwarded."""

from typing import Any

from bidding.bids.rules import Statement


def receipt_body(
    statement: Statement, *, number: str, at: str, tick: int, within: int, head: dict[str, Any]
) -> dict[str, Any]:
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
