"""Sizes: how long a padded payload and its body are, so that a length says little (Padmé, PETS 2019)."""

from crypto.errors import EnvelopeRefused

CHUNK = 1024 * 1024
TAG = 16
SEALED_CHUNK = CHUNK + TAG
LENGTH_PREFIX = 8
SMALLEST_PAYLOAD = 16384
MOST_CHUNKS = 2**32


def padme(length: int) -> int:
    """The next length that keeps only about log log n bits of it: at most 12 % more, 3 % at a megabyte."""
    exponent = length.bit_length() - 1
    kept = exponent.bit_length()
    mask = (1 << (exponent - kept)) - 1
    return (length + mask) & ~mask


def payload_length(content: int) -> int:
    """Bytes of payload for that many bytes of content."""
    return padme(max(LENGTH_PREFIX + content, SMALLEST_PAYLOAD))


def body_length(payload: int) -> int:
    """Bytes of body for that many bytes of payload: 16 more for every chunk begun."""
    return payload + TAG * chunk_count(payload, CHUNK)


def chunk_count(length: int, size: int) -> int:
    """How many chunks of that size the length begins."""
    return -(-length // size)


def payload_of_body(length: int) -> int:
    """Bytes of payload in a body of that length; refuses a length that no padded payload has."""
    chunks = chunk_count(length, SEALED_CHUNK)
    payload = length - TAG * chunks
    whole = payload >= SMALLEST_PAYLOAD and chunks < MOST_CHUNKS
    if not whole or padme(payload) != payload or body_length(payload) != length:
        raise EnvelopeRefused("header-length", "no padded payload has a body of this length")
    return payload
