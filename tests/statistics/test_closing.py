"""Months close when all have signed; closed figures stand still, and corrections are dated."""

import asyncio
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text, update

from bidding.tenders.tables import LotRound
from evaluation_rooms.statistics.actions.months import lock_month
from foundation.actors import CLOCK
from foundation.records import RecordRow
from foundation.regions import HUBEI_UNITS
from tests.conftest import People, Staff
from tests.market import answer
from tests.statistics.counted import Count, Judged, write_report

NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
MONTH = "/api/share/months/2026-11"
WHY = {"reason": "评标无效", "document": "鄂监〔2026〕3号"}


class Desk:
    """Statisticians of all cities and of the province, and their gestures."""

    def __init__(self, client: httpx.AsyncClient, as_: People) -> None:
        self.client, self.as_ = client, as_
        self.staff: dict[str, Staff] = {}

    async def of(self, region: str) -> Staff:
        if region not in self.staff:
            await self.as_.organisation(f"统计{region}", kind="statistician", region=region)
            self.staff[region] = await self.as_("statistician", f"统计{region}")
        return self.staff[region]

    async def ask(self, path: str, region: str = "420000", json: Any = None) -> httpx.Response:
        return await self.client.post(path, json=json, headers=(await self.of(region)).headers)

    async def all_sign(self, but: tuple[str, ...] = ()) -> None:
        for city in HUBEI_UNITS:
            if city not in but:
                answer(await self.ask(f"{MONTH}/sign-off", city))

    async def close(self) -> Any:
        await self.all_sign()
        return answer(await self.ask(f"{MONTH}/closing"))

    async def figure(self, indicator: str = "K2-A", period: str = "2026-11") -> tuple[int, int]:
        board = answer(await self.client.get("/api/share", params={"period": period}))
        (one,) = [each["raw"] for each in board["figures"] if each["indicator"] == indicator]
        return one["numerator"], one["denominator"]


@pytest.fixture
def desk(client: httpx.AsyncClient, as_: People) -> Desk:
    return Desk(client, as_)


async def november(count: Count) -> Any:
    """One remote and one local project; December has come."""
    await count.clock.to(NOVEMBER)
    await count.judge("420100", "420100", "420100")
    judged = await count.judge("422800", "420500", "420500")
    await count.clock.to(DECEMBER)
    (row,) = [one for one in await count.counts() if one.lot_id == judged.lots[0]]
    return row


async def test_a_month_closes_when_every_city_and_the_province_have_signed(count: Count, desk: Desk) -> None:
    await november(count)
    closed = await desk.close()
    assert (closed["state"], closed["missing"], closed["pending"]) == ("CLOSED", [], 0)
    (record,) = [row for row in await count.rows(RecordRow) if row.digest.hex() == closed["closing"]]
    body = json.loads(record.body)
    assert (body["month"], body["lots"], body["projects"], len(body["cities"])) == ("2026-11", 2, 2, 17)
    assert {one["indicator"]: (one["above"], one["below"]) for one in body["figures"]}["K2-A"] == (1, 2)
    again = answer(await desk.ask(f"{MONTH}/closing"))
    assert again["closing"] == closed["closing"]


async def test_a_city_that_has_not_signed_keeps_the_month_open(count: Count, desk: Desk) -> None:
    await november(count)
    await desk.all_sign(but=("429021",))
    refused = await desk.ask(f"{MONTH}/closing")
    assert refused.status_code == 409
    assert refused.json()["facts"]["missing"] == "神农架"


async def test_figures_that_changed_since_must_be_signed_again(count: Count, desk: Desk) -> None:
    row = await november(count)
    await desk.all_sign()
    await count.void(row.session_id, row.lot_id)
    refused = await desk.ask(f"{MONTH}/closing")
    assert (refused.json()["facts"]["missing"], refused.json()["facts"]["stale"]) == ("-", "恩施")
    answer(await desk.ask(f"{MONTH}/sign-off", "422800"))
    assert answer(await desk.ask(f"{MONTH}/closing"))["state"] == "CLOSED"


