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
    page = (await client.get("/api/lots?rehearsal=1&limit=1&region=420000&class=works&q=教学&state=BIDDING")).json()
    assert [line["lot"] for line in page["lots"]] == [market.lot] and page["next"]
    following = await client.get("/api/lots", params={"rehearsal": "1", "after": page["next"]})
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


@pytest.mark.parametrize("query", ["after=-1", "after=9007199254740992", "limit=0", "limit=501", "region=abcdef"])
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
