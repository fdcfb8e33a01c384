"""Two transactions open at once want one workstation: one has it, the other is told so kindly. No sleeps."""

import asyncio
from uuid import UUID

import pytest

from evaluation_rooms.venues.actions import confirmed_seats, hold_seats
from evaluation_rooms.venues.actions.seats import book_seat
from evaluation_rooms.venues.refusals import SeatsShort, SeatTaken, VenueClosed
from foundation.actors import PUBLIC
from foundation.work import House
from tests.faults.locks import held, until_waiting
from tests.venues.conftest import FIVE, NINE, OTHER, SESSION, Centre, Hand, answer

VENUE = "SELECT id FROM venues WHERE id = $1 FOR UPDATE"


async def test_two_who_book_one_workstation_are_told_apart_by_the_database(centre: Centre, house: House, hand: Hand):
    seat, actor = UUID(centre.seats[0]), centre.staff.actor
    async with house.work(actor) as first:
        await book_seat(first, seat, NINE, FIVE, "检修")
        second = asyncio.create_task(hand(book_seat, seat, NINE, FIVE, "培训", actor=actor))
        await until_waiting(house, 1)
    with pytest.raises(SeatTaken) as refused:
        await second
    assert [one["name"] for one in refused.value.facts["free"]] == ["A2", "A3", "A4", "A5"]


async def test_when_the_first_gives_up_the_second_has_the_workstation(centre: Centre, house: House, hand: Hand):
    seat, actor = UUID(centre.seats[0]), centre.staff.actor
    async with house.work(actor) as first:
        await book_seat(first, seat, NINE, FIVE, "检修")
        second = asyncio.create_task(hand(book_seat, seat, NINE, FIVE, "培训", actor=actor))
        await until_waiting(house, 1)
        await first.session.rollback()
    assert (await second).note == "培训"


async def test_two_sessions_that_overlap_get_different_seats(centre: Centre, house: House, hand: Hand):
    async with house.work(PUBLIC) as first:
        mine = await hold_seats(first, centre.venue, SESSION, 2, NINE, FIVE)
        second = asyncio.create_task(hand(hold_seats, centre.venue, OTHER, 3, NINE, FIVE))
        await until_waiting(house, 1)
    yours = await second
    assert sorted(str(one) for one in [*mine, *yours]) == sorted(centre.seats)


async def test_a_session_that_comes_second_to_the_last_seats_gets_none_of_them(
    centre: Centre, house: House, hand: Hand
):
    async with house.work(PUBLIC) as first:
        await hold_seats(first, centre.venue, SESSION, 3, NINE, FIVE)
        second = asyncio.create_task(hand(hold_seats, centre.venue, OTHER, 3, NINE, FIVE))
        await until_waiting(house, 1)
    with pytest.raises(SeatsShort):
        await second
    assert await hand(confirmed_seats, OTHER) == {}


async def test_a_venue_that_closes_while_a_session_books_has_either_closed_or_taken_it(
    centre: Centre, house: House, hand: Hand
):
    async with held(house, VENUE, centre.venue):
        closing = asyncio.create_task(centre.send("PATCH", "/api/venues/{venue}", {"closed": True}))
        await until_waiting(house, 1)
        booking = asyncio.create_task(hand(hold_seats, centre.venue, SESSION, 1, NINE, FIVE))
        await until_waiting(house, 2)
    assert answer(await closing)["closed"] is True
    with pytest.raises(VenueClosed):
        await booking
