"""What the doors of the log and the journal answer. Hashes and keys are hex."""

from typing import Any, Literal, TypedDict

from foundation.records import Signature, Signed


class Head(TypedDict):
    """The body of `tianping/head/1`: the tree of the first `size` ticks."""

    type: Literal["tianping/head/1"]
    size: int
    root: str
    at: str


class SignedHead(TypedDict):
    """A head as signed; it is no leaf itself, hence no salt."""

    body: Head
    signatures: list[Signature]


class TickEntry(TypedDict):
    """`tianping/tick/1`: `root` is over the tick's values, `filler` the commitment to its filler key."""

    type: Literal["tianping/tick/1"]
    number: int
    at: str
    root: str
    filler: str


class InclusionProof(TypedDict):
    """That a tick is in the head of that size (RFC 9162, 2.1.3)."""

    tick: int
    size: int
    proof: list[str]


class ConsistencyProof(TypedDict):
    """That the head of size `first` is a prefix of that of size `second` (RFC 9162, 2.1.4)."""

    first: int
    second: int
    proof: list[str]


class FillersShown(TypedDict):
    """The filler key of a tick."""

    tick: int
    filler_key: str


class JournalEntry(TypedDict):
    """One act; what `detail` has depends on the verb."""

    id: str
    at: str
    role: str
    person: str | None
    organisation: str | None
    verb: str
    subject: str
    subject_id: str
    rule: str
    detail: dict[str, Any]


class JournalPage(TypedDict):
    """Rows of the journal in the order in which they were written; ask on `after` the last one's id."""

    rows: list[JournalEntry]


class PlatformKey(TypedDict):
    """The body of `tianping/platform-key/1`; the first names no previous one."""

    type: Literal["tianping/platform-key/1"]
    key: str
    name: str
    at: str
    previous: str | None


class SignedPlatformKey(Signed):
    """A signing key of the platform, announced by itself or by its predecessor."""

    body: PlatformKey
