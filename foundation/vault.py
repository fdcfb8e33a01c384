"""What personal data is kept under: names and telephone numbers of experts, and who was drawn before that is public.

The key is a file of its own, so that a stolen database tells nobody's name. Whoever reads goes through an action
that journals the read.
"""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from nacl.secret import Aead

from foundation.entropy import Entropy
from foundation.key_file import read_or_make

KEY_BYTES = 32


class VaultError(Exception):
    """Our own fault: sealed bytes do not open under this key and purpose; the key file is not the one they need."""


class Vault:
    """Seals JSON under one key. `purpose` binds the bytes to their place: those of one row never open as another's."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise VaultError("a vault key has 32 bytes")
        self._aead = Aead(key)
        self._index = hmac.digest(key, b"tianping vault index", hashlib.sha256)

    @classmethod
    def from_file(cls, file: Path, entropy: Entropy) -> "Vault":
        """Read the key, or make one on the first start (mode 0600)."""
        return cls(read_or_make(file, KEY_BYTES, entropy))

    def seal(self, value: Any, purpose: str, entropy: Entropy) -> bytes:
        """XChaCha20-Poly1305 of the value as JSON, nonce first."""
        nonce = entropy(Aead.NONCE_SIZE)
        return bytes(self._aead.encrypt(json.dumps(value, ensure_ascii=False).encode(), purpose.encode(), nonce))

    def open(self, sealed: bytes, purpose: str) -> Any:
        """The value; VaultError when key, purpose or bytes are not those of the sealing."""
        try:
            return json.loads(self._aead.decrypt(sealed, purpose.encode()))
        except Exception as fault:
            raise VaultError(f"{purpose} does not open") from fault

    def index(self, text: str) -> bytes:
        """A keyed hash by which equal texts find each other without being readable: 32 bytes."""
        return hmac.digest(self._index, text.encode(), hashlib.sha256)
