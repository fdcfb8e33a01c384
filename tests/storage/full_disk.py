"""Put a piece where there is no room for it: `python -m tests.storage.full_disk ROOT LIMIT`.

LIMIT is the largest file that this process may write, or 0 where the disk itself is too small. Prints what was raised.
"""

import asyncio
import os
import resource
import sys
from pathlib import Path

from storage.errors import StoreTrouble
from storage.interface import PIECE
from storage.local import LocalBlobs
from storage.pieces import PieceStore
from tests.storage.sealed_bytes import BYTES, everything, fresh_name, stream, upload


async def fill(root: Path) -> None:
    store, name = PieceStore(LocalBlobs(root), os.urandom), fresh_name()
    handle = await store.begin(name)
    try:
        await store.put_piece(name, handle, 0, PIECE, stream(BYTES[:PIECE]))
    except StoreTrouble as trouble:
        print(type(trouble).__name__)
    await store.abandon(name, handle)
    small = await upload(store, b"there is room for this")
    assert await everything(store.read(small)) == b"there is room for this"
    await store.delete(small)
    print([key async for key, _ in LocalBlobs(root).sizes("")])


if __name__ == "__main__":
    if limit := int(sys.argv[2]):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    asyncio.run(fill(Path(sys.argv[1])))
