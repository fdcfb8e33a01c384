"""How the platform and the carrier of text messages and calls know each other, and how long is waited. Pure."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

HEADER: Final = "Tianping-Signature"
"""HMAC-SHA256 of the raw body under the secret that both know, in hex; both ways."""

MOST_TRIES: Final = 6
"""After so many the message is given up; the reserve is called when the time to answer is over."""

CARRIED: Final = ("sms", "voice")
"""Channels that go to the carrier; `mail` goes to the outbox."""

ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""32 characters that are not taken for one another: five bits of a byte choose one."""


@dataclass(frozen=True)
class Message:
    """What the carrier gets: `id` is delivered once, however often it arrives."""

    id: str
    channel: str
    to: str
    text: str
    code: str

    def body(self) -> bytes:
        """JSON, UTF-8; what is signed are these bytes."""
        parts = {"id": self.id, "channel": self.channel, "to": self.to, "text": self.text, "code": self.code}
        return json.dumps(parts, ensure_ascii=False).encode()


def signature(secret: str, body: bytes) -> str:
    """The header's value."""
    return hmac.digest(secret.encode(), body, hashlib.sha256).hex()


def is_signed(secret: str, body: bytes, header: str) -> bool:
    """Whether the carrier made this body, compared in constant time; never while no secret is set."""
    told = header.strip().casefold().encode("utf-8", "replace")
    return hmac.compare_digest(signature(secret, body).encode(), told) and secret != ""


def wait_after(tries: int) -> timedelta | None:
    """How long to wait after so many tries that failed; None: give up."""
    return None if tries >= MOST_TRIES else timedelta(seconds=2**tries)


def reply_code(entropy: bytes) -> str:
    """Eight characters of eight random bytes."""
    return "".join(ALPHABET[byte % len(ALPHABET)] for byte in entropy)
