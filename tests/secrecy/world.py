"""One world: a house whose clock stands still until it is told to move, and a note of what every request cost.

Two worlds are told apart by nothing but what the script does in them: same moments, same people, same firms.
"""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from litestar import Litestar
from sqlalchemy import event, text

import app as table_of_contents
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from foundation.actors import CLOCK
from foundation.database import EmbeddedPostgres, open_engine, plain_arguments
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.realtime import Hub
from foundation.schedule import Runner
from foundation.settings import Settings
from foundation.site import Site, read_site
from foundation.site_release import publish_release
from foundation.work import House
from storage.choose import open_store
from tests.conftest import VAULT, People
from tests.market import Firm, Market, answer

BEGINNING = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
BIDDING_TIME = timedelta(minutes=30)
FIRMS = 21

FIXED_CLOCK = (
    "CREATE TABLE standing_clock (one boolean PRIMARY KEY DEFAULT true, moment timestamptz NOT NULL)",
    "INSERT INTO standing_clock (moment) VALUES (:moment)",
    "CREATE OR REPLACE FUNCTION now_() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
    "'SELECT moment FROM standing_clock'",
)
IMPATIENT = "SET lock_timeout = '400ms'"
"""A reader that waits for a lock is told so (Busy) instead of merely being slow."""

VENUE_HOURS = [{"weekday": 5, "opens": "08:30", "closes": "18:00"}]

STAFF = {
    "system_admin": ("system_admin", "平台运营单位", "420000"),
    "security_admin": ("security_admin", "平台运营单位", "420000"),
    "audit_admin": ("audit_admin", "平台运营单位", "420000"),
    "supervisor": ("supervisor", "恩施州公共资源交易监督管理局", "422800"),
    "statistician": ("statistician", "湖北省公共资源交易监督管理局", "420000"),
    "pool_keeper": ("pool_keeper", "湖北省综合评标专家库", "420000"),
    "draw_operator": ("draw_operator", "湖北省综合评标专家库", "420000"),
    "other agency": ("agency", "别家招标代理", "422800"),
    "other buyer": ("buyer", "别家招标人", "422800"),
    "other centre": ("centre_staff", "别处交易中心", "420500"),
    "other supervisor": ("supervisor", "别处监督管理局", "420500"),
}
"""Beside the market's own agency, buyer and centre: who else is signed in, of which organisation and region."""


class StandingClock:
    """Time passes only when the script says so; the same moments in both worlds."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.moment = BEGINNING

    async def begin(self) -> None:
        """Replace the database's `now_()` by one that reads a row."""
        async with self.house.engine.begin() as connection:
            for statement in FIXED_CLOCK:
                given = {"moment": self.moment} if ":moment" in statement else {}
                await connection.execute(text(statement), given)

    async def now(self) -> datetime:
        """The moment by which deadlines are judged."""
        return self.moment

    async def to(self, moment: datetime) -> None:
        """It is this moment from now on."""
        self.moment = moment
        async with self.house.engine.begin() as connection:
            await connection.execute(text("UPDATE standing_clock SET moment = :moment"), {"moment": moment})

    async def forward(self, **span: float) -> None:
        """Let `timedelta(**span)` pass."""
        await self.to(self.moment + timedelta(**span))


@dataclass
class Meter:
    """What the database was asked and what it gave, since `reset`: what a stopwatch would feel."""

    statements: int = 0
    rows: int = 0
    asked: list[str] = field(default_factory=list)

    def watch(self, house: House) -> None:
        """Count on this house's engine; its connections lose their patience with locks."""
        event.listen(house.engine.sync_engine, "after_cursor_execute", self._count)
        event.listen(house.engine.sync_engine, "connect", _lose_patience)

    def _count(self, _: Any, cursor: Any, statement: str, *__: Any) -> None:
        self.statements += 1
        self.rows += max(0, cursor.rowcount)
        self.asked.append(statement)

    def reset(self) -> None:
        """Begin to count anew."""
        self.statements, self.rows, self.asked = 0, 0, []


