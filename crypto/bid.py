"""A bid: four envelopes named by one public statement, with who bids and what is offered inside two of them.

The statement is signed by the bid key and names nobody. The identity document, inside its envelope, is signed by
the company's key and names the other three envelopes, so that nobody can mix the parts of two bids.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crypto.encoding import Body, digest, parse_canonical
from crypto.errors import BidRefused, CryptoError
from crypto.group import checked_point
from crypto.manifest import KINDS
from crypto.shapes import (
    Shape,
    anything,
    boolean,
    conform,
    exactly,
    hex_of,
    integer,
    list_of,
    mapping,
    members,
    name,
    null_or,
    text,
    uuid,
)
from crypto.signatures import KeyPair, check_document, sign_document, signed_bytes, verify

BID = "tianping/bid/1"
IDENTITY = "tianping/identity/1"
OFFER = "tianping/offer/1"
BID_KEY = "tianping/bid-key/1"
RECOVERY = "tianping/recovery/1"

BOUND_KINDS = KINDS[1:]
"""The envelopes that an identity document names."""

ENVELOPE = members(kind=exactly(*KINDS), digest=hex_of(32), length=integer(1))
ENVELOPES = list_of(ENVELOPE, 4, 4)

_STATEMENT = members(
    type=exactly(BID),
    lot=uuid,
    round=integer(1),
    document_version=integer(1),
    bid_key=hex_of(32),
    envelopes=ENVELOPES,
)
_IDENTITY = members(
    type=exactly(IDENTITY),
    lot=uuid,
    round=integer(1),
    bid_key=hex_of(32),
    name=name,
    uscc=text(1, 32),
    replaces_all_earlier=boolean,
    bond=null_or(mapping(anything, 40)),
    digests=members(**dict.fromkeys(BOUND_KINDS, hex_of(32))),
    company_key=hex_of(32),
    signature=hex_of(64),
)
_OFFER = members(
    type=exactly(OFFER),
    lot=uuid,
    round=integer(1),
    bid_key=hex_of(32),
    values=mapping(text(0, 2000), 200),
)
_BID_KEY = members(
    type=exactly(BID_KEY), lot=uuid, round=integer(1), bid=hex_of(32), seed=hex_of(32), public=hex_of(32)
)
_RECOVERY = members(
    type=exactly(RECOVERY),
    lot=uuid,
    round=integer(1),
    bid=hex_of(32),
    secrets=members(**dict.fromkeys(KINDS, hex_of(32))),
)


def bid_statement(lot: str, round: int, document_version: int, bid_key: bytes, envelopes: Sequence[Body]) -> Body:
    """The public statement of a bid; `envelopes` are {"kind", "digest", "length"} in the order of KINDS."""
    statement = {
        "type": BID,
        "lot": lot,
        "round": round,
        "document_version": document_version,
        "bid_key": bid_key.hex(),
        "envelopes": list(envelopes),
    }
    return check_statement(statement)


def check_statement(body: Any) -> Body:
    """The statement, once its shape and the order of its envelopes hold."""
    statement = _conform(body, _STATEMENT, "bid-shape")
    if not in_kind_order(statement["envelopes"]):
        raise BidRefused("bid-kinds", "a bid lists one envelope of each kind, in the fixed order")
    return statement


def in_kind_order(envelopes: Sequence[Body]) -> bool:
    """Whether these are the four envelopes of a bid in their fixed order."""
    return [each["kind"] for each in envelopes] == list(KINDS)


def bid_digest(statement: Body) -> bytes:
    """What names a bid everywhere: SHA-256 of the statement's canonical bytes."""
    return digest(statement)


def sign_bid(statement: Body, seed: bytes) -> Body:
    """The signed statement; refuses a seed of another key than the statement names."""
    if KeyPair.from_seed(seed).public.hex() != statement["bid_key"]:
        raise BidRefused("bid-key", "the seed belongs to another key than the statement names")
    return sign_document(statement, seed, "bid")


def check_bid(signed: Any) -> Body:
    """The statement of a signed bid: shape, order of kinds, and the signature of the very key that it names."""
    statement = check_statement(signed.get("body") if isinstance(signed, dict) else None)
    return check_document(signed, type=BID, role="bid", key=statement["bid_key"])


