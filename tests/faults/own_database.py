"""A database server of a test's own, to be stopped and started; and the end of every connection of one database."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import asyncpg

import app as table_of_contents
from foundation.database import EmbeddedPostgres, connect, make_clock_movable, open_engine


class OwnDatabase:
    """An embedded server in a short folder, so that its socket keeps its place over a restart."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="tianping-own-"))
        self._server = EmbeddedPostgres(self._folder / "pg", "own")
        self._server.tell("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
        self.url = self._server.url

    async def fill(self) -> None:
        """Every table, and a clock that can be moved."""
        engine = open_engine(self.url)
        await make_clock_movable(engine)
        async with engine.begin() as connection:
            await connection.run_sync(table_of_contents.TABLES.create_all)
        await engine.dispose()

    async def stop(self) -> None:
        """Stop it as an operator does: transactions under way are rolled back, connections end."""
        await asyncio.to_thread(self._server.stop)

    async def start(self) -> None:
        """Start it again, at the same address."""
        self._server = await asyncio.to_thread(EmbeddedPostgres, self._folder / "pg", "own")
        assert self._server.url == self.url

    async def remove(self) -> None:
        """Stop it and remove its folder."""
        await self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)


class Cutter:
    """Ends connections of one database, as a restart of the server or of a pooler between would."""

    OTHERS = "datname = $1 AND pid <> pg_backend_pid()"

    def __init__(self, admin: asyncpg.Connection, database: str) -> None:
        self._admin = admin
        self._database = database

    @classmethod
    async def of(cls, url: str) -> "Cutter":
        """For the database of that address."""
        admin = await connect(url, database="postgres")
        database = url.split("://", 1)[1].split("/", 1)[1].split("?")[0]
        return cls(admin, database)

    async def cut(self) -> int:
        """End all of them; how many there were."""
        query = f"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE {self.OTHERS}"
        return int(await self._admin.fetchval(query, self._database))

    async def cut_in_a_transaction(self, times: int) -> None:
        """So many times: see that somebody is in the middle of a transaction, then end all connections."""
        query = (
            f"SELECT count(*) FROM pg_stat_activity WHERE {self.OTHERS} AND state <> 'idle' AND xact_start IS NOT NULL"
        )
        for _ in range(times):
            while not await self._admin.fetchval(query, self._database):
                await asyncio.sleep(0)
            await self.cut()

    async def close(self) -> None:
        """Give the own connection back."""
        await self._admin.close()
