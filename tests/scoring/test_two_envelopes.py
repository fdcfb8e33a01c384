"""A room that judges a lot with two envelopes 双信封: marks are locked, prices of who passed are opened, then rank."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest

from bidding.methods.scores_record import recomputed
from evaluation_rooms.rooms.actions.watch import go_on
from evaluation_rooms.scoring.tables import ScoredLot
from foundation.actors import CLOCK
from foundation.records import find_record
from tests.market import Market, answer
from tests.rooms.sitting import Room, seat_committee
from tests.rules.methods.schemes import COMPREHENSIVE
from tests.scoring.playing import door, mark, phase_of, play, problem, review, save, sheet_of

RunDue = Callable[[], Awaitable[int]]
TWO = replace(COMPREHENSIVE, envelopes=2)
PRICES = ("26888000.00", "26500000.00", "27100000.00", "25900000.00")


@pytest.fixture
async def room(market: Market, run_due: RunDue) -> Room:
    """Four bids, whose prices are shut."""
    return await seat_committee(market, run_due, scheme=TWO, prices=PRICES)


async def open_the_prices(room: Room, run_due: RunDue) -> None:
    """The second opening, from its notice to its record; the room's watch then looks."""
    clock = room.market.clock
    await clock.forward(seconds=1)
    await run_due()
    await clock.forward(seconds=6)
    await room.market.release_prices(1, 3, 5)
    await run_due()
    await clock.forward(seconds=6)
    path = f"/api/lots/{room.lot}/price-opening/close"
    answer(await room.client.post(path, headers=room.market.agency.headers))
    await watch(room)


async def watch(room: Room) -> None:
    """The room's watch looks whether it goes on."""
    async with room.market.clock.house.work(CLOCK) as work:
        await go_on(work, room.session)


async def to_second_opening(room: Room) -> str:
    """One bid fails the review, all marks are locked; the bid that failed."""
    failed = room.bids[3].digest
    await play(room, fails=lambda bid: bid == failed)
    return failed


async def test_no_price_is_known_before_marks_are_locked_and_then_of_who_passed(room: Room, run_due: RunDue) -> None:
    sheet = await sheet_of(room, "E01")
    assert {bid["price"] for bid in sheet["bids"]} == {""}
    failed = await to_second_opening(room)
    assert await phase_of(room) == "PRICE_OPENING"
    await watch(room)
    assert await phase_of(room) == "PRICE_OPENING"
    shown = answer(await room.client.get(f"/api/lots/{room.lot}/price-opening/list"))["list"]["body"]
    assert shown["bids"] == sorted(bid.digest for bid in room.bids[:3])
    assert failed not in shown["bids"]
    late = {"bid": shown["bids"][0], "criterion": "业绩", "value": "1", "base": 1}
    refused = await save(room, "E01", "marks", [late])
    assert problem(refused) == "wrong-phase"


async def test_prices_are_ranked_and_anybody_computes_the_same(room: Room, run_due: RunDue) -> None:
    failed = await to_second_opening(room)
    await open_the_prices(room, run_due)
    assert await phase_of(room) == "RANKED"
    async with room.market.clock.house.work(CLOCK) as work:
        row = await work.session.get_one(ScoredLot, (room.session, UUID(str(room.lot))))
        record = await find_record(work.session, row.record or b"")
        assert record is not None
        body = record.record()["body"]
    prices = {one["bid"]: one["price"] for one in body["bids"]}
    assert prices.pop(failed) == ""
    assert prices == {bid.digest: price for bid, price in zip(room.bids[:3], PRICES, strict=False)}
    assert {name: body[name] for name in recomputed(body)} == recomputed(body)
    assert {one["bid"] for one in body["rejected"]} == {failed}
    assert len(body["results"]) == 3
    assert body["price_record"]


async def test_a_price_above_the_ceiling_is_out_once_it_is_known(market: Market, run_due: RunDue) -> None:
    room = await seat_committee(market, run_due, scheme=TWO, prices=(*PRICES[:3], "29999999.00"))
    await play(room)
    await open_the_prices(room, run_due)
    assert await phase_of(room) == "RANKED"
    async with room.market.clock.house.work(CLOCK) as work:
        row = await work.session.get_one(ScoredLot, (room.session, UUID(str(room.lot))))
        assert [one["bid"] for one in row.rejected or ()] == [room.bids[3].digest]


async def test_who_sits_down_later_reviews_again_and_the_list_stays(room: Room, run_due: RunDue) -> None:
    failed = await to_second_opening(room)
    before = answer(await room.client.get(f"/api/lots/{room.lot}/price-opening/list"))
    await room.succeed("E02")
    await review(room, "E02")
    while await phase_of(room) in ("BLIND", "OPEN_PART"):
        await mark(room, "E02")
    assert await phase_of(room) == "PRICE_OPENING"
    assert answer(await room.client.get(f"/api/lots/{room.lot}/price-opening/list")) == before
    await open_the_prices(room, run_due)
    assert await phase_of(room) == "RANKED"
    async with room.market.clock.house.work(CLOCK) as work:
        row = await work.session.get_one(ScoredLot, (room.session, UUID(str(room.lot))))
        assert {one["bid"] for one in row.rejected or ()} == {failed}


async def test_a_price_is_corrected_by_nobody(room: Room) -> None:
    await play(room, "OPEN_PART")
    told = {"id": "0198c0de-0000-7000-8000-00000000000a", "bid": room.bids[0].digest, "kind": "sum", "name": "总价"}
    told |= {"before": "1.00", "after": "2.00", "reason": "算术错误"}
    refused = await room.ask("POST", door(room, "/corrections"), "E01", json=told)
    assert problem(refused) == "prices-shut"
