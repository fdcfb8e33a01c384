"""A server process of its own, which can be killed and started again: its port and its database stay."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.browser.site import built
from tests.faults.servers import Nursery, free_port


class Platform:
    """One `tianping serve` on this database and folder."""

    def __init__(self, nursery: Nursery, url: str, folder: Path) -> None:
        self.port = free_port()
        self._nursery = nursery
        self._log = folder / "server.log"
        self._env = {
            "TIANPING_DATABASE_URL": url,
            "TIANPING_DATA_DIR": str(folder / "data"),
            "TIANPING_SITE_DIR": str(built()),
            "TIANPING_PORT": str(self.port),
        }
        self._pid = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """It answers when this returns."""
        self._pid = await self._nursery.fork(self._env, self._log)
        up, ended = self._nursery.told(self._pid, "up"), self._nursery.told(self._pid, "ended")
        await asyncio.wait([up, ended], return_when=asyncio.FIRST_COMPLETED)
        assert up.done(), self._log.read_text()[-2000:]

    async def kill(self) -> None:
        """Without a warning; it is gone when this returns."""
        ended = self._nursery.told(self._pid, "ended")
        os.kill(self._pid, signal.SIGKILL)
        await ended


@asynccontextmanager
async def open_platform(url: str, folder: Path) -> AsyncIterator[Platform]:
    """A running platform; it ends with this block."""
    (folder / "data").mkdir(parents=True)
    nursery = await Nursery.open()
    try:
        platform = Platform(nursery, url, folder)
        await platform.start()
        yield platform
    finally:
        await nursery.close()
