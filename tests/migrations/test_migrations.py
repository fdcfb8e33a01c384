"""Migrations: the head is what the models say, in both directions, with rows, and never at a stranger's expense."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

import app
from foundation.database import open_engine, plain_arguments
from foundation.migrate import alembic_config, current_revision, migrate


@pytest.fixture
async def empty(postgres) -> AsyncIterator[AsyncEngine]:
    """An engine of an empty database."""
    admin = await asyncpg.connect(**{**plain_arguments(postgres.url), "database": "postgres"})
    await admin.execute("CREATE DATABASE test_migrations")
    engine = open_engine(postgres.url.replace(f"/{postgres.database}", "/test_migrations"))
    yield engine
    await engine.dispose()
    await admin.execute("DROP DATABASE test_migrations WITH (FORCE)")
    await admin.close()


def revisions() -> list[str]:
    """Oldest first."""
    return [each.revision for each in ScriptDirectory.from_config(alembic_config()).walk_revisions()][::-1]


async def differences(engine: AsyncEngine) -> list[object]:
    """What autogenerate would still change."""

    def compare(connection: Connection) -> list[object]:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), app.TABLES)

    async with engine.connect() as connection:
        return await connection.run_sync(compare)


async def tables(engine: AsyncEngine) -> set[str]:
    async with engine.connect() as connection:
        return set(await connection.run_sync(lambda raw: inspect(raw).get_table_names()))


async def test_the_head_is_what_the_models_say(empty: AsyncEngine):
    await migrate(empty)
    assert await differences(empty) == []


async def test_there_is_one_line_of_revisions():
    assert revisions() == [f"{number:04d}" for number in range(1, len(revisions()) + 1)]


async def test_migrating_twice_or_from_two_processes_at_once_is_harmless(empty: AsyncEngine):
    other = open_engine(empty.url.render_as_string(hide_password=False).replace("+asyncpg", ""))
    await asyncio.gather(migrate(empty), migrate(other))
    await other.dispose()
    await migrate(empty)
    assert await current_revision(empty) == revisions()[-1]


async def test_every_step_goes_back_and_forth_with_rows_in_the_tables(empty: AsyncEngine):
    for before, after in zip(["base", *revisions()], revisions(), strict=False):
        await migrate(empty, after)
        async with empty.begin() as connection:
            await connection.execute(text("INSERT INTO topics (topic, last) VALUES (:topic, 7)"), {"topic": after})
        await migrate(empty, before)
        await migrate(empty, after)
    await migrate(empty, "base")
    assert await tables(empty) == {"alembic_version"}


async def test_a_table_that_is_not_ours_is_left_alone(empty: AsyncEngine):
    await migrate(empty)
    async with empty.begin() as connection:
        await connection.execute(text("CREATE TABLE of_somebody_else (a int)"))
    from migrations.env_filter import is_ours

    assert not is_ours(None, "of_somebody_else", "table", True, None)
    assert is_ours(None, "topics", "table", False, None)
    await migrate(empty, "base")
    assert "of_somebody_else" in await tables(empty)


async def test_the_clock_of_a_migrated_database_is_the_machines(empty: AsyncEngine):
    await migrate(empty)
    async with empty.connect() as connection:
        apart = "SELECT abs(extract(epoch FROM clock_timestamp() - now_()))"
        assert float(await connection.scalar(text(apart)) or 0) < 1


async def test_locks_and_statements_have_limits(house):
    async with house.engine.connect() as connection:
        shown = [await connection.scalar(text(f"SHOW {name}")) for name in ("lock_timeout", "statement_timeout")]
    assert shown == ["10s", "1min"]
