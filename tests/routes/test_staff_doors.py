"""Staff doors of the stages up to publication: who gets in, what is said, what may be sent twice."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from crypto.encoding import timestamp
from tests.conftest import Clock
from tests.market import Market, answer

LOT_DOORS = [
    ("GET", "documents", None),
    ("POST", "documents/settle", None),
    ("POST", "documents/reopen", None),
    ("DELETE", "documents/x.pdf", None),
    ("GET", "documents/x.pdf", None),
    ("POST", "versions", None),
    ("PUT", "key-set", {"bodies": ["00000000-0000-0000-0000-000000000001"], "threshold": 3}),
    ("POST", "publication", {"deadline": "2026-12-01T01:00:00Z"}),
    ("POST", "extensions", {"deadline": "2026-12-01T01:00:00Z", "reason": "x"}),
    ("GET", "readiness", None),
]


@pytest.mark.parametrize(("method", "path", "body"), LOT_DOORS)
async def test_another_s_lot_is_no_such_lot(
    market: Market, client: httpx.AsyncClient, method: str, path: str, body: Any
) -> None:
    await market.open_for_bids()
    nowhere = "00000000-0000-0000-0000-000000000009"
    others = [await market.as_(role, "别处的单位" + role) for role in ("agency", "buyer", "centre_staff")]
    for staff in [*others, market.agency]:
        lot = nowhere if staff is market.agency else market.lot
        told = await client.request(method, f"/api/lots/{lot}/{path}", json=body, headers=staff.headers)
        assert (told.status_code, told.json()["rule"]) == (404, "D-ACCESS"), told.text
    told = await client.request(method, f"/api/lots/{market.lot}/{path}", json=body)
    assert told.status_code == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/api/projects"), ("GET", "/api/projects"), ("GET", "/api/companies"), ("GET", "/api/custodian-bodies")],
)
async def test_staff_lists_are_not_for_the_public(client: httpx.AsyncClient, method: str, path: str) -> None:
    body = {"code": "E4228000001000001", "name": "xx", "project_class": "works", "region_code": "422800"}
    body |= {"funds": [], "investment": "1.00", "estimates": []}  # type: ignore[dict-item]
    assert (await client.request(method, path, json=body)).status_code == 401


async def test_two_publications_at_once_are_one(market: Market, client: httpx.AsyncClient, clock: Clock) -> None:
    await market.set_up()
    await market.draft_lot()
    await market.agree_on_keys()
    told = {"deadline": timestamp(await clock.now() + timedelta(minutes=5)), "rulebook": 2, "rehearsal": True}
    path, headers = f"/api/lots/{market.lot}/publication", market.agency.headers
    answers = await asyncio.gather(*(client.post(path, json=told, headers=headers) for _ in range(4)))
    records = [answer(one) for one in answers]
    assert all(record == records[0] for record in records)
    assert len((await client.get("/api/notices?rehearsal=1")).json()["notices"]) == 1


async def test_statements_at_once_complete_the_key_set_once(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    told = {"bodies": [keeper.id for keeper in market.keepers], "threshold": 3}
    place = f"/api/lots/{market.lot}/key-set"
    shown = answer(await client.put(place, json=told, headers=market.agency.headers))
    statements = [market._statement(shown, keeper) for keeper in market.keepers] * 2
    path = f"/api/lots/{market.lot}/key-statements"
    for told_ in await asyncio.gather(*(client.post(path, json=one) for one in statements)):
        assert answer(told_)["of"] == 5
    shown = (await client.get(place)).json()
    assert shown["state"] == "complete" and len(shown["in_force"]) == 1


async def test_two_files_of_one_name_at_once_are_one_file(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    headers = market.agency.headers
    await client.post(f"/api/lots/{market.lot}/documents/reopen", headers=headers)
    place = f"/api/lots/{market.lot}/documents/new.pdf"
    puts = await asyncio.gather(*(client.put(place, content=bytes([n]) * 9, headers=headers) for n in range(6)))
    assert {put.status_code for put in puts} == {200}
    [version] = (await client.get(f"/api/lots/{market.lot}/documents", headers=headers)).json()["versions"]
    assert [file["name"] for file in version["files"]] == ["new.pdf", "招标文件.pdf"]


async def test_what_is_no_key_is_told_as_a_check(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    told = {"name": "某公证处", "prefecture": "420700", "seat": "other", "persons": 2, "possession": {}}
    told |= {"share_key": "00" * 32, "sign_key": "zz"}
    refused = await client.post("/api/custodian-bodies", json=told, headers=market.centre.headers)
    assert (refused.status_code, refused.json()["rule"]) == (422, "D-CHECK")


@pytest.mark.parametrize("threshold", [0, 65, 2**70, "three", None])
async def test_a_threshold_is_a_small_number(market: Market, client: httpx.AsyncClient, threshold: Any) -> None:
    await market.set_up()
    await market.draft_lot()
    told = {"bodies": [market.keepers[0].id], "threshold": threshold}
    refused = await client.put(f"/api/lots/{market.lot}/key-set", json=told, headers=market.agency.headers)
    assert (refused.status_code, refused.json()["rule"]) == (400, "D-FORM")


async def test_a_company_finds_its_key(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    firm = await market.firm("鄂西云杉建设")
    record = answer(await client.get(f"/api/companies/keys/{firm.key.public.hex()}"))
    assert record["body"]["uscc"] == firm.uscc
    listed = answer(await client.get("/api/companies?bound=true", headers=market.centre.headers))
    assert [one["name"] for one in listed["companies"]] == ["鄂西云杉建设"]
    for key in ("00" * 32, "x", firm.key.public.hex().upper()):
        assert (await client.get(f"/api/companies/keys/{key}")).status_code == 404


async def test_money_is_text_with_fen(market: Market, client: httpx.AsyncClient) -> None:
    await market.set_up()
    await market.draft_lot()
    listed = answer(await client.get("/api/projects", headers=market.agency.headers))
    place = f"/api/projects/{listed['projects'][0]['id']}/lots"
    for estimate in ("1", "1.0", "-1.00", "1e5", "0.00", "NaN", "99999999999999999.00"):
        told = {"name": "二标段", "estimate": estimate, "offer_form": []}
        refused = await client.post(place, json=told, headers=market.agency.headers)
        assert refused.status_code in (400, 422) and refused.json()["rule"] in ("D-MONEY", "D-FORM"), refused.text
    told = {"name": "二标段", "estimate": "1.00", "offer_form": []}
    refused = await client.post(place, json=told, headers=market.agency.headers)
    assert refused.json()["rule"] == "R-OFFER-FORM"
