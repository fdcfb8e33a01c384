"""A client that does not give up: a request that was cut off is sent again to the restarted server, as clients do.

What was acknowledged before is kept, so that a look at the server's leavings can ask for it.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.faults.servers import KilledServer


@dataclass
class Acknowledged:
    """What the server has answered for: every receipt, withdrawal, release and record that reached a client."""

    receipts: list[dict[str, Any]] = field(default_factory=list)
    withdrawals: list[dict[str, Any]] = field(default_factory=list)
    releases: list[dict[str, Any]] = field(default_factory=list)
    record: dict[str, Any] | None = None
    offsets: dict[str, int] = field(default_factory=dict)

    def note(self, request: httpx.Request, response: httpx.Response) -> None:
        """Keep what this answer acknowledges."""
        path = request.url.path
        if request.method == "PATCH":
            self.offsets[path.rsplit("/", 1)[1]] = int(response.headers["upload-offset"])
        elif request.method == "POST" and path.endswith("/bids"):
            self.receipts.append(response.json())
        elif request.method == "POST" and path.endswith("/withdrawals"):
            self.withdrawals.append(response.json())
        elif request.method == "POST" and path.endswith("/releases"):
            self.releases.append(json.loads(request.content)["release"])
        elif request.method == "POST" and path.endswith("/close"):
            self.record = response.json()


class PatientTransport(httpx.AsyncBaseTransport):
    """Sends, and where the server dies of it, waits for the next one and sends again."""

    def __init__(self, server: KilledServer, kept: Acknowledged) -> None:
        self._server = server
        self._kept = kept
        self._inner = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_connections=20))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        while True:
            pid = self._server.pid
            try:
                response = await self._sent(request)
            except httpx.TransportError:
                await self._server.revive(pid)
                already = await self._resume(request)
                if already is None:
                    continue
                response = already
            if response.is_success:
                self._kept.note(request, response)
            return response

    async def _sent(self, request: httpx.Request) -> httpx.Response:
        """The whole answer: one that breaks off in its body was not given."""
        response = await self._inner.handle_async_request(request)
        try:
            body = b"".join([chunk async for chunk in response.aiter_raw()])
        finally:
            await response.aclose()
        return httpx.Response(response.status_code, headers=response.headers, content=body, request=request)

    async def _resume(self, request: httpx.Request) -> httpx.Response | None:
        """A tus client asks how far it came; a piece that was kept although nobody said so is not sent again."""
        if request.method != "PATCH":
            return None
        asked = await self.handle_async_request(httpx.Request("HEAD", request.url, headers={"host": "127.0.0.1"}))
        assert asked.status_code == 200, asked.status_code
        kept, start = int(asked.headers["upload-offset"]), int(request.headers["upload-offset"])
        if kept == start:
            return None
        assert kept == start + int(request.headers["content-length"])
        return httpx.Response(204, headers={"upload-offset": str(kept)}, request=request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@asynccontextmanager
async def patient_client(server: KilledServer, kept: Acknowledged) -> AsyncIterator[httpx.AsyncClient]:
    """A client of that server."""
    transport = PatientTransport(server, kept)
    async with httpx.AsyncClient(transport=transport, base_url=server.url, timeout=60) as client:
        yield client
