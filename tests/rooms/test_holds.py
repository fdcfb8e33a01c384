"""What stops a room and lets it go on: breaks, pauses, members away, interruptions with their two clocks."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions.holds import holds_of
from foundation.actors import CLOCK
from foundation.rulebook import rulebook
from tests.draws.town import ENSHI
from tests.market import answer
from tests.rooms.hall import Hall

RULES = rulebook(2)
REASON = {"reason": "主场网络中断"}


@pytest.fixture
async def judging(hall: Hall) -> Hall:
    """A room that has its head."""
    await hall.open()
    await hall.gather()
    await hall.elect()
    return hall


async def lot_state(hall: Hall) -> str:
    """Of the session's lot."""
    async with hall.clock.house.sessions() as rows:
        return str(await rows.scalar(select(LotRound.state)))


async def past(hall: Hall, rule: str) -> None:
    """A period of the rulebook passes, and what is due runs."""
    await hall.clock.forward(seconds=RULES.duration(rule).total_seconds() + 1)
    await hall.run_due()


async def test_time_counts_only_while_the_room_goes_on(judging: Hall):
    await judging.clock.forward(seconds=100)
    answer(await judging.ask("POST", "/pause", judging.staff[ENSHI], json=REASON))
    await judging.clock.forward(seconds=1000)
    answer(await judging.ask("POST", "/resume", judging.staff[ENSHI]))
    await judging.clock.forward(seconds=10)
    assert 110 <= (await judging.look("E01"))["judged_seconds"] <= 115


async def test_a_supervisor_may_hold_the_room_and_a_stranger_finds_none(judging: Hall):
    supervisor = await judging.town.as_("supervisor", "行业监督")
    assert (await judging.ask("POST", "/pause", supervisor, json=REASON)).status_code == 404
    stranger = await judging.town.as_("centre_staff", "别处中心")
    assert (await judging.ask("POST", "/pause", stranger, json=REASON)).status_code == 404
    assert (await judging.ask("POST", "/pause", judging.town.market.buyer, json=REASON)).status_code == 403


async def test_the_head_lets_everybody_rest_and_nobody_else_does(judging: Hall):
    rest = {"on": True, "everybody": True, "reason": "午间休息"}
    assert (await judging.ask("POST", "/break", "E01", json=rest)).status_code == 403
    answer(await judging.ask("POST", "/break", "E02", json=rest))
    assert (await judging.look("E01"))["room"]["held"] == "break"
    answer(await judging.ask("POST", "/break", "E02", json={**rest, "on": False}))
    assert (await judging.look("E01"))["room"]["held"] is None


async def test_who_is_silent_is_told_away_and_told_back(judging: Hall):
    await judging.clock.forward(seconds=15)
    await judging.beat_all("E03")
    await judging.clock.forward(seconds=10)
    await judging.run_due()
    seen = await judging.look("E01")
    assert seen["missing"] == ["E03"]
    assert [one["seat"] for one in seen["room"]["seats"] if one["link"] == "lost"] == ["E03"]
    answer(await judging.ask("POST", "/presence", "E03", json={"round_trip_ms": 900}))
    seen = await judging.look("E01")
    assert seen["missing"] == []
    assert [one["seat"] for one in seen["room"]["seats"] if one["link"] == "weak"] == ["E03"]


async def test_an_interruption_that_is_cured_in_time_loses_nothing(judging: Hall):
    answer(await judging.ask("POST", "/interruption", judging.staff[ENSHI], json=REASON))
    assert await lot_state(judging) == "INTERRUPTED"
    assert (await judging.monitor(judging.staff[ENSHI]))["void_due"] is not None
    await judging.clock.forward(minutes=3)
    await judging.beat_all()
    answer(await judging.ask("POST", "/resume", judging.staff[ENSHI]))
    assert await lot_state(judging) == "EVALUATING"
    assert (await judging.sitting()).phase == "PRELIMINARY"
    await past(judging, "R-EVAL-VOID")
    assert (await judging.sitting()).phase == "PRELIMINARY"


async def test_an_interruption_of_more_than_four_hours_makes_the_evaluation_void(judging: Hall):
    answer(await judging.ask("POST", "/interruption", judging.staff[ENSHI], json=REASON))
    await past(judging, "R-EVAL-VOID")
    assert (await judging.sitting()).phase == "VOID"
    assert (await lot_state(judging), (await judging.row()).state) == ("VOID_EVAL", "VOID")
    assert {(one.state, one.gone_reason) for one in await judging.members()} == {("GONE", "void")}
    assert (await judging.ask("GET", "", "E01")).status_code == 401


async def test_what_is_cured_too_late_cannot_go_on(judging: Hall):
    answer(await judging.ask("POST", "/interruption", judging.staff[ENSHI], json=REASON))
    await judging.clock.forward(minutes=4, seconds=1)
    assert (await judging.ask("POST", "/resume", judging.staff[ENSHI])).status_code == 409


async def test_a_fault_before_the_start_is_waited_for_and_then_the_buyer_decides(hall: Hall):
    await hall.open()
    buyer = hall.town.market.buyer
    answer(await hall.ask("POST", "/interruption", hall.staff[ENSHI], json=REASON))
    postpone = {"wait_until": None}
    assert (await hall.ask("POST", "/decision", buyer, json=postpone)).status_code == 409
    await past(hall, "R-EVAL-WAIT")
    later = timestamp(await hall.clock.now() + timedelta(minutes=30))
    answer(await hall.ask("POST", "/decision", buyer, json={"wait_until": later}))
    assert (await hall.monitor(hall.staff[ENSHI]))["wait_until"] == later
    answer(await hall.ask("POST", "/decision", buyer, json=postpone))
    assert ((await hall.sitting()).phase, await lot_state(hall)) == ("VOID", "VOID_EVAL")


async def test_every_hold_is_kept_for_the_report(judging: Hall):
    answer(await judging.ask("POST", "/pause", judging.staff[ENSHI], json={"reason": "会场噪声"}))
    answer(await judging.ask("POST", "/interruption", judging.staff[ENSHI], json=REASON))
    await judging.beat_all()
    answer(await judging.ask("POST", "/resume", judging.staff[ENSHI]))
    async with judging.clock.house.work(CLOCK) as work:
        held = await holds_of(work, judging.session)
    assert [(one.kind, one.reason, one.until is not None) for one in held] == [
        ("pause", "会场噪声", True),
        ("interrupted", "主场网络中断", True),
    ]


async def test_orders_given_twice_are_one(judging: Hall):
    for _ in range(2):
        answer(await judging.ask("POST", "/interruption", judging.staff[ENSHI], json=REASON))
    for _ in range(2):
        answer(await judging.ask("POST", "/resume", judging.staff[ENSHI]))
    kinds = [one["kind"] for one in await judging.events()]
    assert (kinds.count("held"), kinds.count("resumed")) == (1, 1)
