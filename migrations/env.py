"""Alembic's entry: works on the connection it is given (a starting server), or opens one for the command line."""

import asyncio

from alembic import context
from sqlalchemy import Connection

import app
from foundation.database import open_engine
from foundation.settings import from_environment
from migrations.env_filter import is_ours


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=app.TABLES,
        include_object=is_ours,
        compare_type=True,
        compare_server_default=False,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def run_alone() -> None:
    engine = open_engine(from_environment().database_url)
    async with engine.begin() as connection:
        await connection.run_sync(run)
    await engine.dispose()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    asyncio.run(run_alone())
