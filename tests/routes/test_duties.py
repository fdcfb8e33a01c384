"""The duties through the door: whose they are, and that they go as they are done."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from crypto.signatures import KeyPair, signed_bytes
from foundation.uscc import complete_uscc
from tests.conftest import Clock, Staff
from tests.journeys.test_one_tender import signed_by
from tests.market import PDF, Market, answer
from tests.routes.test_openings_of_a_day import noon
from tests.routes.test_wall import statements

RunDue = Callable[[], Awaitable[int]]


async def duties(client: httpx.AsyncClient, staff: Staff) -> list[dict[str, Any]]:
    """What somebody has to do."""
    return list(answer(await client.get("/api/duties", headers=staff.headers))["duties"])


async def kinds(market: Market, staff: Staff | None = None) -> list[str]:
    return [one["kind"] for one in await duties(market.client, staff or market.agency)]


@pytest.mark.parametrize("role", ["supervisor", "system_admin", "security_admin", "audit_admin"])
async def test_some_have_nothing_to_do(market: Market, client: httpx.AsyncClient, role: str) -> None:
    await market.open_for_bids()
    assert await kinds(market, await market.as_(role)) == []
    assert (await client.get("/api/duties")).status_code == 401


async def test_a_tender_from_its_project_to_its_publication(market: Market, clock: Clock) -> None:
    await noon(clock)
    await market.set_up()
    assert await kinds(market) == []
    await market.draft_lot()
    [duty] = await duties(market.client, market.buyer)
    assert (duty["kind"], duty["lot"], duty["lot_name"]) == ("propose-custodians", market.lot, "一标段")
    assert (duty["project_name"], duty["buyer"]) == ("云顶坪小学教学综合楼施工", "云顶坪小学")
    told = {"bodies": [keeper.id for keeper in market.keepers], "threshold": 3}
    path = f"/api/lots/{market.lot}/key-set"
    answer(await market.client.put(path, json=told, headers=market.agency.headers))
    [duty] = await duties(market.client, market.agency)
    assert duty["kind"] == "statements-missing"
    assert [one["name"] for one in duty["facts"]["bodies"]] == [keeper.name for keeper in market.keepers]
    assert {one["phone"] for one in duty["facts"]["bodies"]} == {"0718-0000000"}
    await market.agree_on_keys()
    assert await kinds(market) == ["publish"]
    told["bodies"].reverse()
    answer(await market.client.put(path, json=told, headers=market.agency.headers))
    assert await kinds(market) == ["statements-missing"]
    await market.agree_on_keys()
    await market.publish(minutes=30)
    assert await kinds(market) == []


async def test_documents_are_uploaded_and_then_settled(market: Market) -> None:
    await market.set_up()
    await market.draft_lot()
    base, headers = f"/api/lots/{market.lot}/documents", market.agency.headers
    answer(await market.client.post(f"{base}/reopen", headers=headers))
    assert await kinds(market) == ["settle-documents"]
    answer(await market.client.delete(f"{base}/招标文件.pdf", headers=headers))
    assert await kinds(market) == ["add-documents"]


async def test_a_project_without_a_lot_wants_one(market: Market) -> None:
    await market.set_up()
    await market.draft_lot()
    told = answer(await market.client.get("/api/projects", headers=market.agency.headers))["projects"][0]
    names = ("name", "project_class", "region_code", "investment", "buyer", "funds")
    new = {**{name: told[name] for name in names}, "code": "E4228000001000099", "estimates": [{"amount": "1.00"}]}
    made = answer(await market.client.post("/api/projects", json=new, headers=market.agency.headers))
    [duty] = [one for one in await duties(market.client, market.agency) if one["kind"] == "draft-lot"]
    assert (duty["project"], duty["lot"], duty["buyer"]) == (made["id"], None, "云顶坪小学")
    assert await kinds(market, await market.as_("agency", "别家代理")) == []


async def test_a_new_version_is_to_be_published_in_time(market: Market, clock: Clock) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=30)
    path, headers = f"/api/lots/{market.lot}", market.agency.headers
    answer(await market.client.post(f"{path}/versions", headers=headers))
    [duty] = await duties(market.client, market.agency)
    assert (duty["kind"], duty["facts"], duty["late"]) == ("settle-version", {"version": 2}, False)
    answer(await market.client.put(f"{path}/documents/补遗.pdf", content=PDF, headers=headers))
    answer(await market.client.post(f"{path}/documents/settle", headers=headers))
    assert await kinds(market) == []


async def test_the_centre_has_companies_to_bind_and_openings_to_watch(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=10)
    assert await kinds(market, market.centre) == ["openings-today"]
    key = KeyPair.new(market.entropy)
    told = {"name": "某建设公司", "uscc": complete_uscc("91420000", "00009999"), "company_key": key.public.hex()}
    signature = key.sign(signed_bytes({"type": "tianping/company-request/1", **told})).hex()
    answer(await client.post("/api/companies", json={**told, "signature": signature}))
    [_, duty] = await duties(client, market.centre)
    assert (duty["kind"], duty["facts"], duty["lot"]) == ("bind-company", {"companies": 1}, None)
    await clock.forward(minutes=9, seconds=1)
    await run_due()
    assert await kinds(market, market.centre) == ["drill-too-few-ready", "openings-today", "bind-company"]
    assert await kinds(market) == ["drill-too-few-ready"]


async def test_an_opening_ends_with_its_objections_answered_and_its_record(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=10)
    bids = [await market.bid() for _ in range(3)]
    await clock.forward(minutes=10)
    await run_due()
    await clock.forward(minutes=1)
    assert await kinds(market) == ["alarm"]
    await market.pass_steps(run_due)
    assert await kinds(market) == []
    signed = await signed_by(market, bids[0], "objection", text="工期从何日起算？")
    base = f"/api/lots/{market.lot}/opening"
    told = answer(await client.post(f"{base}/objections", json={"signed": signed}))
    [duty] = await duties(client, market.agency)
    assert (duty["kind"], duty["facts"]) == ("answer-objection", {"objections": 1})
    reply = {"text": "见招标文件第一章。"}
    answer(
        await client.post(f"{base}/objections/{told['objection']}/answer", json=reply, headers=market.agency.headers)
    )
    await clock.forward(minutes=11)
    assert await kinds(market) == ["close-opening"]
    assert await kinds(market, market.centre) == ["openings-today", "close-opening"]
    await market.close(run_due)
    assert (await kinds(market), await kinds(market, market.centre)) == ([], [])


async def test_nobody_sees_another_s_duties(market: Market) -> None:
    await market.set_up()
    await market.draft_lot()
    for role in ("agency", "buyer", "centre_staff"):
        assert await kinds(market, await market.as_(role, "别处的单位" + role)) == []


async def test_many_lots_cost_no_more_questions_than_one(market: Market) -> None:
    await market.open_for_bids()
    one = await statements(market, "/api/duties")
    await market.draft_lot()
    await market.draft_lot()
    assert len(await kinds(market)) == 2
    assert await statements(market, "/api/duties") == one
