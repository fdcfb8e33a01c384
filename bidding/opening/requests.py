"""What both openings' doors take: a signed document, the host's words, a digest in a path."""

from typing import Any

import msgspec

from foundation.errors import FieldRefused


class SignedRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A document signed by a bid key or a custodian."""

    signed: dict[str, Any]


class AnswerRequest(msgspec.Struct, forbid_unknown_fields=True):
    """The host's answer to an objection."""

    text: str


def read_digest(text: str) -> bytes:
    """32 bytes in hex out of a path."""
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != 32:
        raise FieldRefused(field="path", why="32 bytes in hex", why_zh="应为64位十六进制数")
    return value
