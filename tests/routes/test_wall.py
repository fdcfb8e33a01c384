"""The wall: whose openings stand there, and what is told of their custodians."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import event

from tests.conftest import Clock, Staff
from tests.market import Market, answer
from tests.routes.test_openings_of_a_day import noon

RunDue = Callable[[], Awaitable[int]]


async def wall(client: httpx.AsyncClient, staff: Staff) -> list[dict[str, Any]]:
    """Today's lanes as somebody sees them."""
    return list(answer(await client.get("/api/wall", headers=staff.headers))["openings"])


async def test_it_is_for_those_who_run_or_oversee_an_opening(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await noon(clock)
    await market.open_for_bids()
    await market.as_.organisation("监督局", kind="supervisor", region="422800")
    supervisor = await market.as_("supervisor", "监督局")
    for staff in (market.agency, market.buyer, market.centre, supervisor):
        [lane] = await wall(client, staff)
        assert (lane["lot"], lane["agency"], lane["threshold"]) == (market.lot, "楚正招标代理", 3)
    for role in ("agency", "buyer", "centre_staff"):
        assert await wall(client, await market.as_(role, "别处的单位" + role)) == []
    elsewhere = await market.as_("supervisor", "别处监督局")
    assert await wall(client, elsewhere) == []


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("system_admin", 403), ("audit_admin", 403)])
async def test_it_is_for_nobody_else(market: Market, client: httpx.AsyncClient, role: str | None, status: int) -> None:
    headers = (await market.as_(role)).headers if role else {}
    assert (await client.get("/api/wall", headers=headers)).status_code == status


async def test_custodians_are_told_with_phones_and_with_what_they_did(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=10)
    [lane] = await wall(client, market.centre)
    assert [one["ready"] for one in lane["custodians"]] == [None] * 5 and lane["alarms"] == []
    await clock.forward(minutes=9, seconds=1)
    await run_due()
    [lane] = await wall(client, market.centre)
    assert [one["ready"] for one in lane["custodians"]] == [False] * 5
    assert {one["phone"] for one in lane["custodians"]} == {"0718-0000000"}
    [alarm] = lane["alarms"]
    assert (alarm["kind"], alarm["facts"]) == ("too-few-ready", {"ready": 0, "needed": 4})
    assert (lane["opened"], lane["of"]) == (None, None)
    await clock.forward(seconds=30)
    await run_due()
    [lane] = await wall(client, market.centre)
    assert lane["alarms"][0]["since"] > alarm["since"]
    for _ in range(3):
        await market.bid()
    await clock.forward(minutes=1)
    await run_due()
    await market.release_by("identities", 2)
    await clock.forward(minutes=1)
    [lane] = await wall(client, market.centre)
    assert [one["released"] for one in lane["custodians"]] == [[], ["identities"], [], [], []]
    assert (lane["phase"], lane["opened"], lane["of"]) == ("await_identities", 0, 3)
    [alarm] = lane["alarms"]
    assert (alarm["kind"], alarm["facts"]["released"]) == ("release-late", 1)


async def test_a_full_wall_costs_no_more_questions_than_one_lane(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=30)
    one = await statements(market, "/api/wall")
    await market.draft_lot()
    await market.agree_on_keys()
    await market.publish(minutes=20)
    assert len(await wall(client, market.agency)) == 2
    assert await statements(market, "/api/wall") == one


async def statements(market: Market, path: str) -> int:
    """How many statements the database is asked when the agency asks there."""
    asked: list[str] = []

    def note(*told: Any) -> None:
        asked.append(str(told[2]))

    engine = market.clock.house.engine.sync_engine
    event.listen(engine, "after_cursor_execute", note)
    answer(await market.client.get(path, headers=market.agency.headers))
    event.remove(engine, "after_cursor_execute", note)
    return len(asked)
