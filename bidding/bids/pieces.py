"""A request's body cut into pieces as it flows by: at most one network chunk is in memory, never a piece."""

import asyncio
from collections.abc import AsyncIterator

from bidding.bids.refusals import PieceCutOff

CHUNK_PATIENCE = 90.0
"""Seconds without a byte after which a connection is given up; the pieces kept so far stay."""


class Pieces:
    """Hands out a stream's bytes in portions of a wanted size, each portion as an iterator of chunks."""

    def __init__(self, stream: AsyncIterator[bytes]) -> None:
        self._stream = stream
        self._rest = b""

    async def take(self, size: int) -> AsyncIterator[bytes]:
        """Exactly `size` bytes in chunks as they come; fewer only when the stream ends early (the store refuses)."""
        left = size
        while left:
            chunk = self._rest or await self._next()
            if not chunk:
                return
            self._rest = chunk[left:]
            yield chunk[:left]
            left -= min(left, len(chunk))

    async def _next(self) -> bytes:
        try:
            async with asyncio.timeout(CHUNK_PATIENCE):
                while True:
                    chunk = await anext(self._stream)
                    if chunk:
                        return bytes(chunk)
        except StopAsyncIteration:
            return b""
        except TimeoutError:
            raise PieceCutOff from None
