"""THE TABLE OF CONTENTS. Puts the house together; read this first.

A tender's life runs down the list of stages: each exports its ROUTES (doors) and TIMERS (what happens when a moment
comes). `foundation/` holds what they stand on, `storage/` the sealed bytes, `crypto/` the mathematics.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from litestar.datastructures import State
from litestar.openapi import OpenAPIConfig
from litestar.types import ControllerRouterHandler

import bidding.awards.routes
import bidding.bids.routes
import bidding.companies.routes
import bidding.custodians.routes
import bidding.documents.routes
import bidding.duties.routes
import bidding.notices.routes
import bidding.opening.live
import bidding.opening.routes
import bidding.projects.routes
import bidding.tenders.routes
import evaluation_rooms.draws.routes
import evaluation_rooms.experts.routes
import evaluation_rooms.leads.routes
import evaluation_rooms.publication.routes
import evaluation_rooms.reports.routes
import evaluation_rooms.rooms.routes
import evaluation_rooms.scoring.routes
import evaluation_rooms.statistics.routes
import evaluation_rooms.venues.routes
import foundation.accounts.routes
import foundation.ledger.routes
import foundation.post
import foundation.routes
from bidding.awards.actions import TIMERS as AWARD_TIMERS
from bidding.bids.actions import TIMERS as BID_TIMERS
from bidding.bids.actions.uploads import start_sweeping
from bidding.custodians.actions import TIMERS as CUSTODIAN_TIMERS
from bidding.documents.actions import TIMERS as DOCUMENT_TIMERS
from bidding.opening.actions import TIMERS as OPENING_TIMERS
from bidding.opening.actions.fillers import start_revealing
from bidding.opening.actions.open import openers
from bidding.opening.workshop import Workshop
from evaluation_rooms.draws.actions import CARRIER_TIMERS
from evaluation_rooms.draws.actions import SLOW_TIMERS as SLOW_DRAW_TIMERS
from evaluation_rooms.draws.actions import TIMERS as DRAW_TIMERS
from evaluation_rooms.experts.actions import SLOW_TIMERS as SLOW_EXPERT_TIMERS
from evaluation_rooms.experts.actions import TIMERS as EXPERT_TIMERS
from evaluation_rooms.leads.actions import SLOW_TIMERS as SLOW_LEAD_TIMERS
from evaluation_rooms.reports.actions import TIMERS as REPORT_TIMERS
from evaluation_rooms.rooms.actions import TIMERS as ROOM_TIMERS
from evaluation_rooms.scoring.actions import TIMERS as SCORING_TIMERS
from evaluation_rooms.statistics.actions import TIMERS as STATISTICS_TIMERS
from evaluation_rooms.venues.actions import TIMERS as VENUE_TIMERS
from foundation import web
from foundation.database import Base, EmbeddedPostgres, open_engine
from foundation.entropy import system_entropy
from foundation.ledger.actions import TIMERS as LEDGER_TIMERS
from foundation.ledger.actions import publish_platform_key, start_ticking
from foundation.ledger.signer import PlatformSigner
from foundation.realtime import Hub
from foundation.schedule import Handler, Runner
from foundation.serve import serve as run_server
from foundation.serve import with_address
from foundation.settings import Settings
from foundation.site import NO_SITE, Site, read_site, site_folder
from foundation.site_release import publish_release
from foundation.vault import Vault
from foundation.web_openapi import DescribedDoors, operation_name
from foundation.work import House, Work
from storage.choose import open_store

DOORS = [
    *foundation.routes.ROUTES,
    *foundation.accounts.routes.ROUTES,
    *foundation.ledger.routes.ROUTES,
    *bidding.projects.routes.ROUTES,
    *bidding.companies.routes.ROUTES,
    *bidding.notices.routes.ROUTES,
    *bidding.tenders.routes.ROUTES,
    *bidding.custodians.routes.ROUTES,
    *bidding.documents.routes.ROUTES,
    *bidding.bids.routes.ROUTES,
    *bidding.opening.routes.ROUTES,
    *bidding.opening.live.ROUTES,
    *bidding.awards.routes.ROUTES,
    *bidding.duties.routes.ROUTES,
    *evaluation_rooms.experts.routes.ROUTES,
    *evaluation_rooms.venues.routes.ROUTES,
    *evaluation_rooms.draws.routes.ROUTES,
    *evaluation_rooms.rooms.routes.ROUTES,
    *evaluation_rooms.scoring.routes.ROUTES,
    *evaluation_rooms.leads.routes.ROUTES,
    *evaluation_rooms.reports.routes.ROUTES,
    *evaluation_rooms.statistics.routes.ROUTES,
    *evaluation_rooms.publication.routes.ROUTES,
]

TIMERS: dict[str, Handler] = {
    **LEDGER_TIMERS,
    **CUSTODIAN_TIMERS,
    **DOCUMENT_TIMERS,
    **BID_TIMERS,
    **OPENING_TIMERS,
    **EXPERT_TIMERS,
    **VENUE_TIMERS,
    **DRAW_TIMERS,
    **ROOM_TIMERS,
    **SCORING_TIMERS,
    **REPORT_TIMERS,
    **AWARD_TIMERS,
    **STATISTICS_TIMERS,
}

SLOW_TIMERS: dict[str, Handler] = {
    **SLOW_EXPERT_TIMERS,
    **SLOW_DRAW_TIMERS,
    **SLOW_LEAD_TIMERS,
}
"""Deeds that may take half a minute; they have a runner of their own, so that no deadline waits for them."""

TABLES = Base.metadata
"""Every table of the house: importing the doors and the outbox above has made them all known."""

OPENAPI = OpenAPIConfig(
    "Tianping 天平",
    "1",
    path="/schema",
    render_plugins=[DescribedDoors()],
    use_handler_docstrings=True,
    operation_id_creator=operation_name,
)

OUTBOX = foundation.post.LetterRow


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
        vault=Vault.from_file(Path(settings.vault_key_file or data / "vault.key"), system_entropy),
    )
    return house, embedded


def build_app(
    house: House,
    hub: Hub,
    site: Site = NO_SITE,
    *,
    run_timers: bool = True,
    more_doors: Sequence[ControllerRouterHandler] = (),
) -> Litestar:
    """The web application of this house and its pages; with `run_timers` it also runs what is due.

    `more_doors` stand beside those of the house: what only a demonstration shows.
    """
    workshop = Workshop(house.settings.worker_user)
    runners = [Runner(house, TIMERS), Runner(house, SLOW_TIMERS), Runner(house, CARRIER_TIMERS)]
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
        route_handlers=[*DOORS, *more_doors],
        dependencies=web.DEPENDENCIES,
        request_class=web.DoorRequest,
        exception_handlers={Exception: web.tell_refusal, 500: web.tell_refusal},
        middleware=[web.Stopwatch()],
        before_send=[web.finish_answer],
        lifespan=[alive],
        state=State({"house": house, "hub": hub, "site": site}),
        openapi_config=web.refusing_unknown(OPENAPI),
        request_max_body_size=web.BODY_LIMIT,
        logging_config=None,
    )


async def begin(work: Work, site: Site = NO_SITE) -> None:
    """What a server makes sure of when it starts; any number of servers may."""
    await publish_platform_key(work)
    await publish_release(work, site)
    await start_ticking(work)
    await start_sweeping(work)
    await start_revealing(work)


async def open_site(settings: Settings) -> Site:
    """The built pages, read in a thread."""
    return await asyncio.to_thread(read_site, site_folder(settings.site_dir))


async def serve(settings: Settings, tell: Callable[[str], None] = print) -> None:
    """Run a whole server process until it is told to stop."""
    site = await open_site(settings)

    def build(house: House) -> Litestar:
        return build_app(house, Hub(house.settings.database_url), site, run_timers=settings.run_timers)

    await run_server(settings, create_house, build, lambda work: begin(work, site), tell)
