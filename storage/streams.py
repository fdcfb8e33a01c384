"""Streams of chunks: exact lengths, cuts and batches. Nothing here holds more than a batch."""

from collections.abc import AsyncIterator

from storage.errors import PieceRefused

MANY = 512
"""Well under what one call to the kernel takes (IOV_MAX, 1024)."""


async def once(data: bytes) -> AsyncIterator[bytes]:
    """All of it, which may be nothing, in one chunk."""
    yield data


async def exactly(size: int, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes, or PieceRefused.

    One chunk is always held back until the next is seen: a receiver that counts to `size` by itself (an S3
    server) never gets the last byte of a stream that turns out too long.
    """
    held, seen = b"", 0
    async for chunk in chunks:
        seen += len(chunk)
        if seen > size:
            raise PieceRefused(f"more than the announced {size} bytes")
        if held and chunk:
            yield held
        held = chunk or held
    if seen < size:
        raise PieceRefused(f"{seen} of the announced {size} bytes")
    if held:
        yield held


async def batches(chunks: AsyncIterator[bytes], least: int) -> AsyncIterator[list[bytes]]:
    """Chunks gathered, uncopied, into lists of at least `least` bytes or MANY chunks (the last may hold less)."""
    batch: list[bytes] = []
    gathered = 0
    async for chunk in chunks:
        batch.append(chunk)
        gathered += len(chunk)
        if gathered >= least or len(batch) == MANY:
            yield batch
            batch, gathered = [], 0
    if batch:
        yield batch


class Cutter:
    """One stream handed out in lengths, one after the other."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks = aiter(chunks)
        self._rest = b""

    async def take(self, size: int) -> AsyncIterator[bytes]:
        """The next `size` bytes, or fewer when the stream ends."""
        while size and (chunk := self._rest or await self._next()) is not None:
            self._rest = chunk[size:]
            size -= min(size, len(chunk))
            yield chunk[: len(chunk) - len(self._rest)]

    async def remainder(self) -> AsyncIterator[bytes]:
        """All that is left, so that its reader sees a stream that is too long."""
        if self._rest:
            yield self._rest
        async for chunk in self._chunks:
            yield chunk

    async def _next(self) -> bytes | None:
        return await anext(self._chunks, None)
