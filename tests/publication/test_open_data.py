"""The doors of the open data, on a lot with real bids."""

import json
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import event

from bidding.handover import Wanted
from evaluation_rooms.publication.actions.open_data import all_releases
from foundation.work import House
from tests.awards.lot import Reported
from tests.market import Market, answer
from tests.publication.standard import faults, undocumented


async def releases(client: httpx.AsyncClient, lot: str) -> Any:
    return answer(await client.get(f"/api/ocds/releases/{lot}"))


async def lines(house: House, **wanted: Any) -> list[Any]:
    told = b"".join([part async for part in all_releases(house, Wanted(rehearsal=True, **wanted))])
    return [json.loads(line) for line in told.splitlines()]


async def test_a_real_lot_is_valid_from_the_notice_to_the_award(lot: Reported) -> None:
    await lot.awarded()
    package = await releases(lot.client, lot.market.lot)
    record = answer(await lot.client.get(f"/api/ocds/records/{lot.market.lot}"))
    assert faults(package, "release-package-schema.json") == []
    assert faults(record, "record-package-schema.json") == []
    assert not set().union(*(undocumented(one) for one in package["releases"]))
    compiled = record["records"][0]["compiledRelease"]
    assert compiled["tender"]["status"] == "complete"
    assert [one["value"]["amount"] for one in compiled["awards"]] == [26500000.0]


async def test_a_draft_is_no_process(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    for kind in ("releases", "records"):
        assert (await client.get(f"/api/ocds/{kind}/{market.lot}")).status_code == 404
    assert (await client.get("/api/ocds/releases.jsonl?rehearsal=true")).content == b""


async def test_the_bulk_download_has_every_release_of_every_lot(lot: Reported, house: House) -> None:
    package = await releases(lot.client, lot.market.lot)
    found = await lot.client.get("/api/ocds/releases.jsonl?rehearsal=true")
    assert found.headers["content-type"].startswith("application/jsonl")
    assert [json.loads(line) for line in found.text.splitlines()] == package["releases"]
    assert await lines(house, limit=1) == package["releases"]


async def test_rehearsals_are_no_open_data_unless_asked_for(lot: Reported) -> None:
    assert (await lot.client.get("/api/ocds/releases.jsonl")).content == b""


@pytest.mark.parametrize("rest", ["releases/{lot}", "records/{lot}", "releases.jsonl?rehearsal=true"])
async def test_who_holds_it_is_told_so_until_a_record_comes_out(lot: Reported, rest: str) -> None:
    path = "/api/ocds/" + rest.format(lot=lot.market.lot)
    held = await lot.client.get(path)
    tag = {"if-none-match": held.headers["etag"]}
    assert held.headers["cache-control"] == "public, no-cache"
    assert (await lot.client.get(path, headers=tag)).status_code == 304
    await lot.publish()
    assert (await lot.client.get(path, headers=tag)).status_code == 200


async def test_a_page_takes_two_queries_however_many_lots_are_on_it(lot: Reported, house: House) -> None:
    asked: list[str] = []
    event.listen(house.engine.sync_engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    await lines(house)
    assert len([text for text in asked if text.startswith("SELECT")]) == 2


async def test_the_extension_is_published_where_packages_say(lot: Reported) -> None:
    package = await releases(lot.client, lot.market.lot)
    path = httpx.URL(package["extensions"][1]).path
    told = answer(await lot.client.get(path))
    folder = path.rsplit("/", 1)[0]
    for name in (*told["schemas"], *(f"codelists/{each}" for each in told["codelists"])):
        assert (await lot.client.get(f"{folder}/{name}")).status_code == 200
    assert (await lot.client.get(f"{folder}/../extension.py")).status_code == 404


async def test_a_lot_that_is_not_there(client: httpx.AsyncClient) -> None:
    for kind in ("releases", "records"):
        assert (await client.get(f"/api/ocds/{kind}/{UUID(int=7)}")).status_code == 404