def identity_document(
    *,
    lot: str,
    round: int,
    bid_key: bytes,
    company: str,
    uscc: str,
    replaces_all_earlier: bool,
    bond: Body | None,
    digests: Mapping[str, bytes],
    company_seed: bytes,
) -> Body:
    """Who bids, signed by the company's key. `digests` names the offer, documents and pricing envelopes."""
    pair = KeyPair.from_seed(company_seed)
    unsigned = {
        "type": IDENTITY,
        "lot": lot,
        "round": round,
        "bid_key": bid_key.hex(),
        "name": company,
        "uscc": uscc,
        "replaces_all_earlier": replaces_all_earlier,
        "bond": bond,
        "digests": {kind: digests[kind].hex() for kind in BOUND_KINDS},
        "company_key": pair.public.hex(),
    }
    signature = pair.sign(signed_bytes(unsigned))
    return _conform({**unsigned, "signature": signature.hex()}, _IDENTITY, "identity-shape")


def parse_identity(data: bytes) -> Body:
    """The identity document of identity.json. Says nothing yet about its signature: see `check_company_signature`."""
    return _parse(data, _IDENTITY, "identity-shape")


def check_identity_binding(identity: Body, statement: Body) -> None:
    """Refuse an identity that was made for another bid: lot, round, bid key and the three other envelopes."""
    digests = {each["kind"]: each["digest"] for each in statement["envelopes"] if each["kind"] in BOUND_KINDS}
    _check_same_bid(identity, statement, "identity-binding")
    if identity["digests"] != digests:
        raise BidRefused("identity-binding", "the identity names other envelopes than the bid")


def check_company_signature(identity: Body, company_key: bytes | None = None) -> None:
    """Refuse unless the company's signature holds and, when given, is by the key registered for the company."""
    if company_key is not None and identity["company_key"] != company_key.hex():
        raise BidRefused("company-key", "signed by another key than the company registered")
    unsigned = {member: value for member, value in identity.items() if member != "signature"}
    try:
        verify(
            bytes.fromhex(identity["company_key"]), signed_bytes(unsigned), bytes.fromhex(identity["signature"])
        )
    except CryptoError:
        raise BidRefused("company-signature", "the company's signature does not hold") from None


def offer_document(lot: str, round: int, bid_key: bytes, values: Mapping[str, str]) -> Body:
    """What is offered: the fields of the tender's offer form by name, as text."""
    offer = {"type": OFFER, "lot": lot, "round": round, "bid_key": bid_key.hex(), "values": dict(values)}
    return _conform(offer, _OFFER, "offer-shape")


def parse_offer(data: bytes) -> Body:
    """The offer of offer.json."""
    return _parse(data, _OFFER, "offer-shape")


def check_offer_binding(offer: Body, statement: Body) -> None:
    """Refuse an offer that was made for another bid."""
    _check_same_bid(offer, statement, "offer-binding")


def bid_key_file(statement: Body, seed: bytes) -> Body:
    """The bidder's private key file: withdraws, replaces, objects, confirms. Never in print, mail or a QR code."""
    document = {**_private(statement, BID_KEY), "seed": seed.hex(), "public": KeyPair.from_seed(seed).public.hex()}
    return _conform(document, _BID_KEY, "bid-key-shape")


def parse_bid_key(data: bytes) -> Body:
    """A bid key file whose two halves belong together."""
    document = _parse(data, _BID_KEY, "bid-key-shape")
    if KeyPair.from_seed(bytes.fromhex(document["seed"])).public.hex() != document["public"]:
        raise BidRefused("bid-key", "the public half belongs to another seed")
    return document


def recovery_file(statement: Body, secrets: Mapping[str, bytes]) -> Body:
    """The bidder's recovery file: the secret point of each envelope, for the day a custodian cannot open it."""
    document = {**_private(statement, RECOVERY), "secrets": {kind: secrets[kind].hex() for kind in KINDS}}
    return _conform(document, _RECOVERY, "recovery-shape")


def parse_recovery(data: bytes) -> Body:
    """A recovery file whose secrets are points."""
    document = _parse(data, _RECOVERY, "recovery-shape")
    for kind, secret in document["secrets"].items():
        checked_point(bytes.fromhex(secret), f"the secret of {kind}")
    return document




def _private(statement: Body, kind: str) -> Body:
    bid = bid_digest(statement).hex()
    return {"type": kind, "lot": statement["lot"], "round": statement["round"], "bid": bid}


def _check_same_bid(document: Body, statement: Body, check: str) -> None:
    for member in ("lot", "round", "bid_key"):
        if document[member] != statement[member]:
            raise BidRefused(check, f"made for another bid: {member} differs")


def _parse(data: bytes, shape: Shape, check: str) -> Body:
    try:
        value = parse_canonical(data)
    except CryptoError as refusal:
        raise BidRefused(check, refusal.message) from None
    return _conform(value, shape, check)


def _conform(value: Any, shape: Shape, check: str) -> Body:
    try:
        return conform(value, shape, check)
    except CryptoError as refusal:
        raise BidRefused(check, refusal.message) from None
