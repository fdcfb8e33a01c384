"""How values become bytes: canonical JSON (RFC 8785, integers only), framed hashes, hex and times.

Two programs that agree on a value agree on its bytes, hence on its digest. Whatever does not re-encode to
the same bytes is refused, so that no document has two spellings.
"""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

from nacl.bindings import crypto_core_ed25519_scalar_reduce

from crypto.errors import EncodingRefused

Entropy = Callable[[int], bytes]
"""Gives that many bytes nobody can guess. Tests and vectors give a counter instead."""

Body = dict[str, Any]
"""A JSON object whose shape the caller has checked or is about to check."""

GREATEST_INTEGER = 2**53 - 1
DEEPEST_NESTING = 32

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


def canonical(value: Any) -> bytes:
    """RFC 8785 bytes of a value made of objects, arrays, strings, booleans, null and integers within 2^53 - 1."""
    try:
        ordered = _ordered(value, DEEPEST_NESTING)
        return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except UnicodeEncodeError:
        raise EncodingRefused("encoding-unicode", "a string holds a lone surrogate") from None


def _ordered(value: Any, depth: int) -> Any:
    """The same value with every object's members in the order of their UTF-16 code units (RFC 8785, 3.2.3)."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _bounded(int(value))
    if depth == 0:
        raise EncodingRefused("encoding-depth", f"nested deeper than {DEEPEST_NESTING}")
    if isinstance(value, dict):
        return {name: _ordered(value[name], depth - 1) for name in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_ordered(item, depth - 1) for item in value]
    raise EncodingRefused("encoding-type", f"{type(value).__name__} has no canonical form")


def _utf16(name: Any) -> bytes:
    if not isinstance(name, str):
        raise EncodingRefused("encoding-type", "a member's name is not a string")
    return name.encode("utf-16-be")


def _bounded(number: int) -> int:
    if not -GREATEST_INTEGER <= number <= GREATEST_INTEGER:
        raise EncodingRefused("encoding-integer", "an integer lies beyond 2^53 - 1")
    return number


def parse_canonical(data: bytes) -> Any:
    """The value of canonical JSON bytes; refuses everything that has another spelling."""
    try:
        value = json.loads(
            bytes(data).decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_float=_no_float,
            parse_constant=_no_float,
            parse_int=_integer,
        )
    except UnicodeDecodeError:
        raise EncodingRefused("encoding-unicode", "not UTF-8") from None
    except RecursionError:
        raise EncodingRefused("encoding-depth", f"nested deeper than {DEEPEST_NESTING}") from None
    except ValueError:
        raise EncodingRefused("encoding-json", "not JSON") from None
    if canonical(value) != data:
        raise EncodingRefused("encoding-canonical", "not in canonical form")
    return value


def parse_object(data: bytes) -> Body:
    """Like `parse_canonical`, for bytes that must hold an object."""
    value = parse_canonical(data)
    if not isinstance(value, dict):
        raise EncodingRefused("encoding-type", "not a JSON object")
    return value


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Body:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise EncodingRefused("encoding-duplicate", "an object names a member twice")
    return members


def _no_float(text: str) -> NoReturn:
    raise EncodingRefused("encoding-integer", f"{text[:24]} is not an integer")


def _integer(text: str) -> int:
    if len(text) > 17:
        raise EncodingRefused("encoding-integer", "an integer lies beyond 2^53 - 1")
    return int(text)


def u32(number: int) -> bytes:
    """Four bytes, big endian."""
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    """Eight bytes, big endian."""
    return number.to_bytes(8, "big")


def frame(label: str, *parts: bytes) -> bytes:
    """An unambiguous string of bytes: a domain label, then each part behind its length."""
    return b"tianping/1/" + label.encode() + b"\0" + b"".join(_measured(parts))


def _measured(parts: tuple[bytes, ...]) -> Iterator[bytes]:
    for part in parts:
        yield u64(len(part))
        yield part


def H(label: str, *parts: bytes) -> bytes:
    """SHA-256 of the frame: 32 bytes."""
    return hashlib.sha256(frame(label, *parts)).digest()


def HS(label: str, *parts: bytes) -> bytes:
    """SHA-512 of the frame, reduced modulo the order of the edwards25519 subgroup: a scalar of 32 bytes."""
    return crypto_core_ed25519_scalar_reduce(hashlib.sha512(frame(label, *parts)).digest())


def MAC(key: bytes, label: str, *parts: bytes) -> bytes:
    """HMAC-SHA-256 of the frame: 32 bytes."""
    return hmac.digest(key, frame(label, *parts), "sha256")


def digest(body: Any) -> bytes:
    """Plain SHA-256 of the canonical bytes, so that `sha256sum` agrees: 32 bytes."""
    return hashlib.sha256(canonical(body)).digest()


def unhex(text: Any, length: int | None = None) -> bytes:
    """Bytes of lowercase hex; refuses uppercase, odd digits, and another length than `length` bytes."""
    if not isinstance(text, str) or not _HEX.fullmatch(text):
        raise EncodingRefused("encoding-hex", "not lowercase hex")
    if length is not None and len(text) != 2 * length:
        raise EncodingRefused("encoding-hex", f"not {length} bytes of hex")
    return bytes.fromhex(text)


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds; what is below a millisecond is cut off. Refuses a naive moment."""
    if moment.tzinfo is None:
        raise EncodingRefused("encoding-time", "a moment without a time zone")
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def parse_timestamp(text: Any) -> datetime:
    """The moment, in UTC; refuses every other spelling than `timestamp` gives."""
    if not isinstance(text, str) or not _TIME.fullmatch(text):
        raise EncodingRefused("encoding-time", "not a time like 2026-12-17T01:30:00.000Z")
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        raise EncodingRefused("encoding-time", "no such day or hour") from None
