"""Bodies of the documents an opening leaves behind: freeze list, read-out, opening record. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from bidding.bids.receipts import EnvelopeNamed
from bidding.opening.rules import BidOutcome, Outcome, distinct_bidders
from foundation.records import Signed

Result = Literal["OPENED", "FAILED_FEW"]


class FrozenEntry(TypedDict):
    """A sealed bid in the frozen list; `receipt` is the digest of its record."""

    bid: str
    bid_key: str
    document_version: int
    received_at: str
    receipt: str
    envelopes: list[EnvelopeNamed]


class WithdrawnEntry(TypedDict):
    """A bid that was withdrawn in time, as the frozen list names it."""

    bid: str
    receipt: str
    withdrawal: str


class Freeze(TypedDict):
    """The body of `tianping/freeze/1`."""

    type: Literal["tianping/freeze/1"]
    lot: str
    round: int
    deadline: str
    at: str
    tender: str
    key_sets: list[str]
    minimum_bidders: int
    bids: list[FrozenEntry]
    withdrawn: list[WithdrawnEntry]


class SignedFreeze(Signed):
    """The frozen list, signed by the platform."""

    body: Freeze


class Coefficient(TypedDict):
    """A coefficient and the value that was drawn."""

    name: str
    value: str


class ReadOut(TypedDict):
    """The body of `tianping/read-out/1`."""

    type: Literal["tianping/read-out/1"]
    lot: str
    round: int
    freeze: str
    at: str
    seed: str | None
    coefficients: list[Coefficient]
    bids: list[BidOutcome]
    valid_bidders: int
    result: Result


class SignedReadOut(Signed):
    """What was read out, signed by the platform; bidders confirm or object to its digest."""

    body: ReadOut


class ClientSeen(TypedDict):
    """The client with which a custodian released."""

    index: int
    client: str


class ObjectionRecorded(TypedDict):
    """An objection on the spot with the host's answer (条例44)."""

    objection: str
    bid: str
    text: str
    answer: str | None
    answered_at: str | None


class ConfirmationRecorded(TypedDict):
    """When a bid's holder confirmed the read-out."""

    bid: str
    at: str


class Host(TypedDict):
    """Who closed the opening, for which organisation."""

    name: str
    organisation: str


class OpeningRecord(TypedDict):
    """The body of `tianping/opening-record/1`."""

    type: Literal["tianping/opening-record/1"]
    lot: str
    round: int
    freeze: str
    tender: str
    deadline: str
    opened_at: str
    read_out_at: str | None
    releases: list[str]
    clients: list[ClientSeen]
    seed: str | None
    coefficients: list[Coefficient]
    bids: list[BidOutcome]
    valid_bidders: int
    result: Result
    objections: list[ObjectionRecorded]
    confirmations: list[ConfirmationRecorded]
    host: Host | None
    closed_at: str


class SignedOpeningRecord(Signed):
    """The opening record, signed by the platform."""

    body: OpeningRecord


@dataclass(frozen=True)
class OpeningFacts:
    """What read-out and record have in common. Digests in hex, times as text."""

    lot: str
    round: int
    freeze: str
    tender: str
    deadline: str
    outcomes: Sequence[Outcome]
    result: Result
    seed: str | None = None
    coefficients: Sequence[Coefficient] = field(default_factory=tuple)


def read_out_body(facts: OpeningFacts, at: str) -> ReadOut:
    """`tianping/read-out/1`: everything at once (Order 20 Art. 30); bidders confirm or object to its digest."""
    return {
        "type": "tianping/read-out/1",
        "lot": facts.lot,
        "round": facts.round,
        "freeze": facts.freeze,
        "at": at,
        "seed": facts.seed,
        "coefficients": [*facts.coefficients],
        "bids": [one.as_body() for one in facts.outcomes],
        "valid_bidders": distinct_bidders(facts.outcomes),
        "result": facts.result,
    }


def record_body(
    facts: OpeningFacts,
    *,
    opened_at: str,
    read_out_at: str | None,
    closed_at: str,
    releases: Sequence[str],
    clients: Sequence[ClientSeen],
    objections: Sequence[ObjectionRecorded] = (),
    confirmations: Sequence[ConfirmationRecorded] = (),
    host: Host | None = None,
    valid_bidders: int | None = None,
) -> OpeningRecord:
    """`tianping/opening-record/1` (Order 20 Art. 32), naming the releases by which t custodians bear witness."""
    counted = distinct_bidders(facts.outcomes) if valid_bidders is None else valid_bidders
    return {
        "type": "tianping/opening-record/1",
        "lot": facts.lot,
        "round": facts.round,
        "freeze": facts.freeze,
        "tender": facts.tender,
        "deadline": facts.deadline,
        "opened_at": opened_at,
        "read_out_at": read_out_at,
        "releases": list(releases),
        "clients": [*clients],
        "seed": facts.seed,
        "coefficients": [*facts.coefficients],
        "bids": [one.as_body() for one in facts.outcomes],
        "valid_bidders": counted,
        "result": facts.result,
        "objections": [*objections],
        "confirmations": [*confirmations],
        "host": host,
        "closed_at": closed_at,
    }
