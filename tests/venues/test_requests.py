"""A sub venue is asked for seats: it accepts, declines, or its clock runs out; the seats are held meanwhile."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from evaluation_rooms.venues.actions import (
    ask_sub_venue,
    confirmed_seats,
    free_workstations,
    release_seats,
    requests_of,
)
from evaluation_rooms.venues.refusals import SeatsShort, VenueNotShared
from evaluation_rooms.venues.tables import VenueRequest
from foundation.actors import CLOCK
from foundation.work import House
from tests.conftest import Clock
from tests.venues.conftest import FIVE, NINE, SESSION, Centre, Hand, answer

TOMORROW = (NINE + timedelta(days=2), FIVE + timedelta(days=2))
MOMENT = timedelta(milliseconds=1)

RunDue = Callable[[], Awaitable[int]]


@pytest.fixture
async def asked(neighbour: Centre, hand: Hand) -> VenueRequest:
    """Two seats of Yichang's venue, the day after tomorrow."""
    request: VenueRequest = await hand(ask_sub_venue, neighbour.venue, SESSION, 2, *TOMORROW, actor=CLOCK)
    return request


async def say(centre: Centre, request: VenueRequest, accept: bool, reason: str = "") -> Any:
    path = f"/api/venue-requests/{request.id}/answer"
    return await centre.send("POST", path, {"accept": accept, "reason": reason})


async def free(hand: Hand, centre: Centre) -> int:
    return len(await hand(free_workstations, centre.venue, *TOMORROW))


async def verbs(house: House, request: VenueRequest) -> list[str]:
    query = "SELECT verb FROM journal WHERE subject_id = :id ORDER BY id"
    async with house.engine.connect() as connection:
        return list(await connection.scalars(text(query), {"id": str(request.id)}))


async def test_seats_are_held_until_the_sub_venue_answers(asked: VenueRequest, neighbour: Centre, hand: Hand):
    assert await free(hand, neighbour) == 1
    assert await hand(confirmed_seats, SESSION) == {}
    told = answer(await say(neighbour, asked, True))
    assert (told["state"], told["seats"], told["number"]) == ("ACCEPTED", 2, "0000C0DE")
    assert {venue: len(seats) for venue, seats in (await hand(confirmed_seats, SESSION)).items()} == {
        neighbour.venue: 2
    }


async def test_a_sub_venue_that_declines_says_why_and_has_its_seats_back(
    asked: VenueRequest, neighbour: Centre, hand: Hand, house: House
):
    assert answer(await say(neighbour, asked, False), 400)["facts"]["field"] == "reason"
    assert answer(await say(neighbour, asked, False, "设备检修"))["state"] == "DECLINED"
    assert await free(hand, neighbour) == 3
    assert [(one.state, one.reason) for one in await hand(requests_of, SESSION)] == [("DECLINED", "设备检修")]
    assert await verbs(house, asked) == ["ask_sub_venue", "answer_venue_request"]


async def test_an_answer_counts_until_a_moment_before_its_clock_runs_out(
    asked: VenueRequest, neighbour: Centre, standing: Any
):
    await standing(asked.answer_by - MOMENT)
    assert answer(await say(neighbour, asked, True))["state"] == "ACCEPTED"


async def test_at_the_moment_itself_it_is_too_late_before_any_timer_ran(
    asked: VenueRequest, neighbour: Centre, standing: Any, hand: Hand, run_due: RunDue, house: House
):
    await standing(asked.answer_by)
    assert answer(await say(neighbour, asked, True), 409)["type"].endswith("request-over")
    assert [one["state"] for one in (await neighbour.get("/api/venue-requests"))["requests"]] == ["LAPSED"]
    await run_due()
    assert await free(hand, neighbour) == 3
    assert [one.state for one in await hand(requests_of, SESSION)] == ["LAPSED"]
    assert await verbs(house, asked) == ["ask_sub_venue", "lapse_venue_request"]


@pytest.fixture
def standing(house: House) -> Callable[[Any], Awaitable[None]]:
    """Let the database's clock stand at a moment, to the millisecond."""

    async def stand(moment: Any) -> None:
        async with house.engine.begin() as connection:
            await connection.execute(text("CREATE TABLE stood (at timestamptz)"))
            await connection.execute(text("INSERT INTO stood VALUES (:at)"), {"at": moment})
            clock = (
                "CREATE OR REPLACE FUNCTION now_() RETURNS timestamptz LANGUAGE sql VOLATILE AS 'SELECT at FROM stood'"
            )
            await connection.execute(text(clock))

    return stand


async def test_the_timer_leaves_an_answered_request_alone(
    asked: VenueRequest, neighbour: Centre, clock: Clock, hand: Hand, run_due: RunDue
):
    answer(await say(neighbour, asked, True))
    await clock.forward(hours=25)
    await run_due()
    assert [one.state for one in await hand(requests_of, SESSION)] == ["ACCEPTED"]
    assert len((await hand(confirmed_seats, SESSION))[neighbour.venue]) == 2


async def test_the_same_question_and_the_same_answer_again_change_nothing(
    asked: VenueRequest, neighbour: Centre, hand: Hand, house: House
):
    again = await hand(ask_sub_venue, neighbour.venue, SESSION, 2, *TOMORROW, actor=CLOCK)
    assert again.id == asked.id
    first = answer(await say(neighbour, asked, True))
    assert answer(await say(neighbour, asked, True)) == first
    assert answer(await say(neighbour, asked, False, "改主意"), 409)["facts"]["state"] == "ACCEPTED"
    assert await verbs(house, asked) == ["ask_sub_venue", "answer_venue_request"]


async def test_a_session_that_frees_its_seats_withdraws_its_questions(
    asked: VenueRequest, neighbour: Centre, hand: Hand
):
    await hand(release_seats, SESSION)
    assert await free(hand, neighbour) == 3
    assert answer(await say(neighbour, asked, True), 409)["facts"]["state"] == "WITHDRAWN"


async def test_a_venue_is_asked_only_for_what_it_has_and_lends(neighbour: Centre, hand: Hand):
    with pytest.raises(SeatsShort):
        await hand(ask_sub_venue, neighbour.venue, SESSION, 4, *TOMORROW, actor=CLOCK)
    assert await hand(requests_of, SESSION) == []
    answer(await neighbour.send("PATCH", "/api/venues/{venue}", {"shared": False}))
    with pytest.raises(VenueNotShared):
        await hand(ask_sub_venue, neighbour.venue, SESSION, 2, *TOMORROW, actor=CLOCK)


async def test_another_centre_neither_sees_nor_answers_the_request(asked: VenueRequest, centre: Centre):
    assert (await centre.get("/api/venue-requests"))["requests"] == []
    assert answer(await say(centre, asked, True), 404)["type"].endswith("no-such-thing")


async def test_a_rehearsals_clock_is_the_rehearsals(neighbour: Centre, hand: Hand):
    asked = await hand(ask_sub_venue, neighbour.venue, SESSION, 2, *TOMORROW, rulebook=2, actor=CLOCK)
    assert asked.answer_by - asked.asked_at == timedelta(minutes=2)
