"""What custodians sign and what is recorded of it: key statements, key sets, drill answers. Pure checks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from bidding.custodians.answers import StatementToSign, Terms
from bidding.custodians.refusals import StatementDiffers
from bidding.tenders.answers import CustodianNamed, KeySet
from crypto.encoding import canonical
from crypto.errors import ShapeRefused
from crypto.secret_sharing import check_possession, check_release
from crypto.shapes import conform, exactly, hex_of, integer, members, uuid
from crypto.shapes import text as words
from crypto.signatures import check_document

STATEMENT: Final = "tianping/key-statement/1"
KEY_SET: Final = "tianping/key-set/1"
DRILL: Final = "tianping/drill/1"

BODY_CONTEXT = b"custodian-body"
"""Context of the proof of possession with which a body registers its share key."""
DRILL_CONTEXT = b"drill"
"""Context of the dummy dealings: never that of an envelope, which is a JSON object."""

_RELEASE = members(i=integer(1, 16), S=hex_of(32), c=hex_of(32), r=hex_of(32))
_DRILL = members(
    type=exactly(DRILL), lot=uuid, round=integer(1), index=integer(1, 16), drill=words(1, 80), share=_RELEASE
)


@dataclass(frozen=True)
class Proposed:
    """A proposed key set: what each custodian signs. `members` are as stored, in order, keys in hex."""

    lot: UUID
    round: int
    threshold: int
    document_digest: bytes
    members: Sequence[CustodianNamed]

    def terms(self) -> Terms:
        """The members of a statement that are the same for every custodian; with them, the possession's context."""
        return {
            "lot": str(self.lot),
            "round": self.round,
            "t": self.threshold,
            "share_keys": [member["share_key"] for member in self.members],
            "document_digest": self.document_digest.hex(),
        }

    def statement_body(self, index: int) -> StatementToSign:
        """What custodian `index` (from 1) signs, but for the proof of possession."""
        own = self.members[index - 1]
        return {
            "type": STATEMENT,
            **self.terms(),
            "index": index,
            "share_key": own["share_key"],
            "sign_key": own["sign_key"],
        }

    def record_body(self, statements: Sequence[bytes]) -> KeySet:
        """The key set's record; `statements` are the digests of the statements, by index."""
        return {
            "type": KEY_SET,
            "lot": str(self.lot),
            "round": self.round,
            "t": self.threshold,
            "document_digest": self.document_digest.hex(),
            "custodians": [_named(member) for member in self.members],
            "statements": [digest.hex() for digest in statements],
        }


def _named(member: CustodianNamed) -> CustodianNamed:
    """The members of the record and no others, whatever a row has."""
    return {
        "index": member["index"],
        "body": member["body"],
        "name": member["name"],
        "prefecture": member["prefecture"],
        "seat": member["seat"],
        "share_key": member["share_key"],
        "sign_key": member["sign_key"],
    }


def read_statement(signed: dict[str, Any], proposed: Proposed) -> int:
    """The custodian's index, once the statement says exactly what is proposed and both proofs hold.

    1. Exactly the proposed values, member by member; 2. one signature, by the custodian's signing key;
    3. possession of the share key, in the context of these very terms. Raises StatementDiffers, CryptoError.
    """
    claimed = signed.get("body")
    index = claimed.get("index") if isinstance(claimed, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 1 <= index <= len(proposed.members):
        raise StatementDiffers(member="index")
    expected = proposed.statement_body(index)
    body = check_document(signed, type=STATEMENT, role="custodian", key=expected["sign_key"])
    if len(signed["signatures"]) != 1:
        raise StatementDiffers(member="signatures")
    for name in sorted({*body, *expected, "possession"} - {"possession"}):
        if body.get(name) != expected.get(name):
            raise StatementDiffers(member=name[:40])
    check_possession(bytes.fromhex(expected["share_key"]), canonical(proposed.terms()), body.get("possession", {}))
    return index


def read_drill_answer(signed: dict[str, Any], lot: UUID, round_no: int) -> dict[str, Any]:
    """The body of a drill answer for this round, its shape checked; signature and share are not yet."""
    body = conform(signed.get("body"), _DRILL, "drill-shape")
    if body["lot"] != str(lot) or body["round"] != round_no:
        raise ShapeRefused("drill-shape", "the answer is for another lot or round")
    return body


def check_drill_answer(
    signed: dict[str, Any], members_: Sequence[CustodianNamed], sharing: dict[str, Any]
) -> CustodianNamed:
    """The custodian's entry in the key set, once signature and released share hold; refuses with CryptoError."""
    body = signed["body"]
    if body["index"] > len(members_):
        raise ShapeRefused("drill-shape", "the key set has no such custodian")
    own: CustodianNamed = members_[body["index"] - 1]
    check_document(signed, type=DRILL, role="custodian", key=own["sign_key"])
    check_release(body["share"], body["index"], bytes.fromhex(own["share_key"]), sharing, DRILL_CONTEXT)
    return own
