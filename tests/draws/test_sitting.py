"""A committee that sits: who stays keeps his seat, a newcomer takes the seat of who left, a void one is barred."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from bidding.tenders.tables import LotRound
from crypto.errors import DrawRefused
from crypto.verifiable_draw.draw import newcomer_workstation
from crypto.verifiable_draw.verify import verify_draw
from evaluation_rooms.draws.actions.calls import calls_of
from evaluation_rooms.draws.actions.sessions import (
    begin_judging,
    find_session,
    finish_judging,
    lots_of,
    replace_sitting,
    rows_of,
    void_session,
)
from evaluation_rooms.draws.rules import GONE
from evaluation_rooms.draws.seats import seats_now
from foundation.actors import CLOCK
from foundation.errors import WrongState
from tests.draws.called import Called
from tests.draws.seated import record_for
from tests.draws.town import ENSHI, RunDue, Town


async def do(called: Called, deed: Any, *args: Any) -> None:
    """A deed on the session, as the clock."""
    async with called.market.clock.house.work(CLOCK) as work:
        await deed(work, await find_session(work, called.session), *args)


async def lot_state(called: Called) -> str:
    """The state of the session's lot."""
    async with called.market.clock.house.sessions() as rows:
        found = await rows.scalar(select(LotRound.state).where(LotRound.lot_id == UUID(called.market.lot)))
    return str(found)


async def replace(called: Called, place: int) -> None:
    """Who holds the place leaves for good; whoever is called for it accepts, and the committee begins again."""
    async with called.market.clock.house.work(CLOCK) as work:
        row = next(one for one in await rows_of(work, called.session) if one.place == place and one.state not in GONE)
        await replace_sitting(work, await find_session(work, called.session), row, "ill")


async def seats(called: Called) -> dict[int, dict[str, Any]]:
    """Who sits where, by place."""
    async with called.market.clock.house.work(CLOCK) as work:
        rows = [one for one in await rows_of(work, called.session) if one.state not in GONE]
        return {one.place: {"ref": one.ref, "name": one.name, "at": (one.venue_id, one.workstation_id)} for one in rows}


async def test_session_and_lots_go_together(seated: Called) -> None:
    await do(seated, begin_judging)
    assert ((await seated.row()).state, await lot_state(seated)) == ("JUDGING", "EVALUATING")
    await do(seated, finish_judging)
    assert (await seated.row()).state == "JUDGED"


async def test_a_newcomer_takes_the_seat_of_who_left_and_nobody_else_moves(
    seated: Called, town: Town, run_due: RunDue
) -> None:
    await do(seated, begin_judging)
    for place in (1, 3, 1):
        before = await seats(seated)
        await replace(seated, place)
        assert await lot_state(seated) == "DRAWING"
        await seated.reply(place, "1")
        await run_due()
        after = await seats(seated)
        assert {number: after[number] for number in after if number != place} == {
            number: before[number] for number in before if number != place
        }
        assert after[place]["name"] == before[place]["name"]
        assert after[place]["ref"] != before[place]["ref"]
        await do(seated, begin_judging)
    row = await seated.row()
    assert row.sat and len(row.sat["moves"]) == 3
    assert {place: one["ref"] for place, one in seats_now(row.sat).items()} == {
        place: one["ref"] for place, one in after.items()
    }
    await town.as_.organisation("监督", kind="supervisor", region=ENSHI)
    package: Any = (await record_for(seated, await town.as_("supervisor", "监督")))[1]
    assert [(one.name, one.detail) for one in verify_draw(package, full=True) if not one.ok] == []


async def test_a_void_session_frees_its_lots_for_another_committee(seated: Called, town: Town, run_due: RunDue) -> None:
    await do(seated, begin_judging)
    await do(seated, void_session)
    assert ((await seated.row()).state, await lot_state(seated)) == ("VOID", "VOID_EVAL")
    other = await town.prepared(run_due)
    assert other != str(seated.session)
    assert await lot_state(seated) == "DRAWING"
    async with town.market.clock.house.work(CLOCK) as work:
        session = await find_session(work, UUID(other))
        barred = (await calls_of(work, session, await lots_of(work, session.id))).barred
        assert {one.expert_id for one in await rows_of(work, seated.session)} == barred


async def test_a_void_session_does_nothing_more(seated: Called) -> None:
    await do(seated, begin_judging)
    await do(seated, void_session)
    with pytest.raises(WrongState):
        await do(seated, begin_judging)


@pytest.mark.parametrize("state", ["AWARDED", "CONTRACTED", "ARCHIVED", "FAILED", "FAILED_REJECTED", "TERMINATED"])
async def test_the_record_comes_out_once_the_result_is_fixed(seated: Called, run_due: RunDue, state: str) -> None:
    async with seated.market.clock.house.work(CLOCK) as work:
        query = select(LotRound).where(LotRound.lot_id == UUID(seated.market.lot))
        (await work.session.scalars(query)).one().state = state
    await seated.market.clock.forward(minutes=11)
    await run_due()
    assert (await record_for(seated, None))[0] == 200


@pytest.mark.parametrize("state", ["EVALUATING", "REPORTED", "REVIEW", "PUBLICITY", "SUSPENDED", "VOID_EVAL"])
async def test_before_that_nobody_is_told_who_judges(seated: Called, run_due: RunDue, state: str) -> None:
    async with seated.market.clock.house.work(CLOCK) as work:
        query = select(LotRound).where(LotRound.lot_id == UUID(seated.market.lot))
        (await work.session.scalars(query)).one().state = state
    await seated.market.clock.forward(minutes=11)
    await run_due()
    assert (await record_for(seated, None))[0] == 404


def test_a_newcomer_from_another_city_sits_where_the_seed_says() -> None:
    free = [f"{number:032x}" for number in range(5)]
    drawn = {newcomer_workstation("ab" * 16, free, "venue", bytes([seed]) * 32) for seed in range(40)}
    assert drawn == set(free)
    assert newcomer_workstation("ab" * 16, free[::-1], "venue", bytes(32)) == newcomer_workstation(
        "ab" * 16, free, "venue", bytes(32)
    )
    with pytest.raises(DrawRefused):
        newcomer_workstation("ab" * 16, [], "venue", bytes(32))
