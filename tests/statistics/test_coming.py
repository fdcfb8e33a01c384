"""The forecast and R01: what published tenders still have to give."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from evaluation_rooms.draws.plans import Plan, VenueShare
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.actors import CLOCK
from tests.conftest import People, Staff
from tests.market import answer
from tests.statistics.counted import Count, Judged, venue_in

NOW = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def supervisor(as_: People, count: Count) -> Staff:
    """Of Enshi."""
    await count.clock.to(NOW)
    await as_.organisation("恩施监督", kind="supervisor", region="422800")
    return await as_("supervisor", "恩施监督")


async def coming(count: Count, days: int = 10, **more: Any) -> Judged:
    deadline = await count.clock.now() + timedelta(days=days)
    return await count.project(**{"state": "BIDDING", "deadline": deadline, **more})


async def forecast(client: httpx.AsyncClient, **more: str) -> Any:
    return answer(await client.get("/api/share/forecast", params={"period": "2026-12", **more}))


async def plan(count: Count, project: Judged, main: str, *subs: str, state: str = "PLANNED", **more: Any) -> None:
    async with count.house.work(CLOCK) as work:
        now = await work.now()
        venues = [VenueShare((await venue_in(work, city))[0], 0, 5) for city in (main, *subs)]
        drawn = Plan((("A08", 4),), 1, venues[0], tuple(venues[1:]), 2 if subs else 0)
        row = EvaluationSession(project_id=project.id, state=state, rulebook=1, starts_at=now, hours=4, created_at=now)
        row.plan, row.local_reason = drawn.as_json(), more.get("local_reason")
        work.session.add(row)


async def test_need_counts_what_is_done_and_what_is_published(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    await count.judge("422800", "420500", "420500")
    for _ in range(2):
        await count.judge("422800", "422800", "422800")
    tenders = [await coming(count, days) for days in (3, 9, 20)]
    told = await forecast(client)
    assert (told["done"], told["planned"]) == ({"numerator": 1, "denominator": 3}, 3)
    assert (told["need"], told["turn"], told["reachable"]) == (2, 2, True)  # 1 + 2 of 6
    assert [one["project"] for one in told["tenders"]] == [str(one.id) for one in tenders]
    enshi = {"zh": "恩施土家族苗族自治州", "en": "Enshi"}
    assert told["cities"] == [{"city": "422800", "name": enshi, "planned": 3, "remote": 0, "could_turn": 3}]


async def test_what_is_meant_to_be_remote_need_not_turn(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    one, other, third = [await coming(count) for _ in range(3)]
    label = {"sector": "water", "meant": "remote", "meant_city": "420500"}
    answer(await client.put(f"/api/share/projects/{one.id}", json=label, headers=supervisor.headers))
    await plan(count, other, "422800", "420500", state="INVITING")
    told = await forecast(client)
    assert (told["planned"], told["remote_planned"], told["need"], told["turn"]) == (3, 2, 2, 0)
    shown = {each["project"]: (each["meant"], each["plannable"]) for each in told["tenders"]}
    assert shown == {
        str(one.id): ("remote", True),
        str(other.id): ("remote", False),
        str(third.id): (None, True),
    }


async def test_more_needed_than_planned_is_out_of_reach(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    for _ in range(3):
        await count.judge("422800", "422800", "422800")
    await coming(count)
    told = await forecast(client)
    assert (told["need"], told["planned"], told["reachable"]) == (2, 1, False)


async def test_only_published_tenders_of_the_period_and_the_population_are_planned(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    await coming(count, days=40)
    await coming(count, state="DRAFT")
    await coming(count, state="FAILED_FEW")
    await coming(count, rehearsal=True)
    await coming(count, statutory=False, in_scope=False)
    await coming(count, in_scope=False)
    assert (await forecast(client))["planned"] == 1
    assert (await forecast(client, indicator="K2-D"))["planned"] == 0
    assert (await forecast(client, indicator="K2-C"))["planned"] == 2
    assert (await client.get("/api/share/forecast", params={"indicator": "K3"})).status_code == 400


async def alerts(client: httpx.AsyncClient, who: Staff) -> list[tuple[str, str]]:
    found = answer(await client.get("/api/share/alerts", headers=who.headers))["alerts"]
    return [(one["project"], one["level"]) for one in found]


async def test_r01_is_yellow_then_red_and_goes_with_a_plan_or_an_exemption(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    one = await coming(count, days=3)
    other = await coming(count, days=9)
    await coming(count, in_scope=False)
    assert await alerts(client, supervisor) == [(str(one.id), "yellow"), (str(other.id), "yellow")]
    await count.clock.forward(days=4)
    assert await alerts(client, supervisor) == [(str(one.id), "red"), (str(other.id), "yellow")]
    paper = {"reason": "samples", "document": "恩监〔2026〕1号", "approver": "恩施州", "sha256": "ab" * 32}
    door = f"/api/share/projects/{one.id}/exemption"
    answer(await client.put(door, json=paper, headers=supervisor.headers))
    await plan(count, other, "422800", "420500")
    assert await alerts(client, supervisor) == []


async def test_a_fallback_to_one_place_is_red_with_its_reason(
    count: Count, client: httpx.AsyncClient, supervisor: Staff
) -> None:
    one = await coming(count, state="DRAWING", days=-1)
    await plan(count, one, "422800", state="INVITING", local_reason="荆门、宜昌无席位")
    (told,) = answer(await client.get("/api/share/alerts", headers=supervisor.headers))["alerts"]
    assert (told["level"], told["fell_back"], told["reason"]) == ("red", True, "荆门、宜昌无席位")


async def test_alerts_are_for_who_watches_over_the_place(
    count: Count, client: httpx.AsyncClient, supervisor: Staff, as_: People
) -> None:
    await coming(count)
    for region, seen in (("420500", 0), ("420000", 1), ("430000", 0)):
        await as_.organisation(f"监督{region}", kind="supervisor", region=region)
        other = await as_("supervisor", f"监督{region}")
        assert len(await alerts(client, other)) == seen, region
    assert (await client.get("/api/share/alerts")).status_code == 401
    agency = await as_("agency")
    assert (await client.get("/api/share/alerts", headers=agency.headers)).status_code == 403


async def test_only_its_supervisor_exempts_a_project(
    count: Count, client: httpx.AsyncClient, supervisor: Staff, as_: People
) -> None:
    one = await coming(count)
    paper = {"reason": "samples", "document": "1号", "approver": "某局", "sha256": "ab" * 32}
    door = f"/api/share/projects/{one.id}/exemption"
    buyer = await as_("buyer")
    assert (await client.put(door, json=paper, headers=buyer.headers)).status_code == 403
    await as_.organisation("宜昌监督", kind="supervisor", region="420500")
    stranger = await as_("supervisor", "宜昌监督")
    assert (await client.put(door, json=paper, headers=stranger.headers)).status_code == 404
    assert (await client.put(door, json=paper)).status_code == 401
    bad = {**paper, "sha256": "x"}
    assert (await client.put(door, json=bad, headers=supervisor.headers)).status_code == 400
