"""Vectors of encoding, signatures, bids, receipts and coefficients."""

from typing import Any

from crypto.bid import (
    bid_digest,
    bid_key_file,
    bid_statement,
    identity_document,
    offer_document,
    recovery_file,
    sign_bid,
)
from crypto.coefficients import coefficient_seed, draw
from crypto.encoding import HS, MAC, Body, H, canonical, digest, frame, parse_timestamp
from crypto.signatures import KeyPair, leaf_value, make_record, sign_document
from tests.vectors.sources import LOT, custodians, stream

KIND_ORDER = ("identity", "offer", "documents", "pricing")

CANONICAL: dict[str, Any] = {
    "empty object": {},
    "integers": [0, -1, 9007199254740991, -9007199254740991],
    "literals": [None, True, False],
    "RFC 8785 member order": {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\x80": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    },
    "RFC 8785 string": "\u20ac$\x0f\nA'B\"\\\\\"/",
    "escapes": "\b\t\n\f\r\x00\x1f\x7f\u2028\u2029",
    "nested": {"b": [1, {"z": "", "a": None}], "a": {"d": {}, "c": []}},
    "field words": {"开标": "开标记录", "标段": ["一标段", "二标段"]},
}

REFUSED: list[tuple[str, bytes, str]] = [
    ("space", b'{"a": 1}', "encoding-canonical"),
    ("order", b'{"b":1,"a":2}', "encoding-canonical"),
    ("duplicate", b'{"a":1,"a":1}', "encoding-duplicate"),
    ("float", b"[1.0]", "encoding-integer"),
    ("exponent", b"[1e3]", "encoding-integer"),
    ("NaN", b"[NaN]", "encoding-integer"),
    ("beyond 2^53", b"[9007199254740992]", "encoding-integer"),
    ("far beyond", b"[" + b"9" * 5000 + b"]", "encoding-integer"),
    ("minus zero", b"[-0]", "encoding-canonical"),
    ("leading zero", b"[01]", "encoding-json"),
    ("needless escape", b'["\\u0041"]', "encoding-canonical"),
    ("escaped slash", b'["\\/"]', "encoding-canonical"),
    ("uppercase escape", b'["\\u001F"]', "encoding-canonical"),
    ("lone surrogate", b'["\\ud800"]', "encoding-unicode"),
    ("not UTF-8", b'["\xff"]', "encoding-unicode"),
    ("byte order mark", b"\xef\xbb\xbf{}", "encoding-json"),
    ("nothing", b"", "encoding-json"),
    ("two values", b"{}{}", "encoding-json"),
    ("33 deep", b"[" * 33 + b"]" * 33, "encoding-depth"),
    ("very deep", b"[" * 3000 + b"]" * 3000, "encoding-depth"),
]

FRAMES: list[tuple[str, list[bytes]]] = [
    ("leaf", []),
    ("leaf", [b""]),
    ("leaf", [b"", b""]),
    ("content key", [bytes(32), b"{}"]),
    ("x", [b"ab", b"c"]),
    ("x", [b"a", b"bc"]),
]

TIMES = ["1970-01-01T00:00:00.000Z", "2026-12-17T01:30:00.000Z", "2024-02-29T23:59:59.999Z"]
BAD_TIMES = [
    "2026-12-17T01:30:00Z",
    "2026-12-17T01:30:00.000+00:00",
    "2026-12-17 01:30:00.000Z",
    "2025-02-29T00:00:00.000Z",
    "2026-12-17T24:00:00.000Z",
    "2026-12-17T23:59:60.000Z",
    "2026-12-17T01:30:00.000z",
    "2026-12-17T01:30:00.0000Z",
    "",
]


def encoding() -> Body:
    """encoding.json."""
    return {
        "canonical": [
            {"name": name, "value": value, "hex": canonical(value).hex(), "sha256": digest(value).hex()}
            for name, value in CANONICAL.items()
        ],
        "refused": [{"name": name, "hex": data.hex(), "check": check} for name, data, check in REFUSED],
        "frames": [_frame(label, parts) for label, parts in FRAMES],
        "macs": [
            {"key": bytes(32).hex(), "label": "commit", "parts": [], "MAC": MAC(bytes(32), "commit").hex()},
            {"key": "ff" * 32, "label": "filler", "parts": ["00"], "MAC": MAC(b"\xff" * 32, "filler", b"\0").hex()},
        ],
        "times": [{"text": text, "milliseconds": _milliseconds(text)} for text in TIMES],
        "times_refused": BAD_TIMES,
    }


def _milliseconds(text: str) -> int:
    return round(parse_timestamp(text).timestamp() * 1000)


def _frame(label: str, parts: list[bytes]) -> Body:
    return {
        "label": label,
        "parts": [part.hex() for part in parts],
        "frame": frame(label, *parts).hex(),
        "H": H(label, *parts).hex(),
        "HS": HS(label, *parts).hex(),
    }


def statement() -> Body:
    """The bid statement that the bid vectors share."""
    envelopes = [
        {"kind": kind, "digest": stream(f"digest {kind}", 32).hex(), "length": 18000 + number}
        for number, kind in enumerate(KIND_ORDER)
    ]
    return bid_statement(LOT, 1, 2, KeyPair.from_seed(stream("bid key", 32)).public, envelopes)


def identity(**changes: Any) -> Body:
    """An identity document for that bid."""
    body = statement()
    members: Body = {
        "lot": body["lot"],
        "round": body["round"],
        "bid_key": bytes.fromhex(body["bid_key"]),
        "company": "江城建设集团有限公司",
        "uscc": "91420100MA4KXXXX0A",
        "replaces_all_earlier": False,
        "bond": None,
        "digests": {each["kind"]: bytes.fromhex(each["digest"]) for each in body["envelopes"]},
        "company_seed": stream("company key", 32),
    }
    return identity_document(**{**members, **changes})


def offer() -> Body:
    """An offer for that bid."""
    key = bytes.fromhex(statement()["bid_key"])
    return offer_document(LOT, 1, key, {"price": "26888000.00", "days": "365", "质量": "合格"})


def bid() -> Body:
    """bid.json."""
    body, seed = statement(), stream("bid key", 32)
    secrets = {kind: key.public for kind, key in zip(KIND_ORDER, custodians(4), strict=True)}
    key_file, recovery = bid_key_file(body, seed), recovery_file(body, secrets)
    bond = {"form": "guarantee", "reference": "BH-2026-1", "amount": "500000.00"}
    identities = [identity(), identity(bond=bond, replaces_all_earlier=True)]
    return {
        "statements": [_statement(body, seed)],
        "identities": [
            {"name": name, "company_seed": stream("company key", 32).hex(), "body": each, "text": _text(each)}
            for name, each in zip(("plain", "with a bond, replaces"), identities, strict=True)
        ],
        "offers": [{"name": "plain", "body": offer(), "text": _text(offer())}],
        "bid_keys": [{"body": key_file, "text": _text(key_file)}],
        "recoveries": [{"body": recovery, "text": _text(recovery)}],
        "statements_refused": _statements_refused(body, seed),
        "identities_refused": _texts(_altered(identity(), {"name": ""}, "identity-shape", "no name"))
        + _texts(_altered(identity(), {"phone": "1"}, "identity-shape", "one member more"))
        + _texts(_altered(identity(), {"name": "另一公司"}, "company-signature", "another name")),
        "offers_refused": _texts(_altered(offer(), {"values": {"price": 1}}, "offer-shape", "a number"))
        + _texts(_altered(offer(), {"round": 0}, "offer-shape", "round 0")),
        "bid_keys_refused": _texts(_altered(key_file, {"seed": "00" * 32}, "bid-key", "another seed")),
        "recoveries_refused": _texts(
            _altered(recovery, {"secrets": {**recovery["secrets"], "offer": "01" + "00" * 31}}, "point", "small order")
        ),
    }


def _statement(body: Body, seed: bytes) -> Body:
    signed = sign_bid(body, seed)
    text = _text(body)
    return {
        "name": "plain",
        "seed": seed.hex(),
        "body": body,
        "body_text": text,
        "digest": bid_digest(body).hex(),
        "signed": signed,
    }


def _statements_refused(body: Body, seed: bytes) -> list[Body]:
    turned = {**body, "envelopes": [*body["envelopes"][1:], body["envelopes"][0]]}
    other = stream("another bid key", 32)
    return [
        {"name": "kinds out of order", "signed": sign_document(turned, seed, "bid"), "check": "bid-kinds"},
        {
            "name": "three envelopes",
            "signed": sign_document({**body, "envelopes": body["envelopes"][:3]}, seed, "bid"),
            "check": "bid-shape",
        },
        {"name": "another key", "signed": sign_document(body, other, "bid"), "check": "signature-role"},
        {"name": "another role", "signed": sign_document(body, seed, "company"), "check": "signature-role"},
        {
            "name": "signature of another body",
            "signed": {**sign_document({**body, "round": 2}, seed, "bid"), "body": body},
            "check": "signature",
        },
    ]


def _altered(body: Body, change: Body, check: str, name: str) -> list[tuple[str, Body, str]]:
    return [(name, {**body, **change}, check)]


def _texts(cases: list[tuple[str, Body, str]]) -> list[Body]:
    return [{"name": name, "text": _text(body), "check": check} for name, body, check in cases]


def _text(body: Body) -> str:
    return canonical(body).decode()


def receipts() -> Body:
    """receipts.json."""
    pair = KeyPair.from_seed(stream("platform key", 32))
    body = statement()
    receipt = {
        "type": "tianping/receipt/1",
        "number": stream("receipt number", 16).hex(),
        "lot": LOT,
        "round": 1,
        "bid": bid_digest(body).hex(),
        "envelopes": body["envelopes"],
        "bid_key": body["bid_key"],
        "document_version": 2,
        "at": "2026-12-16T08:00:00.123Z",
        "tick": 41,
        "within": 6,
        "head": {"size": 40, "root": stream("root", 32).hex()},
    }
    record = make_record(sign_document(receipt, pair.seed, "platform"), stream("receipt salt", 16))
    refused = [
        ("another number", {**record, "body": {**receipt, "number": "00" * 16}}, "signature"),
        (
            "signed by another",
            make_record(sign_document(receipt, stream("x", 32), "platform"), bytes(16)),
            "signature-role",
        ),
        (
            "one member more",
            make_record(sign_document({**receipt, "price": "1"}, pair.seed, "platform"), bytes(16)),
            "receipt-shape",
        ),
    ]
    leaf = leaf_value(record).hex()
    return {
        "receipts": [{"record": record, "key": pair.public.hex(), "digest": digest(receipt).hex(), "leaf": leaf}],
        "refused": [
            {"name": name, "record": each, "key": pair.public.hex(), "check": check} for name, each, check in refused
        ],
    }


def client_releases() -> Body:
    """client_releases.json."""
    pair = KeyPair.from_seed(stream("platform key", 32))
    names = ("SHA256SUMS", "assets/index-DyYf4_C1.js", "index.html")
    files = [
        {"path": name, "sha256": stream(f"site {name}", 32).hex(), "length": 1000 + at} for at, name in enumerate(names)
    ]
    body: Body = {
        "type": "tianping/client-release/1",
        "version": "0.1.0",
        "files": files,
        "tick": 41,
        "at": "2026-12-16T08:00:00.123Z",
    }

    def record(seed: bytes = pair.seed, **change: Any) -> Body:
        signed = sign_document({**body, **change}, seed, "platform")
        return make_record(signed, stream("client release salt", 16))

    upwards = {**files[0], "path": "../app.py"}
    refused = [
        ("out of order", record(files=files[::-1]), "client-release-paths"),
        ("twice", record(files=[files[0], files[0]]), "client-release-paths"),
        ("upwards", record(files=[upwards]), "client-release-paths"),
        ("absolute", record(files=[{**upwards, "path": "/app.py"}]), "client-release-paths"),
        ("a line's end in a path", record(files=[{**upwards, "path": "app.py\n"}]), "client-release-paths"),
        ("no file", record(files=[]), "client-release-shape"),
        ("one member more", record(note=""), "client-release-shape"),
        ("another record", record(type="tianping/company/1"), "signature-type"),
        ("another key", record(stream("x", 32)), "signature-role"),
        ("another digest", {**record(), "body": {**body, "files": files[:1]}}, "signature"),
    ]
    good, leaf = record(), leaf_value(record()).hex()
    return {
        "releases": [
            {"name": "plain", "record": good, "key": pair.public.hex(), "digest": digest(body).hex(), "leaf": leaf}
        ],
        "refused": [
            {"name": name, "record": each, "key": pair.public.hex(), "check": check} for name, each, check in refused
        ],
    }


def coefficients() -> list[Body]:
    """coefficients.json."""
    cases = []
    for count in (1, 3, 16):
        secrets = [stream(f"offer secret {number}", 32) for number in range(count)]
        freeze = stream(f"freeze {count}", 32)
        seed = coefficient_seed(LOT, 1, freeze, secrets)
        cases.append(
            {
                "lot": LOT,
                "round": 1,
                "freeze": freeze.hex(),
                "secrets": [each.hex() for each in secrets],
                "seed": seed.hex(),
                "picks": [_pick(seed, name, size) for name, size in (("K", 5), ("下浮率", 3), ("one", 1), ("Q", 1000))],
            }
        )
    return cases


def _pick(seed: bytes, name: str, size: int) -> Body:
    values = [f"{number / 100:.2f}" for number in range(90, 90 + size)]
    index, attempts = draw(seed, name, size)
    return {"name": name, "values": values, "attempts": attempts, "value": values[index]}


