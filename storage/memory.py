"""Sealed bytes in a dictionary, for tests: they are gone with the process."""

from collections.abc import AsyncIterator, Iterable, MutableMapping

from storage.errors import ObjectMissing
from storage.streams import exactly

CHUNK = 1024 * 1024


class MemoryBlobs:
    """Give the same `kept` to two stores to play a restart."""

    def __init__(self, kept: MutableMapping[str, bytes] | None = None) -> None:
        self._kept: MutableMapping[str, bytes] = {} if kept is None else kept

    def __repr__(self) -> str:
        return "memory"

    async def write(self, key: str, size: int, chunks: AsyncIterator[bytes]) -> None:
        self._kept[key] = b"".join([chunk async for chunk in exactly(size, chunks)])

    async def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        data = self._kept.get(key, b"")
        if len(data) < stop:
            raise ObjectMissing
        for position in range(start, stop, CHUNK):
            yield data[position : min(position + CHUNK, stop)]

    async def load(self, key: str) -> bytes | None:
        return self._kept.get(key)

    async def has(self, key: str) -> bool:
        return key in self._kept

    async def sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        for key, data in sorted(self._kept.items()):
            if key.startswith(prefix):
                yield key, len(data)

    async def remove(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._kept.pop(key, None)

    async def check(self) -> None:
        return None

    async def close(self) -> None:
        return None
