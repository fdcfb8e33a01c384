"""A client that is killed in the middle of a PATCH, at any byte: what was whole is kept, and it resumes from there."""

import asyncio
import random
import sys
from base64 import b64encode
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from foundation.work import House
from storage.interface import PIECE
from tests.market import Market, answer

DIE_SENDING = """
import contextlib, os, signal, socket, sys
port, file, start, count = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
with open(file, "rb") as source, socket.create_connection(("127.0.0.1", port)) as line:
    source.seek(start)
    with contextlib.suppress(OSError):  # the server may refuse: a piece of an earlier dead client was kept meanwhile
        line.sendall(sys.stdin.buffer.read())
        line.sendall(source.read(count))
    os.kill(os.getpid(), signal.SIGKILL)
"""


async def die_sending(url: str, place: str, file: Path, start: int, count: int) -> None:
    """A client process that announces the rest of the file, sends `count` bytes of it, and is killed."""
    port, rest = urlsplit(url).port, file.stat().st_size - start
    head = (
        f"PATCH {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpload-Offset: {start}\r\nContent-Length: {rest}\r\n\r\n"
    )
    arguments = [sys.executable, "-S", "-c", DIE_SENDING, str(port), str(file), str(start), str(count)]
    client = await asyncio.create_subprocess_exec(*arguments, stdin=asyncio.subprocess.PIPE)
    await client.communicate("\r\n".join(head).encode())
    assert client.returncode == -9


async def resume(client: httpx.AsyncClient, place: str, file: Path) -> None:
    """As the bidder's client does: ask, send the rest; when a piece of the dead one was kept meanwhile, ask again."""
    size = file.stat().st_size
    while (offset := int((await client.head(place)).headers["upload-offset"])) < size:
        with file.open("rb") as source:
            source.seek(offset)
            content = source.read(PIECE)
        sent = await client.patch(place, content=content, headers={"Upload-Offset": str(offset)})
        assert sent.status_code in (204, 409), sent.text


def announcement(lot: str, kind: str, size: int) -> dict[str, str]:
    """The headers with which tus creates an upload."""
    named = [f"{name} {b64encode(value.encode()).decode()}" for name, value in (("lot", lot), ("kind", kind))]
    return {"Upload-Length": str(size), "Upload-Metadata": ",".join(named)}


async def test_a_client_killed_at_any_byte_resumes_and_seals(
    market: Market, house: House, live_server: str, tmp_path: Path
) -> None:
    await market.open_for_bids()
    dice = random.Random(2)
    bid = market.seal(await market.firm(), technical=dice.randbytes(2 * PIECE + 12_345))
    file = tmp_path / "body"
    file.write_bytes(bid.bodies["documents"])
    size, envelopes = file.stat().st_size, []
    async with httpx.AsyncClient(base_url=live_server, timeout=60) as client:
        metadata = ",".join(
            f"{k} {b64encode(v.encode()).decode()}" for k, v in (("lot", market.lot), ("kind", "documents"))
        )
        made = await client.post("/api/uploads", headers={"Upload-Length": str(size), "Upload-Metadata": metadata})
        place = made.headers["location"]
        kept = furthest = 0
        for sent in [0, 1, PIECE - 1, *(dice.randrange(PIECE) for _ in range(4)), PIECE + 1, size - PIECE - 1]:
            await die_sending(live_server, place, file, kept, min(sent, size - kept))
            offset = int((await client.head(place)).headers["upload-offset"])
            furthest = max(furthest, kept + sent)
            assert offset % PIECE == 0
            assert kept <= offset <= furthest
            kept = offset
        await resume(client, place, file)
    for kind, header in bid.headers.items():
        upload = place.rsplit("/", 1)[1] if kind == "documents" else await market.upload(bid, kind)
        envelopes.append({"kind": kind, "upload": upload, "header": b64encode(header).decode()})
    told = {"statement": bid.statement, "envelopes": envelopes}
    answer(await market.client.post(f"/api/lots/{market.lot}/bids", json=told), 201)
