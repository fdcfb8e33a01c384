"""How every store keeps its promises, written once over `Blobs`.

    objects/<name>                     the index: written last, atomically; the object is there when it is
    pieces/<name>/<handle>/begun       the upload is open
    pieces/<name>/<handle>/<tag>       one attempt at one piece, never overwritten; tag = number and random id

Nothing is written twice: the object is its pieces. S3's own multipart upload was tried and left: a server may keep
its state in memory (`rclone serve s3` does, and forgets acknowledged parts when it dies), it keeps one attempt for
each number where we promise two, and some servers refuse a second attempt with other bytes. A piece that is an
object of its own is as durable as the server can make anything, and needs nothing but PUT, GET, HEAD, list, delete.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

from storage.blobs import Blobs
from storage.errors import HandleUnknown, ObjectDamaged, ObjectExists, ObjectMissing, PieceRefused, StoreTrouble
from storage.index import LAST_NUMBER, Index, agreed, index_bytes, index_from, piece_tag
from storage.interface import PIECE, Piece, PieceTag
from storage.names import Entropy, ObjectName, fresh_id, is_id, name_prefix, object_name
from storage.streams import Cutter, once

OBJECTS = "objects/"


def _index_key(name: str) -> str:
    return OBJECTS + object_name(name)


def _folder(name: str, handle: str) -> str:
    if not is_id(handle):
        raise HandleUnknown
    return f"pieces/{object_name(name)}/{handle}/"


class PieceStore:
    """A `Store` over any `Blobs`."""

    def __init__(self, blobs: Blobs, entropy: Entropy) -> None:
        self._blobs = blobs
        self._entropy = entropy

    def __repr__(self) -> str:
        return f"PieceStore({self._blobs!r})"

    async def begin(self, name: ObjectName) -> str:
        handle = fresh_id(self._entropy)
        await self._blobs.write(_folder(name, handle) + "begun", 0, once(b""))
        return handle

    async def put_piece(
        self, name: ObjectName, handle: str, number: int, size: int, chunks: AsyncIterator[bytes]
    ) -> PieceTag:
        folder = _folder(name, handle)
        if not (0 <= number <= LAST_NUMBER and 0 <= size <= PIECE):
            raise PieceRefused(f"piece {number} of {size} bytes")
        await self._must_be_open(folder)
        tag = piece_tag(number, fresh_id(self._entropy))
        await self._blobs.write(folder + tag, size, chunks)
        await self._keep_if_open(folder, tag)
        return tag

    async def _must_be_open(self, folder: str) -> None:
        if not await self._blobs.has(folder + "begun"):
            raise HandleUnknown

    async def _keep_if_open(self, folder: str, tag: PieceTag) -> None:
        """Finish and abandon remove `begun` before they sweep, so a piece that came too late goes by one of us."""
        try:
            await self._must_be_open(folder)
        except HandleUnknown:
            await self._blobs.remove([folder + tag])
            raise

    async def finish(self, name: ObjectName, handle: str, pieces: Sequence[Piece]) -> None:
        folder = _folder(name, handle)
        index = agreed(handle, pieces)
        if not await self._is_finished(name, index):
            await self._must_hold(name, folder, index)
            await self._write_index(name, index)
        await self._sweep(folder, keep=frozenset(folder + tag for tag, _ in index.pieces))

    async def _is_finished(self, name: ObjectName, index: Index) -> bool:
        found = await self._blobs.load(_index_key(name))
        if found is not None and found != index_bytes(index):
            raise ObjectExists
        return found is not None

    async def _must_hold(self, name: ObjectName, folder: str, index: Index) -> None:
        """Every piece is here with its size, and the upload is open (or another call just finished the same)."""
        kept = {key: size async for key, size in self._blobs.sizes(folder)}
        if folder + "begun" not in kept and not await self._is_finished(name, index):
            raise HandleUnknown
        for number, (tag, size) in enumerate(index.pieces):
            if kept.get(folder + tag) != size:
                raise PieceRefused(f"piece {number} with this tag and size was never kept")

    async def _write_index(self, name: ObjectName, index: Index) -> None:
        data = index_bytes(index)
        await self._blobs.write(_index_key(name), len(data), once(data))

    async def _sweep(self, folder: str, keep: frozenset[str] = frozenset()) -> None:
        await self._blobs.remove([folder + "begun"])
        await self._blobs.remove([key async for key, _ in self._blobs.sizes(folder) if key not in keep])

    async def abandon(self, name: ObjectName, handle: str) -> None:
        folder = _folder(name, handle)
        index = await self._find(name)
        if index is None or index.handle != handle:
            await self._sweep(folder)

    async def put(self, name: ObjectName, size: int, chunks: AsyncIterator[bytes]) -> None:
        if await self._blobs.has(_index_key(name)):
            raise ObjectExists
        folder = _folder(name, handle := fresh_id(self._entropy))
        try:
            kept = await self._put_all(folder, size, Cutter(chunks))
            await self._write_index(name, Index(handle, kept))
        except BaseException:
            with suppress(StoreTrouble):
                await self._sweep(folder)
            raise

    async def _put_all(self, folder: str, size: int, source: Cutter) -> tuple[tuple[str, int], ...]:
        kept: list[tuple[str, int]] = []
        for number, start in enumerate(range(0, max(size, 1), PIECE)):
            length, last = min(PIECE, size - start), start + PIECE >= size
            tag = piece_tag(number, fresh_id(self._entropy))
            await self._blobs.write(folder + tag, length, source.remainder() if last else source.take(length))
            kept.append((tag, length))
        return tuple(kept)

    async def read(self, name: ObjectName, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        if start < 0 or (stop is not None and stop < 0):
            raise ValueError("a range counts from the beginning")
        index = await self._must_find(name)
        folder = _folder(name, index.handle)
        for tag, first, last in index.spans(start, index.size if stop is None else stop):
            async for chunk in self._read_piece(folder + tag, first, last):
                yield chunk

    async def _read_piece(self, key: str, first: int, last: int) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._blobs.read(key, first, last):
                yield chunk
        except ObjectMissing as error:
            raise ObjectDamaged("a piece of the object is gone") from error

    async def _find(self, name: ObjectName) -> Index | None:
        found = await self._blobs.load(_index_key(name))
        return None if found is None else index_from(found)

    async def _must_find(self, name: ObjectName) -> Index:
        index = await self._find(name)
        if index is None:
            raise ObjectMissing
        return index

    async def size(self, name: ObjectName) -> int:
        return (await self._must_find(name)).size

    async def delete(self, name: ObjectName) -> None:
        folder = f"pieces/{object_name(name)}/"
        await self._blobs.remove([_index_key(name)])
        keys = [key async for key, _ in self._blobs.sizes(folder)]
        await self._blobs.remove([key for key in keys if key.endswith("/begun")])
        await self._sweep_all(folder)

    async def _sweep_all(self, folder: str) -> None:
        await self._blobs.remove([key async for key, _ in self._blobs.sizes(folder)])

    async def names(self, prefix: str) -> AsyncIterator[ObjectName]:
        async for key, _ in self._blobs.sizes(OBJECTS + name_prefix(prefix)):
            yield object_name(key.removeprefix(OBJECTS))

    async def check(self) -> None:
        await self._blobs.check()

    async def close(self) -> None:
        await self._blobs.close()
