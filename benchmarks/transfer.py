"""Upload beside `dd conv=fsync`, download beside a bare server with sendfile; memory of many uploads at once."""

import asyncio
import hashlib
import os
import subprocess
import tempfile
import time
from base64 import b64encode
from pathlib import Path

from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, seconds, tell
from storage.interface import PIECE

SIZE = 104_857_600
SMALL = 65_536


async def upload(one: Stage, size: int, piece: bytes) -> None:
    """One envelope body by tus, in pieces of 8 MiB."""
    told = f"lot {b64encode(one.market.lot.encode()).decode()},kind {b64encode(b'documents').decode()}"
    headers = {"Upload-Length": str(size), "Upload-Metadata": told}
    place = (await one.client.post("/api/uploads", headers=headers)).headers["location"]
    for start in range(0, size, PIECE):
        part = piece[: min(PIECE, size - start)]
        answer = await one.client.patch(place, content=part, headers={"Upload-Offset": str(start)})
        assert answer.status_code == 204, answer.text


def dd(size: int) -> float:
    """Seconds that dd needs to write and fsync as much."""
    with tempfile.NamedTemporaryFile() as file:
        command = ["dd", "if=/dev/zero", f"of={file.name}", "bs=1M", f"count={size >> 20}", "conv=fsync", "status=none"]
        return seconds(lambda: subprocess.run(command, check=True))


async def bare_server(data: bytes) -> tuple[asyncio.Server, int]:
    """A server that answers every request with the same bytes from a file, by sendfile, and nothing else."""
    with tempfile.NamedTemporaryFile(delete=False) as file:
        file.write(data)
    head = f"HTTP/1.1 200 OK\r\ncontent-length: {len(data)}\r\n\r\n".encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.readuntil(b"\r\n\r\n"):
            writer.write(head)
            await writer.drain()
            with Path(file.name).open("rb") as source:
                await asyncio.get_running_loop().sendfile(writer.transport, source)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, int(server.sockets[0].getsockname()[1])


async def fetch(one: Stage, url: str, times: int) -> float:
    """Seconds for one fetch, its bytes thrown away."""
    start = time.perf_counter()
    for _ in range(times):
        async with one.client.stream("GET", url) as answer:
            assert answer.status_code == 200
            async for _chunk in answer.aiter_raw():
                pass
    return (time.perf_counter() - start) / times


async def downloads(one: Stage) -> list[Figure]:
    """A published file of 100 MB and one of 64 KB, each beside the bare server."""
    figures = []
    for name, size, times in (("100 MB", SIZE, 3), ("64 KB", SMALL, 200)):
        data = os.urandom(size)
        url = await published_file(one, data)
        server, port = await bare_server(data)
        raw = await fetch(one, f"http://127.0.0.1:{port}/", times)
        ours = await fetch(one, url, times)
        server.close()
        figures.append(Figure(f"download {name}", "asyncio sendfile, same client", ours, raw, "s"))
    return figures


async def published_file(one: Stage, data: bytes) -> str:
    """Publish one more document version with this file; its address in the open download."""
    market = one.market
    name = f"{len(data)}.bin"
    headers = {**market.agency.headers, "content-type": "application/octet-stream"}
    opened = await one.client.post(f"/api/lots/{market.lot}/versions", headers=market.agency.headers)
    opened.raise_for_status()
    (await one.client.put(f"/api/lots/{market.lot}/documents/{name}", content=data, headers=headers)).raise_for_status()
    settled = await one.client.post(f"/api/lots/{market.lot}/documents/settle", headers=market.agency.headers)
    settled.raise_for_status()
    return f"/files/{hashlib.sha256(data).hexdigest()}/{name}"


async def many(one: Stage, count: int, size: int) -> tuple[int, float]:
    """MiB above idle at the peak, and MiB a second, for `count` uploads at once."""
    idle, piece = one.memory("VmRSS"), os.urandom(PIECE)
    start = time.perf_counter()
    await asyncio.gather(*(upload(one, size, piece) for _ in range(count)))
    return one.memory("VmHWM") - idle, count * size / (1 << 20) / (time.perf_counter() - start)


async def main() -> None:
    """Everything once, on one server."""
    piece = os.urandom(PIECE)
    async with stage() as one:
        start = time.perf_counter()
        await upload(one, SIZE, piece)
        ours = time.perf_counter() - start
        figures = [Figure("upload 100 MB, hashed and fsynced", "dd conv=fsync", ours, dd(SIZE), "s")]
        figures += await downloads(one)
    tell(figures)
    for count, size in ((1, 1 << 30), (50, 200 << 20)):
        async with stage() as one:
            above, rate = await many(one, count, size)
            print(f"{count} uploads of {size >> 20} MiB at once: {above} MiB above idle at the peak, {rate:.0f} MiB/s")


if __name__ == "__main__":
    asyncio.run(main())
