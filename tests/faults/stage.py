"""The stage of a fault test: a tender prepared once, a clone of it for each test, and a real server in front of it.

Four companies: three stay, the first replaces its bid, the fourth withdraws. Prepared are two states: bids sealed on
the bidders' machines but not sent, and bids sent.
"""

import copy
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx

import app as table_of_contents
from foundation.database import make_clock_movable, open_engine, plain_arguments, plain_connection
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.migrate import migrate
from foundation.realtime import Hub
from foundation.settings import Settings
from foundation.work import House
from storage.choose import open_store
from tests.conftest import VAULT, Clock, People
from tests.faults.census import remembered, take_census
from tests.faults.patient import Acknowledged, patient_client
from tests.faults.servers import KilledServer, Nursery
from tests.market import Market, SealedBid, answer


@dataclass
class Prepared:
    """A database, a folder of objects and key, and a published lot; what was acknowledged on the way."""

    database: str
    folder: Path
    market: Market
    bids: list[SealedBid]
    kept: Acknowledged = field(default_factory=Acknowledged)


async def _admin(url: str) -> asyncpg.Connection:
    return await asyncpg.connect(**{**plain_arguments(url), "database": "postgres"})


async def new_database(url: str, database: str, template: str = "template1") -> str:
    admin = await _admin(url)
    try:
        await admin.execute(f"CREATE DATABASE {database} TEMPLATE {template} STRATEGY FILE_COPY")
    finally:
        await admin.close()
    return urlsplit(url)._replace(path=f"/{database}").geturl()


async def _drop(url: str, database: str) -> None:
    admin = await _admin(url)
    try:
        await admin.execute(f"DROP DATABASE {database} WITH (FORCE)")
    finally:
        await admin.close()


@asynccontextmanager
async def house_on(url: str, folder: Path) -> AsyncIterator[House]:
    """A house of this process, for preparing."""
    engine, store = open_engine(url), open_store(f"file://{folder / 'objects'}")
    signer = PlatformSigner.from_file(folder / "platform.key", counted_entropy(b"platform"))
    try:
        yield House(
            engine, store, signer, counted_entropy(url.encode()), Settings(data_dir=folder, database_url=url), VAULT
        )
    finally:
        await engine.dispose()
        await store.close()


@asynccontextmanager
async def inside(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application without a server."""
    application = table_of_contents.build_app(house, Hub(house.settings.database_url), run_timers=False)
    door = httpx.ASGITransport(application, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8080") as client:
        yield client


async def prepare(url: str, folder: Path) -> Prepared:
    """A published lot and sealed bids, made through the doors on a database beside `url`."""
    folder.mkdir(parents=True)
    database = await new_database(url, "faults_sealed")
    async with house_on(database, folder) as house:
        await migrate(house.engine)
        await make_clock_movable(house.engine)
        async with inside(house) as client:
            market = Market(client, People(house), Clock(house))
            await market.open_for_bids(days=2)
            firms = [await market.firm() for _ in range(4)]
    bids = [market.seal(firm, f"{26_000_000 + number}.00") for number, firm in enumerate(firms)]
    bids.append(market.seal(firms[0], "25000000.00"))
    return Prepared("faults_sealed", folder, market, bids)


async def prepare_sent(prepared: Prepared, url: str, folder: Path) -> Prepared:
    """The same with the bids sent."""
    database = await new_database(url, "faults_sent", prepared.database)
    shutil.copytree(prepared.folder, folder)
    market, bids = copy.copy(prepared.market), [copy.copy(bid) for bid in prepared.bids]
    async with house_on(database, folder) as house, inside(house) as client:
        market.client = client
        withdrawal = await send_bids(market, bids)
    return Prepared("faults_sent", folder, market, bids, Acknowledged([bid.receipt for bid in bids], [withdrawal]))


async def send_bids(market: Market, bids: list[SealedBid]) -> dict[str, object]:
    """Four bids, one of them replaced, one withdrawn; the answer to the withdrawal."""
    first, second, third, gone, newer = bids
    for bid in (first, second, third, gone):
        await market.submit(bid)
    await market.submit(newer, first)
    path = f"/api/lots/{market.lot}/withdrawals"
    return dict(answer(await market.client.post(path, json={"signed": gone.withdrawal()}), 200))


class DistantClock:
    """The movable clock of a database that belongs to a server process."""

    def __init__(self, url: str) -> None:
        self._url = url

    async def now(self) -> datetime:
        """By the database."""
        async with plain_connection(self._url) as connection:
            moment: datetime = await connection.fetchval("SELECT now_()")
        return moment

    async def forward(self, **span: float) -> None:
        """Let that time pass."""
        async with plain_connection(self._url) as connection:
            await connection.execute("UPDATE clock_offset SET by = by + $1", timedelta(**span))


@dataclass
class Stage:
    """One clone of what was prepared, with a server in front of it and a client that does not give up."""

    market: Market
    bids: list[SealedBid]
    server: KilledServer
    kept: Acknowledged
    url: str

    @property
    def topic(self) -> str:
        """The hall's topic."""
        return f"opening:{self.market.lot}"


Draw = Callable[[Acknowledged], Iterator[str]]
"""The kills of a server, one after another; what was acknowledged so far tells how far the tender is."""


@asynccontextmanager
async def staged(
    prepared: Prepared, nursery: Nursery, url: str, name: str, folder: Path, draw: Draw
) -> AsyncIterator[Stage]:
    """A stage of its own; database and folder are removed at the end. `draw` gives its server's kills."""
    stage = _stage(prepared, nursery, await new_database(url, name, prepared.database), folder, draw)
    shutil.copytree(prepared.folder, folder)
    try:
        await stage.server.start()
        async with patient_client(stage.server, stage.kept) as client:
            stage.market.client = client
            yield stage
    finally:
        await stage.server.stop()
        await _drop(url, name)
        shutil.rmtree(folder)


def _stage(prepared: Prepared, nursery: Nursery, url: str, folder: Path, draw: Draw) -> Stage:
    kept = copy.deepcopy(prepared.kept)

    async def look(_: str) -> None:
        await census_of(url, folder, kept)

    env = {"TIANPING_DATABASE_URL": url, "TIANPING_DATA_DIR": str(folder)}
    market = copy.copy(prepared.market)
    market.clock, market.entropy = DistantClock(url), counted_entropy(b"releases")
    bids = [copy.copy(bid) for bid in prepared.bids]
    return Stage(market, bids, KilledServer(nursery, env, folder, draw(kept), look), kept, url)


async def census_of(url: str, folder: Path, kept: Acknowledged) -> None:
    """See census.py."""
    store, head = open_store(f"file://{folder / 'objects'}"), folder / "platform.head"
    try:
        async with plain_connection(url) as connection:
            memory = remembered(head.read_text() if head.exists() else "")
            await take_census(connection, store, kept, memory)
    finally:
        await store.close()
