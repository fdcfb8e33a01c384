"""How near the stores come to the disk: 100 MB by pieces beside `dd conv=fsync`, interleaved in one run.

    python -m benchmarks.upload_store [FOLDER]

Prints JSON: seconds (least of the rounds) and ratio = dd seconds / store seconds; 1.0 would be dd itself. "local" and
"s3" put one piece after the other as one bidder does; "at_once" puts all pieces together. FOLDER should lie on the
disk that is meant; the S3 server is `rclone serve s3` on loopback, over the same disk, and it does not sync; "s3_raw"
is a bare HTTP client putting the same pieces, which is all that "s3" can hope for.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from minio import Minio

from storage.choose import open_store, s3_address
from storage.interface import PIECE, Piece, Store
from storage.loopback_s3 import s3_server
from storage.names import ObjectName, new_name

SIZE = 100_000_000
CHUNK = 64 * 1024
ROUNDS = 3
Put = Callable[[Store, ObjectName, str, list[int]], Awaitable[Sequence[str]]]
NOISE = os.urandom(CHUNK)


async def stream(size: int) -> AsyncIterator[bytes]:
    for start in range(0, size, CHUNK):
        yield NOISE[: size - start]


async def one_by_one(store: Store, name: ObjectName, handle: str, sizes: list[int]) -> Sequence[str]:
    return [await store.put_piece(name, handle, number, size, stream(size)) for number, size in enumerate(sizes)]


async def at_once(store: Store, name: ObjectName, handle: str, sizes: list[int]) -> Sequence[str]:
    return await asyncio.gather(
        *(store.put_piece(name, handle, number, size, stream(size)) for number, size in enumerate(sizes))
    )


async def put(store: Store, way: Put) -> float:
    sizes = [min(PIECE, SIZE - start) for start in range(0, SIZE, PIECE)]
    name = new_name("bids", os.urandom)
    begun = time.perf_counter()
    handle = await store.begin(name)
    tags = await way(store, name, handle, sizes)
    pieces = [Piece(number, *kept) for number, kept in enumerate(zip(sizes, tags, strict=True))]
    await store.finish(name, handle, pieces)
    spent = time.perf_counter() - begun
    await store.delete(name)
    return spent


def raw_put(url: str) -> float:
    """The same pieces by the standard library's HTTP client, to know what the server itself takes."""
    address = s3_address(urlsplit(url))
    server = Minio(address.host, address.key, address.secret, secure=False, region=address.region)
    line, piece, begun = HTTPConnection(address.host), NOISE * (PIECE // CHUNK), time.perf_counter()
    for start in range(0, SIZE, PIECE):
        signed = server.get_presigned_url("PUT", address.bucket, f"raw/{start}")
        line.request("PUT", signed.partition(address.host)[2], body=piece[: SIZE - start])
        assert line.getresponse().read() == b""
    line.close()
    return time.perf_counter() - begun


async def read(store: Store) -> float:
    name = new_name("bids", os.urandom)
    await store.put(name, SIZE, stream(SIZE))
    begun = time.perf_counter()
    length = sum([len(chunk) async for chunk in store.read(name)])
    spent = time.perf_counter() - begun
    assert length == SIZE
    await store.delete(name)
    return spent


def dd(folder: Path) -> float:
    """The same 100 MB from a file in memory to one file, synced once."""
    source, target = folder / "noise", folder / "dd"
    if not source.exists():
        source.write_bytes(os.urandom(SIZE))
    begun = time.perf_counter()
    command = ["dd", f"if={source}", f"of={target}", "bs=1M", "conv=fsync", "status=none"]
    subprocess.run(command, check=True)
    spent = time.perf_counter() - begun
    target.unlink()
    return spent


async def one_round(folder: Path, url: str, stores: dict[str, Store]) -> dict[str, float]:
    spent = {"dd": dd(folder)}
    for kind, store in stores.items():
        spent[kind] = await put(store, one_by_one)
        spent[f"{kind}_at_once"] = await put(store, at_once)
        spent[f"{kind}_read"] = await read(store)
    return spent | {"s3_raw": raw_put(url)}


async def measure(folder: Path) -> dict[str, dict[str, float]]:
    with s3_server(folder / "s3") as url:
        stores = {"local": open_store(f"file://{folder}/local"), "s3": open_store(url)}
        rounds = [await one_round(folder, url, stores) for _ in range(ROUNDS)]
        for store in stores.values():
            await store.close()
    best = {what: min(spent[what] for spent in rounds) for what in rounds[0]}
    return {what: {"seconds": round(spent, 3), "ratio": round(best["dd"] / spent, 2)} for what, spent in best.items()}


def main() -> None:
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if len(sys.argv) > 1 else None) as folder:
        print(json.dumps({"bytes": SIZE, "rounds": ROUNDS, "best": asyncio.run(measure(Path(folder)))}, indent=1))


if __name__ == "__main__":
    main()
