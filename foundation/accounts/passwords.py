"""Passwords: Argon2id (3 rounds, 64 MiB: RFC 9106's second choice), off the event loop, two at a time.

Two at a time, so that a crowd at the login door takes neither the memory nor both cores from those who seal.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from nacl.exceptions import InvalidkeyError
from nacl.pwhash import argon2id

from foundation.accounts.refusals import WeakPassword

Answer = TypeVar("Answer")

ROUNDS = 3
MEMORY = 64 * 1024 * 1024
LENGTHS = range(10, 257)
NOBODY = "$argon2id$v=19$m=65536,t=3,p=1$/DzpFfLJvEhDh7PgsE+J2A$jWklr6iw13BvaRhEK82F64CzcQur6sLDuUeb8E3fHDw"
"""Checked when nobody has the login, so that the answer takes as long; its password was never kept."""

_THREADS = ThreadPoolExecutor(2, thread_name_prefix="passwords")


def check_strength(password: str, login: str) -> None:
    """10 to 256 characters, not one character repeated, not the login: length counts, composition rules do not."""
    if len(password) not in LENGTHS or len(set(password)) < 4 or login.casefold() in password.casefold():
        raise WeakPassword()


async def hash_password(password: str) -> str:
    """The string to keep; it names its own parameters and salt."""
    return await _on_a_thread(lambda: argon2id.str(password.encode(), opslimit=ROUNDS, memlimit=MEMORY).decode())


async def fits(kept: str, password: str) -> bool:
    """Whether the password is the kept one; takes the same time whether anybody has the login or not."""
    return await _on_a_thread(lambda: _verify(kept, password))


def _verify(kept: str, password: str) -> bool:
    try:
        return bool(argon2id.verify(kept.encode(), password.encode()[:1024]))
    except InvalidkeyError:
        return False


async def _on_a_thread(call: Callable[[], Answer]) -> Answer:
    return await asyncio.get_running_loop().run_in_executor(_THREADS, call)
