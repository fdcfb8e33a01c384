"""A whole server process: it says when it is up, keeps others out of its folder, and stops cleanly when told."""

import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from foundation.database import EmbeddedPostgres
from foundation.serve import FolderInUse, hold_folder, open_door

PROGRAM = "import asyncio, functools, app, foundation.settings as s; " + (
    "asyncio.run(app.serve(s.from_environment(), functools.partial(print, flush=True)))"
)
Start = Callable[..., tuple["subprocess.Popen[str]", str, str]]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own: as root the database runs as another user, and every pytest run shuts that folder to others."""
    with tempfile.TemporaryDirectory(prefix="tianping-serve-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts a server on a free port; answers the process, its address, and the line with the setup link."""
    processes: list[subprocess.Popen[str]] = []

    def start(folder: Path, comes_up: bool = True, **more: str) -> tuple["subprocess.Popen[str]", str, str]:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        environment = {"PATH": "/usr/bin:/bin", "TIANPING_DATA_DIR": str(folder), "TIANPING_PORT": port, **more}
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        processes.append(process)
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        assert bool(first) == comes_up, process.stderr.read()
        link = process.stdout.readline() if first else ""
        return process, first.strip().rsplit(" ", 1)[-1], link.strip()

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def postmasters(folder: Path) -> list[int]:
    return [
        each.pid for each in psutil.process_iter(["cmdline"]) if str(folder) in " ".join(each.info["cmdline"] or [])
    ]


def test_a_server_says_where_it_is_and_stops_with_its_database_when_told(start: Start, folder: Path):
    process, address, link = start(folder / "data")
    assert httpx.get(f"{address}/health").json() == {"status": "ok"}
    assert f"{address}/setup#" in link
    assert httpx.get(f"{address}/api/log/head").json()["body"]["type"] == "tianping/head/1"
    other, _, _ = start(folder / "data", comes_up=False)
    assert other.wait() != 0
    assert "正由另一个服务进程使用" in other.stderr.read()
    process.send_signal(signal.SIGTERM)
    assert process.wait() == 0
    assert postmasters(folder / "data") == []


def test_a_server_that_was_killed_leaves_a_folder_the_next_one_takes(start: Start, folder: Path):
    process, address, _ = start(folder / "data")
    key = httpx.get(f"{address}/api/platform-keys").json()
    process.kill()
    process.wait()
    again, address, _ = start(folder / "data")
    assert httpx.get(f"{address}/api/platform-keys").json() == key
    again.terminate()
    assert again.wait() == 0
    assert postmasters(folder / "data") == []


def test_two_servers_share_one_database(start: Start, folder: Path):
    database = EmbeddedPostgres(folder / "postgres")
    shared = {"TIANPING_DATABASE_URL": database.url, "TIANPING_SIGNING_KEY_FILE": str(folder / "platform.key")}
    (one, first, _), (two, second, _) = start(folder / "a", **shared), start(folder / "b", **shared)
    keys = [httpx.get(f"{address}/api/platform-keys").json() for address in (first, second)]
    assert keys[0] == keys[1]
    assert len(keys[0]) == 1
    for process in (one, two):
        process.terminate()
        assert process.wait() == 0
    database.stop()


def test_a_folder_is_held_by_one(folder: Path):
    with hold_folder(folder), pytest.raises(FolderInUse), hold_folder(folder):
        pass
    with hold_folder(folder):
        pass


def test_failpoints_are_refused_at_a_public_address(start: Start, folder: Path):
    more = {"TIANPING_FAILPOINTS": "tick.signed:1", "TIANPING_PUBLIC_URL": "https://bids.example"}
    process, _, _ = start(folder / "data", comes_up=False, **more)
    assert "TIANPING_FAILPOINTS" in process.stderr.read()


def test_an_answer_in_two_parts_does_not_wait_for_an_acknowledgement():
    with open_door("127.0.0.1", 0) as door, socket.create_connection(door.getsockname()) as caller:
        accepted, _ = door.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        caller.close()
