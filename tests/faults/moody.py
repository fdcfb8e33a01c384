"""A store with moods: it does what the store behind it does, until it is told to be away or full."""

from collections.abc import AsyncIterator, Sequence

from storage.errors import StoreTrouble
from storage.interface import Piece, PieceTag, Store
from storage.names import ObjectName


class MoodyStore:
    """Hand it to a house. `mood` is raised by every call while it is set."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.mood: StoreTrouble | None = None

    def _show(self) -> None:
        if self.mood is not None:
            raise self.mood

    async def begin(self, name: ObjectName) -> str:
        self._show()
        return await self._store.begin(name)

    async def put_piece(
        self, name: ObjectName, handle: str, number: int, size: int, chunks: AsyncIterator[bytes]
    ) -> PieceTag:
        self._show()
        return await self._store.put_piece(name, handle, number, size, chunks)

    async def finish(self, name: ObjectName, handle: str, pieces: Sequence[Piece]) -> None:
        self._show()
        await self._store.finish(name, handle, pieces)

    async def abandon(self, name: ObjectName, handle: str) -> None:
        self._show()
        await self._store.abandon(name, handle)

    async def put(self, name: ObjectName, size: int, chunks: AsyncIterator[bytes]) -> None:
        self._show()
        await self._store.put(name, size, chunks)

    async def read(self, name: ObjectName, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        self._show()
        async for chunk in self._store.read(name, start, stop):
            yield chunk

    async def size(self, name: ObjectName) -> int:
        self._show()
        return await self._store.size(name)

    async def delete(self, name: ObjectName) -> None:
        self._show()
        await self._store.delete(name)

    async def names(self, prefix: str) -> AsyncIterator[ObjectName]:
        self._show()
        async for name in self._store.names(prefix):
            yield name

    async def check(self) -> None:
        self._show()
        await self._store.check()

    async def close(self) -> None:
        await self._store.close()