@pytest.mark.parametrize("region", ["420000", "430100", "420581"])
async def test_only_a_citys_statistician_signs_for_it(count: Count, desk: Desk, region: str) -> None:
    await november(count)
    assert (await desk.ask(f"{MONTH}/sign-off", region)).status_code == 403


async def test_only_the_province_closes_restates_and_rebuilds(count: Count, desk: Desk) -> None:
    await november(count)
    for path, given in ((f"{MONTH}/closing", None), (f"{MONTH}/restatements", WHY), ("/api/share/cells", None)):
        assert (await desk.ask(path, "420100", given)).status_code == 403


async def test_nobody_signs_a_month_that_is_not_over(count: Count, desk: Desk) -> None:
    await count.clock.to(NOVEMBER)
    assert (await desk.ask(f"{MONTH}/sign-off", "420100")).json()["rule"] == "R-SHARE-CLOSING"
    assert (await desk.ask(f"{MONTH}/closing")).status_code == 409


async def test_a_month_ends_by_the_clock_of_china(count: Count, desk: Desk) -> None:
    await count.clock.to(datetime(2026, 11, 30, 15, 59, 50, tzinfo=UTC))
    assert (await desk.ask(f"{MONTH}/sign-off", "420100")).status_code == 409
    await count.clock.forward(seconds=11)
    assert (await desk.ask(f"{MONTH}/sign-off", "420100")).status_code == 200


async def test_closed_figures_never_change_by_themselves(count: Count, desk: Desk) -> None:
    row = await november(count)
    await desk.close()
    await count.void(row.session_id, row.lot_id)
    assert await desk.figure() == (1, 2)
    month = answer(await desk.client.get("/api/share/months"))["months"][0]
    assert (month["month"], month["pending"]) == ("2026-11", 1)
    assert answer(await desk.client.get("/api/share", params={"period": "2026-11"}))["pending"] == 1
    (item,) = [
        one
        for one in answer(await desk.client.get("/api/share/lots", params={"period": "2026-11"}))["items"]
        if one["city"] == "422800"
    ]
    assert (item["pending"], item["lots"][0]["kind"]) == (True, "REMOTE_IN_PROVINCE")


async def test_a_restatement_is_dated_gives_a_reason_and_leaves_the_closing_as_it_was(count: Count, desk: Desk) -> None:
    row = await november(count)
    closed = await desk.close()
    await count.void(row.session_id, row.lot_id)
    told = answer(await desk.ask(f"{MONTH}/restatements", json=WHY))
    assert (told["state"], told["closing"], told["pending"]) == ("CLOSED", closed["closing"], 0)
    (one,) = told["restatements"]
    assert (one["reason"], one["document"]) == (WHY["reason"], WHY["document"])
    (record,) = [row for row in await count.rows(RecordRow) if row.digest.hex() == one["record"]]
    body = json.loads(record.body)
    before, after = (body[side]["figures"][1] for side in ("before", "after"))  # K2-A
    assert (before["below"], after["below"], body["closing"]) == (2, 1, closed["closing"])
    assert await desk.figure() == (0, 1)


async def test_nothing_is_restated_without_a_cause_or_before_the_closing(count: Count, desk: Desk) -> None:
    await november(count)
    assert (await desk.ask(f"{MONTH}/restatements", json=WHY)).json()["type"].endswith("month-open")
    await desk.close()
    assert (await desk.ask(f"{MONTH}/restatements", json=WHY)).json()["type"].endswith("nothing-to-restate")
    assert (await desk.ask(f"{MONTH}/sign-off", "420100")).json()["type"].endswith("month-closed")


async def test_a_report_that_comes_after_the_closing_waits(count: Count, desk: Desk) -> None:
    await count.clock.to(NOVEMBER)
    project = await count.project(state="EVALUATING")
    session = await count.session(project, "422800", "420500", "420500")
    async with count.house.work(CLOCK) as work:
        await write_report(work, session, project.lots[0])
        await work.session.execute(update(LotRound).values(state="REPORTED"))
    await count.clock.to(DECEMBER)
    await desk.close()
    await count.look(session, project.lots[0])
    assert await desk.figure() == (0, 0)
    answer(await desk.ask(f"{MONTH}/restatements", json=WHY))
    assert await desk.figure() == (1, 1)


