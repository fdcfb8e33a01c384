"""Vectors of signatures, and points that were crafted against the group."""

from nacl.bindings import crypto_core_ed25519_add

from crypto.encoding import Body
from crypto.signatures import KeyPair, key_from_passphrase, leaf_value, make_record, sign_document, signed_bytes
from tests.vectors.sources import stream


def signatures() -> Body:
    """signatures.json."""
    seed = stream("platform key", 32)
    body = {"type": "tianping/example/1", "n": 1, "text": "开标"}
    signed = sign_document(body, seed, "platform")
    twice = sign_document(body, stream("staff key", 32), "staff", signed)
    salt = stream("salt", 16)
    cases = [("one signature", "platform", signed), ("two signatures", "staff", twice)]
    return {
        "rfc8032": RFC8032,
        "refused": crafted_signatures(),
        "documents": [
            {
                "name": name,
                "seed": (seed if role == "platform" else stream("staff key", 32)).hex(),
                "role": role,
                "body": body,
                "signed": document,
                "signed_bytes": signed_bytes(body).hex(),
                "salt": salt.hex(),
                "leaf": leaf_value(make_record(document, salt)).hex(),
            }
            for name, role, document in cases
        ],
        "documents_refused": _documents_refused(signed),
        "passphrases": [
            {"passphrase": words, "salt": salt.hex(), "key": key_from_passphrase(words, salt).hex()}
            for words in ("correct horse battery staple", "ｆｕｌｌ　ｗｉｄｔｈ", "开标当日")
        ],
    }


def _documents_refused(signed: Body) -> list[Body]:
    one = signed["signatures"][0]
    flipped = f"{int(one['value'][:2], 16) ^ 1:02x}{one['value'][2:]}"
    body = signed["body"]
    cases = [
        ("another body", {**signed, "body": {**body, "n": 2}}, "signature"),
        ("another type", {**signed, "body": {**body, "type": "tianping/other/1"}}, "signature-type"),
        ("flipped bit", {**signed, "signatures": [{**one, "value": flipped}]}, "signature"),
        ("no signature", {**signed, "signatures": []}, "signature-shape"),
        ("twice the same", {**signed, "signatures": [one, one]}, "signature-twice"),
        ("one member more", {**signed, "note": 1}, "signature-shape"),
        ("unknown role", {**signed, "signatures": [{**one, "role": "root"}]}, "signature-shape"),
        ("another role", {**signed, "signatures": [{**one, "role": "bid"}]}, "signature-role"),
        ("uppercase key", {**signed, "signatures": [{**one, "key": one["key"].upper()}]}, "signature-shape"),
        ("short salt", {**signed, "salt": "00"}, "signature-shape"),
    ]
    return [
        {"name": name, "signed": each, "type": body["type"], "role": "platform", "key": one["key"], "check": check}
        for name, each, check in cases
    ]


GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


def crafted_signatures() -> list[Body]:
    """What a verifier must not take: malleable S, keys of small or mixed order, wrong lengths."""
    pair = KeyPair.from_seed(stream("platform key", 32))
    message = b"tianping"
    good = pair.sign(message)
    larger = (int.from_bytes(good[32:], "little") + GROUP_ORDER).to_bytes(32, "little")
    cases = [
        ("S + q", pair.public, good[:32] + larger, "signature"),
        ("R of small order", pair.public, bytes.fromhex(SMALL_ORDER[0]) + good[32:], "signature"),
        ("one byte short", pair.public, good[:-1], "signature"),
        ("one byte more", pair.public, good + b"\0", "signature"),
        ("all zero", pair.public, bytes(64), "signature"),
        ("short key", pair.public[:-1], good, "signature-key"),
        ("mixed order key", mixed_order(pair.public), good, "signature-key"),
        ("non-canonical key", b"\xee" + b"\xff" * 30 + b"\x7f", good, "signature-key"),
        *[(f"small order key {key[:8]}", bytes.fromhex(key), bytes(64), "signature-key") for key in SMALL_ORDER],
    ]
    return [
        {"name": name, "key": key.hex(), "message": message.hex(), "signature": signature.hex(), "check": check}
        for name, key, signature, check in cases
    ]


def mixed_order(point: bytes) -> bytes:
    """The point times one of order eight: on the curve, outside the prime-order subgroup."""
    return crypto_core_ed25519_add(point, bytes.fromhex(SMALL_ORDER[3]))


RFC8032 = [
    {"seed": seed, "public": public, "message": message, "signature": signature}
    for seed, public, message, signature in (
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    )
]
