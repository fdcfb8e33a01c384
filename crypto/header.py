"""The header of an envelope: public, canonical, and bound into every key of the envelope."""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO, Self

from crypto.encoding import MAC, Body, H, canonical, parse_canonical
from crypto.errors import CryptoError, EnvelopeRefused
from crypto.manifest import KINDS
from crypto.padding import payload_of_body
from crypto.secret_sharing import MOST_CUSTODIANS, check_sharing
from crypto.shapes import conform, exactly, hex_of, integer, list_of, members, moment, uuid

MAGIC = b"TIANPING"
FILE_VERSION = 1
LONGEST_HEADER = 16384
PREAMBLE = len(MAGIC) + 1 + 4

_KEYS = list_of(hex_of(32), 1, MOST_CUSTODIANS)
_SHARING = members(C=_KEYS, Y=_KEYS, c=hex_of(32), r=_KEYS)
_SHAPE = members(
    v=integer(1, 1),
    suite=integer(1, 1),
    kind=exactly(*KINDS),
    lot=uuid,
    round=integer(1),
    document_version=integer(1),
    floor=moment,
    custodians=_KEYS,
    t=integer(1, MOST_CUSTODIANS),
    bid_key=hex_of(32),
    body_length=integer(1),
    sharing=_SHARING,
    kc=hex_of(32),
)


@dataclass(frozen=True)
class Header:
    """What an envelope says of itself. `floor`: no honest custodian releases a share before it."""

    kind: str
    lot: str
    round: int
    document_version: int
    floor: str
    custodians: tuple[bytes, ...]
    threshold: int
    bid_key: bytes
    body_length: int
    sharing: Body
    kc: bytes

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """The header of these canonical bytes. Shapes and lengths only: see `check_header_sharing`."""
        if len(data) > LONGEST_HEADER:
            raise EnvelopeRefused("header-length", f"a header has at most {LONGEST_HEADER} bytes")
        try:
            body = conform(parse_canonical(data), _SHAPE, "header-shape")
        except CryptoError as refusal:
            raise EnvelopeRefused("header-shape", refusal.message) from None
        header = cls.from_json(body)
        header.check_sizes()
        return header

    @classmethod
    def from_json(cls, body: Body) -> Self:
        """From members of the right shape."""
        return cls(
            kind=body["kind"],
            lot=body["lot"],
            round=body["round"],
            document_version=body["document_version"],
            floor=body["floor"],
            custodians=tuple(bytes.fromhex(key) for key in body["custodians"]),
            threshold=body["t"],
            bid_key=bytes.fromhex(body["bid_key"]),
            body_length=body["body_length"],
            sharing=body["sharing"],
            kc=bytes.fromhex(body["kc"]),
        )

    def check_sizes(self) -> None:
        """Refuse a roster that cannot be, and a body length that no payload has."""
        if self.threshold > len(self.custodians) or len(set(self.custodians)) != len(self.custodians):
            raise EnvelopeRefused("header-roster", "more shares needed than custodians, or one key twice")
        payload_of_body(self.body_length)

    def to_json(self) -> Body:
        """All members."""
        return {**self._context_members(), "sharing": self.sharing, "kc": self.kc.hex()}

    def _context_members(self) -> Body:
        return {
            "v": 1,
            "suite": 1,
            "kind": self.kind,
            "lot": self.lot,
            "round": self.round,
            "document_version": self.document_version,
            "floor": self.floor,
            "custodians": [key.hex() for key in self.custodians],
            "t": self.threshold,
            "bid_key": self.bid_key.hex(),
            "body_length": self.body_length,
        }

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical(self.to_json())

    @cached_property
    def ctx(self) -> bytes:
        """The context of the sharing and of the keys: the header without `sharing` and `kc`."""
        return canonical(self._context_members())

    @cached_property
    def header_hash(self) -> bytes:
        """SHA-256 of the header's bytes."""
        return hashlib.sha256(self.to_bytes()).digest()


def check_header_sharing(header: Header) -> None:
    """Refuse unless any t of the header's custodians will open this envelope: public keys suffice to know."""
    check_sharing(header.sharing, header.custodians, header.threshold, header.ctx)


def content_key(secret: bytes, header: Header) -> bytes:
    """ck: what the shared secret gives in this header's context."""
    return H("content key", secret, header.ctx)


def commitment(key: bytes) -> bytes:
    """kc: commits to the content key, which the cipher by itself does not."""
    return MAC(key, "commit")


def check_commitment(secret: bytes, header: Header) -> None:
    """Refuse unless this is the secret that the sealer committed to. Comes before any decryption."""
    if not hmac.compare_digest(commitment(content_key(secret, header)), header.kc):
        raise EnvelopeRefused("kc", "the secret is not the one the header commits to")


def body_key(secret: bytes, header: Header) -> bytes:
    """ek: the key of the body, once the commitment holds."""
    check_commitment(secret, header)
    return MAC(content_key(secret, header), "encrypt", header.header_hash)


def write_preamble(header_bytes: bytes) -> bytes:
    """Everything of an envelope file before its body."""
    return MAGIC + bytes([FILE_VERSION]) + len(header_bytes).to_bytes(4, "big") + header_bytes


def read_preamble(source: BinaryIO) -> bytes:
    """The header's bytes; the source then stands at the first byte of the body."""
    start = source.read(PREAMBLE)
    if len(start) != PREAMBLE or start[:8] != MAGIC or start[8] != FILE_VERSION:
        raise EnvelopeRefused("file-magic", "not an envelope of version 1")
    length = int.from_bytes(start[9:], "big")
    if not 0 < length <= LONGEST_HEADER:
        raise EnvelopeRefused("header-length", f"a header has at most {LONGEST_HEADER} bytes")
    data = source.read(length)
    if len(data) != length:
        raise EnvelopeRefused("file-length", "the file ends inside the header")
    return data
