"""More races by construction: the freeze against withdrawals, workers and custodians against each other, ticks, closes.

The deadline race itself is test_deadline_race.py.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import func, select, text

import app as table_of_contents
from bidding.bids.tables import Bid
from bidding.opening.actions.freeze import freeze_round
from bidding.opening.actions.open import open_envelope, openers
from bidding.opening.tables import OpenedEnvelope, Release
from bidding.opening.workshop import Workshop
from bidding.tenders.tables import LotRound
from foundation.actors import CLOCK, PUBLIC
from foundation.ledger.actions import make_tick
from foundation.ledger.sequencer import SEQUENCER_LOCK
from foundation.ledger.tables import TickRow
from foundation.realtime import EventRow
from foundation.records import RecordRow
from foundation.schedule import Runner
from foundation.work import House
from tests.faults.locks import BID, ENVELOPE, LOT, OPENING, RunDue, held, until_waiting
from tests.market import Market, SealedBid, answer


def start(deed: Coroutine[Any, Any, Any]) -> "asyncio.Task[Any]":
    return asyncio.create_task(deed)


def withdraw(market: Market, bid: SealedBid) -> "asyncio.Task[httpx.Response]":
    path = f"/api/lots/{market.lot}/withdrawals"
    return start(market.client.post(path, json={"signed": bid.withdrawal()}))


async def listed(market: Market) -> tuple[set[str], set[str]]:
    """Digests of the frozen and of the withdrawn bids."""
    body = (await market.frozen())["freeze"]["body"]
    return {one["bid"] for one in body["bids"]}, {one["bid"] for one in body["withdrawn"]}


async def counted(house: House, table: Any, *where: Any) -> int:
    async with house.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(table).where(*where)) or 0)


async def freeze_now(house: House) -> None:
    """What the timer does at the deadline, in a transaction of its own."""
    async with house.work(CLOCK) as work:
        round_ = await work.session.scalar(select(LotRound.id))
        assert round_ is not None
        await freeze_round(work, round_)


async def released_hall(market: Market, run_due: RunDue, bids: int = 3) -> list[SealedBid]:
    """A lot that awaits the first releases."""
    await market.open_for_bids()
    sealed = [await market.bid() for _ in range(bids)]
    await market.clock.forward(minutes=11)
    await run_due()
    return sealed


async def test_a_bid_is_withdrawn_in_the_list_exactly_if_its_withdrawal_was_accepted(
    market: Market, house: House, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(6)]
    async with held(house, LOT, UUID(market.lot)):
        early = [withdraw(market, bid) for bid in bids[:2]]
        await until_waiting(house, 2)
    answers = [one.status_code for one in await asyncio.gather(*early)]
    async with held(house, LOT, UUID(market.lot)):
        late = [withdraw(market, bid) for bid in bids[2:4]]
        await until_waiting(house, 2)
        await market.clock.forward(minutes=11)
        freeze = start(run_due())
        await until_waiting(house, 3)
    answers += [one.status_code for one in await asyncio.gather(*late)]
    await freeze
    assert answers == [200, 200, 409, 409]
    assert await listed(market) == ({bid.digest for bid in bids[2:]}, {bid.digest for bid in bids[:2]})


async def test_the_freeze_waits_for_a_withdrawal_that_was_judged_before_the_deadline(
    market: Market, house: House
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(4)]
    async with held(house, BID, bytes.fromhex(bids[0].digest)):
        going = withdraw(market, bids[0])
        await until_waiting(house, 1)
        await market.clock.forward(minutes=11)
        freeze = start(freeze_now(house))
        await until_waiting(house, 2)
    assert (await going).status_code == 200
    await freeze
    assert await listed(market) == ({bid.digest for bid in bids[1:]}, {bids[0].digest})


async def test_the_freeze_waits_for_a_replacement_and_never_lists_both(market: Market, house: House) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    newer = market.seal(bids[0].firm, "25000000.00")
    request = await market.request(newer, bids[0])
    async with held(house, BID, bytes.fromhex(bids[0].digest)):
        replacing = start(market.client.post(f"/api/lots/{market.lot}/bids", json=request))
        await until_waiting(house, 1)
        await market.clock.forward(minutes=11)
        freeze = start(freeze_now(house))
        await until_waiting(house, 2)
    newer.receipt = answer(await replacing, 201)
    await freeze
    assert await listed(market) == ({newer.digest, bids[1].digest, bids[2].digest}, {bids[0].digest})


async def test_a_replacement_that_waits_past_the_deadline_leaves_the_earlier_bid_in_the_list(
    market: Market, house: House, run_due: RunDue
) -> None:
    await market.open_for_bids()
    bids = [await market.bid() for _ in range(3)]
    newer = market.seal(bids[0].firm, "25000000.00")
    request = await market.request(newer, bids[0])
    async with held(house, LOT, UUID(market.lot)):
        replacing = start(market.client.post(f"/api/lots/{market.lot}/bids", json=request))
        await until_waiting(house, 1)
        await market.clock.forward(minutes=11)
    assert (await replacing).json()["type"].endswith("deadline-passed")
    await run_due()
    assert await listed(market) == ({bid.digest for bid in bids}, set())


async def test_a_bid_is_replaced_or_withdrawn_when_both_are_asked_at_once(market: Market, house: House) -> None:
    await market.open_for_bids()
    bid = await market.bid()
    newer = market.seal(bid.firm, "25000000.00")
    request = await market.request(newer, bid)
    async with held(house, BID, bytes.fromhex(bid.digest)):
        going = withdraw(market, bid)
        await until_waiting(house, 1)
        replacing = start(market.client.post(f"/api/lots/{market.lot}/bids", json=request))
        await until_waiting(house, 2)
    answers = [(await going).status_code, (await replacing).status_code]
    assert sorted(answers) in ([200, 409], [201, 409])
    sealed, gone = await counted(house, Bid, Bid.state == "SEALED"), await counted(house, Bid, Bid.state == "WITHDRAWN")
    assert (sealed, gone) == ((0, 1) if answers[0] == 200 else (1, 1))


class CountingWorkshop(Workshop):
    """Counts the envelopes that it was asked to open."""

    opened = 0

    async def open(self, *job: Any) -> dict[str, Any]:
        self.opened += 1
        return await super().open(*job)


@pytest.fixture
async def workshop() -> Any:
    workshop = CountingWorkshop()
    yield workshop
    await workshop.close()


async def test_two_workers_at_one_envelope_open_it_once(
    market: Market, house: House, run_due: RunDue, workshop: CountingWorkshop
) -> None:
    await released_hall(market, run_due)
    await market.release_by("identities", 1, 3, 5)
    async with house.sessions() as session:
        envelope = await session.scalar(select(OpenedEnvelope.envelope).where(OpenedEnvelope.state == "DUE"))
    assert envelope is not None

    async def one() -> None:
        async with house.work(CLOCK) as work:
            await open_envelope(workshop, work, {"envelope": envelope.hex()})

    async with held(house, ENVELOPE, envelope):
        both = [start(one()), start(one())]
        await until_waiting(house, 2)
    await asyncio.gather(*both)
    assert workshop.opened == 1


async def test_four_runners_share_an_opening_and_each_envelope_is_opened_once(
    market: Market, house: House, run_due: RunDue, workshop: CountingWorkshop
) -> None:
    await released_hall(market, run_due)
    runners = [Runner(house, table_of_contents.TIMERS | openers(workshop)) for _ in range(4)]
    for step in ("identities", "contents"):
        await market.release_by(step, 1, 3, 5)
        await asyncio.gather(*(runner.run_due() for runner in runners))
    assert (await market.hall())["phase"] == "read_out"
    assert workshop.opened == 12
    topic = EventRow.topic == f"opening:{market.lot}"
    kinds = [await counted(house, EventRow, topic, EventRow.kind == kind) for kind in ("counted", "opened", "read_out")]
    assert kinds == [1, 3, 1]


async def test_custodians_who_release_at_once_are_all_kept_and_the_step_begins_once(
    market: Market, house: House, run_due: RunDue
) -> None:
    await released_hall(market, run_due)
    frozen = await market.frozen()
    requests = [market.release(frozen, keeper, "identities") for keeper in market.keepers]
    path = f"/api/lots/{market.lot}/opening/releases"
    async with held(house, OPENING):
        sent = [start(market.client.post(path, json=request)) for request in requests]
        await until_waiting(house, 5)
    told = [answer(one) for one in await asyncio.gather(*sent)]
    assert [one["repeated"] for one in told] == [False] * 5
    assert await counted(house, Release) == 5
    assert await counted(house, OpenedEnvelope, OpenedEnvelope.state == "DUE") == 3


async def test_the_same_release_sent_twice_at_once_is_kept_once_and_answered_twice(
    market: Market, house: House, run_due: RunDue
) -> None:
    await released_hall(market, run_due)
    request = market.release(await market.frozen(), market.keepers[0], "identities")
    path = f"/api/lots/{market.lot}/opening/releases"
    async with held(house, OPENING):
        sent = [start(market.client.post(path, json=request)) for _ in range(2)]
        await until_waiting(house, 2)
    told = [answer(one) for one in await asyncio.gather(*sent)]
    assert sorted(one["repeated"] for one in told) == [False, True]
    assert await counted(house, Release) == 1


async def test_a_custodian_who_makes_two_releases_at_once_is_kept_once(
    market: Market, house: House, run_due: RunDue
) -> None:
    await released_hall(market, run_due)
    frozen = await market.frozen()
    requests = [market.release(frozen, market.keepers[0], "identities") for _ in range(2)]
    assert requests[0] != requests[1]
    path = f"/api/lots/{market.lot}/opening/releases"
    async with held(house, OPENING):
        sent = [start(market.client.post(path, json=request)) for request in requests]
        await until_waiting(house, 2)
    told = [answer(one) for one in await asyncio.gather(*sent)]
    assert sorted(one["repeated"] for one in told) == [False, True]
    assert await counted(house, RecordRow, RecordRow.type == "tianping/release/1") == 1


async def test_three_ticks_at_once_stand_in_one_line_and_no_leaf_is_folded_twice(house: House) -> None:
    async with house.work(CLOCK) as work:
        await make_tick(work)
    async with house.work(PUBLIC) as work:
        for number in range(5):
            work.add_leaf(bytes([number + 1]) * 32)

    async def one() -> None:
        async with house.work(CLOCK) as work:
            await make_tick(work)

    async with held(house, f"SELECT pg_advisory_xact_lock({SEQUENCER_LOCK})"):
        ticks = [start(one()) for _ in range(3)]
        await until_waiting(house, 3)
    await asyncio.gather(*ticks)
    async with house.sessions() as session:
        rows = list(await session.scalars(select(TickRow).order_by(TickRow.number)))
    assert [(row.number, row.head["body"]["size"]) for row in rows] == [(0, 1), (1, 2), (2, 3), (3, 4)]
    assert sorted(len(row.leaves) for row in rows) == [0, 0, 0, 5 * 32]


async def test_two_closes_at_once_give_one_record(market: Market, house: House, run_due: RunDue) -> None:
    await released_hall(market, run_due)
    await market.pass_steps(run_due)
    await market.clock.forward(minutes=11)
    path = f"/api/lots/{market.lot}/opening/close"
    async with held(house, OPENING):
        asked = [start(market.client.post(path, headers=market.agency.headers)) for _ in range(2)]
        await until_waiting(house, 2)
    first, second = [answer(one) for one in await asyncio.gather(*asked)]
    assert first == second
    assert await counted(house, RecordRow, RecordRow.type == "tianping/opening-record/1") == 1


async def test_clients_that_ask_while_the_round_is_frozen_see_the_list_or_are_told_to_wait(
    market: Market, house: House
) -> None:
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    await market.clock.forward(minutes=11)
    async with held(house, LOT, UUID(market.lot)):
        hall = await market.hall()
        asked = start(market.client.get(f"/api/lots/{market.lot}/opening/freeze"))
        await until_waiting(house, 1)
    assert hall["phase"] == "closing"
    assert "opened" not in hall
    assert len(answer(await asked)["freeze"]["body"]["bids"]) == 3
    async with house.engine.connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM openings")) == 1
