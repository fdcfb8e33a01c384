"""Before the second step a custodian opens the identities itself and counts distinct bidders. Values in, count out."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from commands.custody.checks import FrozenEnvelope, FrozenList, refuse
from commands.signed_records import read_record
from crypto.bid import check_company_signature, check_identity_binding, parse_identity
from crypto.encoding import Body
from crypto.envelope import PieceHasher, open_stream
from crypto.errors import BidRefused, CryptoError
from crypto.records import check_shape, type_of
from crypto.secret_sharing import check_release, combine
from crypto.signatures import check_document, signers

IDENTITIES = "identities"


@dataclass(frozen=True)
class Counted:
    """How many distinct bidders have a valid identity, and why each other bid does not count."""

    bidders: int
    not_counted: Mapping[str, str]


def check_bidders(told: Mapping[str, Any], frozen: FrozenList, platform_key: str) -> Counted:
    """The count of POST .../opening/identities; refuses below the minimum.

    1. Releases by custodians of this list, over this list; 2. t right shares for each identity; 3. the body is the
    frozen one and opens; 4. the company's signature holds under a key that the platform bound to its code; 5. enough
    different codes.
    """
    shares = _shares(told["releases"], frozen)
    companies = _companies(told["companies"], platform_key, frozen.body["at"])
    codes: set[str] = set()
    not_counted: dict[str, str] = {}
    for envelope in frozen.of_kind("identity"):
        try:
            codes.add(_code_of(envelope, shares, told["bodies"], frozen, companies))
        except CryptoError as fault:
            not_counted[envelope.bid] = fault.check
    if len(codes) < frozen.minimum:
        count, least = len(codes), frozen.minimum
        why_zh = f"有效投标人仅{count}个，不足{least}个，依法不得继续开标"
        raise refuse("bidders-counted", f"{count} distinct valid bidders, {least} are needed", why_zh)
    return Counted(len(codes), not_counted)


def _shares(releases: Sequence[Any], frozen: FrozenList) -> dict[str, dict[bytes, Body]]:
    """Shares of identities by envelope and custodian's share key, from releases that name this list."""
    found: dict[str, dict[bytes, Body]] = {}
    for signed in releases:
        body = _read_release(signed, frozen)
        for one in body["shares"]:
            share = {name: one[name] for name in ("i", "S", "c", "r")}
            found.setdefault(one["envelope"], {})[bytes.fromhex(body["share_key"])] = share
    return found


def _read_release(signed: Any, frozen: FrozenList) -> Body:
    try:
        body = check_shape(check_document(signed, type=type_of("release"), role="custodian"))
    except CryptoError as fault:
        raise refuse("releases-signed", fault.message, "其他保管单位的解密份额签名不成立") from None
    known = [frozen.custodians[key] for key in signers(signed, "custodian") if key in frozen.custodians]
    if not any(each["share_key"] == body["share_key"] for each in known):
        raise refuse("releases-signed", "a release is by no custodian of this lot", "解密份额不是由本标段保管单位出具")
    named = (body["freeze"], body["step"], body["lot"], body["round"])
    if named != (frozen.freeze, IDENTITIES, frozen.body["lot"], frozen.body["round"]):
        why_zh = "其他保管单位签署的是另一份截标清单"
        raise refuse("releases-name-freeze", "another custodian released over another list", why_zh)
    return body


def _companies(records: Sequence[Any], platform_key: str, frozen_at: str) -> dict[str, str]:
    """The key of each code that was the newest bound one when the list was frozen."""
    bodies = [read_record(each, "company", platform_key, refuse) for each in records]
    in_time = [each for each in bodies if each["at"] <= frozen_at]
    return {each["uscc"]: each["company_key"] for each in sorted(in_time, key=lambda body: str(body["at"]))}


def _code_of(
    envelope: FrozenEnvelope,
    shares: Mapping[str, Mapping[bytes, Body]],
    bodies: Mapping[str, str],
    frozen: FrozenList,
    companies: Mapping[str, str],
) -> str:
    """The unified social credit code of a valid identity; raises CryptoError with the check that failed."""
    secret = _secret_of(envelope, shares.get(envelope.digest, {}))
    identity = parse_identity(_open(envelope, secret, bodies.get(envelope.digest, "")))
    check_identity_binding(identity, _statement(envelope.bid, frozen))
    check_company_signature(identity)
    code = str(identity["uscc"])
    if companies.get(code) != identity["company_key"]:
        raise BidRefused("company-key", "no key bound to this code signed")
    return code


def _secret_of(envelope: FrozenEnvelope, shares: Mapping[bytes, Body]) -> bytes:
    """The envelope's secret from shares whose proofs hold; a wrong one is passed over, others may be enough."""
    header, right = envelope.header, []
    for place, key in enumerate(header.custodians, 1):
        if key in shares:
            try:
                check_release(shares[key], place, key, header.sharing, header.ctx)
                right.append(shares[key])
            except CryptoError:
                continue
    return combine(right, header.threshold)


def _open(envelope: FrozenEnvelope, secret: bytes, body: str) -> bytes:
    """The bytes of identity.json, from a body that has the frozen root."""
    try:
        data = b64decode(body, validate=True)
    except ValueError:
        data = b""
    pieces = PieceHasher()
    pieces.update(data)
    if pieces.root() != envelope.root:
        raise BidRefused("identity-body", "the body is not the frozen one")
    content = bytearray()
    open_stream(envelope.header, secret, [data], lambda _, part: content.extend(part))
    return bytes(content)


def _statement(bid: str, frozen: FrozenList) -> Body:
    """What of the bid's statement an identity must agree with."""
    entry = next(each for each in frozen.body["bids"] if each["bid"] == bid)
    here = {"lot": frozen.body["lot"], "round": frozen.body["round"]}
    return {**here, "bid_key": entry["bid_key"], "envelopes": entry["envelopes"]}
