"""A town for the pages: one platform over loopback, with people of every role and a lot in every state.

It is built once for a whole run of pages that only look. Everything goes through the doors; time is moved by hand.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import asyncpg
import httpx
import uvicorn
from litestar import Litestar

import app as table_of_contents
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from foundation.actors import PUBLIC
from foundation.database import EmbeddedPostgres, open_engine, plain_arguments
from foundation.entropy import counted_entropy
from foundation.ledger.signer import PlatformSigner
from foundation.realtime import Hub
from foundation.schedule import Runner
from foundation.settings import Settings
from foundation.site import read_site
from foundation.web import cookie_name
from foundation.work import House
from storage.choose import open_store
from tests.browser.site import built
from tests.browser.visitors import Place
from tests.conftest import PLATFORM_SEED, VAULT, Clock, People, Staff
from tests.market import Firm, Keeper, Market, SealedBid, answer

STAFF = {
    "system_admin": "平台运营单位",
    "security_admin": "平台运营单位",
    "audit_admin": "平台运营单位",
    "supervisor": "恩施州公共资源交易监督管理局",
}
"""Beside the market's own agency, buyer and centre: who else is signed in, of which organisation."""


def bare(headers: dict[str, str]) -> dict[str, str]:
    """The tokens of `Bearer` headers."""
    return {role: header.removeprefix("Bearer ") for role, header in headers.items()}


@dataclass
class Town:
    """A platform that answers at `url`, and what stands in it."""

    url: str
    house: House
    clock: Clock
    market: Market
    run_due: Callable[[], Awaitable[int]]
    staff: dict[str, Staff] = field(default_factory=dict)
    lots: dict[str, str] = field(default_factory=dict)
    projects: dict[str, str] = field(default_factory=dict)
    firms: list[Firm] = field(default_factory=list)
    bids: list[SealedBid] = field(default_factory=list)

    @property
    def place(self) -> Place:
        """For those who look at it."""
        tokens = {role: person.headers["Authorization"] for role, person in self.staff.items()}
        return Place(self.url, cookie_name(self.house.settings), bare(tokens))

    async def people(self) -> None:
        """Somebody of every role."""
        market = self.market
        await market.set_up()
        self.staff = {"agency": market.agency, "buyer": market.buyer, "centre_staff": market.centre}
        for role, organisation in STAFF.items():
            await market.as_.organisation(organisation, kind=role, region="422800")
            self.staff[role] = await market.as_(role, organisation)

    async def lot(self, name: str, bids: int = 0, **span: float) -> None:
        """A published lot (deadline ten minutes ahead unless told) with so many bids, known by that name."""
        await self.market.draft_lot()
        self.lots[name] = self.market.lot
        await self.market.agree_on_keys()
        await self.market.publish(**span)
        self.bids = [await self.market.bid(f"{26_000_000 + 1000 * number}.00") for number in range(bids)]

    async def proposed_lot(self) -> str:
        """A draft whose custodians are proposed, and have not signed."""
        market = self.market
        await market.draft_lot()
        told = {"bodies": [keeper.id for keeper in market.keepers], "threshold": 3}
        path = f"/api/lots/{market.lot}/key-set"
        answer(await market.client.put(path, json=told, headers=market.agency.headers))
        return market.lot

    async def sign_for(self, *keepers: Keeper) -> None:
        """These custodians sign what is proposed for the lot, by their command."""
        market = self.market
        shown = answer(await market.client.get(f"/api/lots/{market.lot}/key-set"))
        for keeper in keepers:
            statement = market._statement(shown, keeper)
            answer(await market.client.post(f"/api/lots/{market.lot}/key-statements", json=statement))

    async def hour(self) -> None:
        """The deadline of ten minutes passes and the list is frozen."""
        await self.clock.forward(minutes=11)
        await self.run_due()

    async def every_state(self) -> None:
        """Lots opened, failed, read out, waiting for custodians, open for bids, and a draft; it ends now."""
        await self.people()
        await self.lot("opened", bids=3)
        await self.hour()
        await self.market.pass_steps(self.run_due)
        await self.market.close(self.run_due)
        await self.lot("failed", bids=2)
        await self.hour()
        await self.lot("read out", bids=3)
        await self.hour()
        await self.market.pass_steps(self.run_due)
        await self.lot("waiting", bids=3)
        await self.hour()
        await self.lot("bidding", days=20)
        await self.market.draft_lot()
        self.lots["draft"] = self.market.lot
        await self._find_projects()
        await self.clock.forward(seconds=-self.clock.offset)

    async def _find_projects(self) -> None:
        """The project that each lot is part of."""
        client, headers = self.market.client, self.market.agency.headers
        for one in answer(await client.get("/api/projects", headers=headers))["projects"]:
            told = str(answer(await client.get(f"/api/projects/{one['id']}", headers=headers)))
            self.projects |= {name: one["id"] for name, lot in self.lots.items() if lot in told}


@asynccontextmanager
async def own_database(postgres: EmbeddedPostgres, template: str, name: str) -> AsyncIterator[str]:
    """The address of a copy of the template, thrown away at the end."""
    admin = await asyncpg.connect(**{**plain_arguments(postgres.url), "database": "postgres"})
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield postgres.url.replace(f"/{template}", f"/{name}")
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


def listen() -> socket.socket:
    """A listening socket on a port of its own."""
    return socket.create_server(("127.0.0.1", 0), backlog=256)


@asynccontextmanager
async def open_town(url: str, folder: Path, behind: timedelta, *, alive: bool = False) -> AsyncIterator[Town]:
    """A platform in this very process, on that database, with nobody in it yet; `alive`: its timers run, too.

    Its clock begins that far `behind`: a log that has begun bears no clock that goes back.
    """
    with listen() as door:
        port = door.getsockname()[1]
        settings = Settings(data_dir=folder, database_url=url, port=port)
        house = House(
            open_engine(url, pool=8),
            open_store("memory:"),
            PlatformSigner(PLATFORM_SEED),
            counted_entropy(b"house"),
            settings,
            VAULT,
        )
        clock = Clock(house)
        await clock.forward(seconds=-behind.total_seconds())
        hub, workshop = Hub(url), Workshop()
        site = read_site(built())
        app = table_of_contents.build_app(house, hub, site, run_timers=alive)
        run_due = Runner(house, table_of_contents.TIMERS | openers(workshop)).run_due
        try:
            async with serving(app, door), httpx.AsyncClient(base_url=settings.address, timeout=60) as client:
                async with house.work(PUBLIC) as work:
                    await table_of_contents.begin(work, site)
                yield Town(settings.address, house, clock, Market(client, People(house), clock), run_due)
        finally:
            await workshop.close()
            await house.store.close()
            await house.engine.dispose()


class _Server(uvicorn.Server):
    """Leaves signals to pytest."""

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


@asynccontextmanager
async def serving(app: Litestar, door: socket.socket, lifespan: Literal["on", "off"] = "on") -> AsyncIterator[None]:
    """The application answers at this door; `off` where its hub and workers are run by somebody else."""
    config = uvicorn.Config(app, access_log=False, log_config=None, ws="websockets-sansio", lifespan=lifespan)  # type: ignore[arg-type]
    server: Any = _Server(config)
    task = asyncio.create_task(server.serve([door]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    yield
    server.should_exit = True
    await task
