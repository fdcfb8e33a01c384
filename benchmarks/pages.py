"""The pages: bytes of a first load, and small files a second beside a bare server of the same kind."""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.stage import free_port, stage
from benchmarks.timing import Figure, tell
from foundation.site import INDEX, NO_SITE, Site, read_site, site_folder

PAGES = {"the home page": "HomePage", "a tender's page": "TenderPage", "the page that seals a bid": "SealPage"}
CONNECTIONS, SECONDS = 8, 4.0

BARE = """
import sys, uvicorn
body = bytes(int(sys.argv[2]))
head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", str(len(body)).encode())]}
async def app(scope, receive, send):
    await send(head)
    await send({"type": "http.response.body", "body": body})
uvicorn.run(app, port=int(sys.argv[1]), http="httptools", loop="uvloop", lifespan="off", log_level="critical")
"""
"""The web server alone, answering as many bytes."""


def first_load(site: Site, page: str) -> list[str]:
    """Paths that a browser fetches for a page with nothing in its cache, as the build lists them itself.

    The index names the entry and what it needs; the entry holds one list of files and, beside each page's import, the
    numbers of those that the page needs.
    """
    named = re.findall(r'(?:src|href)="/([^"]+)"', _text(site, INDEX))
    entry = next(_text(site, name) for name in named if name.startswith("assets/index-") and name.endswith(".js"))
    files = json.loads(re.findall(r"m\.f=(\[[^]]*\])", entry)[0])
    found = re.search(rf"import\(.\./{page}-[^)]*\),__vite__mapDeps\(\[([0-9,]*)\]\)", entry)
    needed = [files[int(number)] for number in found[1].split(",")] if found else []
    return sorted({INDEX, *named, *needed}) if found else []


def _text(site: Site, path: str) -> str:
    return site.files[path].copies["identity"].data.decode()


def weigh(site: Site, paths: list[str], accepted: str) -> float:
    """KB on the wire, without the headers."""
    return sum(len(site.files[path].copy_for(accepted).data) for path in paths) / 1000


def tell_sizes(site: Site) -> None:
    """One line a page that this build has."""
    for what, page in PAGES.items():
        paths = first_load(site, page)
        if paths:
            br, gz, plain = (weigh(site, paths, accepted) for accepted in ("br", "gzip", ""))
            print(f"first load of {what}: {len(paths)} files, {br:.0f} KB br, {gz:.0f} KB gzip, {plain:.0f} KB plain")


async def _ask_on(port: int, request: bytes, until: float) -> int:
    """Answers on one connection, one after the other, until that moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < until:
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        found = re.search(rb"content-length: (\d+)", head)
        await reader.readexactly(int(found[1]) if found else 0)
        count += 1
    writer.close()
    return count


async def rate(port: int, path: str) -> float:
    """Answers a second."""
    request = f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\naccept-encoding: br\r\n\r\n".encode()
    until = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_ask_on(port, request, until) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


@asynccontextmanager
async def bare(size: int) -> AsyncIterator[int]:
    """The port of a bare server that answers so many bytes."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", BARE, str(port), str(size))
    try:
        while True:
            try:
                (await asyncio.open_connection("127.0.0.1", port))[1].close()
                break
            except OSError:
                await asyncio.sleep(0.05)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def main() -> None:
    """Start-up, throughput, sizes."""
    start = time.perf_counter()
    site = read_site(site_folder(""))
    taken = time.perf_counter() - start
    assert site is not NO_SITE, "run make setup"
    small = min(len(one.copy_for("br").data) for one in site.files.values() if one.path.endswith(".css"))
    path = next(one.path for one in site.files.values() if len(one.copy_for("br").data) == small)
    async with stage() as one, bare(small) as port:
        raw = await rate(port, "/")
        ours = await rate(int(one.url.rsplit(":", 1)[1]), f"/{path}")
    tell([Figure(f"a page's file of {small} bytes, answers a second", "uvicorn, bare ASGI", ours, raw, "1/s")])
    size = sum(one.length for one in site.files.values()) >> 10
    print(f"the pages: {len(site.files)} files, {size} KiB, read in {taken * 1000:.0f} ms when a server starts")
    tell_sizes(site)


if __name__ == "__main__":
    asyncio.run(main())
