"""What an opening decides, as pure questions: whose bid is it, how many distinct bidders, what becomes of each bid.

The same answers are recomputed by anyone from the published package (`crypto/audit`); no clock, no database here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypedDict

from crypto import steps
from crypto.bid import check_company_signature, check_identity_binding, check_offer_binding, parse_identity, parse_offer
from crypto.errors import CryptoError
from foundation.rulebook import Rulebook

PLATFORM: Final = "platform"
BIDDER: Final = "bidder"
UNKNOWN: Final = "unknown"
RULED = "ruled: "
"""How the detail of an envelope begins on whose cause the host ruled."""


REQUEST_PATIENCE = timedelta(minutes=5)
"""How far from our clock a custodian's signed request may say it was made."""

Became = Literal["VALID", "UNATTRIBUTED", "REPLACED", "DEEMED_REVOKED", "DEEMED_WITHDRAWN", "UNOPENED"]
"""What can become of a bid (`docs/formats/documents.md`, Outcomes)."""


class BidOutcome(TypedDict):
    """What became of one bid, as read-out and record say it; `values` are the offer's, by the form's names."""

    bid: str
    document_version: int
    received_at: str
    outcome: Became
    cause: str | None
    name: str | None
    uscc: str | None
    values: dict[str, str] | None


@dataclass(frozen=True)
class FrozenBid:
    """One bid of the frozen list, in list order; `statement` is its signed public statement's body."""

    bid: str
    received_at: str
    statement: Mapping[str, Any]

    @property
    def digests(self) -> dict[str, str]:
        """Digest in hex of each envelope, by kind."""
        return {each["kind"]: each["digest"] for each in self.statement["envelopes"]}


@dataclass(frozen=True)
class Opened:
    """What one envelope gave: `form` is its canonical form bytes (identity, offer), `cause` why it stayed shut."""

    form: bytes | None = None
    cause: str | None = None
    detail: str | None = None


@dataclass
class Outcome:
    """What became of one bid, as it will stand in the record."""

    bid: FrozenBid
    outcome: Became = "UNOPENED"
    cause: str | None = None
    name: str | None = None
    uscc: str | None = None
    values: dict[str, str] | None = None
    replaces: bool = field(default=False, repr=False)

    def as_body(self) -> BidOutcome:
        """The record's row for this bid."""
        return {
            "bid": self.bid.bid,
            "document_version": self.bid.statement["document_version"],
            "received_at": self.bid.received_at,
            "outcome": self.outcome,
            "cause": self.cause,
            "name": self.name,
            "uscc": self.uscc,
            "values": self.values,
        }


Companies = Mapping[str, tuple[str, str]]
"""Registered company keys in hex -> (USCC, name)."""


def judge_identities(bids: Sequence[FrozenBid], opened: Mapping[str, Opened], companies: Companies) -> list[Outcome]:
    """Outcome of every bid once the identities are open: VALID, UNATTRIBUTED, REPLACED, or shut with its cause.

    A bid counts only if its company signature verifies under a key bound to that USCC; an unattributed one harms
    nobody. Of a company whose newest bid declares that it replaces all earlier, only the newest counts.
    """
    outcomes = [_attribute(bid, opened[bid.bid], companies) for bid in bids]
    for one in outcomes:
        if one.outcome == "VALID" and one.replaces:
            _replace_earlier(one, outcomes)
    return outcomes


def _attribute(bid: FrozenBid, opened: Opened, companies: Companies) -> Outcome:
    outcome = Outcome(bid)
    if opened.form is None:
        return shut(outcome, opened)
    try:
        identity = parse_identity(opened.form)
        check_identity_binding(identity, dict(bid.statement))
        check_company_signature(identity)
    except CryptoError as fault:
        outcome.outcome, outcome.cause = "UNATTRIBUTED", fault.check
        return outcome
    registered = companies.get(identity["company_key"])
    if registered is None or registered[0] != identity["uscc"]:
        outcome.outcome, outcome.cause = "UNATTRIBUTED", "company-key"
        outcome.name, outcome.uscc = identity["name"], identity["uscc"]
        return outcome
    outcome.outcome, outcome.uscc, outcome.name = "VALID", registered[0], registered[1]
    outcome.replaces = identity["replaces_all_earlier"]
    return outcome


def _replace_earlier(newest: Outcome, outcomes: Sequence[Outcome]) -> None:
    for other in outcomes:
        same = other.outcome == "VALID" and other.uscc == newest.uscc
        if same and (other.bid.received_at, other.bid.bid) < (newest.bid.received_at, newest.bid.bid):
            other.outcome = "REPLACED"


def shut(outcome: Outcome, opened: Opened) -> Outcome:
    """Order 20 Art. 31: the bidder's fault is a revocation (撤销), any other cause a withdrawal (撤回)."""
    outcome.outcome = "DEEMED_REVOKED" if opened.cause == BIDDER else "DEEMED_WITHDRAWN"
    outcome.cause = opened.detail
    return outcome


def distinct_bidders(outcomes: Sequence[Outcome]) -> int:
    """How many different USCCs have a valid bid."""
    return len({one.uscc for one in outcomes if one.outcome == "VALID"})


def has_two_envelopes(scheme: Mapping[str, Any] | None) -> bool:
    """Whether prices are opened at a second opening (双信封), by the scheme of a lot."""
    return steps.has_two_envelopes({"scheme": scheme})


CONTENTS: Final = ("offer", "documents", "pricing")
"""What decides a bid beside its identity."""


def judge_contents(
    outcomes: Sequence[Outcome], opened: Mapping[tuple[str, str], Opened], kinds: Sequence[str] = CONTENTS
) -> list[Outcome]:
    """Complete the outcomes once these kinds are open; `opened` is keyed by (bid, kind).

    A bid of which any envelope stays shut is deemed revoked or withdrawn as a whole; an offer that is not a form is
    the bidder's fault. Without offers (双信封) there are no values.
    """
    for one in outcomes:
        if one.outcome not in ("VALID", "UNATTRIBUTED", "REPLACED"):
            continue
        closed = [opened[one.bid.bid, kind] for kind in kinds]
        fault = next((each for each in closed if each.cause is not None), None)
        if fault is not None:
            shut(one, fault)
            continue
        if "offer" in kinds:
            _read_offer(one, opened[one.bid.bid, "offer"])
    return list(outcomes)


def _read_offer(one: Outcome, opened: Opened) -> None:
    try:
        offer = parse_offer(opened.form or b"")
        check_offer_binding(offer, dict(one.bid.statement))
    except CryptoError as fault:
        shut(one, Opened(cause=BIDDER, detail=fault.check))
        return
    one.values = offer["values"]


def confirm_until(read_out_at: datetime, rules: Rulebook) -> datetime:
    """When silence accepts what was read out (R-OPEN-CONFIRM)."""
    return read_out_at + rules.duration("R-OPEN-CONFIRM")