def _lose_patience(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute(IMPATIENT)
    cursor.close()


class LogLines(logging.Handler):
    """Every line that the application would log at the level that `tianping serve` sets."""

    MUTE = ("httpx", "httpcore")
    """Loggers of the test's own client."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """See logging.Handler."""
        if not record.name.startswith(self.MUTE):
            self.lines.append(f"{record.name} {record.levelname} {record.getMessage()}")


@contextmanager
def logging_all(into: LogLines) -> Iterator[None]:
    """Catch the root logger's lines."""
    root, mute = logging.getLogger(), [logging.getLogger(name) for name in LogLines.MUTE]
    levels = [(logger, logger.level) for logger in (root, *mute)]
    root.addHandler(into)
    root.setLevel(logging.INFO)
    for logger in mute:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        root.removeHandler(into)
        for logger, level in levels:
            logger.setLevel(level)


@dataclass
class World:
    """A house with its people, its market with one lot, and 21 registered firms of which all, or none, will bid."""

    house: House
    app: Litestar
    client: httpx.AsyncClient
    clock: StandingClock
    market: Market
    meter: Meter
    log: LogLines
    run_due: Callable[[], Awaitable[int]]
    roles: dict[str, dict[str, str]] = field(default_factory=dict)
    firms: list[Firm] = field(default_factory=list)
    company_ids: list[str] = field(default_factory=list)
    project: str = ""
    venue: str = ""
    log_size: int = 0

    @property
    def lot(self) -> str:
        """The one lot."""
        return self.market.lot

    async def run_timers(self) -> None:
        """Whatever is due is done; the log may have grown."""
        await self.run_due()
        self.log_size = answer(await self.client.get("/api/log/head"))["body"]["size"]

    async def begin(self) -> None:
        """Everybody is there and the lot takes bids for half an hour."""
        await self.market.open_for_bids(seconds=BIDDING_TIME.total_seconds())
        self.firms = [await self.market.firm() for _ in range(FIRMS)]
        self.roles = {"public": {}, "no session": {"Authorization": "Bearer of-nobody"}}
        for name, staff in (("agency", "agency"), ("buyer", "buyer"), ("centre_staff", "centre")):
            self.roles[name] = getattr(self.market, staff).headers
        for name, (role, organisation, region) in STAFF.items():
            await self.market.as_.organisation(organisation, kind=role, region=region)
            self.roles[name] = (await self.market.as_(role, organisation)).headers
        shown = answer(await self.client.get("/api/projects", headers=self.roles["agency"]))
        self.project = shown["projects"][0]["id"]
        listed = answer(await self.client.get("/api/companies?limit=200", headers=self.roles["centre_staff"]))
        self.company_ids = [one["id"] for one in listed["companies"]]
        told = {"name": "评标区", "address": "施州大道1号", "hours": VENUE_HOURS}
        self.venue = answer(await self.client.post("/api/venues", json=told, headers=self.roles["centre_staff"]), 201)[
            "id"
        ]


@asynccontextmanager
async def standing_world(
    postgres: EmbeddedPostgres, template: str, name: str, folder: Path, scheme: dict[str, Any] | None = None
) -> AsyncIterator[World]:
    """A world on a database of its own, thrown away at the end. `scheme`: how its lot is judged."""
    admin = await asyncpg.connect(**{**plain_arguments(postgres.url), "database": "postgres"})
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        async with _in_database(postgres.url.replace(f"/{template}", f"/{name}"), folder / name, scheme) as world:
            yield world
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


def _pages(folder: Path) -> Site:
    """Pages that say nothing, as in every world."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>天平</title>")
    (folder / "balance.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return read_site(folder)


@asynccontextmanager
async def _in_database(url: str, folder: Path, scheme: dict[str, Any] | None) -> AsyncIterator[World]:
    settings = Settings(data_dir=folder, database_url=url)
    signer = PlatformSigner(b"\x07" * 32)
    house = House(open_engine(url, pool=8), open_store("memory:"), signer, counted_entropy(b"house"), settings, VAULT)
    meter, log, hub, workshop = Meter(), LogLines(), Hub(url), Workshop()
    meter.watch(house)
    clock = StandingClock(house)
    await clock.begin()
    await hub.start()
    site = _pages(folder / "dist")
    app = table_of_contents.build_app(house, hub, site, run_timers=False)
    run_due = Runner(house, table_of_contents.TIMERS | openers(workshop)).run_due
    door = httpx.ASGITransport(app, raise_app_exceptions=False)  # type: ignore[arg-type]  # two spellings of ASGI
    try:
        async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8080") as client:
            market = Market(client, People(house), clock)
            market.scheme = scheme
            world = World(house, app, client, clock, market, meter, log, run_due)
            with logging_all(log):
                async with house.work(CLOCK) as work:
                    await publish_release(work, site)
                await world.begin()
                yield world
    finally:
        await workshop.close()
        await hub.stop()
        await house.store.close()
        await house.engine.dispose()
