"""Seats: held, refused kindly, freed; what the public directory says of them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.schema import AddConstraint

from evaluation_rooms.venues.actions import (
    ask_sub_venue,
    confirmed_seats,
    free_workstations,
    hold_seats,
    release_seats,
)
from evaluation_rooms.venues.refusals import OutsideHours, SeatsShort, SpanRefused, VenueClosed
from evaluation_rooms.venues.tables import ONE_AT_A_TIME, Booking
from foundation.errors import NoSuchThing
from foundation.work import House, Work
from tests.conftest import People
from tests.venues.conftest import FIVE, NINE, OTHER, SESSION, Centre, Hand, answer, open_centre

DAY = timedelta(days=1)
OVERLAP = "int8range(number, number, '[]') WITH &&, during WITH &&) WHERE (released_at IS NULL)"


async def test_the_databases_constraint_is_the_models(house: House):
    query = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name"
    async with house.engine.connect() as connection:
        held = await connection.scalar(text(query), {"name": ONE_AT_A_TIME})
    model = next(one for one in Booking.__table__.constraints if isinstance(one, ExcludeConstraint))  # type: ignore[attr-defined]
    written = str(AddConstraint(model).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    plain = "".join(str(held).replace("'[]'::text", "'[]'").split()).replace(
        "((released_atISNULL))", "(released_atISNULL)"
    )
    assert "".join(OVERLAP.split()) in plain
    assert "".join(OVERLAP.split()) in "".join(written.split())


async def test_a_session_holds_seats_and_frees_them(centre: Centre, hand: Hand):
    held = await hand(hold_seats, centre.venue, SESSION, 3, NINE, FIVE)
    assert [str(one) for one in held] == centre.seats[:3]
    assert await hand(confirmed_seats, SESSION) == {centre.venue: held}
    assert len(await hand(free_workstations, centre.venue, NINE, FIVE)) == 2
    await hand(release_seats, SESSION)
    await hand(release_seats, SESSION)
    assert await hand(confirmed_seats, SESSION) == {}
    assert len(await hand(free_workstations, centre.venue, NINE, FIVE)) == 5


async def test_one_session_may_begin_where_another_ends(centre: Centre, hand: Hand):
    noon = NINE + timedelta(hours=3)
    await hand(hold_seats, centre.venue, SESSION, 5, NINE, noon)
    assert len(await hand(hold_seats, centre.venue, OTHER, 5, noon, FIVE)) == 5


async def test_too_few_seats_are_refused_whole_with_the_venues_that_have_enough(
    centre: Centre, hand: Hand, client: Any, as_: People
):
    second = await open_centre(client, centre.staff, "恩施第二评标区", 4)
    await hand(hold_seats, centre.venue, OTHER, 2, NINE, FIVE)
    with pytest.raises(SeatsShort) as refused:
        await hand(hold_seats, centre.venue, SESSION, 4, NINE, FIVE)
    assert (refused.value.facts["free"], refused.value.facts["needed"]) == (3, 4)
    assert [one["venue"] for one in refused.value.facts["others"]] == [str(second.venue)]
    assert "恩施第二评标区（4）" in refused.value.problem()["detail_zh"]


async def test_a_caught_refusal_leaves_the_work_as_it_was(centre: Centre, neighbour: Centre, hand: Hand):
    async def widen(work: Work) -> None:
        with pytest.raises(SeatsShort):
            await hold_seats(work, neighbour.venue, SESSION, 4, NINE, FIVE)
        await hold_seats(work, centre.venue, SESSION, 4, NINE, FIVE)

    await hand(widen)
    assert {venue: len(seats) for venue, seats in (await hand(confirmed_seats, SESSION)).items()} == {centre.venue: 4}
    assert len(await hand(free_workstations, neighbour.venue, NINE, FIVE)) == 3


async def test_broken_and_spare_seats_are_not_handed_out(centre: Centre, hand: Hand):
    for seat, change in ((0, {"broken": True, "note": "显示器"}), (1, {"spare": True})):
        answer(await centre.send("PATCH", f"/api/workstations/{centre.seats[seat]}", change))
    assert [one.name for one in await hand(free_workstations, centre.venue, NINE, FIVE)] == ["A3", "A4", "A5"]
    with pytest.raises(SeatsShort):
        await hand(hold_seats, centre.venue, SESSION, 4, NINE, FIVE)
    assert len(await hand(free_workstations, centre.venue, NINE, FIVE, spare=True)) == 4
    told = answer(await centre.book(centre.seats[0]), 409)
    assert told["type"].endswith("seat-broken")
    assert [one["name"] for one in told["facts"]["free"]] == ["A3", "A4", "A5"]


@pytest.mark.parametrize(
    ("start", "end", "refusal"),
    [
        (NINE - timedelta(minutes=31), FIVE, OutsideHours),
        (NINE, FIVE + timedelta(hours=1, minutes=1), OutsideHours),
        (NINE + 5 * DAY, FIVE + 5 * DAY, OutsideHours),
        (NINE, NINE, SpanRefused),
        (NINE - DAY, FIVE - DAY, SpanRefused),
        (NINE, NINE + 15 * DAY, SpanRefused),
    ],
    ids=["before it opens", "after it closes", "on Saturday", "no time at all", "yesterday", "fifteen days"],
)
async def test_times_at_which_nobody_can_sit_are_refused(
    start: Any, end: Any, refusal: type[Exception], centre: Centre, hand: Hand
):
    with pytest.raises(refusal):
        await hand(hold_seats, centre.venue, SESSION, 1, start, end)
    if refusal is OutsideHours:
        assert await hand(free_workstations, centre.venue, start, end) == []


async def test_the_centres_own_booking_is_taken_once_and_refused_to_others_with_what_is_free(centre: Centre):
    first = answer(await centre.book(centre.seats[0]), 201)
    assert answer(await centre.book(centre.seats[0]), 201) == first
    told = answer(await centre.book(centre.seats[0], note="培训"), 409)
    assert told["rule"] == "D-VENUE-ONE"
    assert [one["name"] for one in told["facts"]["free"]] == ["A2", "A3", "A4", "A5"]
    for _ in range(2):
        assert (await centre.send("DELETE", f"/api/bookings/{first['id']}")).status_code == 204
    answer(await centre.book(centre.seats[0], note="培训"), 201)


async def test_a_sessions_booking_is_not_taken_back_by_hand(centre: Centre, hand: Hand, house: House):
    await hand(hold_seats, centre.venue, SESSION, 1, NINE, FIVE)
    async with house.engine.connect() as connection:
        booking = await connection.scalar(text("SELECT id FROM bookings"))
    told = answer(await centre.send("DELETE", f"/api/bookings/{booking}"), 409)
    assert told["type"].endswith("sessions-booking")


async def test_a_closed_venue_takes_no_bookings_and_closes_only_when_none_stand(centre: Centre, hand: Hand):
    await hand(hold_seats, centre.venue, SESSION, 1, NINE, FIVE)
    told = answer(await centre.send("PATCH", "/api/venues/{venue}", {"closed": True}), 409)
    assert told["facts"]["count"] == 1
    await hand(release_seats, SESSION)
    assert answer(await centre.send("PATCH", "/api/venues/{venue}", {"closed": True}))["closed"] is True
    for deed in (hold_seats, ask_sub_venue):
        with pytest.raises(VenueClosed):
            await hand(deed, centre.venue, SESSION, 1, NINE, FIVE)
    assert (await centre.client.get(f"/api/venues/{centre.venue}")).status_code == 404
    assert (await centre.get("/api/venues/{venue}"))["venue"]["closed"] is True


async def test_there_is_no_venue_of_another_id(centre: Centre, hand: Hand):
    with pytest.raises(NoSuchThing):
        await hand(hold_seats, SESSION, SESSION, 1, NINE, FIVE)
