"""A committee from the preliminary review to the ranking, through the doors."""

import asyncio
import json
from decimal import Decimal
from typing import Any

import pytest

from bidding.methods.scores_record import recomputed
from foundation.records import records_of
from tests.market import Market, answer
from tests.rooms.sitting import EXPERTS, PRICES, SEATS, Room, RunDue, seat_committee
from tests.scoring.playing import (
    confirm,
    door,
    hand_in,
    mark,
    marks_for,
    phase_of,
    play,
    problem,
    review,
    save,
    sheet_of,
    steady,
    votes_for,
)

FOUR = (*PRICES, "26700000.00")


def blind_marks(body: dict[str, Any], seat: str) -> set[str]:
    """What a seat gave in the blind part."""
    return {one["mark"] for one in body["marks"] if (one["seat"], one["criterion"]) == (seat, "施工组织设计")}


async def scores(room: Room) -> list[dict[str, Any]]:
    """The records, public or not."""
    async with room.market.clock.house.sessions() as rows:
        return [json.loads(one.body) for one in await records_of(rows, room.lot, 1, "tianping/scores/1")]


async def test_a_lot_is_judged_from_the_review_to_the_ranking(room: Room):
    await play(room, "BLIND")
    assert await phase_of(room) == "BLIND"
    await play(room)
    assert await phase_of(room) == "RANKED"
    [body] = await scores(room)
    assert [one["rank"] for one in body["results"]] == [1, 2, 3]
    assert len(body["marks"]) == 3 * 3 * 5
    assert len(body["candidates"]) == 3


async def test_the_record_computed_again_is_the_same_to_the_last_digit(room: Room):
    def uneven(seat: str, bid: str, criterion: str) -> str:
        base = Decimal(steady(seat, bid, criterion))
        return f"{base - (0 if criterion == '信用' else SEATS.index(seat)) * Decimal('0.37'):.2f}"

    await play(room, marks=uneven)
    [body] = await scores(room)
    again = recomputed(body)
    assert {name: body[name] for name in again} == again


async def test_a_sheet_is_handed_in_whole_or_not_at_all(room: Room):
    votes = votes_for(await sheet_of(room, "E01"))
    answer(await save(room, "E01", "votes", votes[:-1]))
    assert problem(await hand_in(room, "E01")) == "sheet-incomplete"
    answer(await save(room, "E01", "votes", votes[-1:]))
    assert problem(await hand_in(room, "E01", version=1)) == "sheet-stale"
    answer(await hand_in(room, "E01"))
    assert problem(await save(room, "E01", "votes", votes[:1])) == "sheet-handed-in"


async def test_a_batch_that_comes_again_is_answered_as_it_was(room: Room):
    await play(room, "BLIND")
    marks = marks_for(await sheet_of(room, "E01"), "E01")
    batch = "11111111-1111-4111-8111-111111111111"
    first = answer(await save(room, "E01", "marks", marks, batch))
    answer(await save(room, "E01", "marks", [{**marks[0], "value": "21.00", "base": 1}]))
    assert answer(await save(room, "E01", "marks", marks, batch)) == first
    seen = (await sheet_of(room, "E01"))["marks"]
    assert len(seen) == len(marks)
    assert {one["bid"]: (one["value"], one["version"]) for one in seen}[marks[0]["bid"]] == ("21.00", 2)


async def test_somebody_elses_batch_is_not_there(room: Room):
    await play(room, "BLIND")
    marks = marks_for(await sheet_of(room, "E01"), "E01")
    batch = "22222222-2222-4222-8222-222222222222"
    answer(await save(room, "E01", "marks", marks, batch))
    assert (await save(room, "E02", "marks", marks, batch)).status_code == 404


