"""The preparation of a draw: pool at the deadline, exclusions by rule, a lottery, and a commitment without names."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crypto.encoding import digest
from crypto.verifiable_draw.pool import pool_root
from evaluation_rooms.draws.actions.sealed import SealedInputs, read_sealed
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.actors import CLOCK
from foundation.ledger.tables import JournalRow
from foundation.realtime import events_after
from tests.conftest import People
from tests.draws.town import ENSHI, WUHAN, YICHANG, RunDue, Town, employer, settle
from tests.market import Market


async def sealed_of(town: Town, session: str) -> SealedInputs:
    """What lies sealed."""
    draw = (await town.draws(session))[0]
    async with town.market.clock.house.work(CLOCK) as work:
        return await read_sealed(work, draw)


async def test_the_inputs_commit_to_the_pool_the_table_and_the_quotas(town: Town, run_due: RunDue) -> None:
    session = await town.prepared(run_due)
    inputs, sealed = await town.inputs(session), await sealed_of(town, session)
    assert (inputs["pool_size"], inputs["eligible"], inputs["excluded"]) == (60, 60, [])
    assert inputs["pool"] == pool_root(sealed.entries).hex()
    assert inputs["sealed"] == digest(sealed.body).hex()
    assert inputs["quotas"]["main"] == ENSHI
    assert [one["city"] for one in inputs["quotas"]["cities"]] == [WUHAN, YICHANG, ENSHI]
    shown = await town.look(session)
    assert (shown["state"], shown["draws"][0]["state"], shown["draws"][0]["eligible"]) == ("DRAWING", "DEALING", 60)


async def test_nothing_told_before_the_record_names_anybody(town: Town, run_due: RunDue) -> None:
    session = await town.prepared(run_due)
    sealed = await sealed_of(town, session)
    secrets = [*sealed.openings, *(one["name"] for one in sealed.openings.values())]
    secrets += [one.employer for one in sealed.entries] + [employer(n) for n in range(31)]
    async with town.market.clock.house.sessions() as rows:
        events = [one.data for one in await events_after(rows, f"session:{session}", 0)]
        journal = [row.detail for row in await rows.scalars(select(JournalRow).where(JournalRow.verb != "read_person"))]
        row = await rows.get(EvaluationSession, UUID(session))
        assert row is not None
    told = json.dumps([events, journal, row.failure, await town.look(session), await town.inputs(session)], default=str)
    assert [secret for secret in secrets if secret in told] == []


async def test_whoever_entered_the_pool_after_the_deadline_is_not_in_the_draw(town: Town, run_due: RunDue) -> None:
    await town.people(5)
    session = await town.prepared(run_due)
    assert (await town.inputs(session))["pool_size"] == 60


async def test_a_thin_city_widens_to_the_next_step(town: Town, run_due: RunDue) -> None:
    await town.venue("黄石", "420200")
    widening = [[town.share("黄石", 0, 2)], [town.share("黄石", 0, 2), town.share(WUHAN, 1, 2)]]
    thin = [town.share("黄石", 1, 2), town.share(YICHANG, 1, 3)]
    session = await town.prepared(run_due, subs=thin, widening=widening)
    inputs = await town.inputs(session)
    assert {one["city"]: one["least"] for one in inputs["quotas"]["cities"]} == {"420200": 0, YICHANG: 1, ENSHI: 1}


async def test_nobody_may_be_as_likely_as_three_in_ten(town: Town, run_due: RunDue) -> None:
    told = {"main": town.share(ENSHI, 2, 2), "subs": [town.share(YICHANG, 3, 3)]}
    session = await town.prepared(run_due, specialities=[{"speciality": "A08", "seats": 5}], **told)
    shown = await town.look(session)
    fault = shown["failure"]["tries"][0]
    assert (shown["state"], fault["kind"], fault["rule"]) == ("DRAW_FAILED", "too-likely", "R-DRAW-P-MAX")
    relax = fault["relaxations"][0]
    assert (relax["quota"], relax["asked"]) == ("p-max", 20) and relax["possible"] >= 30


async def test_a_plan_that_cannot_be_drawn_blames_the_constraint(town: Town, run_due: RunDue) -> None:
    await town.venue("黄石", "420200")
    session = await town.prepared(run_due, subs=[town.share("黄石", 1, 3), town.share(YICHANG, 1, 2)])
    shown = await town.look(session)
    assert (shown["state"], shown["draws"]) == ("DRAW_FAILED", [])
    fault = shown["failure"]["tries"][0]
    assert (fault["kind"], fault["rule"]) == ("thin-cell", "R-DRAW-CELL")
    assert {"quota": "city-least", "code": "420200", "asked": 3, "possible": 0} in fault["relaxations"]
    assert "draw_failed" in await town.events(session)
    again = await town.ask("PATCH", f"/api/sessions/{session}", json=await amended(town))
    assert again.json()["state"] == "PLANNED"


async def amended(town: Town) -> dict[str, Any]:
    """The usual plan, as an amendment."""
    return {name: value for name, value in (await town.plan()).items() if name not in ("project", "lots")}


async def test_local_fallback_is_taken_last_and_says_why(market: Market, as_: People, run_due: RunDue) -> None:
    town = await settle(market, as_)
    await town.open_lot(90)
    await town.open_venues()
    await town.venue("黄石", "420200")
    session = await town.prepared(
        run_due,
        subs=[town.share("黄石", 1, 3), town.share(YICHANG, 1, 2)],
        specialities=[{"speciality": "A", "seats": 5}],
        local_allowed=True,
    )
    shown = await town.look(session)
    assert (shown["state"], shown["remote"]) == ("DRAWING", False)
    assert "R-DRAW-CELL" in shown["local_reason"]
    assert (await town.inputs(session))["quotas"]["cities"] == [{"city": ENSHI, "least": 5, "most": 5}]


async def test_the_cut_off_is_armed_and_the_seats_are_held(town: Town, run_due: RunDue) -> None:
    session = await town.prepared(run_due)
    async with town.market.clock.house.work(CLOCK) as work:
        from evaluation_rooms.venues.actions import requests_of
        from foundation.schedule import TimerRow

        asked = await requests_of(work, UUID(session))
        timers = list(await work.session.scalars(select(TimerRow.name).where(TimerRow.done_at.is_(None))))
    assert sorted((str(one.venue_id), one.seats) for one in asked) == sorted(
        (town.venues[city], 2) for city in (YICHANG, WUHAN)
    )
    assert "draw_cutoff" in timers
