"""Bodies of the documents an opening leaves behind: the read-out and the opening record. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bidding.opening.rules import Outcome, distinct_bidders


@dataclass(frozen=True)
class OpeningFacts:
    """What read-out and record have in common. Digests in hex, times as text."""

    lot: str
    round: int
    freeze: str
    tender: str
    deadline: str
    outcomes: Sequence[Outcome]
    result: str
    seed: str | None = None
    coefficients: Sequence[Mapping[str, str]] = field(default_factory=tuple)


def read_out_body(facts: OpeningFacts, at: str) -> dict[str, Any]:
    """`tianping/read-out/1`: everything at once (Order 20 Art. 30); bidders confirm or object to its digest."""
    return {
        "type": "tianping/read-out/1",
        "lot": facts.lot,
        "round": facts.round,
        "freeze": facts.freeze,
        "at": at,
        "seed": facts.seed,
        "coefficients": [dict(one) for one in facts.coefficients],
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
    clients: Sequence[Mapping[str, Any]],
    objections: Sequence[Mapping[str, Any]] = (),
    confirmations: Sequence[Mapping[str, Any]] = (),
    host: Mapping[str, str] | None = None,
    valid_bidders: int | None = None,
) -> dict[str, Any]:
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
        "clients": [dict(one) for one in clients],
        "seed": facts.seed,
        "coefficients": [dict(one) for one in facts.coefficients],
        "bids": [one.as_body() for one in facts.outcomes],
        "valid_bidders": counted,
        "result": facts.result,
        "objections": [dict(one) for one in objections],
        "confirmations": [dict(one) for one in confirmations],
        "host": dict(host) if host else None,
        "closed_at": closed_at,
    }
