"""Deeds on rounds: extension, shown state, what register and page tell."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args
from uuid import UUID

import pytest
from sqlalchemy import select

from bidding.tenders.actions import (
    Wanted,
    current_round,
    deadlines_of,
    extend_deadline,
    list_register,
    lock_round,
    relation_of,
    show_tender,
)
from bidding.tenders.pages import Order, cursor_of, register_line
from bidding.tenders.refusals import CursorUnreadable, DeadlineBehind, DeadlineNotLater
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp
from crypto.records import check_shape
from crypto.signatures import check_document
from foundation.actors import PUBLIC, Actor
from foundation.clock import sql_now
from foundation.errors import NoSuchThing, WrongState
from foundation.realtime import events_after
from foundation.schedule import TimerRow
from foundation.work import House
from tests.actions.conftest import Hand, until_blocked
from tests.conftest import Clock, People
from tests.market import Market


async def later(market: Market, **span: float) -> datetime:
    """The deadline in force, moved by the span."""
    return parse_timestamp((await market.look())["deadline"]) + timedelta(**span)


async def test_a_lot_goes_from_intake_to_bidding(market: Market) -> None:
    await market.open_for_bids()
    assert market.tender["state"] == "BIDDING"


async def test_an_extension_moves_deadline_timer_and_floors(
    running: Market, hand: Hand, house: House, platform_key: bytes
) -> None:
    before, new = await later(running), await later(running, minutes=30)
    record = await hand(extend_deadline, UUID(running.lot), new, "澄清后顺延")
    check_shape(check_document(record, type="tianping/extension/1", role="platform", key=platform_key))
    async with house.sessions() as session:
        round_ = await current_round(session, UUID(running.lot))
        timer = await session.scalar(select(TimerRow).where(TimerRow.key == f"freeze:{round_.id}"))
        events = await events_after(session, f"lot:{running.lot}", 0)
        assert await deadlines_of(session, round_.id) == [before, new]
    assert round_.deadline == new and timer and timer.due == new
    assert [event.kind for event in events] == ["published", "extended"]
    assert (await running.look())["extensions"] == [record]


async def test_the_same_extension_again_answers_the_same_record(running: Market, hand: Hand, clock: Clock) -> None:
    new = await later(running, minutes=30)
    record = await hand(extend_deadline, UUID(running.lot), new, "顺延")
    assert await hand(extend_deadline, UUID(running.lot), new, "顺延") == record
    await clock.to(new + timedelta(hours=1))
    assert await hand(extend_deadline, UUID(running.lot), new, "顺延") == record


@pytest.mark.parametrize("minutes", [0, -1])
async def test_a_deadline_only_moves_later(running: Market, hand: Hand, minutes: int) -> None:
    with pytest.raises(DeadlineNotLater) as told:
        await hand(extend_deadline, UUID(running.lot), await later(running, minutes=minutes), "提前")
    assert told.value.problem()["rule"] == "R-CLARIFY"


async def test_nothing_moves_once_the_deadline_has_come_even_if_no_timer_ran(
    running: Market, hand: Hand, clock: Clock
) -> None:
    new = await later(running, days=1)
    await clock.to(await later(running))
    with pytest.raises(DeadlineBehind) as told:
        await hand(extend_deadline, UUID(running.lot), new, "太晚")
    assert told.value.problem()["rule"] == "R-DEADLINE"


async def test_an_extension_that_waited_for_the_lock_is_judged_afterwards(
    running: Market, hand: Hand, house: House, clock: Clock
) -> None:
    new, lot = await later(running, days=1), UUID(running.lot)
    async with house.work(PUBLIC) as work:
        await lock_round(work, lot, share=True)
        waiting = asyncio.create_task(hand(extend_deadline, lot, new, "等待"))
        await until_blocked(work)
        await clock.to(await later(running))
    with pytest.raises(DeadlineBehind):
        await waiting


async def test_a_draft_has_no_deadline_to_move(drafted: Market, hand: Hand, clock: Clock) -> None:
    with pytest.raises(WrongState) as told:
        await hand(extend_deadline, UUID(drafted.lot), await clock.now() + timedelta(days=1), "尚未发布")
    assert told.value.problem()["rule"] == "D-STATE"


async def test_relation_is_role_and_organisation_together(running: Market, house: House, as_: People) -> None:
    other = await as_("centre_staff", "宜昌市公共资源交易中心")
    here = Actor("supervisor", None, UUID(int=1), "422800")
    province, elsewhere = (
        Actor("supervisor", None, UUID(int=1), "420000"),
        Actor("supervisor", None, UUID(int=1), "420500"),
    )
    disguised = Actor("buyer", None, running.agency.organisation)
    async with house.sessions() as session:

        async def relation(actor: Actor) -> set[str]:
            return await relation_of(session, actor, UUID(running.lot))

        assert await relation(running.agency.actor) == {"agency"}
        assert await relation(running.buyer.actor) == {"buyer"}
        assert await relation(running.centre.actor) == {"centre"}
        assert await relation(here) == await relation(province) == {"supervisor"}
        for stranger in (other.actor, elsewhere, disguised, PUBLIC):
            assert await relation(stranger) == set()
        assert await relation_of(session, running.agency.actor, UUID(int=5)) == set()


async def test_the_shown_state_follows_the_clock(running: Market, hand: Hand, clock: Clock) -> None:
    async def listed(state: str) -> list[Any]:
        return list(await hand(list_register, Wanted(state=state, rehearsal=True), "", 10))

    assert len(await listed("BIDDING")) == 1 and await listed("CLOSED") == []
    await clock.to(await later(running))
    assert (await running.look())["state"] == "CLOSED"
    assert await listed("BIDDING") == [] and len(await listed("CLOSED")) == 1


async def test_a_draft_is_no_such_lot_to_the_public(drafted: Market, hand: Hand) -> None:
    with pytest.raises(NoSuchThing):
        await hand(show_tender, UUID(drafted.lot))
    assert await hand(list_register, Wanted(), "", 10) == []


async def test_rehearsals_stand_apart_in_the_register(running: Market, hand: Hand) -> None:
    assert await hand(list_register, Wanted(), "", 10) == []
    assert len(await hand(list_register, Wanted(rehearsal=True), "", 10)) == 1


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(region="422800"), True),
        (Wanted(region="420000"), True),
        (Wanted(region="420500"), False),
        (Wanted(project_class="works"), True),
        (Wanted(project_class="goods"), False),
        (Wanted(words="教学综合楼"), True),
        (Wanted(words="云顶坪小学"), True),
        (Wanted(words="E4228"), True),
        (Wanted(words="%"), False),
        (Wanted(words="_"), False),
        (Wanted(state="OPENED"), False),
        (Wanted(remote=True), True),
        (Wanted(remote=False), False),
    ],
)
async def test_the_register_is_narrowed(running: Market, hand: Hand, wanted: Wanted, found: bool) -> None:
    narrowed = replace(wanted, rehearsal=True)
    assert bool(await hand(list_register, narrowed, "", 10)) is found


@pytest.mark.parametrize("order", get_args(Order))
async def test_pages_of_the_register_neither_repeat_nor_lose(
    running: Market, hand: Hand, house: House, order: Order
) -> None:
    async with house.sessions.begin() as session:
        first = await current_round(session, UUID(running.lot))
        for number in range(2, 8):
            at = first.published_at if number % 2 else first.published_at + timedelta(seconds=number)  # type: ignore[operator]
            session.add(
                LotRound(
                    lot_id=first.lot_id,
                    number=number,
                    state="FAILED_FEW",
                    rulebook=2,
                    rehearsal=True,
                    created_at=await session.scalar(select(sql_now())),
                    published_at=at,
                    deadline=at,
                )
            )
    seen: list[int] = []
    after = ""
    while page := await hand(list_register, Wanted(rehearsal=True, order=order), after, 2):
        seen += [one.round.number for one in page]
        after = cursor_of(page[-1].round, order)
    whole = [one.round.number for one in await hand(list_register, Wanted(rehearsal=True, order=order), "", 100)]
    assert seen == whole and sorted(seen) == list(range(1, 8))
    assert register_line((await hand(list_register, Wanted(rehearsal=True), "", 1))[0])["state"] == "FAILED_FEW"
    assert (await hand(show_tender, UUID(running.lot), 1))["round"] == 1
    assert (await hand(show_tender, UUID(running.lot)))["round"] == 7
    with pytest.raises(NoSuchThing):
        await hand(show_tender, UUID(running.lot), 9)


async def test_the_register_is_read_by_deadline_either_way(running: Market, hand: Hand) -> None:
    first = running.lot
    await running.draft_lot()
    await running.agree_on_keys()
    await running.publish(minutes=5)
    second = running.lot

    async def lots(order: Order) -> list[str]:
        listed = await hand(list_register, Wanted(rehearsal=True, order=order), "", 10)
        return [str(one.lot.id) for one in listed]

    assert await lots("deadline") == [second, first]
    assert await lots("-deadline") == [first, second]
    assert await lots("newest") == [second, first]


@pytest.mark.parametrize("cursor", ["x", "2026-03-02T01:00:00.000Z", "2026-13-02T01:00:00.000Z_" + "0" * 8])
async def test_a_cursor_nobody_gave_is_refused(hand: Hand, cursor: str) -> None:
    with pytest.raises(CursorUnreadable) as told:
        await hand(list_register, Wanted(), cursor, 10)
    assert told.value.problem()["rule"] == "D-FORM"
