"""The room that other stages' tests sit in is one that could have been."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select, update

from bidding.tenders.tables import LotRound
from evaluation_rooms.rooms.actions.committee import WHEN_WHOLE
from evaluation_rooms.rooms.actions.seats import advance, members_of, missing, seated
from evaluation_rooms.rooms.actions.watch import run_watch
from evaluation_rooms.rooms.refusals import MembersAway, NoSeat, RoomHeld, WrongPhase
from evaluation_rooms.rooms.tables import Member, Sitting
from foundation.actors import CLOCK, Actor
from foundation.work import Work
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
        with pytest.raises(MembersAway):
            await advance(work, room.session, "to_blind")
    await room.back("E03")
    async with room.market.clock.house.work(CLOCK) as work:
        assert (await advance(work, room.session, "to_blind")).phase == "BLIND"
    assert await room.events() == ["phase"]


async def test_no_step_completes_without_a_head(room: Room):
    await room.to_phase("BLIND", head_id=None)
    async with room.market.clock.house.work(CLOCK) as work:
        with pytest.raises(MembersAway):
            await advance(work, room.session, "to_open")


@pytest.fixture
def waiting() -> Iterator[list[str]]:
    """What a later stage did when the room was whole: the phases in which it was asked."""
    done: list[str] = []

    async def complete(_: Work, sitting: Sitting) -> None:
        done.append(sitting.phase)

    WHEN_WHOLE.append(complete)
    yield done
    WHEN_WHOLE.remove(complete)


async def test_what_waited_for_a_member_is_done_when_he_is_back(room: Room, waiting: list[str]):
    await room.away("B01")
    await look(room)
    assert waiting == []
    await room.back("B01")
    await look(room)
    assert waiting == ["PRELIMINARY"]


async def look(room: Room) -> None:
    """The room's own watch."""
    async with room.market.clock.house.work(CLOCK) as work:
        await run_watch(work, {"session": str(room.session)})


async def test_a_seat_judges_in_its_phase_while_the_room_goes_on(room: Room):
    member = await room.member("E03")
    async with room.market.clock.house.work(Actor("expert", person=member.id, name="E03")) as work:
        assert (await seated(work, "PRELIMINARY")).member.name == "E03"
        with pytest.raises(WrongPhase):
            await seated(work, "BLIND")
    await room.to_phase("PRELIMINARY", held="pause", held_reason="-")
    async with room.market.clock.house.work(Actor("expert", person=member.id, name="E03")) as work:
        with pytest.raises(RoomHeld):
            await seated(work, "PRELIMINARY")
        assert (await seated(work, "PRELIMINARY", held_ok=True)).sitting.held == "pause"


async def test_who_went_a_moment_ago_is_no_seat_any_more(room: Room):
    member = await room.member("E03")
    async with room.market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(Member).where(Member.id == member.id).values(state="GONE"))
    async with room.market.clock.house.work(Actor("expert", person=member.id, name="E03")) as work:
        with pytest.raises(NoSeat):
            await seated(work)
