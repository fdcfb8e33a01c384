"""The room that other stages' tests sit in is one that could have been."""

from sqlalchemy import select

from bidding.tenders.tables import LotRound
from evaluation_rooms.rooms.actions.seats import advance, members_of, missing
from foundation.actors import CLOCK
from tests.rooms.sitting import SEATS, Room


async def test_five_members_sit_and_nobody_is_away(room: Room):
    async with room.market.clock.house.work(CLOCK) as work:
        assert [one.name for one in await members_of(work, room.session)] == list(SEATS)
        assert await missing(work, room.session) == []
        assert await work.session.scalar(select(LotRound.state)) == "EVALUATING"


async def test_no_step_completes_while_a_member_is_away(room: Room):
    await room.away("E03")
    async with room.market.clock.house.work(CLOCK) as work:
        assert await missing(work, room.session) == ["E03"]
    await room.back("E03")
    async with room.market.clock.house.work(CLOCK) as work:
        assert (await advance(work, room.session, "to_blind")).phase == "BLIND"
    assert await room.events() == ["phase"]
