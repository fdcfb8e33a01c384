"""Real server processes of a fault test: started, killed by a failpoint or from outside, and started again."""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


class ServerFellError(Exception):
    """A server ended otherwise than by the kill that was asked for; the end of its log is told."""


class Nursery:
    """See nursery.py; this is the test's side of it."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._told: dict[int, dict[str, asyncio.Future[Any]]] = {}
        self._born: asyncio.Queue[int] = asyncio.Queue()
        self._ordering = asyncio.Lock()
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def open(cls) -> "Nursery":
        """Start it; it is ready when this returns."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.nursery", cwd=ROOT, stdin=-1, stdout=-1
        )
        assert process.stdout is not None
        assert b"ready" in await process.stdout.readline()
        return cls(process)

    async def fork(self, env: dict[str, str], log: Path) -> int:
        """A new server; its pid. It is not up yet."""
        assert self._process.stdin is not None
        async with self._ordering:
            self._process.stdin.write((json.dumps({"env": env, "log": str(log)}) + "\n").encode())
            return await self._born.get()

    def told(self, pid: int, fact: str) -> "asyncio.Future[Any]":
        """The moment when `up` or `ended` is told of a server."""
        return self._told.setdefault(pid, {}).setdefault(fact, asyncio.get_running_loop().create_future())

    async def _read(self) -> None:
        assert self._process.stdout is not None
        while line := await self._process.stdout.readline():
            fact = json.loads(line)
            pid = fact.pop("pid")
            if "born" in fact:
                self._born.put_nowait(pid)
                continue
            for name, value in fact.items():
                future = self.told(pid, name)
                if not future.done():
                    future.set_result(value)

    async def close(self) -> None:
        """End it and every server: they die with it."""
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
        self._reader.cancel()
        await asyncio.gather(self._reader, return_exceptions=True)
        transport = getattr(self._process, "_transport", None)
        if transport is not None:
            transport.close()


def free_port() -> int:
    """A port that nobody listens on; restarts of one server take it again."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Look = Callable[[str], Awaitable[None]]
"""Called with what killed the server, while it is down: a look into what it left behind."""


class KilledServer:
    """One server with a row of kills before it: each restart is armed with the next, the last one with none ("").

    A kill is `failpoint:k`, or `anywhere:n` for a kill from outside n milliseconds after the server is up. With
    `patience` (seconds), a server that lives too long to pass its failpoint is killed from outside, too.
    """

    patience: float | None = None

    def __init__(self, nursery: Nursery, env: dict[str, str], folder: Path, kills: Iterator[str], look: Look) -> None:
        self._nursery = nursery
        self._env = {**env, "TIANPING_PORT": str(free_port()), "TMPDIR": str(folder)}
        self._log = folder / "server.log"
        self._look = look
        self._timer: asyncio.TimerHandle | None = None
        self._reviving = asyncio.Lock()
        self._pid = 0
        self._kills = kills
        self.armed = ""
        self.died_of: list[str] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._env['TIANPING_PORT']}"

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text() if self._log.exists() else ""

    async def start(self) -> None:
        """Start with the next kill armed; one that dies before its port is open is started again."""
        while True:
            self.armed = next(self._kills, "")
            inside = "" if self.armed.startswith("anywhere") else self.armed
            self._pid = await self._nursery.fork({**self._env, "TIANPING_FAILPOINTS": inside}, self._log)
            up, ended = self._nursery.told(self._pid, "up"), self._nursery.told(self._pid, "ended")
            await asyncio.wait([up, ended], return_when=asyncio.FIRST_COMPLETED)
            if up.done():
                self._set_timer()
                return
            await self._bury(ended.result())

    def _set_timer(self) -> None:
        outside = self.armed.startswith("anywhere")
        seconds = int(self.armed.partition(":")[2]) / 1000 if outside else self.patience
        if self._timer:
            self._timer.cancel()
        if self.armed and seconds is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._kill, self._pid)

    def _kill(self, pid: int) -> None:
        if not self._nursery.told(pid, "ended").done():
            self.armed = "anywhere"
            os.kill(pid, signal.SIGKILL)

    async def revive(self, pid: int) -> None:
        """A request of a client was cut off by the death of that process: start again, once for all its clients."""
        async with self._reviving:
            if pid == self._pid:
                await self._bury(await asyncio.wait_for(self._nursery.told(pid, "ended"), 30))
                await self.start()

    async def _bury(self, status: int) -> None:
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL or not self.armed:
            raise ServerFellError(f"status {status}, armed {self.armed!r}: {self.log[-3000:]}")
        self.died_of.append(self.armed)
        await self._look(self.armed)

    @property
    def pid(self) -> int:
        """The process that answers now."""
        return self._pid

    async def stop(self) -> None:
        """Kill it for good."""
        if self._timer:
            self._timer.cancel()
        if self._pid and not self._nursery.told(self._pid, "ended").done():
            os.kill(self._pid, signal.SIGKILL)
            await self._nursery.told(self._pid, "ended")
