"""The platform of a rehearsal: one server process or several, with the database and the object store they are told.

Everything lives in one folder and ends with the rehearsal; servers are asked to stop before they are killed.
"""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

from foundation.clock import stopwatch

LONGEST_START = 90.0
"""Seconds: a cold embedded database on a busy machine makes its first cluster within this."""
LONGEST_STOP = 30.0
UP, LINK = "Tianping", "/setup#"


class ServerDidNotStart(Exception):
    """A server process ended or stayed silent; the end of its log is told."""


@dataclass(frozen=True)
class Wanted:
    """What the servers are to stand on; empty addresses mean the embedded default."""

    servers: int = 1
    database_url: str = ""
    object_store: str = ""
    separate_postgres: bool = False
    with_s3: bool = False
    carrier: str = ""
    carrier_secret: str = ""


@dataclass(frozen=True)
class Platform:
    """Where the platform answers. `link` is the one-time setup link, empty once somebody can sign in."""

    urls: tuple[str, ...]
    link: str
    stands_on: str

    def url(self, number: int) -> str:
        """The server for the n-th client: they take turns."""
        return self.urls[number % len(self.urls)]


@contextmanager
def servers(folder: Path, wanted: Wanted) -> Iterator[Platform]:
    """The servers, as long as the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        settings = _common(folder, stack, wanted)
        started = [stack.enter_context(_server(folder, number, settings)) for number in range(wanted.servers)]
        link = next((link for _, link in started if link), "")
        yield Platform(tuple(url for url, _ in started), link, _words(wanted, settings))


def _common(folder: Path, stack: ExitStack, wanted: Wanted) -> dict[str, str]:
    """The settings that all servers share: with more than one, database, objects and key are common to them."""
    shared = wanted.servers > 1
    database, store = wanted.database_url, wanted.object_store
    if not database and (wanted.separate_postgres or shared):
        database = stack.enter_context(_postgres(folder / "separate-postgres"))
    if not store and wanted.with_s3:
        from storage.loopback_s3 import s3_server

        (folder / "s3").mkdir(parents=True)
        store = stack.enter_context(s3_server(folder / "s3"))
    if not store and shared:
        store = f"file://{(folder / 'objects').resolve()}"
    told = {
        "DATABASE_URL": database,
        "OBJECT_STORE": store,
        "SIGNING_KEY_FILE": str((folder / "platform.key").resolve()),
        "VAULT_KEY_FILE": str((folder / "vault.key").resolve()),
        "CARRIER_URL": wanted.carrier,
        "CARRIER_SECRET": wanted.carrier_secret,
    }
    return {f"TIANPING_{name}": value for name, value in told.items()}


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own, told to the servers by its address as any other database server would be."""
    from foundation.database import EmbeddedPostgres

    server = EmbeddedPostgres(folder.resolve())
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def _server(folder: Path, number: int, common: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """One server process; its address, and the setup link if it printed one."""
    port = free_port()
    own = {"DATA_DIR": str((folder / f"server-{number}").resolve()), "HOST": "127.0.0.1", "PORT": str(port)}
    own |= {"PUBLIC_URL": "", "FAILPOINTS": "", "RUN_TIMERS": "1"}
    settings = {**common, **{f"TIANPING_{name}": value for name, value in own.items()}}
    log = folder / f"server-{number}.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(
            ["env", *(f"{name}={value}" for name, value in settings.items()), *tianping("serve")],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, start_new_session=True,
        )  # fmt: skip
        try:
            link = _wait_until_up(process, log)
            yield f"http://127.0.0.1:{port}", link
        finally:
            _stop(process)


def tianping(*arguments: str) -> list[str]:
    """The command line of `tianping` with this very interpreter; its output is not held back."""
    return [sys.executable, "-u", "-m", "cli", *arguments]


def free_port() -> int:
    """A loopback port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_up(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The setup link or nothing, once the server said that its port is open."""
    lines: SimpleQueue[str | None] = SimpleQueue()
    assert process.stdout is not None  # asked for a pipe
    Thread(target=_listen, args=(process.stdout, lines), daemon=True).start()
    ends = stopwatch() + LONGEST_START
    link, up = "", False
    while not (up and link):
        patience = 0.3 if up else ends - stopwatch()  # the link, if there is one, follows at once
        try:
            line = lines.get(timeout=max(0.01, patience))
        except Empty:
            line = None
        if line is None and not up:
            raise ServerDidNotStart(log.read_text("utf-8", "replace")[-2000:])
        if line is None:
            break
        up |= line.startswith(UP)
        link = line.split()[-1] if LINK in line else link
    return link


def _listen(stream: IO[bytes], lines: "SimpleQueue[str | None]") -> None:
    """Hand lines on, and drain the pipe ever after so that the server never waits for us."""
    with stream:
        for line in stream:
            lines.put(line.decode("utf-8", "replace").strip())
    lines.put(None)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(LONGEST_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _words(wanted: Wanted, settings: Mapping[str, str]) -> str:
    """What this platform stands on, without secrets."""
    database = "own server" if wanted.database_url else "embedded"
    database = "separate" if not wanted.database_url and settings["TIANPING_DATABASE_URL"] else database
    store = settings["TIANPING_OBJECT_STORE"].partition(":")[0] or "file"
    return f"PostgreSQL {database}, objects {store}, {wanted.servers} server process(es)"
