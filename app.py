"""THE TABLE OF CONTENTS. Puts the house together; read this first.

A tender's life runs down the list of stages: each exports its ROUTES (doors) and TIMERS (what happens when a moment
comes). `foundation/` holds what they stand on, `storage/` the sealed bytes, `crypto/` the mathematics.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from bidding.bids.actions.uploads import start_sweeping
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from foundation import post, web  # noqa: F401 - post holds a table
from foundation.database import EmbeddedPostgres, open_engine
from foundation.entropy import system_entropy
from foundation.ledger.actions import publish_platform_key, start_ticking
from foundation.ledger.signer import PlatformSigner
from foundation.realtime import Hub
from foundation.schedule import Handler, Runner
from foundation.serve import serve as run_server
from foundation.serve import with_address
from foundation.settings import Settings
from foundation.work import House, Work
from storage.choose import open_store

STAGES = (
    "foundation",
    "foundation.accounts",
    "foundation.ledger",
    "bidding.projects",
    "bidding.custodians",
    "bidding.companies",
    "bidding.notices",
    "bidding.tenders",
    "bidding.documents",
    "bidding.bids",
    "bidding.opening",
    "evaluation_rooms.publication",
)


def _modules(*names: str) -> Iterator[Any]:
    for stage in STAGES:
        for name in names:
            if find_spec(f"{stage}.{name}"):
                try:
                    yield import_module(f"{stage}.{name}")
                except ImportError as missing:  # only until every stage has landed
                    print(f"NOT YET: {stage}.{name}: {missing}", file=sys.stderr)


def routes() -> list[Any]:
    """Every door of the house."""
    return [route for module in _modules("routes", "live") for route in getattr(module, "ROUTES", [])]


def timers() -> dict[str, Handler]:
    """Every deed that a moment brings about, by name."""
    found: dict[str, Handler] = {}
    for module in _modules("actions", "routes", "timers", "freeze"):
        found |= getattr(module, "TIMERS", {})
    return found


def tables() -> None:
    """Make every table known to the metadata."""
    list(_modules("tables"))


def create_house(settings: Settings) -> tuple[House, EmbeddedPostgres | None]:
    """What a process has; the second is the embedded database when no address was given."""
    data = settings.data_dir.resolve()
    embedded = None if settings.database_url else EmbeddedPostgres(data / "postgres")
    settings = with_address(settings, embedded)
    house = House(
        engine=open_engine(settings.database_url),
        store=open_store(settings.object_store or f"file://{data / 'objects'}"),
        signer=PlatformSigner.from_file(Path(settings.signing_key_file or data / "platform.key"), system_entropy),
        entropy=system_entropy,
        settings=settings,
    )
    return house, embedded


async def begin(work: Work) -> None:
    """What a server makes sure of when it starts; any number of servers may."""
    await publish_platform_key(work)
    await start_ticking(work)
    await start_sweeping(work)


async def serve(settings: Settings, tell: Callable[[str], None] = print) -> None:
    """Run a whole server process until it is told to stop."""

    def build(house: House) -> Litestar:
        return build_app(house, Hub(house.settings.database_url), run_timers=settings.run_timers)

    await run_server(settings, create_house, build, begin, tell)


def build_app(house: House, hub: Hub, *, run_timers: bool = True) -> Litestar:
    """The web application of this house; with `run_timers` it also runs what is due."""
    workshop = Workshop(house.settings.worker_user)
    runners = [Runner(house, timers())]
    # Envelopes have runners of their own: a long bid of one lot must not delay the freeze of another.
    runners += [Runner(house, openers(workshop)) for _ in range(house.settings.opening_workers)]

    @asynccontextmanager
    async def alive(_: Litestar) -> AsyncIterator[None]:
        await hub.start()
        for runner in runners if run_timers else []:
            await runner.start()
        try:
            yield
        finally:
            await asyncio.gather(*(runner.stop() for runner in runners))
            await workshop.close()
            await hub.stop()

    return Litestar(
        route_handlers=routes(),
        dependencies=web.DEPENDENCIES,
        exception_handlers={Exception: web.tell_refusal, 500: web.tell_refusal},
        middleware=[web.Stopwatch()],
        before_send=[web.finish_answer],
        lifespan=[alive],
        state=State({"house": house, "hub": hub}),
        openapi_config=OpenAPIConfig("Tianping 天平", "1", path="/schema", render_plugins=[JsonRenderPlugin()]),
        request_max_body_size=web.BODY_LIMIT,
        logging_config=None,
    )
