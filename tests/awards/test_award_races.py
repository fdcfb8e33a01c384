"""Two at once, made to overlap on the real database: two awards, and an objection in the last instant."""

import asyncio

from sqlalchemy import func, select

from bidding.awards.documents import AWARD
from bidding.awards.tables import Award
from bidding.tenders.tables import LotRound
from foundation.actors import CLOCK
from foundation.records import RecordRow
from tests.awards.lot import Reported
from tests.draws.locks import until_waiting
from tests.market import answer


async def _round(lot: Reported) -> LotRound:
    async with lot.market.clock.house.sessions() as rows:
        row: LotRound = (await rows.scalars(select(LotRound).where(LotRound.lot_id == lot.lot))).one()
        return row


async def _awards(lot: Reported) -> int:
    async with lot.market.clock.house.sessions() as rows:
        return int(await rows.scalar(select(func.count()).where(RecordRow.type == AWARD)) or 0)


async def test_two_awards_at_once_give_one(lot: Reported) -> None:
    await lot.over()
    house, round_ = lot.market.clock.house, await _round(lot)
    async with house.work(CLOCK) as holder:
        await holder.lock(LotRound, round_.id)
        both = [asyncio.create_task(lot.award()) for _ in range(2)]
        await until_waiting(house, 2)
    told = [answer(one, 201) for one in await asyncio.gather(*both)]
    assert told[0] == told[1] and await _awards(lot) == 1


async def test_two_awards_at_once_to_different_candidates_give_one(lot: Reported) -> None:
    await lot.over()
    house, round_ = lot.market.clock.house, await _round(lot)
    async with house.work(CLOCK) as holder:
        await holder.lock(LotRound, round_.id)
        both = [asyncio.create_task(lot.award())]
        await until_waiting(house, 1)
        both.append(asyncio.create_task(lot.award(2, passed_over=[lot.passed(1)])))
        await until_waiting(house, 2)
    first, second = await asyncio.gather(*both)
    # Whoever came first has won; the other, who passes the winner over on a ground, is a next candidate.
    assert first.status_code == second.status_code == 201
    ranks = [one["body"]["rank"] for one in (await lot.shown())["awards"]]
    assert ranks == [1, 2] and await _awards(lot) == 2


async def test_an_objection_that_waited_for_the_lock_past_the_end_is_late(lot: Reported) -> None:
    await lot.publish()
    signed = await lot.objection()
    house, round_ = lot.market.clock.house, await _round(lot)
    async with house.work(CLOCK) as holder:
        award = await holder.session.get_one(Award, round_.id)
        await holder.lock(LotRound, round_.id)
        late = asyncio.create_task(lot.object(signed))
        await until_waiting(house, 1)
        assert award.ends_at is not None
        await lot.market.clock.to(award.ends_at)
    assert (await late).json()["rule"] == "R-OBJ-RESULT"


async def test_an_objection_in_the_last_instant_stops_the_award_that_stood_behind_it(lot: Reported) -> None:
    await lot.publish()
    signed = await lot.objection()
    house, round_ = lot.market.clock.house, await _round(lot)
    async with house.work(CLOCK) as holder:
        await holder.lock(LotRound, round_.id)
        objection = asyncio.create_task(lot.object(signed))
        await until_waiting(house, 1)
        award = asyncio.create_task(lot.award())
        await until_waiting(house, 2)
    answer(await objection, 201)
    assert (await award).json()["rule"] == "R-OBJ-ANS"
    await lot.market.clock.forward(minutes=1)
    assert (await lot.award()).json()["rule"] == "R-OBJ-ANS"
    assert await _awards(lot) == 0


async def test_an_award_in_front_leaves_the_objection_behind_it_late(lot: Reported) -> None:
    await lot.publish()
    signed = await lot.objection()
    house, round_ = lot.market.clock.house, await _round(lot)
    await lot.market.clock.forward(seconds=11)
    async with house.work(CLOCK) as holder:
        await holder.lock(LotRound, round_.id)
        award = asyncio.create_task(lot.award())
        await until_waiting(house, 1)
        objection = asyncio.create_task(lot.object(signed))
        await until_waiting(house, 2)
    answer(await award, 201)
    refused = (await objection).json()
    assert refused["rule"] == "R-OBJ-RESULT"
    assert (await lot.shown())["objections"]["made"] == 0
