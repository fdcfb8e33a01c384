"""The board over a million lots: each door beside the plain aggregate over the same facts, in one run.

`BENCH_LOTS` lots in two thirds as many projects over four years, seventeen units, every sector, class and band.
"""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

import httpx
from sqlalchemy import func, select, text

import app
from benchmarks.timing import Figure, tell
from evaluation_rooms.statistics.actions.cells import _counted, rebuild_cells
from evaluation_rooms.statistics.facts import MEASURE_NAMES
from evaluation_rooms.statistics.kinds import KINDS
from evaluation_rooms.statistics.periods import Period, read_period
from evaluation_rooms.statistics.tables import ShareFact
from evaluation_rooms.statistics.words import BANDS, CLASSES, SECTORS
from foundation.actors import Actor
from foundation.database import EmbeddedPostgres
from foundation.migrate import migrate
from foundation.realtime import Hub
from foundation.regions import HUBEI, HUBEI_UNITS
from foundation.settings import Settings
from foundation.work import House

LOTS: Final = int(os.environ.get("BENCH_LOTS", "1000000"))
TIMES: Final = 9
STATISTICIAN: Final = Actor("statistician", region=HUBEI)

PLACED = """
CREATE TEMP TABLE placed AS SELECT i, p, uuidv7() AS id,
    (date '2023-01-01' + make_interval(months => (h(p, 'm') % 48)::int))::date AS month,
    pick(CAST(:cities AS text[]), p, 'c') AS city, pick(CAST(:cities AS text[]), p, 'p') AS place,
    pick(CAST(:cities AS text[]), p, 'v') AS lent, pick(CAST(:sectors AS text[]), p, 's') AS sector,
    pick(CAST(:classes AS text[]), p, 'k') AS class, pick(CAST(:bands AS text[]), p, 'b') AS band,
    pick(CAST(:kinds AS text[]), p, 'n') AS kind,
    CASE WHEN h(p, 'd') % 10 < 3 THEN 'declared' ELSE 'proven' END AS source,
    h(p, 'l') % 10 < 8 AS statutory, h(p, 'l') % 10 < 5 AS in_scope,
    CASE WHEN h(p, 'x') % 50 = 0 THEN 'samples' END AS exempt
FROM (SELECT i, i * 2 / 3 AS p FROM generate_series(1, CAST(:lots AS int)) AS i) AS numbers
"""
FUNCTIONS = (
    "CREATE FUNCTION h(bigint, text) RETURNS bigint LANGUAGE sql IMMUTABLE AS "
    "'SELECT hashtextextended($1 || $2, 0) & 1099511627775'",
    "CREATE FUNCTION pick(text[], bigint, text) RETURNS text LANGUAGE sql IMMUTABLE AS "
    "'SELECT $1[1 + (h($2, $3) % array_length($1, 1))::int]'",
)
LOADED = (
    "INSERT INTO share_projects (key, code, name, sector, exempt) "
    "SELECT DISTINCT ON (p) 'p' || p, 'E' || p, 'project ' || p, sector, exempt FROM placed",
    "INSERT INTO share_counts (id, project_key, lot_key, round_no, lot_name, source, counted_at, kind, main_city, "
    "region, project_class, amount, project_amount, statutory, in_scope, seats, subs) "
    "SELECT id, 'p' || p, 'l' || i, 1, 'lot ' || i, source, month, kind, city, place, class, 1, 1, statutory, "
    "in_scope, '[]', ARRAY[lent] FROM placed",
    "INSERT INTO share_facts (unit, key, project_key, month, city, place, sector, project_class, band, source, "
    "kind_all, kind_any, statutory, in_scope, exempt, subs, count_id) "
    "SELECT 'lot', 'l' || i, 'p' || p, month, city, place, sector, class, band, source, kind, kind, statutory, "
    "in_scope, exempt, ARRAY[lent], id FROM placed ORDER BY month",
    "INSERT INTO share_facts (unit, key, project_key, month, city, place, sector, project_class, band, source, "
    "kind_all, kind_any, statutory, in_scope, exempt, subs) "
    "SELECT DISTINCT ON (month, p) 'project', 'p' || p, 'p' || p, month, city, place, sector, class, band, source, "
    "kind, kind, statutory, in_scope, exempt, ARRAY[lent] FROM placed ORDER BY month, p",
)


