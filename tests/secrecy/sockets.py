"""A websocket client inside the process: what a watcher is told, as it is told."""

import asyncio
import json
from typing import Any
from urllib.parse import urlsplit

from litestar import Litestar


class Watcher:
    """Watches one address; `told` are the messages so far."""

    def __init__(self, app: Litestar, address: str) -> None:
        parts = urlsplit(address)
        self._app, self._news = app, asyncio.Condition()
        self._scope: dict[str, Any] = {
            "type": "websocket",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "scheme": "ws",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8080),
            "subprotocols": [],
            "state": {},
        }
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.accepted = asyncio.Event()
        self.told: list[dict[str, Any]] = []

    async def __aenter__(self) -> "Watcher":
        await self._incoming.put({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._app(self._scope, self._incoming.get, self._send))  # type: ignore[arg-type]
        await self.accepted.wait()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._incoming.put({"type": "websocket.disconnect", "code": 1000})
        await self._task

    async def _send(self, message: Any) -> None:
        if message["type"] == "websocket.accept":
            self.accepted.set()
        elif message["type"] == "websocket.send":
            async with self._news:
                self.told.append(json.loads(message.get("text") or message["bytes"]))
                self._news.notify_all()

    async def until(self, kind: str) -> dict[str, Any]:
        """The first message of this kind, waited for."""
        async with self._news:
            await self._news.wait_for(lambda: any(one["kind"] == kind for one in self.told))
        return next(one for one in self.told if one["kind"] == kind)
