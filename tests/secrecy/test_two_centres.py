"""Two centres on one platform: to the staff of another organisation, what is not public is not there.

Seen red: with `need_relation` letting every signed-in role pass, and with `NotAllowed` instead of `NoSuchThing`.
"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from foundation.database import EmbeddedPostgres
from tests.secrecy.diary import Diary
from tests.secrecy.readers import GETS, NOBODY, WRITES, Ask, Reader
from tests.secrecy.world import World, standing_world

STRANGERS = ("other agency", "other buyer", "other centre", "other supervisor")

PUBLIC_ROUTES = {
    "GET /api/lots/{lot:uuid}",
    "GET /api/lots/{lot:uuid}/key-set",
    "GET /api/lots/{lot:uuid}/drills",
    "GET /api/lots/{lot:uuid}/opening",
    "GET /api/lots/{lot:uuid}/opening/events",
    "GET /api/lots/{lot:uuid}/opening/freeze",
    "GET /api/lots/{lot:uuid}/opening/read-out",
    "GET /api/lots/{lot:uuid}/opening/record",
    "GET /api/lots/{lot:uuid}/opening/record.pdf",
    "GET /api/lots/{lot:uuid}/rounds/{number:int}/package/{path:path}",
    "POST /api/lots/{lot:uuid}/key-statements",
    "POST /api/lots/{lot:uuid}/drills",
    "POST /api/lots/{lot:uuid}/bids",
    "POST /api/lots/{lot:uuid}/withdrawals",
    "POST /api/lots/{lot:uuid}/opening/releases",
    "POST /api/lots/{lot:uuid}/opening/identities",
    "POST /api/lots/{lot:uuid}/opening/objections",
    "POST /api/lots/{lot:uuid}/opening/confirmations",
    "POST /api/lots/{lot:uuid}/opening/remedies/{envelope:str}",
    "PUT /api/lots/{lot:uuid}/opening/remedies/{envelope:str}",
    "GET /api/lots/{lot:uuid}/price-opening",
    "GET /api/lots/{lot:uuid}/price-opening/list",
    "GET /api/lots/{lot:uuid}/price-opening/read-out",
    "GET /api/lots/{lot:uuid}/price-opening/record",
    "POST /api/lots/{lot:uuid}/price-opening/objections",
    "POST /api/lots/{lot:uuid}/price-opening/confirmations",
    "GET /api/lots/{lot:uuid}/award",
    "GET /api/lots/{lot:uuid}/award/notice.pdf",
    "POST /api/lots/{lot:uuid}/result-objections",
    "POST /api/lots/{lot:uuid}/result",
    "GET /api/lots/{lot:uuid}/report",
    "GET /api/lots/{lot:uuid}/report.pdf",
    "POST /api/lots/{lot:uuid}/mailbox",
    "POST /api/lots/{lot:uuid}/mailbox/{question:uuid}",
    "GET /api/ocds/releases/{lot:uuid}",
    "GET /api/ocds/records/{lot:uuid}",
    "GET /api/share",
    "GET /api/share/series",
    "GET /api/share/league",
    "GET /api/share/lots",
    "GET /api/share/forecast",
    "GET /api/share/months",
    "GET /api/share.xlsx",
    "GET /api/share.csv",
}
"""Routes that are open to everybody, most of them of a lot: what is signed there tells who acts, not a session."""

LISTS = {
    "GET /api/projects": "projects",
    "GET /api/wall": "openings",
    "GET /api/duties": "duties",
}
"""Lists of one's own things: a stranger's is empty."""


SHARED_ROUTES = {"GET /api/venues/{venue:uuid}", "GET /api/venues/{venue:uuid}/calendar"}
"""The directory is public, and other centres see in a calendar how many seats are busy (tests/venues)."""


def own_routes() -> dict[str, Reader]:
    """Routes of a lot or project that only its own staff may use; a seat's doors know seats only (tests/rooms)."""
    readers = {route: reader for route, reader in (GETS | WRITES).items() if " /api/seat/" not in route}
    named = {route: readers[route] for route in readers if "{lot:uuid}" in route or "{project:uuid}" in route}
    return {route: reader for route, reader in named.items() if route not in PUBLIC_ROUTES}


def venue_routes() -> dict[str, Reader]:
    """Routes of a venue that only its own staff may use; other roles are told that they are none, wherever they ask."""
    readers = GETS | WRITES
    return {route: readers[route] for route in readers if "{venue:uuid}" in route and route not in SHARED_ROUTES}


def elsewhere(world: World, reader: Reader) -> Reader:
    """The same questions about a lot and a project that do not exist."""

    def asks(_: World) -> list[Ask]:
        told = []
        for ask in reader(world):
            path = ask.path.replace(world.lot, NOBODY).replace(world.project, NOBODY)
            path = path.replace(world.venue, NOBODY)
            told.append(Ask(path, ask.json, ask.content, ask.headers, ask.role))
        return told

    return asks


@pytest.fixture(scope="module")
async def diary(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Diary]:
    """What strangers are told of the lot, and of none."""
    async with standing_world(postgres, template, "world_centres", tmp_path_factory.mktemp("centres")) as world:
        diary = Diary()
        here = own_routes()
        await diary.read(world, "here", here, STRANGERS)
        await diary.read(world, "nowhere", {route: elsewhere(world, one) for route, one in here.items()}, STRANGERS)
        those = venue_routes()
        await diary.read(world, "here", those, ("other centre",))
        await diary.read(
            world, "nowhere", {route: elsewhere(world, one) for route, one in those.items()}, ("other centre",)
        )
        await diary.read(world, "lists", {route: GETS[route] for route in LISTS}, STRANGERS)
        everywhere = {route: GETS[route] for route in PUBLIC_ROUTES if route in GETS}
        await diary.read(world, "public", everywhere, ("public", *STRANGERS))
        yield diary


def test_to_strangers_another_centres_lot_is_no_such_lot(diary: Diary) -> None:
    faults = []
    for key, told in diary.told.items():
        if key[0] == "here" and (told.status, told.body["type"]) != (404, "urn:tianping:problem:no-such-thing"):
            faults.append((key[1:], told.status, told.body.get("type")))
    assert faults == [], "\n".join(str(one) for one in faults)


def test_strangers_cannot_tell_another_centres_lot_from_none(diary: Diary) -> None:
    for key, told in diary.told.items():
        if key[0] == "here":
            nowhere = diary.told[("nowhere", *key[1:])]
            assert (told.status, told.headers, told.body) == (nowhere.status, nowhere.headers, nowhere.body), key


def test_lists_of_ones_own_are_empty_for_strangers(diary: Diary) -> None:
    for key, told in diary.told.items():
        if key[0] == "lists":
            assert told.body[LISTS[key[2]]] == [], key


def test_what_is_public_is_the_same_for_strangers_and_for_nobody(diary: Diary) -> None:
    def answer(role: str, key: Any) -> Any:
        told = diary.told[("public", role, *key[2:])]
        return told.status, told.headers, told.body

    for key in diary.told:
        if key[0] == "public":
            assert answer(key[1], key) == answer("public", key), key
