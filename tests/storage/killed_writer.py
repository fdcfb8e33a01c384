"""A writer that kills itself at one step of its work: `python -m tests.storage.killed_writer ROOT NAME HANDLE STEP`.

A step is a chunk taken from the source, or a file opened, locked, moved or removed. Every piece that was acknowledged
is printed, as the database would remember it.
"""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from storage.interface import PIECE, Piece
from storage.local import LocalBlobs
from storage.names import object_name
from storage.pieces import PieceStore
from tests.storage.sealed_bytes import BYTES, cut, stream

PARTS = cut(BYTES[: PIECE + 5])
STEPS = {"open", "fcntl.flock", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.scandir"}


class Life:
    """Counts steps, and ends at one of them without a word."""

    def __init__(self, last: int) -> None:
        self._steps = 0
        self._last = last

    def step(self) -> None:
        self._steps += 1
        if self._steps == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, event: str, _: object) -> None:
        if event in STEPS:
            self.step()

    async def source(self, data: bytes) -> AsyncIterator[bytes]:
        async for chunk in stream(data):
            yield chunk
            self.step()


async def write(root: Path, name: str, handle: str, life: Life) -> None:
    store, pieces = PieceStore(LocalBlobs(root), os.urandom), []
    for number, part in enumerate(PARTS):
        tag = await store.put_piece(object_name(name), handle, number, len(part), life.source(part))
        pieces.append(Piece(number, len(part), tag))
        print(tag, flush=True)
    await store.finish(object_name(name), handle, pieces)
    await store.close()


if __name__ == "__main__":
    life = Life(int(sys.argv[4]))
    sys.addaudithook(life.watch)
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], sys.argv[3], life))