async def test_a_correction_that_moves_between_closed_months_restates_both(count: Count, desk: Desk) -> None:
    """A second round that is judged in December takes the lot out of November."""
    row = await november(count)
    await desk.close()
    async with count.house.work(CLOCK) as work:
        at = await work.now()
        work.session.add(
            LotRound(lot_id=row.lot_id, number=2, state="REPORTED", rulebook=1, rehearsal=False, created_at=at)
        )
    second = await count.session(_of(row), "422800", "422800", "422800", round_no=2)
    await count.report(second, row.lot_id, round_no=2)
    assert (await desk.figure(), await desk.figure(period="2026-12")) == ((1, 2), (0, 0))
    answer(await desk.ask(f"{MONTH}/restatements", json=WHY))
    assert (await desk.figure(), await desk.figure(period="2026-12")) == ((0, 1), (0, 1))


def _of(row: Any) -> Judged:
    return Judged(UUID(row.project_key), [row.lot_id])


async def test_an_exemption_changes_the_adjusted_share_and_waits_where_a_month_is_closed(
    count: Count, desk: Desk, client: httpx.AsyncClient, as_: People
) -> None:
    await count.clock.to(NOVEMBER)
    local = await count.judge("422800", "422800", "422800")
    await as_.organisation("监督", kind="supervisor", region="422800")
    supervisor = await as_("supervisor", "监督")
    door = f"/api/share/projects/{local.id}/exemption"
    paper = {"reason": "capacity", "document": "恩监〔2026〕1号", "approver": "恩施州发改委", "sha256": "ab" * 32}
    answer(await client.put(door, json=paper, headers=supervisor.headers))
    board = answer(await client.get("/api/share", params={"period": "2026-11"}))
    k1 = board["figures"][0]
    assert (k1["raw"]["denominator"], k1["adjusted"]["denominator"]) == (1, 0)
    assert (k1["raw"]["passes"], k1["adjusted"]["passes"]) == (False, None)
    league = answer(await client.get("/api/share/league", params={"period": "2026-11"}))
    assert {one["city"]: one["exempt"] for one in league["cities"]}["422800"] == 1
    await count.clock.to(DECEMBER)
    await desk.close()
    answer(await client.delete(door, headers=supervisor.headers))
    after = answer(await client.get("/api/share", params={"period": "2026-11"}))
    assert (after["figures"][0]["adjusted"]["denominator"], after["pending"]) == (0, 1)


async def test_counting_waits_for_a_closing_that_is_under_way_and_is_then_too_late(count: Count, desk: Desk) -> None:
    """The month is held by who closes it; the count that waited finds it closed."""
    row = await november(count)
    await desk.all_sign()
    async with count.house.work(CLOCK) as closing:
        month = await lock_month(closing, date(2026, 11, 1))
        waiting = asyncio.create_task(count.void(row.session_id, row.lot_id))
        await _until_blocked(count)
        month.state = "CLOSED"
        month.closing = b"\x01" * 32
    await waiting
    assert await desk.figure() == (1, 2)
    assert (await count.kept(_of(row))).pending == [date(2026, 11, 1)]


async def _until_blocked(count: Count) -> None:
    query = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while True:
        async with count.house.sessions() as rows:
            if await rows.scalar(query):
                return


async def test_closings_and_counts_at_once_end_in_agreement(count: Count, desk: Desk) -> None:
    row = await november(count)
    await desk.all_sign()
    await desk.of("420000")
    answers = await asyncio.gather(
        desk.ask(f"{MONTH}/closing"),
        count.void(row.session_id, row.lot_id),
        desk.ask(f"{MONTH}/closing"),
        desk.ask(f"{MONTH}/sign-off", "422800"),
    )
    assert all(one is None or one.status_code in (200, 409) for one in answers)
    month = answer(await desk.client.get("/api/share/months"))["months"][0]
    if month["state"] == "CLOSED" and month["pending"]:
        assert await desk.figure() == (1, 2)
    else:
        assert await desk.figure() == (0, 1)
    assert answer(await desk.ask("/api/share/cells"))["wrong"] == []
