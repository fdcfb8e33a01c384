"""What a custodian body keeps a key for, and what it is asked for: statement, drill, releases. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, cast

from bidding.custodians.tables import Drill, KeySet
from bidding.opening.answers import CustodyDrill, CustodyLot, Needed, Step
from bidding.opening.day import Scheduled, phase_of
from bidding.opening.lanes import awaited
from bidding.opening.refusals import RequestStale
from bidding.opening.rules import REQUEST_PATIENCE, has_two_envelopes
from bidding.projects.scope import ProjectClass
from bidding.tenders.rules import shown_state
from crypto.encoding import parse_timestamp, timestamp
from crypto.errors import SignatureRefused
from crypto.records import check_shape
from crypto.signatures import check_document, signers

REQUEST: Final = "tianping/custody-request/1"
OVER: Final = ("closed", "failed")
FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True)
class BodyKeys:
    """The two public keys by which a body asks."""

    share: bytes
    sign: bytes


def read_custody_request(signed: dict[str, Any], now: datetime) -> BodyKeys:
    """The keys, once the request is signed by the one it names, and of these minutes. Raises CryptoError, RequestStale.

    A request that somebody copied is of no use to him a few minutes later.
    """
    body = check_document(signed, type=REQUEST, role="custodian")
    check_shape(body)
    if signers(signed, "custodian") != [body["sign_key"]]:
        raise SignatureRefused("signature-role", "the request is not signed by the key that it names, and by no other")
    if abs(now - parse_timestamp(body["at"])) > REQUEST_PATIENCE:
        raise RequestStale(at=body["at"], now=timestamp(now))
    return BodyKeys(bytes.fromhex(body["share_key"]), bytes.fromhex(body["sign_key"]))


@dataclass(frozen=True)
class Kept:
    """A round for which the body keeps a key.

    `key_set`: the newest that names it, proposed last or complete; `drill`: the round's newest, where it was dealt to
    the body; `released`: the steps of which it released.
    """

    of: Scheduled
    key_set: KeySet
    index: int
    signed: bool
    drill: Drill | None
    answered: bool
    released: Sequence[Step]


def index_in(key_set: KeySet, share_key: bytes) -> int:
    """The number of a custodian in a key set that names it."""
    return int(next(one["index"] for one in key_set.members if one["share_key"] == share_key.hex()))


def needed_of(kept: Kept, now: datetime) -> Needed | None:
    """What the body is asked for now: its statement first, since without it there is nothing to drill or open."""
    round_ = kept.of.round
    phase = phase_of(round_, kept.of.opening, now)
    if phase == "before" and round_.state in ("DRAFT", "BIDDING"):
        if not kept.signed:
            return "statement"
        return "drill" if kept.drill and not kept.answered else None
    step = awaited(phase, two_envelopes=has_two_envelopes(kept.of.lot.scheme))
    return step if step is not None and step not in kept.released else None


def custody_lot(kept: Kept, now: datetime) -> CustodyLot:
    """One line of the body's list."""
    round_, project = kept.of.round, kept.of.project
    return {
        "lot": str(kept.of.lot.id),
        "round": round_.number,
        "name": kept.of.lot.name,
        "project": {
            "code": project.code,
            "name": project.name,
            "class": cast(ProjectClass, project.project_class),
        },
        "buyer": kept.of.buyer,
        "deadline": timestamp(round_.deadline) if round_.deadline else None,
        "state": shown_state(round_.state, round_.deadline, now),
        "phase": phase_of(round_, kept.of.opening, now),
        "index": kept.index,
        "t": kept.key_set.threshold,
        "of": len(kept.key_set.members),
        "statement": kept.signed,
        "complete": kept.key_set.digest is not None,
        "drill": None if kept.drill is None else _drill(kept.drill, answered=kept.answered),
        "released": list(kept.released),
        "needed": needed_of(kept, now),
    }


def _drill(drill: Drill, *, answered: bool) -> CustodyDrill:
    at, deadline = timestamp(drill.at), timestamp(drill.deadline)
    return {"drill": drill.name, "at": at, "deadline": deadline, "answered": answered}


def in_order(kept: Iterable[Kept], now: datetime) -> list[Kept]:
    """What asks for something first, then what is ahead, by deadline, drafts last; then what is over, newest first."""

    def is_over(one: Kept) -> bool:
        return phase_of(one.of.round, one.of.opening, now) in OVER

    def deadline(one: Kept) -> datetime:
        return one.of.round.deadline or FAR

    ordered = sorted(kept, key=deadline)
    ahead = sorted((one for one in ordered if not is_over(one)), key=lambda one: needed_of(one, now) is None)
    return [*ahead, *(one for one in reversed(ordered) if is_over(one))]
