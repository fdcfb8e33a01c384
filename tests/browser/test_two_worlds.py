"""Nobody bids, three bid: before the hour no page shows which of the two worlds it is of, and none asks for anything
else (domain.md 9, item 1). The doors are compared in tests/secrecy; here are the pages, as they are drawn.

Seen red: a number of bids on the tender's page; a request that is only made when there is something to show.
"""

import difflib
import re
import socket
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crypto.encoding import parse_timestamp
from foundation.database import EmbeddedPostgres
from foundation.site import read_site
from foundation.web import cookie_name
from tests.browser.pages import PAGES, PUBLIC
from tests.browser.site import built
from tests.browser.town import bare, listen, serving
from tests.browser.visitors import Place, Visitors
from tests.browser.watch import Watch
from tests.market import answer
from tests.secrecy.script import PAUSE, PRICES
from tests.secrecy.world import World, standing_world

RANDOM = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"  # an id
    r"|(?<![0-9a-f])[0-9a-f]{32,}(?![0-9a-f])"  # a digest, a key, a salt
    r"|[0-9a-f]{8}…[0-9a-f]{8}"  # a digest as it is shown
    r"|[0-9a-f]{8}-[0-9a-f]{4}(?![0-9a-f-])"  # the beginning of an id
    r"|(?<=Z-)[0-9a-f]{8}"  # the end of a drill's name: of its key set's digest
    r"|el-id-\d+-\d+|el-popper-container-\d+"  # Element Plus's names of fields
    r"|[0-9A-F]{4}(?:[ -][0-9A-F]{4}){3,}",  # a fingerprint as it is read aloud
)
"""Values of no meaning that differ between any two worlds: replaced by the order of their first appearance."""

ANYBODY = ("/", "/notices?rehearsal=true", "/tenders?rehearsal=true", "/tenders/{lot}", "/hall", "/hall/{lot}")
OF_A_PROJECT = ("/projects", "/projects/{project}", "/projects/{project}/lots/{lot}")
AT_WORK = ("/work", "/wall", "/desk/{lot}", *OF_A_PROJECT, "/tenders/{lot}", "/hall/{lot}")
LOOKS = {PUBLIC: ANYBODY, **dict.fromkeys(("centre_staff", "supervisor", "agency", "buyer"), AT_WORK)}
LOOKS["audit_admin"] = ("/work", "/journal", "/platform")

NEW = {"/projects/*/lots/new"}
"""A form that shows nothing of a lot."""


@dataclass
class Sight:
    """What was seen of a page: its text, and what it asked for."""

    lines: list[str]
    requests: list[str]


@dataclass
class Album:
    """Every page of one world at the last moment."""

    sights: dict[tuple[str, str], Sight] = field(default_factory=dict)

    async def look(self, world: World, place: Place, visitors: Visitors) -> None:
        """Look at every page as everybody, with a browser whose clock stands where the platform's stands."""
        for role, paths in LOOKS.items():
            context = await visitors.fresh(place, role)
            for path in paths:
                watch = Watch(await context.new_page(), place.url)
                await _stop_clock(watch, world.clock.moment)
                await watch.page.goto(place.url + path.format(lot=world.lot, project=world.project))
                await watch.settled()
                self.sights[role, path] = await _seen(watch)
                await watch.page.close()
            await context.close()


async def _stop_clock(watch: Watch, moment: datetime) -> None:
    await watch.page.clock.set_fixed_time(moment)


async def _seen(watch: Watch) -> Sight:
    text = await watch.page.evaluate("() => document.body.innerText + document.body.innerHTML")
    return Sight(
        _veiled(text).replace("><", ">\n<").splitlines(),
        sorted(map(_veiled, watch.requests)),
    )


def _veiled(text: str) -> str:
    seen: dict[str, str] = {}
    return RANDOM.sub(lambda found: seen.setdefault(found[0], f"<{len(seen) + 1}>"), text)


@pytest.fixture(scope="module")
async def albums(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory, visitors: Visitors
) -> list[Album]:
    """The pages of the empty and of the crowded world."""
    albums = []
    with listen() as door:
        for name in ("nobody", "three"):
            folder: Path = tmp_path_factory.mktemp(name)
            async with standing_world(postgres, template, f"pages_{name}", folder) as world:
                albums.append(await _live(world, door.dup(), visitors, crowded=name == "three"))
    return albums


async def _live(world: World, door: socket.socket, visitors: Visitors, *, crowded: bool) -> Album:
    album = Album()
    world.app.state.site = read_site(built())
    world.house.settings = replace(world.house.settings, port=door.getsockname()[1])
    url = world.house.settings.address
    headers = {role: given["Authorization"] for role, given in world.roles.items() if given}
    place = Place(url, cookie_name(world.house.settings), bare(headers))
    async with serving(world.app, door, "off"):
        await _live_through(world, crowded=crowded)
        await album.look(world, place, visitors)
    return album


async def _live_through(world: World, *, crowded: bool) -> None:
    """Three turns and the last moment; in the crowded world three bid, and the third withdraws."""
    for firm, price in zip(world.firms[:3], PRICES[:3], strict=True):
        await world.clock.forward(seconds=PAUSE)
        await world.run_timers()
        if crowded:
            bid = world.market.seal(firm, price)
            await world.market.submit(bid)
    if crowded:
        path = f"/api/lots/{world.lot}/withdrawals"
        answer(await world.client.post(path, json={"signed": bid.withdrawal()}), 200)
    await world.clock.to(parse_timestamp(world.market.tender["deadline"]) - timedelta(milliseconds=1))
    await world.run_timers()


def _difference(one: list[str], other: list[str]) -> list[str]:
    return [line for line in difflib.unified_diff(one, other, n=0, lineterm="") if line[:2] not in ("--", "++", "@@")]


def test_no_page_before_the_hour_shows_whether_anybody_bids(albums: list[Album]) -> None:
    nobody, three = (album.sights for album in albums)
    assert nobody.keys() == three.keys()
    told = {key: _difference(nobody[key].lines, three[key].lines) for key in nobody}
    assert {key: lines[:6] for key, lines in told.items() if lines} == {}


def test_no_page_asks_for_anything_else_when_somebody_bids(albums: list[Album]) -> None:
    nobody, three = (album.sights for album in albums)
    told = {key: _difference(nobody[key].requests, three[key].requests) for key in nobody}
    assert {key: lines for key, lines in told.items() if lines} == {}


def test_every_page_of_a_tender_is_compared() -> None:
    """But for the bidder's and the custodian's own, which say what this very machine holds."""
    compared = {re.sub(r"\{\w+\}", "*", path) for paths in LOOKS.values() for path in paths}
    routes = {re.sub(r":\w+(\([^)]*\))?", "*", route) for route in PAGES}
    of_a_tender = {route for route in routes if route.startswith(("/tenders/", "/hall/", "/desk/", "/projects/*"))}
    assert of_a_tender - NEW <= compared
