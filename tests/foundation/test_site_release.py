"""Which pages are served is said once in the log, by whichever server starts with them first."""

import asyncio
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from app import begin
from crypto.records import check_client_release
from crypto.signatures import leaf_value
from crypto.transparency_log import split_values
from foundation.actors import CLOCK
from foundation.records import RecordRow
from foundation.site import NO_SITE, Site, read_site
from foundation.site_release import RELEASE, publish_release
from foundation.work import House


@pytest.fixture
def build(tmp_path: Path):
    """A build whose one script says so."""

    def build(says: str) -> Site:
        folder = tmp_path / says
        (folder / "assets").mkdir(parents=True)
        (folder / "index.html").write_text("<!doctype html>")
        (folder / "assets" / "index-0aB1cD2e.js").write_text(says)
        return read_site(folder)

    return build


async def start(house: House, site: Site) -> None:
    """What a server does when it starts with these pages."""
    async with house.work(CLOCK) as work:
        await begin(work, site)


async def releases(house: House) -> int:
    async with house.sessions() as session:
        return int(await session.scalar(select(func.count()).where(RecordRow.type == RELEASE)) or 0)


async def test_a_stranger_learns_what_is_served_and_finds_it_in_the_log(
    house: House, client: httpx.AsyncClient, platform_key: bytes, build, run_due
):
    site = build("one")
    await start(house, site)
    await run_due()
    told = (await client.get("/api/client-release")).json()
    body = check_client_release(told["record"], platform_key)
    assert body["files"] == site.listing()
    assert body["tick"] <= told["tick"]
    values = split_values((await client.get(f"/api/log/ticks/{told['tick']}/leaves")).content)
    assert leaf_value(told["record"]) in values


async def test_until_its_tick_the_record_is_told_without_one(house: House, client: httpx.AsyncClient, build):
    await start(house, build("one"))
    assert (await client.get("/api/client-release")).json()["tick"] is None


async def test_servers_with_the_same_pages_say_so_once(house: House, build):
    site = build("one")

    async def publish() -> None:
        async with house.work(CLOCK) as work:
            await publish_release(work, site)

    await asyncio.gather(*(publish() for _ in range(4)))
    await start(house, site)
    assert await releases(house) == 1


async def test_other_pages_are_said_anew_and_older_ones_too_when_they_come_back(
    house: House, client: httpx.AsyncClient, build
):
    one, two = build("one"), build("two")
    for number, site in enumerate((one, two, one), start=1):
        await start(house, site)
        assert await releases(house) == number
        assert (await client.get("/api/client-release")).json()["record"]["body"]["files"] == site.listing()


async def test_where_nothing_was_built_nothing_is_said(house: House, client: httpx.AsyncClient):
    await start(house, NO_SITE)
    assert await releases(house) == 0
    answer = await client.get("/api/client-release")
    assert (answer.status_code, answer.json()["facts"]) == (404, {"what": "client release"})
