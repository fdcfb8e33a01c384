"""What tests take: a house with a database of its own, a clock to move, clients, and staff who are signed in.

One embedded PostgreSQL serves the whole run; a template database holds all tables, every test gets a clone of it.
"""

import asyncio
import contextlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest
import uvicorn
from litestar import Litestar
from sqlalchemy import select

import app as table_of_contents
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from crypto.signatures import KeyPair
from foundation.accounts.sessions import hash_token
from foundation.accounts.tables import Organisation, Person, RoleRow, SessionRow
from foundation.actors import PUBLIC, Actor
from foundation.clock import sql_now
from foundation.database import EmbeddedPostgres, make_clock_movable, move_clock, open_engine, plain_arguments
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.migrate import migrate
from foundation.realtime import Hub
from foundation.schedule import Runner
from foundation.settings import Settings
from foundation.uscc import complete_uscc
from foundation.vault import Vault
from foundation.work import House
from storage.choose import open_store
from tests.market import Market

PLATFORM_SEED = b"\x07" * 32
VAULT_KEY = b"\x05" * 32
VAULT = Vault(VAULT_KEY)
TEMPLATE = "tianping_template"


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """The embedded server of this run; where the wheel is missing, the run fails."""
    folder = Path(tempfile.mkdtemp(prefix="tianping-tests-"))
    server = EmbeddedPostgres(folder / "postgres", TEMPLATE)
    server.tell("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
    yield server
    server.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
async def template(postgres: EmbeddedPostgres) -> str:
    """Name of the database that holds every table and a clock that can be moved."""
    engine = open_engine(postgres.url)
    await migrate(engine)
    await make_clock_movable(engine)
    await engine.dispose()
    return TEMPLATE


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """Address of a database of this test's own, cloned from the template and dropped at the end."""
    admin = await asyncpg.connect(**{**plain_arguments(postgres.url), "database": "postgres"})
    name = f"test_{next(_numbers)}"
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield postgres.url.replace(f"/{TEMPLATE}", f"/{name}")
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


_numbers = iter(range(1, 1_000_000))


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Settings of a server with a data folder of its own."""
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    """A house with a store in memory and counted entropy."""
    engine = open_engine(settings.database_url, pool=8)
    store = open_store("memory:")
    yield House(engine, store, PlatformSigner(PLATFORM_SEED), counted_entropy(b"house"), settings, VAULT)
    await store.close()
    await engine.dispose()


@pytest.fixture
def platform_key() -> bytes:
    """Public key of the platform in every test."""
    return KeyPair.from_seed(PLATFORM_SEED).public


@dataclass
class Clock:
    """The database's clock, which a test may move."""

    house: House
    offset: float = 0.0

    async def now(self) -> datetime:
        """The moment by which deadlines are judged."""
        async with self.house.sessions() as session:
            moment = await session.scalar(select(sql_now()))
        assert isinstance(moment, datetime)
        return moment

    async def forward(self, **span: float) -> None:
        """Let `timedelta(**span)` pass."""
        self.offset += timedelta(**span).total_seconds()
        await move_clock(self.house.engine, self.offset)

    async def to(self, moment: datetime) -> None:
        """Let time pass until the moment (or go back to it)."""
        self.offset += (moment - await self.now()).total_seconds()
        await move_clock(self.house.engine, self.offset)


@pytest.fixture
def clock(house: House) -> Clock:
    """See Clock."""
    return Clock(house)


@pytest.fixture
async def workshop() -> AsyncIterator[Workshop]:
    """Real opening workers, in processes of their own."""
    workshop = Workshop()
    yield workshop
    await workshop.close()


@pytest.fixture
def run_due(house: House, workshop: Workshop) -> Callable[[], Awaitable[int]]:
    """Runs every due timer now, without a runner in the background; answers how many deeds were done."""
    slow = table_of_contents.SLOW_TIMERS
    return Runner(house, table_of_contents.TIMERS | slow | openers(workshop)).run_due


@pytest.fixture
async def hub(settings: Settings) -> AsyncIterator[Hub]:
    """A hub that listens."""
    hub = Hub(settings.database_url)
    await hub.start()
    yield hub
    await hub.stop()


@pytest.fixture
def app(house: House, hub: Hub) -> Litestar:
    """The application, its timers left to `run_due`."""
    return table_of_contents.build_app(house, hub, run_timers=False)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """An HTTP client of the public; `as_` gives headers for staff."""
    door = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=door, base_url="http://127.0.0.1:8080") as client:
        yield client


class _Server(uvicorn.Server):
    """Says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.up.set()

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        """Signals belong to pytest."""
        return contextlib.nullcontext()


@pytest.fixture
async def live_server(app: Litestar) -> AsyncIterator[str]:
    """Address of a real server in a task of this loop, for websockets and streams."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, access_log=False, log_config=None, ws="websockets-sansio", lifespan="on")
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    await server.up.wait()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task
    listener.close()


@dataclass
class Staff:
    """Somebody signed in: `headers` for requests, `actor` for actions."""

    actor: Actor
    organisation: UUID
    headers: dict[str, str]


KIND_OF_ROLE = {"buyer": "buyer", "agency": "agency", "centre_staff": "centre", "supervisor": "supervisor"}
"""What an organisation is whose person has that role; administrators are the operator's."""


class People:
    """Makes organisations and people who are signed in."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._organisations: dict[str, Organisation] = {}
        self._count = 0

    async def organisation(self, name: str, kind: str = "", region: str = "330100") -> Organisation:
        """The organisation of that name, made on first use."""
        if name not in self._organisations:
            async with self._house.work(PUBLIC) as work:
                row = Organisation(
                    name=name,
                    uscc=complete_uscc("91330100", f"{len(self._organisations):08d}"),
                    kind=KIND_OF_ROLE.get(kind or name, "operator"),
                    region_code=region,
                    created_at=await work.now(),
                )
                work.session.add(row)
            self._organisations[name] = row
        return self._organisations[name]

    async def __call__(self, role: str, organisation: str = "") -> Staff:
        """A new person, signed in, in that role for that organisation (by default one named like the role)."""
        body = await self.organisation(organisation or role, kind=role)
        self._count += 1
        token = f"token-of-person-{self._count}"
        async with self._house.work(PUBLIC) as work:
            now = await work.now()
            person = Person(name=f"{role} {self._count}", login=f"p{self._count}", password="-", created_at=now)
            work.session.add(person)
            await work.session.flush()
            held = RoleRow(person_id=person.id, organisation_id=body.id, role=role)
            work.session.add(held)
            await work.session.flush()
            ends = now + timedelta(days=3650)
            work.session.add(
                SessionRow(
                    token_hash=hash_token(token),
                    person_id=person.id,
                    role_id=held.id,
                    created_at=now,
                    seen_at=ends,
                    ends_at=ends,
                )
            )
        actor = Actor(role, person.id, body.id, body.region_code, person.name)
        return Staff(actor, body.id, {"Authorization": f"Bearer {token}"})


@pytest.fixture
def as_(house: House) -> People:
    """`buyer = await as_("buyer", "City Hospital")`."""
    return People(house)


@pytest.fixture
async def market(client: httpx.AsyncClient, as_: People, clock: Clock) -> Market:
    """See tests/market.py."""
    return Market(client, as_, clock)
