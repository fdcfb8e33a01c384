"""Places to keep bytes in, bytes to keep, and streams that misbehave."""

import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from random import Random

from storage.blobs import Blobs
from storage.interface import PIECE, Piece, Store
from storage.names import ObjectName, new_name
from storage.pieces import PieceStore

BYTES = Random(1).randbytes(3 * PIECE)
STEP = 256 * 1024


def fresh_name(kind: str = "bids") -> ObjectName:
    return new_name(kind, os.urandom)


async def stream(data: bytes, step: int = STEP) -> AsyncIterator[bytes]:
    for start in range(0, len(data), step):
        yield data[start : start + step]


class SourceBroke(Exception):
    """The bidder's connection ended."""


async def broken(data: bytes) -> AsyncIterator[bytes]:
    async for chunk in stream(data):
        yield chunk
    raise SourceBroke


def cut(data: bytes) -> list[bytes]:
    return [data[start : start + PIECE] for start in range(0, len(data), PIECE)]


async def put_pieces(store: Store, name: ObjectName, handle: str, parts: Sequence[bytes]) -> list[Piece]:
    return [
        Piece(number, len(part), await store.put_piece(name, handle, number, len(part), stream(part)))
        for number, part in enumerate(parts)
    ]


async def upload(store: Store, data: bytes) -> ObjectName:
    """A finished object, by pieces."""
    name = fresh_name()
    handle = await store.begin(name)
    await store.finish(name, handle, await put_pieces(store, name, handle, cut(data)))
    return name


async def everything(chunks: AsyncIterator[bytes]) -> bytes:
    return b"".join([chunk async for chunk in chunks])


async def listed(names: AsyncIterator[ObjectName]) -> set[ObjectName]:
    return {name async for name in names}


def contents(folder: Path) -> list[Path]:
    """Files and folders under it, at any depth."""
    return sorted(folder.rglob("*"))


class Place:
    """Where bytes are kept, apart from the process that keeps them: opening it twice plays a restart."""

    def __init__(self, blobs: Callable[[], Blobs]) -> None:
        self._blobs = blobs
        self._opened: list[Blobs] = []

    def blobs(self) -> Blobs:
        self._opened.append(self._blobs())
        return self._opened[-1]

    def store(self) -> PieceStore:
        return PieceStore(self.blobs(), os.urandom)

    async def kept(self, name: str) -> list[str]:
        """Every key that holds anything of this name, finished or not."""
        return [key async for key, _ in self.blobs().sizes("") if name in key]

    async def close(self) -> None:
        for blobs in self._opened:
            await blobs.close()
