"""Questions to a bidder through the mailbox of his bid, his files, and what is told to those who do not judge."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx

from crypto.encoding import timestamp
from crypto.signatures import sign_document
from tests.market import SealedBid, answer
from tests.rooms.sitting import SEATS, Room
from tests.scoring.playing import door, mark, phase_of, play, problem, review, sheet_of, steady


async def ask(room: Room, bid: SealedBid) -> str:
    """A question of E01 to a bidder."""
    form = {"id": str(uuid4()), "bid": bid.digest, "text": "请说明大写与小写金额哪个为准"}
    told = answer(await room.ask("POST", door(room, "/questions"), "E01", json=form))
    return str(told["id"])


async def letter(room: Room, signer: SealedBid, kind: str, path: str = "", **more: Any) -> httpx.Response:
    """A letter about the first bid, signed by whoever it is."""
    now = timestamp(await room.market.clock.now())
    body = {"type": f"tianping/{kind}/1", "lot": str(room.lot), "round": 1, "bid": room.bids[0].digest, "at": now}
    signed = sign_document({**body, **more}, signer.key.seed, "bid")
    return await room.client.post(f"/api/lots/{room.lot}/mailbox{path}", json={"signed": signed})


async def reply(room: Room, question: str, text: str, signer: SealedBid | None = None) -> httpx.Response:
    """The first bidder's answer, unless somebody else signs it."""
    more = {"question": question, "text": text}
    return await letter(room, signer or room.bids[0], "question-answer", f"/{question}", **more)


async def test_a_question_is_answered_under_the_key_of_the_bid_and_by_nobody_else(room: Room):
    question = await ask(room, room.bids[0])
    [seen] = answer(await letter(room, room.bids[0], "mailbox-request"))["questions"]
    assert (seen["id"], seen["answer"]) == (question, None)
    assert problem(await letter(room, room.bids[1], "mailbox-request")) == "mailbox-closed"
    assert problem(await reply(room, question, "以小写为准", room.bids[1])) == "mailbox-closed"
    first = answer(await reply(room, question, "以大写为准"))
    assert answer(await reply(room, question, "以大写为准")) == first
    assert problem(await reply(room, question, "以小写为准")) == "answer-late"
    [told] = (await room.get(door(room, "/questions"), "B01"))["questions"]
    assert (told["answer"], told["over"]) == ("以大写为准", True)


async def test_an_answer_at_the_end_of_its_time_is_late(room: Room):
    question = await ask(room, room.bids[0])
    [told] = (await room.get(door(room, "/questions"), "E02"))["questions"]
    assert not told["over"]
    await room.market.clock.forward(minutes=61)
    assert problem(await reply(room, question, "以大写为准")) == "answer-late"


async def test_a_copied_request_opens_nothing_later(room: Room):
    old = timestamp(await room.market.clock.now() - timedelta(minutes=11))
    assert problem(await letter(room, room.bids[0], "mailbox-request", at=old)) == "letter-refused"


async def test_nobody_is_asked_while_names_are_hidden(room: Room):
    await play(room, "BLIND")
    form = {"id": str(uuid4()), "bid": room.bids[0].digest, "text": "请说明"}
    assert (await room.ask("POST", door(room, "/questions"), "E01", json=form)).status_code == 409


async def test_a_file_is_read_by_ranges_as_it_was_sealed(room: Room):
    bids = (await room.get(door(room, "/files"), "E01"))["bids"]
    listed = next(one for one in bids if one["bid"] == room.bids[0].digest)
    file = listed["files"][0]
    path = door(room, f"/files/{listed['bid']}/{file['number']}")
    whole = (await room.ask("GET", path, "E01")).content
    assert len(whole) == file["length"]
    part = await room.client.get(path, headers={**room.as_seat("E01"), "Range": "bytes=5-9"})
    assert (part.status_code, part.content) == (206, whole[5:10])
    assert part.headers["content-range"] == f"bytes 5-9/{len(whole)}"
    beyond = await room.client.get(path, headers={**room.as_seat("E01"), "Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.content) == (200, whole)


async def test_open_files_are_not_there_in_the_blind_part(room: Room):
    known = (await room.get(door(room, "/files"), "E01"))["bids"][0]
    file = next(one for one in known["files"] if not one["blind"])
    await play(room, "BLIND")
    assert (await room.ask("GET", door(room, f"/files/{known['bid']}/{file['number']}"), "E01")).status_code == 404
    assert (await room.ask("GET", door(room, f"/files/T1/{file['number']}"), "E01")).status_code == 404


async def test_buyer_agency_and_public_read_no_sheet_and_no_ranking(room: Room):
    await play(room, "BLIND")
    people = [room.market.buyer.headers, room.market.agency.headers, room.staff["422800"].headers, {}]
    for path in ("/sheet", "/ranking", "/files", "/questions"):
        told = [await room.client.get(door(room, path), headers=one) for one in people]
        assert {one.status_code for one in told} <= {401, 403}


async def test_a_review_that_lets_nobody_pass_rejects_them_all(room: Room):
    for seat in SEATS:
        await review(room, seat, lambda _: True)
    assert await phase_of(room) == "SIGNING"


async def test_a_mark_far_below_the_others_is_asked_about(room: Room):
    def low(seat: str, bid: str, criterion: str) -> str:
        return "12.00" if (seat, bid) == ("E02", "T2") else steady(seat, bid, criterion)

    await play(room, "BLIND")
    for seat in SEATS:
        await mark(room, seat, low)
    [alert] = (await sheet_of(room, "E02"))["alerts"]
    assert (alert["bid"], alert["direction"]) == ("T2", "low")
