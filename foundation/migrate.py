"""Brings a database to the shape the code expects: `migrations/` in one transaction, by one process at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import AsyncEngine

MIGRATION_LOCK = 0x71C5
FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def alembic_config(connection: Connection | None = None) -> Config:
    """Alembic's configuration; with a connection, `migrations/env.py` works on it instead of opening its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


async def migrate(engine: AsyncEngine, revision: str = "head") -> None:
    """Upgrade (or with an earlier revision, downgrade) the database; another process that does so is waited for.

    Locks are waited for ten seconds as always, so that a migration never stands in front of those who seal.
    """
    async with engine.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        await connection.run_sync(_move, revision)


def _move(connection: Connection, revision: str) -> None:
    config = alembic_config(connection)
    if revision == "base" or revision in _applied(connection, config):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _applied(connection: Connection, config: Config) -> set[str]:
    """The revisions that lie behind the database's present one."""
    from alembic.script import ScriptDirectory

    here = MigrationContext.configure(connection).get_current_revision()
    script = ScriptDirectory.from_config(config)
    return {each.revision for each in script.walk_revisions("base", here)} - {here} if here else set()


async def current_revision(engine: AsyncEngine) -> str | None:
    """The revision a database is at; None before the first."""
    async with engine.connect() as connection:
        return await connection.run_sync(lambda raw: MigrationContext.configure(raw).get_current_revision())
