"""A draw of another pool's own system: taken over, sealed, marked; everything after it works alike."""

import json
from typing import Any
from uuid import UUID

import httpx

from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sealed import read_result, read_sealed
from foundation.actors import CLOCK
from foundation.realtime import events_after
from tests.draws.called import Called
from tests.draws.ceremonies import Ceremony
from tests.draws.town import CITIES, RunDue, Town, employer


def member(number: int, speciality: str, **more: str) -> dict[str, str]:
    """Expert `number` of the town, as the other pool's record has him."""
    told = {"name": f"李评{number}", "phone": f"139{number:08d}", "city": CITIES[number % 3]}
    return {**told, "speciality": speciality, "employer": employer(number // 2), **more}


async def record(town: Town, *members: dict[str, str]) -> dict[str, Any]:
    """The record; by default a committee that keeps every quota: three A08, two A06, cities by turns."""
    lawful = [member(1, "A08"), member(3, "A08"), member(5, "A08"), member(8, "A06"), member(10, "A06")]
    drawn_at = timestamp(await town.market.clock.now())
    return {"reference": "鄂库2026-0001", "drawn_at": drawn_at, "members": list(members) or lawful}


async def hand_in(town: Town, session: str, told: dict[str, Any]) -> httpx.Response:
    """The operator imports it."""
    return await town.ask("POST", f"/api/sessions/{session}/external", json=told)


async def test_an_imported_committee_is_sealed_marked_and_invited(town: Town, run_due: RunDue) -> None:
    session = await town.planned()
    told = await record(town)
    shown = (await hand_in(town, session, told)).json()
    assert (shown["state"], shown["places"]) == ("INVITING", [{"state": "INVITED", "count": 5}])
    line = shown["draws"][0]
    assert (line["source"], line["reference"], line["inputs"], line["state"]) == (
        "external",
        "鄂库2026-0001",
        None,
        "DRAWN",
    )
    draw = (await town.draws(session))[0]
    async with town.market.clock.house.work(CLOCK) as work:
        sealed, result = await read_sealed(work, draw), read_result(work, draw)
        events = [one.data for one in await events_after(work.session, f"session:{session}", 0)]
    names = [sealed.openings[seat.ref]["name"] for seat in result.committee]
    assert names == [one["name"] for one in told["members"]]
    assert not [name for name in names if name in json.dumps([events, shown], ensure_ascii=False)]
    again = await hand_in(town, session, told)
    assert len(again.json()["draws"]) == 1
    assert (await hand_in(town, session, {**told, "reference": "另一份"})).json()["type"].endswith("session-drawn")


async def test_a_committee_that_breaks_a_quota_is_refused_by_its_name(town: Town) -> None:
    session = await town.planned()
    told = await record(town, *(member(number, "A08") for number in (1, 3, 5, 7, 9)))
    refused = (await hand_in(town, session, told)).json()
    assert (refused["rule"], refused["facts"]["row"]) == ("R-DRAW-EXTERNAL", 0)
    assert "seats" in refused["facts"]["why"]


async def test_somebody_who_is_not_in_the_pool_is_told_by_row_not_by_name(town: Town) -> None:
    session = await town.planned()
    told = await record(town)
    told["members"][2]["name"] = "查某某"
    refused = (await hand_in(town, session, told)).json()
    assert refused["facts"]["row"] == 3
    assert "查某某" not in json.dumps(refused, ensure_ascii=False)


async def test_only_the_draw_operator_imports(town: Town) -> None:
    session = await town.planned()
    path, told = f"/api/sessions/{session}/external", await record(town)
    assert (await town.ask("POST", path, town.market.agency, json=told)).status_code == 403
    assert (await town.client.post(path, json=told)).status_code == 401


async def test_its_reserves_are_called_in_their_order_and_when_none_is_left_the_session_says_so(
    town: Town, run_due: RunDue
) -> None:
    session = await town.planned()
    reserves = [member(16, "A06"), member(7, "A08"), member(11, "A08"), member(14, "A06")]
    await hand_in(town, session, {**await record(town), "reserves": reserves})
    draw = (await town.draws(session))[0]
    ceremony = Ceremony(town.market, draw.id, UUID(session), {}, {})
    called = Called(ceremony, town.market, UUID(town.project), None, town.operator)
    await called.reply(4, "2")
    assert [row.reserve_no for row in await called.calls(4)] == [None, 4]  # 1 would be a third member from his city
    await called.reply(4, "2")
    await run_due()
    shown = await town.look(session)
    assert (shown["state"], shown["failure"]["place"]) == ("DRAW_FAILED", 4)
    assert shown["failure"]["tries"][0]["kind"] == "external"
