"""Two at once, made to overlap: one draw for a session, one session for a lot."""

import asyncio
from uuid import UUID

from sqlalchemy import func, select

from bidding.tenders.tables import LotRound
from evaluation_rooms.draws.actions.prepare import run_preparation
from evaluation_rooms.draws.tables import EvaluationSession, SessionLot
from foundation.actors import CLOCK
from foundation.schedule import TimerRow
from tests.draws.locks import until_waiting
from tests.draws.town import RunDue, Town


async def test_two_starts_at_once_give_one_draw(town: Town, run_due: RunDue) -> None:
    session = await town.planned()
    house = town.market.clock.house
    async with house.work(CLOCK) as holder:
        await holder.lock(EvaluationSession, UUID(session))
        starts = [asyncio.create_task(town.ask("POST", f"/api/sessions/{session}/draw")) for _ in range(2)]
        await until_waiting(house, 2)
    answers = await asyncio.gather(*starts)
    assert [(one.status_code, one.json()["state"]) for one in answers] == [(201, "DRAWING")] * 2
    async with house.sessions() as rows:
        armed = select(func.count()).where(TimerRow.name == "prepare draw")
        assert await rows.scalar(armed) == 1
    await run_due()
    assert len(await town.draws(session)) == 1


async def test_one_lot_in_two_sessions_at_once_is_refused_to_the_later(town: Town) -> None:
    house = town.market.clock.house
    async with house.work(CLOCK) as holder:
        round_id = await holder.session.scalar(select(LotRound.id).where(LotRound.lot_id == UUID(town.market.lot)))
        assert round_id is not None
        await holder.lock(LotRound, round_id)
        plans = [await town.plan(hours=hours) for hours in (4, 5)]
        asked = [asyncio.create_task(town.ask("POST", "/api/sessions", json=plan)) for plan in plans]
        await until_waiting(house, 2)
    answers = await asyncio.gather(*asked)
    assert sorted(one.status_code for one in answers) == [201, 409]
    async with house.sessions() as rows:
        assert await rows.scalar(select(func.count()).select_from(SessionLot)) == 1


async def test_a_preparation_that_runs_twice_publishes_once(town: Town, run_due: RunDue) -> None:
    session = await town.prepared(run_due)
    inputs = await town.inputs(session)
    async with town.market.clock.house.work(CLOCK) as work:
        await run_preparation(work, {"session": session, "place": None})
    assert (len(await town.draws(session)), await town.inputs(session)) == (1, inputs)
