"""Fifty pieces at once: `python -m tests.storage.fifty_pieces URL`. Prints by how many bytes the process grew."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from storage.choose import open_store
from storage.interface import PIECE
from storage.names import new_name

COUNT = 50
STEP = 64 * 1024


def peak() -> int:
    """Largest resident size so far. getrusage would tell the parent's when that was larger."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024


async def together(arrived: asyncio.Barrier) -> AsyncIterator[bytes]:
    """A piece of fresh chunks; nobody's second half begins before everybody's first half is over."""
    for position in range(0, PIECE, STEP):
        if position == PIECE // 2:
            await arrived.wait()
        yield bytes(STEP)


async def grow(url: str) -> int:
    store, name, arrived = open_store(url), new_name("bids", os.urandom), asyncio.Barrier(COUNT)
    await store.check()
    handle = await store.begin(name)
    before = peak()
    async with asyncio.TaskGroup() as group:
        for number in range(COUNT):
            group.create_task(store.put_piece(name, handle, number, PIECE, together(arrived)))
    grown = peak() - before
    await store.delete(name)
    await store.close()
    return grown


if __name__ == "__main__":
    print(asyncio.run(grow(sys.argv[1])))
