"""Shapes of the public records, by their type; and what every record must satisfy by itself."""

import re
from typing import Any

from crypto.bid import ENVELOPES, in_kind_order
from crypto.encoding import Body
from crypto.errors import PackageRefused
from crypto.secret_sharing import MOST_CUSTODIANS
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
    members_and,
    moment,
    name,
    null_or,
    text,
    uuid,
)
from crypto.signatures import check_document
from crypto.steps import STEPS
from crypto.verifiable_draw import record as draw

PREFIX, SUFFIX = "tianping/", "/1"
_SHORT = re.compile(r"[a-z]+(?:-[a-z]+)*")

_SITE_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*")
"""Plain names, never upwards: a client lays files where these paths say."""

OUTCOMES = ("VALID", "UNATTRIBUTED", "REPLACED", "DEEMED_REVOKED", "DEEMED_WITHDRAWN", "UNOPENED")

_digest = hex_of(32)
_key = hex_of(32)
_index = integer(1, MOST_CUSTODIANS)
_round = integer(1)
_party = members(name=name, uscc=text(1, 32))

_FILE = members(name=text(1, 400), media_type=text(1, 127), length=integer(), sha256=_digest)
_SITE_FILE = members(path=text(1, 400), sha256=_digest, length=integer())
_CUSTODIAN = members(
    index=_index, body=uuid, name=name, prefecture=text(0, 40), seat=text(0, 40), share_key=_key, sign_key=_key
)
_FORM_FIELD = members(name=text(1, 64), title=text(1, 200), kind=exactly("money", "integer", "text"), unit=text(0, 40))
_COEFFICIENT = members(name=text(1, 64), values=list_of(text(1, 64), 1, 10_000))
_FROZEN = members(
    bid=_digest,
    bid_key=_key,
    document_version=integer(1),
    received_at=moment,
    receipt=_digest,
    envelopes=ENVELOPES,
)
_WITHDRAWN = members(bid=_digest, receipt=_digest, withdrawal=_digest)
_SHARE = members(envelope=_digest, i=_index, S=hex_of(32), c=hex_of(32), r=hex_of(32))
_WITHHELD = members(envelope=_digest, hash=_digest)
_SHOWN = members(release=_digest, envelope=_digest, i=_index, S=hex_of(32), c=hex_of(32), r=hex_of(32), salt=hex_of(16))
_OPENED = members(
    bid=_digest,
    document_version=integer(1),
    received_at=moment,
    outcome=exactly(*OUTCOMES),
    cause=null_or(text(1, 2000)),
    name=null_or(name),
    uscc=null_or(text(1, 32)),
    values=null_or(mapping(text(0, 2000), 200)),
)
_PRICE = members(
    bid=_digest,
    outcome=exactly("VALID", "DEEMED_REVOKED", "DEEMED_WITHDRAWN"),
    cause=null_or(text(1, 2000)),
    name=name,
    uscc=text(1, 32),
    values=null_or(mapping(text(0, 2000), 200)),
)
_OBJECTION = members(objection=_digest, bid=_digest, text=text(1), answer=text(), answered_at=moment)

