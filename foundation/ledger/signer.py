"""The platform's signing key, in a file of its own, with the memory of the largest head it ever signed."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from crypto.signatures import KeyPair, make_record, sign_document
from foundation.entropy import Entropy
from foundation.key_file import read_or_make


class SmallerHeadError(Exception):
    """The database offers a head that is smaller than, or differs from, one already told: it was set back."""

    def __init__(self, told: int, offered: int) -> None:
        super().__init__(
            f"A log head of size {told} was told before; the database offers one of {offered}: it was set back to an "
            f"earlier state. Restore the newer one. / 曾公布存证树头（{told}），而数据库中仅为 {offered}："
            "数据库被恢复到较早状态，请恢复最新的数据库。"
        )


class PlatformSigner:
    """Signs records and heads. A head smaller than one already signed is never signed (crypto.md section 5)."""

    def __init__(self, seed: bytes, memory: Path | None = None) -> None:
        self._pair = KeyPair.from_seed(seed)
        self._memory = memory

    @classmethod
    def from_file(cls, file: Path, entropy: Entropy) -> "PlatformSigner":
        """Read the seed, or make one on the first start (mode 0600)."""
        return cls(read_or_make(file, 32, entropy), file.with_suffix(".head"))

    @property
    def public(self) -> bytes:
        """The public key, 32 bytes."""
        return self._pair.public

    def sign(self, body: dict[str, Any]) -> dict[str, Any]:
        """A signed document with one platform signature."""
        return sign_document(body, self._pair.seed, "platform")

    def record(self, body: dict[str, Any], salt: bytes) -> dict[str, Any]:
        """A record: signed document plus the salt of its leaf."""
        return make_record(self.sign(body), salt)

    def sign_head(self, body: dict[str, Any]) -> dict[str, Any]:
        """Sign a head unless it contradicts one already told; `remember` it when its transaction is committed."""
        last = self._last()
        self.refuse_smaller(body["size"])
        if body["size"] == last["size"] and body["root"] != last["root"]:
            raise SmallerHeadError(last["size"], body["size"])
        return self.sign(body)

    def refuse_smaller(self, size: int) -> None:
        """Raise SmallerHeadError when a head larger than `size` was told before."""
        told = self._last()["size"]
        if size < told:
            raise SmallerHeadError(told, size)

    def remember(self, body: dict[str, Any]) -> None:
        """Note that this head was told; a smaller one will never be signed again, by no other process either."""
        if self._memory is None:
            return
        with self._memory.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # several servers may share one key, and so one memory
            if body["size"] > self._last()["size"]:
                self._write(self._memory, json.dumps({"size": body["size"], "root": body["root"]}))

    @staticmethod
    def _write(file: Path, content: str) -> None:
        fresh = file.with_suffix(".new")
        with fresh.open("w") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(fresh, file)

    def _last(self) -> dict[str, Any]:
        if self._memory is None or not self._memory.exists():
            return {"size": 0, "root": ""}
        last: dict[str, Any] = json.loads(self._memory.read_text())
        return last
