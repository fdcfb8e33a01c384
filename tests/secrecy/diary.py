"""What was told in one world: every answer with its cost, every log line, the sizes of all tables."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text

from foundation.database import Base
from tests.secrecy.opaque import BINARY, Veiling, veil_headers, veil_line
from tests.secrecy.readers import EVERYBODY, Ask, Reader
from tests.secrecy.world import World

Key = tuple[str, str, str, int]
"""Moment, role, route, number of the ask."""


@dataclass(frozen=True)
class Told:
    """One answer without its opaque values, and what it cost the database."""

    status: int
    headers: dict[str, str]
    body: Any
    statements: int
    rows: int


@dataclass
class Diary:
    """All that anybody could read in one world."""

    told: dict[Key, Told] = field(default_factory=dict)
    raw: dict[Key, bytes] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    tables: dict[str, int] = field(default_factory=dict)
    socket: list[Any] = field(default_factory=list)
    frozen: dict[str, Any] = field(default_factory=dict)
    receipt: dict[str, Any] = field(default_factory=dict)

    async def read(self, world: World, moment: str, readers: dict[str, Reader], roles: Iterable[str]) -> None:
        """Every role asks every reader's questions."""
        for role in roles:
            for route, reader in readers.items():
                for number, ask in enumerate(reader(world)):
                    if ask.role in (EVERYBODY, role):
                        await self._ask(world, (moment, role, route, number), ask)

    async def _ask(self, world: World, key: Key, ask: Ask) -> None:
        method, route = key[2].split(" ", 1)[0], key[2]
        headers = {**world.roles[key[1]], **ask.headers}
        world.meter.reset()
        response = await world.client.request(method, ask.path, json=ask.json, content=ask.content, headers=headers)
        veiling = Veiling()
        media_type = response.headers.get("content-type", "")
        is_hashes = route in BINARY and response.status_code == 200
        body = BINARY[route](response.content) if is_hashes else veiling.body(response.content, media_type)
        told = veil_headers(dict(response.headers))
        self.told[key] = Told(response.status_code, told, body, world.meter.statements, world.meter.rows)
        self.raw[key] = response.content

    async def count_rows(self, world: World) -> None:
        """Rows of every table."""
        async with world.house.sessions() as session:
            for name in Base.metadata.tables:
                self.tables[name] = int(await session.scalar(text(f"SELECT count(*) FROM {name}")) or 0)

    def close(self, world: World) -> None:
        """Keep the log lines."""
        self.lines = [veil_line(line) for line in world.log.lines]
