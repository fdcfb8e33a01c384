"""What all vectors are made from: a counter in place of entropy, and the names used throughout."""

import hashlib

from crypto.encoding import Entropy
from crypto.secret_sharing import CustodianKey, new_custodian_key

LOT = "0198c0de-0000-7000-8000-000000000001"
FLOOR = "2026-12-17T01:30:00.000Z"


def stream(label: str, length: int) -> bytes:
    """The first bytes of the stream of a label."""
    blocks = range(-(-length // 32))
    data = b"".join(hashlib.sha256(label.encode() + number.to_bytes(8, "big")).digest() for number in blocks)
    return data[:length]


def counter(label: str) -> Entropy:
    """Entropy that everybody can repeat: the stream of a label, from its start."""
    taken = 0

    def draw(length: int) -> bytes:
        nonlocal taken
        data = stream(label, taken + length)[taken:]
        taken += length
        return data

    return draw


def custodians(count: int) -> list[CustodianKey]:
    """The keys that every case uses."""
    return [new_custodian_key(counter(f"custodian {number}")) for number in range(1, count + 1)]