async def load(house: House) -> float:
    """Facts as counting would leave them, made in the database; seconds that the cells then took to be made anew."""
    values: dict[str, Any] = {"cities": list(HUBEI_UNITS), "sectors": list(SECTORS), "classes": list(CLASSES)}
    values |= {"bands": list(BANDS), "kinds": list(KINDS), "lots": LOTS}
    async with house.engine.begin() as connection:
        for statement in FUNCTIONS:
            await connection.execute(text(statement))
        await connection.execute(text(PLACED), values)
        for statement in LOADED:
            await connection.execute(text(statement))
    async with house.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("VACUUM ANALYZE"))
    start = time.perf_counter()
    async with house.work(STATISTICIAN) as work:
        await rebuild_cells(work)
    return time.perf_counter() - start


async def taken(deed: Callable[[], Awaitable[object]], times: int = TIMES) -> float:
    """Median of seconds after one that warms up."""
    await deed()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        await deed()
        found.append(time.perf_counter() - start)
    return median(found)


def plain(period: Period, cut: str | None) -> Any:
    """The same sums from the facts themselves: every count of every source, as the board adds them up from cells."""
    sums = [_counted(measure, ShareFact.kind_all) for measure in MEASURE_NAMES]
    heads = [ShareFact.source, *([getattr(ShareFact, cut)] if cut else [])]
    query = select(*heads, *sums).where(ShareFact.unit == "project", ShareFact.source.in_(("proven", "declared")))
    return query.where(ShareFact.month.between(period.first, period.last)).group_by(*heads)


@dataclass(frozen=True)
class Door:
    """A door of the board; `cut` and `span` tell the aggregate that answers the same."""

    path: str
    span: str | None = None
    cut: str | None = None


DOORS: Final = (
    Door("/api/share?period=2026-12", "2026-12"),
    Door("/api/share?period=2026-Q4", "2026-Q4"),
    Door("/api/share?period=2026", "2026"),
    Door("/api/share?period=to-2026-06", "to-2026-06"),
    Door("/api/share?period=2026&cut=city", "2026", "city"),
    Door("/api/share?period=2026&cut=sector&city=420100", "2026", "sector"),
    Door("/api/share/series?period=2026-01&until=2026-12", "2026", "month"),
    Door("/api/share/series?period=2023-01&until=2026-12", "4 years", "month"),
    Door("/api/share/series?period=2023-Q1&until=2026-Q4", "4 years", "month"),
    Door("/api/share/league?period=2026", "2026", "city"),
    Door("/api/share/forecast?period=2026", "2026"),
    Door("/api/share.csv?period=2026", "2026", "city"),
    Door("/api/share.xlsx?period=2026", "2026", "city"),
    Door("/api/share/lots?period=2026-12"),
    Door("/api/share/lots?period=2026"),
    Door("/api/share/lots?period=2026&unit=lot&limit=200"),
    Door("/api/share/lots?period=2026&indicator=K3&side=numerator&city=429021&sector=water&class=goods&band=from-100m"),
    Door("/api/share/months"),
)
ALL: Final = Period("4 years", "year", read_period("2023").first, read_period("2026").last)


async def measure(house: House, client: httpx.AsyncClient, door: Door) -> Figure:
    """One door, whole: parsing, queries, figures and JSON; in one process, without a socket."""

    async def ask() -> None:
        (await client.get(door.path)).raise_for_status()

    ours = await taken(ask)
    if door.span is None:
        return Figure(door.path, "-", ours, ours, "s")
    query = plain(ALL if door.span == "4 years" else read_period(door.span), door.cut)

    async def aggregate() -> None:
        async with house.sessions() as session:
            (await session.execute(query)).all()

    return Figure(door.path, "the plain aggregate", ours, await taken(aggregate, 3), "s")


@asynccontextmanager
async def scratch() -> AsyncIterator[tuple[House, httpx.AsyncClient]]:
    """A house with a database of its own, and a client at its doors."""
    folder = Path(tempfile.mkdtemp(prefix="tianping-bench-"))
    postgres = EmbeddedPostgres(folder / "postgres")
    house, _ = app.create_house(Settings(data_dir=folder / "data", database_url=postgres.url))
    await migrate(house.engine)
    door = httpx.ASGITransport(app.build_app(house, Hub(postgres.url), run_timers=False))
    try:
        async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8080", timeout=300) as client:
            yield house, client
    finally:
        await house.engine.dispose()
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)


async def main() -> None:
    """Load, then every door."""
    async with scratch() as (house, client):
        anew = await load(house)
        async with house.sessions() as session:
            facts = await session.scalar(select(func.count()).select_from(ShareFact))
            cells = await session.scalar(text("SELECT count(*) FROM share_cells"))
        if "--json" not in sys.argv:
            print(f"{facts:,} facts, {cells:,} cells made anew in {anew:.1f} s; load {os.getloadavg()[0]:.1f}")
        for one in DOORS:
            tell([await measure(house, client, one)])


if __name__ == "__main__":
    asyncio.run(main())