SHAPES: dict[str, Shape] = {
    "platform-key": members(type=anything, key=_key, name=name, at=moment, previous=null_or(_key)),
    "documents": members(type=anything, lot=uuid, round=_round, version=integer(1), at=moment, files=list_of(_FILE)),
    "key-statement": members(
        type=anything,
        lot=uuid,
        round=_round,
        t=_index,
        share_keys=list_of(_key, 1, MOST_CUSTODIANS),
        document_digest=_digest,
        index=_index,
        share_key=_key,
        sign_key=_key,
        possession=members(R=hex_of(32), s=hex_of(32)),
    ),
    "key-set": members(
        type=anything,
        lot=uuid,
        round=_round,
        t=_index,
        document_digest=_digest,
        custodians=list_of(_CUSTODIAN, 1, MOST_CUSTODIANS),
        statements=list_of(_digest, 1, MOST_CUSTODIANS),
    ),
    "tender": members_and(
        {"scheme": mapping(anything)},
        type=anything,
        lot=uuid,
        round=_round,
        project=members(code=text(1, 200), name=text(1, 400)),
        name=text(1, 400),
        buyer=_party,
        agency=null_or(_party),
        published_at=moment,
        deadline=moment,
        rulebook=anything,
        minimum_bidders=integer(1),
        key_set=_digest,
        documents=_digest,
        offer_form=list_of(_FORM_FIELD),
        coefficients=list_of(_COEFFICIENT),
        rehearsal=boolean,
    ),
    "extension": members(
        type=anything, lot=uuid, round=_round, previous=moment, deadline=moment, at=moment, reason=text()
    ),
    "receipt": members(
        type=anything,
        number=hex_of(16),
        lot=uuid,
        round=_round,
        bid=_digest,
        envelopes=ENVELOPES,
        bid_key=_key,
        document_version=integer(1),
        at=moment,
        tick=integer(),
        within=integer(),
        head=members(size=integer(), root=_digest),
    ),
    "withdrawal": members(
        type=anything, lot=uuid, round=_round, bid=_digest, receipt=hex_of(16), replaced_by=null_or(_digest)
    ),
    "withdrawal-accepted": members(type=anything, lot=uuid, round=_round, bid=_digest, withdrawal=_digest, at=moment),
    "client-release": members(
        type=anything,
        version=text(1, 64),
        files=list_of(_SITE_FILE, 1, 10_000),
        tick=integer(),
        at=moment,
    ),
    "company": members(type=anything, name=name, uscc=text(1, 32), company_key=_key, at=moment),
    "freeze": members(
        type=anything,
        lot=uuid,
        round=_round,
        deadline=moment,
        at=moment,
        tender=_digest,
        key_sets=list_of(_digest, 1, 16),
        minimum_bidders=integer(1),
        bids=list_of(_FROZEN),
        withdrawn=list_of(_WITHDRAWN),
    ),
    "release": members_and(
        {"list": _digest},
        type=anything,
        lot=uuid,
        round=_round,
        freeze=_digest,
        step=exactly(*STEPS),
        index=_index,
        share_key=_key,
        shares=list_of(_SHARE),
        withheld=list_of(_WITHHELD),
        client=anything,
        at=moment,
    ),
    "opening-record": members(
        type=anything,
        lot=uuid,
        round=_round,
        freeze=_digest,
        tender=_digest,
        deadline=moment,
        opened_at=moment,
        read_out_at=null_or(moment),
        releases=list_of(_digest),
        clients=list_of(members(index=_index, client=anything)),
        seed=null_or(_digest),
        coefficients=list_of(members(name=text(1, 64), value=text(1, 64))),
        bids=list_of(_OPENED),
        valid_bidders=integer(),
        result=exactly("OPENED", "FAILED_FEW"),
        objections=list_of(_OBJECTION),
        confirmations=list_of(members(bid=_digest, at=moment)),
        host=null_or(members(name=name, organisation=name)),
        closed_at=moment,
    ),
    "read-out": members(
        type=anything,
        lot=uuid,
        round=_round,
        freeze=_digest,
        at=moment,
        seed=null_or(_digest),
        coefficients=list_of(members(name=text(1, 64), value=text(1, 64))),
        bids=list_of(_OPENED),
        valid_bidders=integer(),
        result=exactly("OPENED"),
    ),
    "price-list": members(
        type=anything,
        lot=uuid,
        round=_round,
        freeze=_digest,
        tender=_digest,
        opening_record=_digest,
        review=_digest,
        at=moment,
        opens_at=moment,
        bids=list_of(_digest, 1),
    ),
    "price-read-out": members(
        type=anything,
        lot=uuid,
        round=_round,
        list=_digest,
        at=moment,
        seed=null_or(_digest),
        coefficients=list_of(members(name=text(1, 64), value=text(1, 64))),
        bids=list_of(_PRICE, 1),
    ),
    "price-opening-record": members(
        type=anything,
        lot=uuid,
        round=_round,
        freeze=_digest,
        list=_digest,
        opening_record=_digest,
        opened_at=moment,
        read_out_at=moment,
        releases=list_of(_digest),
        clients=list_of(members(index=_index, client=anything)),
        seed=null_or(_digest),
        coefficients=list_of(members(name=text(1, 64), value=text(1, 64))),
        bids=list_of(_PRICE, 1),
        objections=list_of(_OBJECTION),
        confirmations=list_of(members(bid=_digest, at=moment)),
        host=null_or(members(name=name, organisation=name)),
        closed_at=moment,
    ),
    "custody-request": members(type=anything, share_key=_key, sign_key=_key, at=moment),
    "objection": members(type=anything, lot=uuid, round=_round, bid=_digest, text=text(1), at=moment),
    "confirmation": members(type=anything, lot=uuid, round=_round, bid=_digest, readout=_digest, at=moment),
    "head": members(type=anything, size=integer(), root=_digest, at=moment),
    "tick": members(type=anything, number=integer(), at=moment, root=_digest, filler=_digest),
    "package": members(type=exactly("tianping/package/1"), lot=uuid, round=_round, files=list_of(text(1, 400))),
    **draw.SHAPES,
}

WITHHELD_SHARES = members(
    type=exactly("tianping/withheld-shares/1"), envelope=_digest, shares=list_of(_SHOWN, 1, MOST_CUSTODIANS)
)
"""`shares/<digest>.json`: what shows that an envelope of documents or pricing does not open. Nobody signs it."""


def type_of(short: str) -> str:
    """The full type of a record's short name."""
    return f"{PREFIX}{short}{SUFFIX}"


def short_type(body: Any) -> str:
    """The short name of a body's type, known to this version or not; refuses what is not of this house."""
    full = body.get("type") if isinstance(body, dict) else None
    if not isinstance(full, str) or not full.startswith(PREFIX) or not full.endswith(SUFFIX):
        raise PackageRefused("record-type", "not a document of this house")
    short = full[len(PREFIX) : -len(SUFFIX)]
    if not _SHORT.fullmatch(short):
        raise PackageRefused("record-type", "not a document of this house")
    return short


def check_shape(body: Any) -> Body:
    """The body, once it has the shape of its type. The check that fails is named `<short type>-shape`."""
    short = short_type(body)
    if short not in SHAPES:
        raise PackageRefused("record-type", f"no shape is known for {short}")
    return conform(body, SHAPES[short], f"{short}-shape")


def check_receipt(record: Any, key: bytes | str | None = None) -> Body:
    """The body of a receipt record that the platform (with this key, when given) signed."""
    body = check_document(record, type=type_of("receipt"), role="platform", key=key)
    check_shape(body)
    if not in_kind_order(body["envelopes"]):
        raise PackageRefused("bid-kinds", "a bid lists one envelope of each kind, in the fixed order")
    return body


def check_client_release(record: Any, key: bytes | str | None = None) -> Body:
    """The body of a client release that the platform (with this key, when given) signed; each path once, in order."""
    body = check_document(record, type=type_of("client-release"), role="platform", key=key)
    check_shape(body)
    paths = [file["path"] for file in body["files"]]
    if any(not _SITE_PATH.fullmatch(path) for path in paths) or paths != sorted(set(paths)):
        raise PackageRefused("client-release-paths", "a path is no path, stands twice, or out of order")
    return body
