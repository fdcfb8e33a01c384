"""The server's side of the opening workers: starts the nursery, hands it one envelope a connection."""

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

LARGEST_ANSWER = 8 << 20


class WorkerGone(Exception):
    """The worker ended without an answer: killed, out of memory, or the nursery is away."""


class Workshop:
    """One nursery of workers for this process."""

    def __init__(self, user: str = "nobody") -> None:
        self._user = user or "nobody"
        self._folder: Path | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._starting = asyncio.Lock()
        self.walls: list[str] = []

    @property
    def _socket(self) -> str:
        if self._folder is None:  # made on first use: most processes never open an envelope
            self._folder = Path(tempfile.mkdtemp(prefix="tianping-"))
        return str(self._folder / "nursery")

    async def open(self, header: bytes, secret: bytes, files: list[str], body: AsyncIterator[bytes]) -> dict[str, Any]:
        """Open one envelope in a fresh worker; `files` are the names whose content is wanted (identity, offer).

        Answers {"ok": True, "manifest", "files"} or {"ok": False, "check", "message"}. Raises WorkerGone.
        """
        await self._ensure()
        reader, writer = await asyncio.open_unix_connection(self._socket, limit=LARGEST_ANSWER)
        try:
            job = json.dumps({"header": header.hex(), "secret": secret.hex(), "files": files}).encode()
            writer.write(len(job).to_bytes(4, "big") + job)
            with suppress(ConnectionError):  # a worker that has seen enough answers before the end
                async for chunk in body:
                    writer.write(chunk)
                    await writer.drain()
                writer.write_eof()
            told = await reader.read()
        except ConnectionError:
            raise WorkerGone from None
        finally:
            writer.close()
        if not told:
            raise WorkerGone
        answer: dict[str, Any] = json.loads(told)
        return answer

    async def _ensure(self) -> None:
        async with self._starting:
            if self._process is not None and self._process.returncode is None:
                return
            arguments = [sys.executable, "-m", "bidding.opening.worker", self._socket, self._user]
            self._process = await asyncio.create_subprocess_exec(
                *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE
            )
            assert self._process.stdout is not None  # asked for a pipe
            line = await self._process.stdout.readline()
            if not line:
                raise WorkerGone
            self.walls = json.loads(line)["walls"]

    async def close(self) -> None:
        """End the nursery and every worker."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        if self._folder is not None:
            with suppress(OSError):
                os.unlink(self._socket)
            with suppress(OSError):
                self._folder.rmdir()
