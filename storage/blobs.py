"""The little that a kind of store has to be able to do; `pieces.py` builds every promise on it, once for all kinds."""

from collections.abc import AsyncIterator, Iterable
from typing import Protocol


class Blobs(Protocol):
    """Whole byte strings under keys. Keys are slash-joined, made by `pieces.py`, and safe as file paths."""

    async def write(self, key: str, size: int, chunks: AsyncIterator[bytes]) -> None:
        """Whole and durable when it returns, or not there at all. Raises PieceRefused unless `size` bytes come."""
        ...

    def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        """Exactly the bytes [start:stop], 0 <= start < stop, in chunks of at most 1 MiB; ObjectMissing if less."""
        ...

    async def load(self, key: str) -> bytes | None:
        """A small blob whole; None where there is none."""
        ...

    async def has(self, key: str) -> bool:
        """Whether a blob is there."""
        ...

    def sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        """Key and size of every blob whose key begins so."""
        ...

    async def remove(self, keys: Iterable[str]) -> None:
        """Remove these, if they are there."""
        ...

    async def check(self) -> None:
        """StoreUnavailable unless writing works."""
        ...

    async def close(self) -> None:
        """Give back threads and connections."""
        ...
