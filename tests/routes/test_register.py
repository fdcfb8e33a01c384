"""Public doors of tenders and the press: pages without a login, bounds on everything."""

from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from crypto.encoding import canonical, timestamp
from tests.conftest import Clock
from tests.market import Market

ATOM = "{http://www.w3.org/2005/Atom}"


async def test_the_page_holds_everything_a_sealer_needs(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    page = (await client.get(f"/api/lots/{market.lot}")).json()
    assert page["tender"]["body"]["key_set"] and page["key_set"]["body"]["t"] == 3
    assert len(page["statements"]) == 5 and page["documents"]["body"]["version"] == 1
    assert page["deadlines"][0]["deadline"] == page["deadline"] and page["now"] < page["deadline"]
    assert page["offer_form"][0]["title"] == {"zh": "投标报价", "en": "Price"}
    canonical(page)
    again = (await client.get(f"/api/lots/{market.lot}?round=1")).json()
    assert {**again, "now": ""} == {**page, "now": ""}


async def test_nobody_s_token_changes_a_public_page(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    for headers in ({}, market.agency.headers, {"Authorization": "Bearer nonsense"}):
        told = await client.get(f"/api/lots/{market.lot}", headers=headers)
        assert told.status_code == 404 and "set-cookie" not in told.headers


async def test_the_register_through_the_door(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    assert (await client.get("/api/lots")).json() == {"lots": [], "next": None}
    narrow = "region=420000&class=works&q=教学&state=BIDDING&remote=true&order=deadline"
    page = (await client.get(f"/api/lots?rehearsal=1&limit=1&{narrow}")).json()
    assert [line["lot"] for line in page["lots"]] == [market.lot] and page["next"]
    following = await client.get("/api/lots", params={"rehearsal": "1", "order": "deadline", "after": page["next"]})
    assert following.json() == {"lots": [], "next": None}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=201",
        "limit=99999999999999999999",
        "limit=x",
        "state=KING",
        "region=1",
        "region=x%25",
        "after=abc",
        "rehearsal=maybe",
        "remote=perhaps",
        "order=price",
        "q=" + "x" * 101,
    ],
)
async def test_a_query_out_of_bounds_is_refused_in_both_languages(client: httpx.AsyncClient, query: str) -> None:
    told = await client.get(f"/api/lots?{query}")
    assert told.status_code == 400 and told.json()["rule"] == "D-FORM" and told.json()["title_zh"]


@pytest.mark.parametrize("path", ["round=0", "round=99999999999", "round=x"])
async def test_a_round_is_a_small_number(market: Market, client: httpx.AsyncClient, path: str) -> None:
    await market.open_for_bids()
    assert (await client.get(f"/api/lots/{market.lot}?{path}")).status_code == 400
    assert (await client.get(f"/api/lots/{market.lot}?round=2")).status_code == 404


async def test_the_feeds_tell_of_a_tender_once(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    assert (await client.get("/api/notices")).json() == {"notices": [], "next": 0}
    [notice] = (await client.get("/api/notices?rehearsal=1")).json()["notices"]
    assert (notice["number"], notice["kind"], notice["lot"]) == (1, "tender", market.lot)
    assert "投标截止时间" in notice["body"]["text"]["zh"] and notice["title"]["en"]
    after = (await client.get("/api/notices?rehearsal=1&after=1")).json()
    assert after == {"notices": [], "next": 1}
    told = await client.get("/api/notices.atom?rehearsal=1")
    feed = ElementTree.fromstring(told.content)  # noqa: S314 - our own
    assert told.headers["content-type"].startswith("application/atom+xml")
    assert [entry.findtext(ATOM + "title") for entry in feed.iter(ATOM + "entry")] == ["一标段招标公告"]
    assert feed.findtext(ATOM + "updated") == notice["at"]
    empty = ElementTree.fromstring((await client.get("/api/notices.atom")).content)  # noqa: S314 - our own
    assert empty.findtext(ATOM + "updated") and not list(empty.iter(ATOM + "entry"))


NARROWED = [
    ("region=422800", True),
    ("region=420500", False),
    ("class=works", True),
    ("class=goods", False),
    ("kind=tender", True),
    ("kind=failed", False),
    ("remote=true", True),
    ("remote=false", False),
    ("q=云顶坪小学", True),
    ("q=教学综合楼", True),
    ("q=E42280", True),
    ("q=一标段", True),
    ("q=隧道", False),
    ("region=422800&class=works&kind=tender&remote=true&q=招标", True),
]


@pytest.mark.parametrize(("query", "found"), NARROWED)
async def test_both_feeds_are_narrowed_by_a_plain_query(
    market: Market, client: httpx.AsyncClient, query: str, found: bool
) -> None:
    await market.open_for_bids()
    for order in ("oldest", "newest"):
        told = (await client.get(f"/api/notices?rehearsal=true&order={order}&{query}")).json()
        assert bool(told["notices"]) is found, order
    feed = ElementTree.fromstring((await client.get(f"/api/notices.atom?rehearsal=true&{query}")).content)  # noqa: S314
    assert bool(list(feed.iter(ATOM + "entry"))) is found


async def test_every_filter_makes_a_feed_of_its_own(client: httpx.AsyncClient) -> None:
    async def own(query: str) -> tuple[str | None, str]:
        feed = ElementTree.fromstring((await client.get(f"/api/notices.atom{query}")).content)  # noqa: S314
        link = feed.find(ATOM + "link")
        assert link is not None
        return feed.findtext(ATOM + "id"), link.attrib["href"]

    base = "http://127.0.0.1:8080/api/notices.atom"
    assert await own("") == (base, base)
    narrowed = f"{base}?region=420500&class=works&remote=false&q=%E6%A1%A5"
    assert await own("?q=桥&remote=0&class=works&region=420500&limit=5") == (narrowed, narrowed)


async def test_newest_first_is_followed_until_nothing_is_older(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    for minutes in (20, 30):
        told = {"deadline": timestamp(await market.clock.now() + timedelta(minutes=minutes)), "reason": "顺延"}
        await client.post(f"/api/lots/{market.lot}/extensions", json=told, headers=market.agency.headers)
    base = "/api/notices?rehearsal=true&order=newest&limit=2"
    first = (await client.get(base)).json()
    rest = (await client.get(f"{base}&before={first['next']}")).json()
    assert [[one["number"] for one in each["notices"]] for each in (first, rest)] == [[3, 2], [1]]
    assert rest["next"] == 0


@pytest.mark.parametrize(
    "query",
    [
        "before=0",
        "order=random",
        "kind=rumour",
        "remote=x",
        "q=" + "x" * 101,
        "after=-1",
        "after=9007199254740992",
        "limit=0",
        "limit=501",
        "region=abcdef",
    ],
)
async def test_feeds_have_bounds(client: httpx.AsyncClient, query: str) -> None:
    told = await client.get(f"/api/notices?{query}")
    assert told.status_code == 400 and told.json()["rule"] == "D-FORM"


async def test_extension_through_the_door_is_in_the_page_and_in_the_feed(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await market.open_for_bids()
    new = timestamp(await clock.now() + timedelta(hours=1))
    told = {"deadline": new, "reason": "澄清后顺延"}
    path = f"/api/lots/{market.lot}/extensions"
    assert (await client.post(path, json=told)).status_code == 401
    made = await client.post(path, json=told, headers=market.agency.headers)
    assert made.status_code == 201 and made.json()["body"]["deadline"] == new
    page = await market.look()
    assert page["deadline"] == new and [row["reason"] for row in page["deadlines"]] == ["", "澄清后顺延"]
    notices = (await client.get("/api/notices?rehearsal=1")).json()["notices"]
    assert [notice["kind"] for notice in notices] == ["tender", "extension"]


BAD_BODIES: list[Any] = [
    {"deadline": "yesterday", "reason": "x"},
    {"deadline": "2026-03-02T01:00:00", "reason": "x"},
    {"deadline": "0001-01-01T00:00:00+08:00", "reason": "x"},
    {"deadline": 5, "reason": "x"},
    {"deadline": "2026-12-01T01:00:00Z", "reason": ""},
    {"deadline": "2026-12-01T01:00:00Z", "reason": "a\u0000b"},
    {"deadline": "2026-12-01T01:00:00Z", "reason": "x", "more": 1},
    [],
]


@pytest.mark.parametrize("body", BAD_BODIES)
async def test_a_body_out_of_shape_is_refused(market: Market, client: httpx.AsyncClient, body: Any) -> None:
    await market.open_for_bids()
    told = await client.post(f"/api/lots/{market.lot}/extensions", json=body, headers=market.agency.headers)
    assert told.status_code == 400, told.text
    assert told.json()["rule"] == "D-FORM"


async def test_only_the_own_projects_are_shown(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    listed = (await client.get("/api/projects", headers=market.agency.headers)).json()["projects"]
    place = f"/api/projects/{listed[0]['id']}"
    shown = (await client.get(place, headers=market.buyer.headers)).json()
    assert shown["lots"][0]["round"]["state"] == "BIDDING" and shown["organisations"]["buyer"]["name"] == "云顶坪小学"
    assert shown["trace"]["statutory"]["answer"] is True
    stranger = await market.as_("agency", "另一家代理")
    assert (await client.get(place, headers=stranger.headers)).status_code == 404
    assert (await client.get(place)).status_code == 401
    assert (await client.get("/api/projects", headers=stranger.headers)).json()["projects"] == []
