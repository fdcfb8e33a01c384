"""Ed25519 keys, signed documents, and records that can be leaves of the log.

A signature holds only if the key lies in the prime-order subgroup: libsodium's own verification lets
mixed-order keys pass, for which two verifiers may disagree (CVE-2025-69277 is of this kind).
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self
from unicodedata import normalize

from nacl.bindings import (
    crypto_core_ed25519_is_valid_point,
    crypto_pwhash_alg,
    crypto_pwhash_ALG_ARGON2ID13,
    crypto_sign,
    crypto_sign_open,
    crypto_sign_seed_keypair,
)
from nacl.exceptions import CryptoError as SodiumError

from crypto.encoding import Body, Entropy, H, canonical, digest, frame, unhex
from crypto.errors import SignatureRefused
from crypto.shapes import conform, exactly, hex_of, list_of, members

ROLES = ("platform", "custodian", "bid", "company", "staff", "member")

PASSPHRASE_ROUNDS = 3
PASSPHRASE_MEMORY = 64 * 1024 * 1024
PASSPHRASE_SALT = 16

_SIGNATURE = members(key=hex_of(32), role=exactly(*ROLES), value=hex_of(64))
_SIGNATURES = list_of(_SIGNATURE, 1, 16)


@dataclass(frozen=True)
class KeyPair:
    """An Ed25519 pair; the seed of 32 bytes is the whole secret."""

    seed: bytes
    public: bytes

    @classmethod
    def from_seed(cls, seed: bytes) -> Self:
        """The pair of this seed (RFC 8032, 5.1.5)."""
        if len(seed) != 32:
            raise SignatureRefused("signature-seed", "a seed has 32 bytes")
        return cls(seed, crypto_sign_seed_keypair(seed)[0])

    @classmethod
    def new(cls, entropy: Entropy) -> Self:
        """A fresh pair."""
        return cls.from_seed(entropy(32))

    def sign(self, message: bytes) -> bytes:
        """64 bytes over the message as it is."""
        return crypto_sign(message, self.seed + self.public)[:64]

    def __repr__(self) -> str:
        """The public half only: a traceback must not print a seed."""
        return f"KeyPair(public={self.public.hex()})"


def verify(key: bytes, message: bytes, signature: bytes) -> None:
    """Refuse unless the signature over the message holds under this key."""
    if len(key) != 32 or not _in_subgroup(bytes(key)):
        raise SignatureRefused("signature-key", "the key is not a point of the prime-order subgroup")
    if len(signature) != 64:
        raise SignatureRefused("signature", "a signature has 64 bytes")
    try:
        crypto_sign_open(signature + message, key)
    except SodiumError:
        raise SignatureRefused("signature", "the signature does not hold") from None


@lru_cache(maxsize=4096)
def _in_subgroup(key: bytes) -> bool:
    return bool(crypto_core_ed25519_is_valid_point(key))


def signed_bytes(body: Body) -> bytes:
    """What a signer of this body signs."""
    return frame("sign", canonical(body))


def sign_document(body: Body, seed: bytes, role: str, existing: Body | None = None) -> Body:
    """The signed document; with `existing`, the same document with one more signature (a record keeps its salt)."""
    pair = KeyPair.from_seed(seed)
    if existing is not None and canonical(existing["body"]) != canonical(body):
        raise SignatureRefused("signature-body", "the signatures so far belong to another body")
    earlier = existing["signatures"] if existing else []
    signature = {"key": pair.public.hex(), "role": role, "value": pair.sign(signed_bytes(body)).hex()}
    rest = {name: value for name, value in (existing or {}).items() if name == "salt"}
    return {"body": body, "signatures": [*earlier, signature], **rest}


def check_document(signed: Any, *, type: str, role: str, key: bytes | str | None = None) -> Body:
    """The body, once every signature on it holds and one is of `role` (and of `key`, bytes or hex, when given).

    Without `key` the caller learns only that *somebody* signed: compare `signers` with what the body names.
    """
    body = _unwrapped(signed)
    if body.get("type") != type:
        raise SignatureRefused("signature-type", f"not a {type}")
    _check_every(body, signed["signatures"])
    wanted = key.hex() if isinstance(key, bytes) else key
    if not any(wanted in (None, signer) for signer in signers(signed, role)):
        raise SignatureRefused("signature-role", f"no signature as {role} by the expected key")
    return body


def signers(signed: Body, role: str) -> list[str]:
    """Keys, in hex, that signed in this role. Says nothing about whether the signatures hold."""
    return [each["key"] for each in signed["signatures"] if each["role"] == role]


def _unwrapped(signed: Any) -> Body:
    names = signed.keys() if isinstance(signed, dict) else set()
    if names - {"salt"} != {"body", "signatures"} or not isinstance(signed["body"], dict):
        raise SignatureRefused("signature-shape", "not a signed document")
    conform({"signatures": signed["signatures"]}, members(signatures=_SIGNATURES), "signature-shape")
    if "salt" in signed:
        conform({"salt": signed["salt"]}, members(salt=hex_of(16)), "signature-shape")
    body: Body = signed["body"]
    return body


def _check_every(body: Body, signatures: list[Body]) -> None:
    message = signed_bytes(body)
    if len({(each["key"], each["role"]) for each in signatures}) != len(signatures):
        raise SignatureRefused("signature-twice", "one key signed twice in one role")
    for each in signatures:
        verify(bytes.fromhex(each["key"]), message, bytes.fromhex(each["value"]))


def make_record(signed: Body, salt: bytes) -> Body:
    """The signed document with the salt (16 bytes) that hides its leaf in the log."""
    if len(salt) != 16:
        raise SignatureRefused("signature-salt", "a salt has 16 bytes")
    return {"body": signed["body"], "signatures": signed["signatures"], "salt": salt.hex()}


def leaf_value(record: Body) -> bytes:
    """32 bytes that stand for this record among the leaves of a tick. Signatures are not part of it."""
    body = _unwrapped(record)
    if "salt" not in record or not isinstance(body.get("type"), str):
        raise SignatureRefused("signature-shape", "a record has a salt and a type")
    return H("leaf", unhex(record["salt"], 16), body["type"].encode(), digest(body))


def key_from_passphrase(passphrase: str, salt: bytes) -> bytes:
    """32 bytes by Argon2id (3 rounds, 64 MiB, one lane: RFC 9106's second choice) from the NFKC form of the words."""
    if len(salt) != PASSPHRASE_SALT:
        raise SignatureRefused("passphrase-salt", f"a salt has {PASSPHRASE_SALT} bytes")
    try:
        words = normalize("NFKC", passphrase).encode("utf-8")
    except UnicodeEncodeError:
        raise SignatureRefused("passphrase", "the passphrase holds a lone surrogate") from None
    return crypto_pwhash_alg(32, words, salt, PASSPHRASE_ROUNDS, PASSPHRASE_MEMORY, crypto_pwhash_ALG_ARGON2ID13)
