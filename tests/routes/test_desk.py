"""The desk: what the host of an opening sees, and who else may look."""

from collections.abc import Awaitable, Callable

import httpx
import pytest

from tests.conftest import Clock
from tests.journeys.test_one_tender import signed_by
from tests.market import Market, answer
from tests.opening.test_opening import lose
from tests.routes.test_openings_of_a_day import noon

RunDue = Callable[[], Awaitable[int]]


async def test_before_the_hour_it_tells_no_more_than_the_hall(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await noon(clock)
    await market.open_for_bids()
    await market.bid()
    desk = answer(await client.get(f"/api/lots/{market.lot}/opening/desk", headers=market.agency.headers))
    assert desk["hall"]["phase"] == "before" and "of" not in desk["hall"]
    assert (desk["shut"], desk["objections"], desk["confirmed"], desk["hosts"]) == ([], [], 0, True)
    assert len(desk["lane"]["custodians"]) == 5 and desk["lane"]["of"] is None


async def test_an_objection_stands_there_until_it_is_answered(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=10)
    bids = [await market.bid() for _ in range(3)]
    await clock.forward(minutes=11)
    await market.pass_steps(run_due)
    signed = await signed_by(market, bids[0], "objection", text="唱标内容与递交的不一致")
    answer(await client.post(f"/api/lots/{market.lot}/opening/objections", json={"signed": signed}))
    where = f"/api/lots/{market.lot}/opening/desk"
    desk = answer(await client.get(where, headers=market.agency.headers))
    [objection] = desk["objections"]
    assert objection["answer"] is None and objection["text"] == "唱标内容与递交的不一致"
    told = {"text": "已当场核对，一致。"}
    path = f"/api/lots/{market.lot}/opening/objections/{objection['objection']}/answer"
    answer(await client.post(path, json=told, headers=market.agency.headers))
    [objection] = answer(await client.get(where, headers=market.agency.headers))["objections"]
    assert objection["answer"] == told["text"] and objection["answered_at"]


@pytest.mark.parametrize(("role", "status"), [(None, 401), ("system_admin", 404), ("buyer", 404)])
async def test_it_is_for_those_of_this_lot(
    market: Market, client: httpx.AsyncClient, clock: Clock, role: str | None, status: int
) -> None:
    await noon(clock)
    await market.open_for_bids()
    headers = (await market.as_(role, "别处的单位")).headers if role else {}
    assert (await client.get(f"/api/lots/{market.lot}/opening/desk", headers=headers)).status_code == status


async def test_a_supervisor_looks_and_does_not_host(market: Market, client: httpx.AsyncClient, clock: Clock) -> None:
    await noon(clock)
    await market.open_for_bids()
    await market.as_.organisation("监督局", kind="supervisor", region="422800")
    supervisor = await market.as_("supervisor", "监督局")
    desk = answer(await client.get(f"/api/lots/{market.lot}/opening/desk", headers=supervisor.headers))
    assert desk["hosts"] is False


async def test_what_a_bidder_sealed_wrongly_stands_there_from_the_read_out_on(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids()
    lost = await lose(market, (await market.bid()), "documents")
    for _ in range(3):
        await market.bid()
    spoiled, other = market.seal(await market.firm()), market.seal(await market.firm())
    market.swap_body(spoiled, "pricing", other.bodies["pricing"])
    await market.submit(spoiled)
    await clock.forward(minutes=11)
    assert (await market.pass_steps(run_due))["phase"] == "open_contents"
    where = f"/api/lots/{market.lot}/opening/desk"
    [shut] = answer(await client.get(where, headers=market.agency.headers))["shut"]
    assert (shut["envelope"], shut["kind"], shut["cause"]) == (lost, "documents", "platform") and shut["until"]
    await clock.forward(hours=2)
    await run_due()
    desk = answer(await client.get(where, headers=market.agency.headers))
    assert desk["hall"]["phase"] == "read_out"
    assert {one["cause"] for one in desk["shut"]} == {"platform", "bidder"}
