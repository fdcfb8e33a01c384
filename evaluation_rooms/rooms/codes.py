"""The one-time codes of slips: short enough to type, long enough that nobody guesses one. Pure."""

import hashlib

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which look like others on paper."""
LENGTH = 12
"""Sixty bits."""


def code_of(random: bytes) -> str:
    """Three groups of four signs from twelve random bytes, each sign equally likely."""
    signs = "".join(ALPHABET[byte % 32] for byte in random[:LENGTH])
    return "-".join(signs[start : start + 4] for start in range(0, LENGTH, 4))


def code_hash(typed: str) -> bytes:
    """What is kept of a code; however it is typed: small letters, spaces, no dashes."""
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    return hashlib.sha256(b"tianping slip " + plain.encode()).digest()
