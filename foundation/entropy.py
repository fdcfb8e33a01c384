"""Entropy as an argument: the system's source, and a counted one whose bytes a test can foretell."""

import hashlib
import os
from collections.abc import Callable

Entropy = Callable[[int], bytes]


def system_entropy(size: int) -> bytes:
    """`size` bytes from the operating system."""
    return os.urandom(size)


def counted_entropy(seed: bytes) -> Entropy:
    """A repeatable source for tests and vectors: SHA-256 of seed and counter. Never use it for a real key."""
    counter = 0

    def take(size: int) -> bytes:
        nonlocal counter
        out = b""
        while len(out) < size:
            out += hashlib.sha256(seed + counter.to_bytes(8, "big")).digest()
            counter += 1
        return out[:size]

    return take
