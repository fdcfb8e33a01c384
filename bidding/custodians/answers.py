"""What the doors of the custodians answer. Keys, digests and proofs are hex, moments `2026-12-17T01:30:00.000Z`."""

from typing import Literal, NotRequired, TypedDict

from bidding.custodians.roster import SeatKind
from bidding.notices.answers import ProjectNamed
from bidding.tenders.answers import CustodianNamed, SignedKeySet


class BodyShown(TypedDict):
    """A registered custodian body, as staff see it; `phone` is the deputies'."""

    id: str
    name: str
    prefecture: str
    seat: SeatKind
    persons: int
    share_key: str
    sign_key: str
    phone: str
    organisation: str | None
    retired: bool


class BodyList(TypedDict):
    """Every body, by name."""

    bodies: list[BodyShown]


class Terms(TypedDict):
    """What every custodian of a key set signs alike: `t` of them open."""

    lot: str
    round: int
    t: int
    share_keys: list[str]
    document_digest: str


class StatementToSign(Terms):
    """What one custodian signs, but for the proof of possession over the terms."""

    type: Literal["tianping/key-statement/1"]
    index: int
    share_key: str
    sign_key: str


class MemberShown(CustodianNamed):
    """A custodian of a proposed key set, and whether its statement is there."""

    signed: bool


class KeySetShown(Terms):
    """The newest proposed key set; `in_force` are all complete ones, oldest first."""

    name: str
    project: ProjectNamed
    state: Literal["proposed", "complete"]
    threshold: int
    members: list[MemberShown]
    to_sign: list[StatementToSign]
    record: SignedKeySet | None
    in_force: list[SignedKeySet]


class StatementTaken(TypedDict):
    """Custodian `index` has signed; `signed` of `of` have."""

    index: int
    signed: int
    of: int
    complete: bool


class Sharing(TypedDict):
    """A public dealing (crypto.md 3.2): commitments, encrypted shares, challenge, responses."""

    C: list[str]
    Y: list[str]
    c: str
    r: list[str]


class DrillShown(TypedDict):
    """A dummy dealing: check it under these keys, then release a share; `deadline` is the one it was held for."""

    drill: str
    lot: str
    round: int
    t: int
    share_keys: list[str]
    sharing: Sharing
    deadline: str
    at: str


class DrillList(TypedDict):
    """The drills of the current round, newest first."""

    drills: list[DrillShown]


class DrillAnswered(TypedDict):
    """Custodian `index` is ready."""

    drill: str
    index: int
    ready: Literal[True]


class CustodianReady(TypedDict):
    """Whom to call, and when it answered the drill."""

    index: int
    body: str
    name: str
    phone: str
    ready_at: str | None


class ReadinessShown(TypedDict):
    """Who answered the newest drill; before the first there is none, and `at` and `deadline` are not there.

    `proposed`: custodians have been chosen for this round, whether all have signed or not.
    """

    proposed: bool
    drill: str | None
    at: NotRequired[str]
    deadline: NotRequired[str]
    custodians: list[CustodianReady]
    ready: int
    needed: int | None
    alarm: bool