async def test_a_stale_tab_overwrites_nothing_and_loses_nothing(room: Room):
    await play(room, "BLIND")
    marks = marks_for(await sheet_of(room, "E01"), "E01")
    answer(await save(room, "E01", "marks", marks))
    answer(await save(room, "E01", "marks", [{**marks[0], "value": "22.00", "base": 1}]))
    stale = [{**marks[0], "value": "33.00", "base": 1}, {**marks[1], "value": "24.00", "base": 1}]
    told = answer(await save(room, "E01", "marks", stale))
    assert [(one["bid"], one["value"], one["version"]) for one in told["conflicts"]] == [(marks[0]["bid"], "22.00", 2)]
    assert [one["bid"] for one in told["saved"]] == [marks[1]["bid"]]


@pytest.mark.parametrize("value", ["35.01", "99", "1.234"])
async def test_a_mark_is_between_nothing_and_full_marks_with_two_decimals(room: Room, value: str):
    await play(room, "BLIND")
    [first, *_] = marks_for(await sheet_of(room, "E01"), "E01")
    told = await save(room, "E01", "marks", [{**first, "value": value}])
    assert told.status_code in (400, 422)


async def test_the_blind_part_shows_no_name_no_price_and_no_digest(room: Room):
    await play(room, "BLIND")
    seen = await sheet_of(room, "E02")
    assert sorted(one["bid"] for one in seen["bids"]) == ["T1", "T2", "T3"]
    told = json.dumps([seen, await room.get(door(room, "/files"), "E02")], ensure_ascii=False)
    for bid in room.bids:
        assert bid.digest not in told
    assert not any(price in told for price in PRICES)
    assert {one["name"] for one in seen["bids"]} == {None}
    assert [one["name"] for one in seen["criteria"]] == ["施工组织设计"]


async def test_all_members_see_the_same_names_and_only_their_own_marks(room: Room):
    await play(room, "BLIND")
    await mark(room, "E01", lambda *_: "31.00")
    other = await sheet_of(room, "E02")
    assert [one["bid"] for one in other["bids"]] == [one["bid"] for one in (await sheet_of(room, "E01"))["bids"]]
    assert (other["marks"], other["handed_in"]) == ([], ["E01"])
    assert (await room.ask("GET", door(room, "/ranking"), "E02")).status_code == 409


async def test_staff_sees_counts_and_never_a_mark(room: Room):
    await play(room, "BLIND")
    await mark(room, "E01", lambda *_: "31.47")
    path = f"/api/rooms/{room.session}/progress"
    told = (await room.client.get(path, headers=room.staff["422800"].headers)).text
    assert "31.47" not in told
    assert '"handed_in":1' in told.replace(" ", "")
    assert (await room.client.get(path)).status_code in (401, 403)


async def test_a_vote_that_fails_a_bid_needs_its_page_and_reason(room: Room):
    [first, *_] = votes_for(await sheet_of(room, "E01"))
    told = await save(room, "E01", "votes", [{**first, "pass": False}])
    assert problem(told) == "vote-unreasoned"


async def test_a_majority_rejects_and_a_minority_does_not(market: Market, run_due: RunDue):
    room = await seat_committee(market, run_due, prices=FOUR)
    [out, stays, *_] = sorted(bid.digest for bid in room.bids)
    for number, seat in enumerate(SEATS):
        fails = {out} if number < 3 else set()
        fails |= {stays} if number < 2 else set()
        await review(room, seat, fails.__contains__)
    assert await phase_of(room) == "BLIND"
    await play(room, "OPEN_PART")
    rejected = (await sheet_of(room, "E04"))["rejected"]
    assert {one["bid"] for one in rejected} == {out}
    assert {(one["item"], one["ground"]) for one in rejected} == {("F1", 1), ("Q1", 3), ("R1", 5)}


async def test_two_bids_that_are_left_make_the_committee_vote_on_competition(room: Room):
    [out, *_] = sorted(bid.digest for bid in room.bids)
    for seat in SEATS:
        await review(room, seat, {out}.__contains__)
    assert await phase_of(room) == "PRELIMINARY"
    argument = {"lacking": False, "argument": "两家报价充分竞争"}
    for seat in SEATS:
        told = await room.ask("POST", door(room, "/competition-vote"), seat, json=argument)
        assert told.status_code == 204
    await play(room)
    [body] = await scores(room)
    assert (body["competition"]["valid"], body["competition"]["lacking"], len(body["candidates"])) == (2, False, 2)


