"""Bodies of the documents of a price opening 第二次开标: list of passed bids, read-out, record. Pure."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from bidding.opening.documents import ClientSeen, Coefficient, ConfirmationRecorded, Host, ObjectionRecorded
from bidding.opening.rules import Became, Outcome
from foundation.records import Signed


class PriceList(TypedDict):
    """The body of `tianping/price-list/1`: bids that passed, ascending, by the review whose record it names."""

    type: Literal["tianping/price-list/1"]
    lot: str
    round: int
    freeze: str
    tender: str
    opening_record: str
    review: str
    at: str
    opens_at: str
    bids: list[str]


class SignedPriceList(Signed):
    """Which bids' prices are opened, and from when on; signed by the platform."""

    body: PriceList


class PriceShown(TypedDict):
    """What became of one listed bid; `values` are its offer's."""

    bid: str
    outcome: Became
    cause: str | None
    name: str | None
    uscc: str | None
    values: dict[str, str] | None


class PriceReadOut(TypedDict):
    """The body of `tianping/price-read-out/1`."""

    type: Literal["tianping/price-read-out/1"]
    lot: str
    round: int
    list: str
    at: str
    seed: str
    coefficients: Sequence[Coefficient]
    bids: Sequence[PriceShown]


class SignedPriceReadOut(Signed):
    """The prices as read out, signed by the platform; bidders confirm or object to its digest."""

    body: PriceReadOut


class PriceOpeningRecord(TypedDict):
    """The body of `tianping/price-opening-record/1`."""

    type: Literal["tianping/price-opening-record/1"]
    lot: str
    round: int
    freeze: str
    list: str
    opening_record: str
    opened_at: str
    read_out_at: str
    releases: Sequence[str]
    clients: Sequence[ClientSeen]
    seed: str
    coefficients: Sequence[Coefficient]
    bids: Sequence[PriceShown]
    objections: Sequence[ObjectionRecorded]
    confirmations: Sequence[ConfirmationRecorded]
    host: Host | None
    closed_at: str


class SignedPriceOpeningRecord(Signed):
    """The record of the price opening, signed by the platform."""

    body: PriceOpeningRecord


class PriceFacts(TypedDict):
    """What read-out and record have in common."""

    seed: str
    coefficients: list[Coefficient]
    bids: list[PriceShown]


def price_shown(one: Outcome) -> PriceShown:
    """The row of one listed bid."""
    return {
        "bid": one.bid.bid,
        "outcome": one.outcome,
        "cause": one.cause,
        "name": one.name,
        "uscc": one.uscc,
        "values": one.values,
    }


def price_record_body(
    found: PriceList,
    facts: PriceFacts,
    *,
    digest: str,
    read_out_at: str,
    closed_at: str,
    releases: Sequence[str],
    clients: Sequence[ClientSeen],
    objections: Sequence[ObjectionRecorded],
    confirmations: Sequence[ConfirmationRecorded],
    host: Host | None,
) -> PriceOpeningRecord:
    """The record over the list `found` of that digest; it was opened at the hour that the list names."""
    return {
        "type": "tianping/price-opening-record/1",
        "lot": found["lot"],
        "round": found["round"],
        "freeze": found["freeze"],
        "list": digest,
        "opening_record": found["opening_record"],
        "opened_at": found["opens_at"],
        "read_out_at": read_out_at,
        "releases": list(releases),
        "clients": list(clients),
        **facts,
        "objections": list(objections),
        "confirmations": list(confirmations),
        "host": host,
        "closed_at": closed_at,
    }
