"""May this bid be taken? Pure questions about a statement, four headers and what arrived; no clock, no database.

Every check here runs before the lot is locked; only the deadline is judged after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bidding.bids import refusals
from crypto.bid import bid_digest, check_bid
from crypto.encoding import parse_timestamp
from crypto.envelope import Header, check_header_sharing, envelope_digest
from crypto.errors import CryptoError
from crypto.manifest import KINDS

# What a file that was never sealed begins with: PDF, ZIP (docx, xlsx, OFD), OLE, RAR, 7z, JPEG, PNG.
PLAIN_BEGINNINGS = (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"Rar!", b"7z\xbc\xaf", b"\xff\xd8\xff", b"\x89PNG")


@dataclass(frozen=True)
class RoundFacts:
    """What a sealed bid is held against: keys in hex per key set, every deadline the round had, its versions."""

    lot: str
    number: int
    deadlines: Sequence[datetime]
    key_sets: Sequence[tuple[tuple[str, ...], int]]
    document_version: int


@dataclass(frozen=True)
class Arrived:
    """One envelope as it arrived: header bytes, length of the body so far, root of its pieces."""

    kind: str
    header: bytes
    done: int
    root: bytes


@dataclass(frozen=True)
class Statement:
    """A bid statement whose signature holds."""

    signed: dict[str, Any]
    body: dict[str, Any]
    digest: bytes

    @property
    def bid_key(self) -> bytes:
        """The Ed25519 key that speaks for this bid."""
        return bytes.fromhex(self.body["bid_key"])


def look_plain(beginning: bytes) -> bool:
    """Whether the first bytes are those of a document that nobody sealed."""
    return beginning.startswith(PLAIN_BEGINNINGS)


def read_statement(signed: Any, facts: RoundFacts) -> Statement:
    """The statement, its signature checked; refused unless it speaks of this lot, round and a published version."""
    try:
        body = check_bid(signed)
    except CryptoError as fault:
        raise refusals.StatementRefused(why=str(fault)) from None
    if (body["lot"], body["round"]) != (facts.lot, facts.number):
        raise refusals.WrongLot(kind="bid")
    if body["document_version"] > facts.document_version:
        raise refusals.StatementRefused(why="it names a document version that was not published")
    return Statement(signed, body, bid_digest(body))


def check_envelopes(statement: Statement, arrived: Sequence[Arrived], facts: RoundFacts) -> None:
    """Refuse unless the four envelopes are the ones named, complete, and can be opened by this round's custodians."""
    by_kind = {one.kind: one for one in arrived}
    if sorted(by_kind) != sorted(KINDS) or len(arrived) != len(KINDS):
        raise refusals.StatementRefused(why="a bid has exactly one envelope of each kind")
    for named in statement.body["envelopes"]:
        header = check_header(by_kind[named["kind"]], statement, facts)
        one = by_kind[named["kind"]]
        if one.done != header.body_length:
            raise refusals.Truncated(kind=one.kind, have=one.done, need=header.body_length)
        digest = envelope_digest(header.header_hash, one.root).hex()
        if (digest, header.body_length) != (named["digest"], named["length"]):
            raise refusals.DigestDiffers(kind=one.kind)


def check_header(one: Arrived, statement: Statement, facts: RoundFacts) -> Header:
    """The parsed header of one envelope, held against statement and round."""
    try:
        header = Header.parse(one.header)
    except CryptoError as fault:
        raise refusals.NotSealed(kind=one.kind, why=str(fault)) from None
    if (header.kind, header.lot, header.round) != (one.kind, facts.lot, facts.number):
        raise refusals.WrongLot(kind=one.kind)
    body = statement.body
    if (header.bid_key, header.document_version) != (statement.bid_key, body["document_version"]):
        raise refusals.StatementRefused(why=f"the {one.kind} envelope belongs to another bid")
    if (tuple(key.hex() for key in header.custodians), header.threshold) not in facts.key_sets:
        raise refusals.ForeignKeySet(kind=one.kind)
    if parse_timestamp(header.floor) not in facts.deadlines:
        raise refusals.WrongFloor(kind=one.kind, floor=header.floor)
    try:
        check_header_sharing(header)
    except CryptoError as fault:
        raise refusals.MalformedSharing(kind=one.kind, check=fault.check) from None
    return header