async def test_a_committee_that_finds_no_competition_ends_the_lot(room: Room):
    [out, *_] = sorted(bid.digest for bid in room.bids)
    for seat in SEATS:
        await review(room, seat, {out}.__contains__)
    for seat in SEATS:
        form = {"lacking": True, "argument": "报价均接近限价，明显缺乏竞争"}
        await room.ask("POST", door(room, "/competition-vote"), seat, json=form)
    assert await phase_of(room) == "SIGNING"
    [body] = await scores(room)
    assert (body["failed"], body["candidates"]) == ("rejected", [])


def off(seat: str, bid: str, criterion: str) -> str:
    """E04 is far above the others for T1."""
    return (
        "35.00"
        if (seat, bid, criterion) == ("E04", "T1", "施工组织设计")
        else steady(seat, bid, criterion).replace("30.00", "26.00")
    )


async def test_a_mark_far_off_is_asked_about_and_only_its_giver_knows(room: Room):
    await play(room, "BLIND")
    for seat in SEATS:
        await mark(room, seat, off)
    assert await phase_of(room) == "BLIND"
    [alert] = (await sheet_of(room, "E04"))["alerts"]
    assert (alert["bid"], alert["direction"], alert["band"], alert["mark"]) == ("T1", "high", "strong", "35.00")
    assert [(await sheet_of(room, seat))["alerts"] for seat in ("E01", "E02", "E03", "B01")] == [[], [], [], []]
    path = f"/api/seat/alerts/{alert['id']}"
    change = {"answer": "changed", "reason": "复核后调整", "value": "29.00"}
    assert (await room.ask("POST", path, "E01", json=change)).status_code == 404
    assert problem(await room.ask("POST", path, "E04", json={**change, "value": "35.00"})) == "must-differ"
    answer(await room.ask("POST", path, "E04", json=change))
    assert answer(await room.ask("POST", path, "E04", json=change))["answer"] == "changed"
    assert await phase_of(room) == "OPEN_PART"


async def test_objective_marks_are_equal_in_the_end(room: Room):
    await play(room, "OPEN_PART")

    def unequal(seat: str, bid: str, criterion: str) -> str:
        return "4.00" if (seat, criterion) == ("E02", "信用") else steady(seat, bid, criterion)

    for seat in SEATS:
        await mark(room, seat, unequal)
    assert await phase_of(room) == "CONFIRM"
    while waiting := [one for one in (await sheet_of(room, "E02"))["alerts"] if one["answer"] is None]:
        for alert in waiting:
            change = {"answer": "changed", "reason": "核对附表", "value": "5.00"}
            answer(await room.ask("POST", f"/api/seat/alerts/{alert['id']}", "E02", json=change))
    for seat in SEATS:
        await confirm(room, seat)
    assert await phase_of(room) == "RANKED"
    [body] = await scores(room)
    assert {one["mark"] for one in body["marks"] if one["criterion"] == "信用"} == {"5.00"}


async def test_a_last_deed_sent_again_after_the_room_went_on_is_answered(room: Room):
    for seat in SEATS[:-1]:
        await review(room, seat)
    answer(await save(room, "B01", "votes", votes_for(await sheet_of(room, "B01"))))
    first = answer(await hand_in(room, "B01"))
    assert first["phase"] == "BLIND"
    again = {"part": "preliminary", "version": 1}
    assert answer(await room.ask("POST", door(room, "/hand-in"), "B01", json=again)) == {
        "state": "LOCKED",
        "phase": "BLIND",
    }


async def test_two_last_ones_at_the_same_moment_take_the_step_once(room: Room):
    for seat in SEATS[:-2]:
        await review(room, seat)
    for seat in SEATS[-2:]:
        answer(await save(room, seat, "votes", votes_for(await sheet_of(room, seat))))
    told = await asyncio.gather(*(hand_in(room, seat) for seat in SEATS[-2:]))
    assert {one.status_code for one in told} == {200}
    assert await phase_of(room) == "BLIND"
    assert (await room.events()).count("phase") == 1


