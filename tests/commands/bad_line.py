"""A platform that keeps uploads in memory behind a line that does what the test says, in the order it says."""

import hashlib
from base64 import b64decode
from collections import deque
from collections.abc import Callable

import httpx

from commands.wire import Wire
from crypto.pieces import PIECE

Fault = Callable[[httpx.Request], httpx.Response | None]


class Platform:
    """A tus server in few lines. Each entry of `faults` meets one sending of a piece; None lets it pass."""

    def __init__(self) -> None:
        self.kept: dict[str, bytearray] = {}
        self.lengths: dict[str, int] = {}
        self.faults: deque[str | None] = deque()
        self.seen: list[str] = []
        self.pauses: list[float] = []
        self.patch_allowed = True

    def wire(self, tries: int = 5) -> Wire:
        """A line to it that never waits."""
        transport = httpx.MockTransport(self.answer)
        return Wire("https://platform.example", transport=transport, pause=self.pauses.append, tries=tries)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        method = request.headers.get("x-http-method-override", request.method)
        self.seen.append(f"{request.method} {request.url.path}")
        if request.url.path == "/api/uploads":
            return self._create(request)
        name = request.url.path.rsplit("/", 1)[1]
        if name not in self.kept:
            return self._refuse(404, "upload-unknown")
        if method == "HEAD":
            told = {"upload-offset": str(len(self.kept[name])), "upload-length": str(self.lengths[name])}
            return httpx.Response(200, headers=told)
        return self._take(request, name)

    def _create(self, request: httpx.Request) -> httpx.Response:
        name = f"upload{len(self.kept)}"
        self.kept[name] = bytearray()
        self.lengths[name] = int(request.headers["upload-length"])
        return httpx.Response(201, headers={"location": f"/api/uploads/{name}"})

    def _take(self, request: httpx.Request, name: str) -> httpx.Response:
        data = request.read()
        fault = self.faults.popleft() if self.faults else None
        if fault == "forgotten":
            del self.kept[name]
            return self._refuse(404, "upload-unknown")
        if request.method == "PATCH" and not self.patch_allowed:
            return self._firewall(request, fault)
        if fault == "dropped":
            raise httpx.ReadError("reset", request=request)
        if fault == "busy":
            return self._refuse(503, "busy")
        if fault == "damaged":
            data = b"\0" + data[1:]
        if fault == "late":
            return self._refuse(409, "deadline-passed")
        kept = self._keep(request, name, data)
        if fault == "answer lost":
            raise httpx.ReadError("reset", request=request)
        return kept

    def _firewall(self, request: httpx.Request, fault: str | None) -> httpx.Response:
        if fault == "dropped":
            raise httpx.RemoteProtocolError("closed", request=request)
        return httpx.Response(405)

    def _keep(self, request: httpx.Request, name: str, data: bytes) -> httpx.Response:
        offset = int(request.headers["upload-offset"])
        checksum = b64decode(request.headers["upload-checksum"].removeprefix("sha256 "))
        if offset != len(self.kept[name]):
            return self._refuse(409, "offset-differs")
        if hashlib.sha256(data).digest() != checksum:
            return self._refuse(460, "checksum-differs")
        assert len(data) == min(PIECE, self.lengths[name] - offset)
        self.kept[name] += data
        return httpx.Response(204, headers={"upload-offset": str(len(self.kept[name]))})

    @staticmethod
    def _refuse(status: int, name: str) -> httpx.Response:
        told = {"type": f"urn:tianping:problem:{name}", "title": name, "title_zh": "拒收", "facts": {}}
        return httpx.Response(status, json=told, headers={"content-type": "application/problem+json"})
