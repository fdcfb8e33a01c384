"""A real server for benchmarks: an embedded PostgreSQL, local objects, a lot that takes bids, in a temp folder."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

import app
from foundation.database import EmbeddedPostgres, make_clock_movable
from foundation.settings import Settings
from foundation.work import House
from tests.conftest import Clock, People
from tests.market import Market


@dataclass
class Stage:
    """A running server and hands to work with it."""

    url: str
    process: subprocess.Popen[bytes]
    house: House
    client: httpx.AsyncClient
    market: Market

    def memory(self, field: str) -> int:
        """VmRSS (now) or VmHWM (peak) of the server process in MiB."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(field)).split()[1]) // 1024


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def stage(store: str = "") -> AsyncIterator[Stage]:
    """Start everything, publish a lot whose deadline is a day away, and take it all down at the end."""
    folder = Path(tempfile.mkdtemp(prefix="tianping-bench-"))
    postgres = EmbeddedPostgres(folder / "postgres")
    port = free_port()
    environment = {
        **os.environ,
        "TIANPING_DATABASE_URL": postgres.url,
        "TIANPING_DATA_DIR": str(folder / "data"),
        "TIANPING_PORT": str(port),
        "TIANPING_OBJECT_STORE": store or f"file://{folder / 'objects'}",
    }
    command = [sys.executable, "-m", "cli", "serve"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    limits = httpx.Limits(max_connections=200)
    try:
        async with httpx.AsyncClient(base_url=url, timeout=300, limits=limits) as client:
            await until_up(client, process)
            settings = Settings(data_dir=folder / "data", database_url=postgres.url)
            settings = Settings(**{**settings.__dict__, "object_store": environment["TIANPING_OBJECT_STORE"]})
            house, _ = app.create_house(settings)
            await make_clock_movable(house.engine)
            market = Market(client, People(house), Clock(house))
            await market.open_for_bids(days=1)
            yield Stage(url, process, house, client, market)
            await house.engine.dispose()
    finally:
        process.terminate()
        process.wait()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def until_up(client: httpx.AsyncClient, process: subprocess.Popen[bytes]) -> None:
    """Return when the server answers."""
    while process.poll() is None:
        try:
            if (await client.get("/health")).is_success:
                return
        except httpx.HTTPError:
            continue
    raise RuntimeError("the server ended before it was up")