async def test_a_room_that_is_held_takes_nothing(room: Room):
    votes = votes_for(await sheet_of(room, "E01"))
    await room.to_phase("PRELIMINARY", held="pause", held_reason="停电")
    assert problem(await save(room, "E01", "votes", votes)) == "room-held"


async def test_only_the_head_corrects_a_price_and_not_after_a_sheet_was_handed_in(room: Room):
    await play(room, "OPEN_PART")
    bid = room.bids[0].digest
    form = {"id": "33333333-3333-4333-8333-333333333333", "bid": bid, "kind": "words", "after": "26888001.00"}
    form |= {"reason": "大写金额为准"}
    assert (await room.ask("POST", door(room, "/corrections"), "E02", json=form)).status_code == 403
    told = answer(await room.ask("POST", door(room, "/corrections"), "E01", json=form))
    assert [one["after"] for one in told] == ["26888001.00"]
    await mark(room, "E02")
    again = {**form, "id": "44444444-4444-4444-8444-444444444444"}
    assert problem(await room.ask("POST", door(room, "/corrections"), "E01", json=again)) == "price-agreed"
    for seat in ("E01", "E03", "E04", "B01"):
        await mark(room, seat)
    for seat in SEATS:
        await confirm(room, seat)
    [body] = await scores(room)
    assert {one["bid"]: one["evaluated_price"] for one in body["bids"]}[bid] == "26888001.00"


async def test_every_member_sees_everything_once_the_ranking_stands(room: Room):
    await play(room)
    for seat in EXPERTS:
        told = await room.get(door(room, "/ranking"), seat)
        assert len(told["marks"]) == 45
        assert [one["candidate"] for one in told["results"]] == [1, 2, 3]


async def test_a_low_price_is_a_question_and_a_vote(market: Market, run_due: RunDue):
    room = await seat_committee(market, run_due, prices=("18000000.00", *FOUR[1:]))
    await play(room, "OPEN_PART")
    low = room.bids[0].digest
    asked = {one["bid"]: one["low_price"] for one in (await sheet_of(room, "E01"))["bids"]}
    assert asked[low]
    vote = {"bid": low, "explained": False, "reason": "未提供成本构成"}
    assert problem(await room.ask("POST", door(room, "/price-votes"), "E01", json=vote)) == "not-asked"
    form = {"id": "55555555-5555-4555-8555-555555555555", "bid": low, "text": "请说明报价构成", "kind": "low_price"}
    answer(await room.ask("POST", door(room, "/questions"), "E01", json=form))
    await market.clock.forward(minutes=61)
    for seat in SEATS:
        told = await room.ask("POST", door(room, "/price-votes"), seat, json=vote)
        assert told.status_code == 204, told.text
    await play(room)
    [body] = await scores(room)
    assert [(one["bid"], one["item"]) for one in body["rejected"]] == [(low, "R-LOW")]


async def test_a_successor_judges_everything_and_nothing_of_the_former_member_counts(room: Room):
    def generous(seat: str, bid: str, criterion: str) -> str:
        return "34.00" if (seat, criterion) == ("E04", "施工组织设计") else steady(seat, bid, criterion)

    await play(room, marks=generous)
    await room.succeed("E04")
    assert (await sheet_of(room, "E04"))["votes"] == []
    assert len((await sheet_of(room, "E01"))["votes"]) == 9
    await review(room, "E04")
    assert await phase_of(room) == "BLIND"
    assert (await sheet_of(room, "E01"))["state"] == "HANDED_IN"
    await mark(room, "E04")
    assert await phase_of(room) == "OPEN_PART"
    await mark(room, "E04")
    assert await phase_of(room) == "RANKED"
    former, body = await scores(room)
    assert (blind_marks(former, "E04"), blind_marks(body, "E04")) == ({"34.00"}, {"30.00"})
    assert [one["seat"] for one in body["replaced"]] == ["E04"]
    again = recomputed(body)
    assert {name: body[name] for name in again} == again
