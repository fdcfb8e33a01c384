"""The open download through the door: streamed, resumable, and nothing kept of who asked."""

import logging
from collections.abc import AsyncIterator
from hashlib import sha256
from urllib.parse import quote

import httpx
import pytest

from crypto.encoding import unhex
from foundation.work import House
from tests.market import PDF, Market

NAME = "招标文件.pdf"
PLACE = f"/files/{sha256(PDF).hexdigest()}/{quote(NAME)}"


async def test_anyone_downloads_a_published_file(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    [file] = market.tender["files"]
    assert file["url"] == PLACE
    got = await client.get(PLACE)
    assert (got.status_code, got.content) == (200, PDF)
    assert got.headers["content-length"] == str(len(PDF))
    assert got.headers["content-type"] == "application/pdf"
    assert got.headers["etag"] == f'"{file["sha256"]}"'
    assert "set-cookie" not in got.headers


async def test_parts_conditions_and_head(market: Market, client: httpx.AsyncClient) -> None:
    await market.open_for_bids()
    part = await client.get(PLACE, headers={"Range": "bytes=4-8"})
    assert (part.status_code, part.content) == (206, PDF[4:9])
    assert part.headers["content-range"] == f"bytes 4-8/{len(PDF)}"
    end = await client.get(PLACE, headers={"Range": "bytes=-5"})
    assert (end.status_code, end.content) == (206, PDF[-5:])
    beyond = await client.get(PLACE, headers={"Range": "bytes=9999-"})
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert beyond.headers["content-range"] == f"bytes */{len(PDF)}"
    stale = await client.get(PLACE, headers={"Range": "bytes=4-8", "If-Range": '"old"'})
    assert (stale.status_code, stale.content) == (200, PDF)
    several = await client.get(PLACE, headers={"Range": "bytes=0-1,3-4"})
    assert (several.status_code, several.content) == (200, PDF)
    same = await client.get(PLACE, headers={"If-None-Match": part.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    head = await client.head(PLACE)
    assert (head.status_code, head.content) == (200, b"")
    assert (
        head.headers["content-length"] == str(len(PDF)) and head.headers["repr-digest"] == part.headers["repr-digest"]
    )


async def test_the_same_over_a_real_server(market: Market, live_server: str) -> None:
    await market.open_for_bids()
    async with httpx.AsyncClient(base_url=live_server) as outside:
        for method in ("GET", "HEAD"):
            got = await outside.request(method, PLACE)
            assert got.headers["content-length"] == str(len(PDF))
            assert got.content == (PDF if method == "GET" else b"")
        part = await outside.get(PLACE, headers={"Range": "bytes=2-"})
        assert (part.status_code, part.content) == (206, PDF[2:])
        assert (await outside.get(PLACE, headers={"Range": "bytes=9999-"})).status_code == 416
        assert (await outside.get(PLACE, headers={"If-None-Match": "*"})).status_code == 304


async def test_an_empty_file_is_a_file(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    headers = market.agency.headers
    await client.post(f"/api/lots/{market.lot}/documents/reopen", headers=headers)
    put = await client.put(f"/api/lots/{market.lot}/documents/leer.txt", content=b"", headers=headers)
    assert put.status_code == 200 and put.json()["length"] == 0
    await client.post(f"/api/lots/{market.lot}/documents/settle", headers=headers)
    await market.agree_on_keys()
    await market.publish()
    place = f"/files/{sha256(b'').hexdigest()}/leer.txt"
    whole = await client.get(place)
    assert (whole.status_code, whole.content, whole.headers["content-length"]) == (200, b"", "0")
    assert (await client.get(place, headers={"Range": "bytes=0-"})).status_code == 416
    assert (await client.get(place, headers={"Range": "bytes=-5"})).status_code == 200
    assert (await client.head(place)).headers["content-length"] == "0"


async def test_a_draft_is_not_there(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    assert (await client.get(PLACE)).status_code == 404
    assert (await client.get(PLACE, headers=market.agency.headers)).status_code == 404
    own = f"/api/lots/{market.lot}/documents/{quote(NAME)}"
    assert (await client.get(own)).status_code == 401
    seen = await client.get(own, headers=market.agency.headers)
    assert seen.content == PDF and "no-store" in seen.headers["cache-control"]


@pytest.mark.parametrize(
    "place",
    [
        f"/files/{'0' * 64}/{quote(NAME)}",
        f"/files/{sha256(PDF).hexdigest()}/other.pdf",
        f"/files/{sha256(PDF).hexdigest().upper()}/{quote(NAME)}",
        f"/files/nonsense/{quote(NAME)}",
    ],
)
async def test_another_name_or_digest_is_not_there(market: Market, client: httpx.AsyncClient, place: str) -> None:
    await market.open_for_bids()
    told = await client.get(place)
    assert told.status_code == 404 and told.json()["rule"] == "D-ACCESS"


async def test_nothing_is_logged_of_a_download(
    market: Market, client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    await market.open_for_bids()
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        await client.get(PLACE)
        await client.get(PLACE, headers={"Range": "bytes=0-1"})
        await client.get(f"/files/{'0' * 64}/x")
    said = [record.getMessage() for record in caplog.records if record.name.startswith("tianping")]
    assert said == []


async def test_uploads_are_streamed_and_must_be_whole(market: Market, client: httpx.AsyncClient, house: House) -> None:
    await market.set_up()
    await market.draft_lot()
    headers = market.agency.headers
    await client.post(f"/api/lots/{market.lot}/documents/reopen", headers=headers)
    place = f"/api/lots/{market.lot}/documents/{quote('图纸.zip')}"
    big = bytes(range(256)) * (12 * 4096)
    put = await client.put(place, content=big, headers=headers)
    assert put.status_code == 200
    assert unhex(put.json()["sha256"], 32) == sha256(big).digest() and put.json()["length"] == len(big)
    short = await client.put(place, content=b"abc", headers={**headers, "content-length": "9"})
    assert short.status_code == 400 and short.json()["type"].endswith("file-cut-off")
    nameless = await client.put(f"/api/lots/{market.lot}/documents/.x", content=b"abc", headers=headers)
    assert nameless.status_code == 422 and nameless.json()["rule"] == "D-FILE-NAME"

    async def unmeasured() -> AsyncIterator[bytes]:
        yield b"abc"

    unknown = await client.put(place, content=unmeasured(), headers=headers)
    assert unknown.status_code == 411
    assert await kept(house) == 2


async def test_a_stranger_s_upload_is_refused_before_its_bytes(
    market: Market, client: httpx.AsyncClient, house: House
) -> None:
    await market.set_up()
    await market.draft_lot()
    await client.post(f"/api/lots/{market.lot}/documents/reopen", headers=market.agency.headers)
    place = f"/api/lots/{market.lot}/documents/x.pdf"
    stranger = await market.as_("agency", "另一家代理")
    taken: list[str] = []

    async def watched() -> AsyncIterator[bytes]:
        taken.append("a byte")
        yield b"x"

    for headers, status in (({}, 401), (stranger.headers, 404), (market.centre.headers, 403)):
        told = await client.put(place, content=watched(), headers={**headers, "content-length": "1"})
        assert told.status_code == status
    assert taken == [] and await kept(house) == 1
    await client.put(place, content=watched(), headers={**market.agency.headers, "content-length": "1"})
    assert taken == ["a byte"] and await kept(house) == 2


async def test_bytes_of_an_upload_that_is_refused_afterwards_are_not_kept(
    market: Market, client: httpx.AsyncClient, house: House
) -> None:
    await market.set_up()
    await market.draft_lot()
    headers = market.agency.headers
    await client.post(f"/api/lots/{market.lot}/documents/reopen", headers=headers)
    await client.put(f"/api/lots/{market.lot}/documents/Plan.dwg", content=b"x", headers=headers)
    twin = await client.put(f"/api/lots/{market.lot}/documents/plan.DWG", content=b"x", headers=headers)
    assert twin.status_code == 422 and await kept(house) == 2


async def kept(house: House) -> int:
    """How many documents the store keeps."""
    return len([name async for name in house.store.names("documents/")])
