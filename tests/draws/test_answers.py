"""Experts answer, or do not: who is called next, when, and that two at once never take the same reserve."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import select

from bidding.projects.tables import Project
from bidding.tenders.tables import LotRound
from crypto.verifiable_draw.draw import next_reserve
from crypto.verifiable_draw.quotas import broken_quotas
from evaluation_rooms.draws.tables import EvaluationSession, Invitation, Reply
from foundation.accounts.tables import Organisation
from foundation.actors import CLOCK
from foundation.ledger.tables import JournalRow
from foundation.post import LetterRow
from foundation.realtime import EventRow
from tests.draws.called import REHEARSAL, Called, call
from tests.draws.locks import until_waiting
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


@pytest.fixture
async def called(market: Market, run_due: RunDue) -> Called:
    """Three experts hold invitations."""
    return await call(market, run_due)


async def test_whoever_was_drawn_is_invited_by_letter_and_told_neither_project_nor_buyer(called: Called) -> None:
    async with called.market.clock.house.sessions() as session:
        letters = list(await session.scalars(select(LetterRow).where(LetterRow.subject.contains("评标邀请"))))
        invitations = list(await session.scalars(select(Invitation)))
    assert await called.states() == [(1, "INVITED"), (2, "INVITED"), (3, "INVITED")]
    assert len(letters) == 3 and [one.state for one in invitations] == ["CARRIED"] * 3
    async with called.market.clock.house.sessions() as session:
        project = await session.get_one(Project, called.project)
        buyer = await session.get_one(Organisation, project.buyer_id)
    for letter in letters:
        assert "解放路1号" in letter.text and "参加回1" in letter.text
        assert project.name not in letter.text and buyer.name not in letter.text


async def test_each_has_the_time_of_the_rulebook_to_answer(called: Called) -> None:
    for row in (await called.committee()).rows:
        assert row.answer_by - row.invited_at == REHEARSAL.duration("R-EXPERT-ANSWER")


async def test_when_all_accept_the_committee_is_seated(called: Called) -> None:
    await called.accept_all()
    assert (await called.row()).state == "ASSEMBLING"
    async with called.market.clock.house.sessions() as session:
        assert await session.scalar(select(LotRound.state)) == "ASSEMBLING"
    places = await called.places()
    assert sorted(one["seat"] for one in places) == ["E01", "E02", "E03"]


async def test_who_declines_gives_his_place_to_the_next_reserve_who_keeps_every_quota(called: Called) -> None:
    before = await called.committee()
    answered = await called.reply(2, "2 病")
    after = await called.committee()
    gone, come = await called.calls(2)
    staying = [one for one in before.members if one.entry.ref != gone.ref]
    due = next_reserve(before.order, {row.ref for row in before.rows}, staying, gone.speciality, before.quotas)
    assert answered["outcome"] == "declined" and (gone.state, gone.reason) == ("DECLINED", "ill")
    assert due is not None and (come.reserve_no, come.ref) == (due[0], due[1].ref)
    assert broken_quotas(after.quotas, after.members) == []


async def test_who_does_not_answer_in_time_is_passed_over(called: Called, run_due: RunDue) -> None:
    await called.reply(1, "1")
    await called.past("R-EXPERT-ANSWER")
    await run_due()
    assert [row.state for row in await called.calls(1)] == ["ACCEPTED"]
    assert [(row.state, row.reason) for row in await called.calls(2)] == [("LAPSED", "no_answer"), ("INVITED", None)]


async def test_a_late_answer_is_told_so_even_before_the_time_out_has_run(called: Called, run_due: RunDue) -> None:
    code = await called.code(1)
    await called.past("R-EXPERT-ANSWER")
    early = answer(await called.post_reply({"id": "a", "code": code, "text": "1"}))
    await run_due()
    late = answer(await called.post_reply({"id": "b", "code": code, "text": "1"}))
    assert early["outcome"] == late["outcome"] == "late"
    assert "无需到场" in late["say"]["zh"]
    assert [row.state for row in await called.calls(1)] == ["LAPSED", "INVITED"]


async def test_the_same_message_counts_once(called: Called) -> None:
    first = await called.reply(1, "1", "m-1")
    code = await called.code(1)
    again = answer(await called.post_reply({"id": "m-1", "code": code, "text": "2"}))
    assert (first["outcome"], first["repeated"]) == ("accepted", False)
    assert (again["outcome"], again["repeated"]) == ("accepted", True)
    assert [row.state for row in await called.calls(1)] == ["ACCEPTED"]


async def test_an_unsigned_caller_learns_nothing_about_a_code(called: Called) -> None:
    known, unknown = await called.code(1), "AAAAAAAA"
    answers = [
        await called.post_reply({"id": "x", "code": code, "text": "1"}, secret="another") for code in (known, unknown)
    ]
    assert [one.status_code for one in answers] == [401, 401]
    assert answers[0].content == answers[1].content
    async with called.market.clock.house.sessions() as session:
        assert await session.scalar(select(Reply.id)) is None


async def test_the_signature_is_judged_before_the_body_is_read(called: Called) -> None:
    broken = await called.market.client.post("/api/replies", content=b"{", headers={"Tianping-Signature": "00"})
    assert broken.status_code == 401


async def test_a_signed_body_that_is_no_reply_is_refused(called: Called) -> None:
    assert (await called.post_reply({"id": "x"})).status_code == 400


async def test_an_unknown_code_and_an_answer_that_says_nothing_are_told_so(called: Called) -> None:
    nobody = answer(await called.post_reply({"id": "u", "code": "AAAAAAAA", "text": "1"}))
    nothing = await called.reply(1, "什么项目？")
    assert nobody["outcome"] == nothing["outcome"] == "unknown"
    assert [row.state for row in await called.calls(1)] == ["INVITED"]


async def test_who_accepted_may_still_decline(called: Called) -> None:
    await called.reply(1, "1")
    await called.reply(1, "2")
    assert [row.state for row in await called.calls(1)] == ["DECLINED", "INVITED"]


async def test_on_the_way_counts_once(called: Called) -> None:
    await called.reply(1, "1")
    assert (await called.reply(1, "3", "way 1"))["outcome"] == "on_the_way"
    (first,) = await called.calls(1)
    await called.market.clock.forward(seconds=1)
    await called.reply(1, "路上", "way 2")
    (second,) = await called.calls(1)
    session = await called.row()
    waits = REHEARSAL.duration("R-EXPERT-ABSENT") + REHEARSAL.duration("R-EXPERT-GRACE")
    assert first.grace_until == second.grace_until == session.starts_at + waits


async def test_an_answer_and_the_time_out_at_the_same_moment_leave_one_holder(called: Called, run_due: RunDue) -> None:
    code, house = await called.code(1), called.market.clock.house
    async with house.work(CLOCK) as holding:
        await holding.lock(EvaluationSession, called.session)
        reply = asyncio.create_task(called.post_reply({"id": "race", "code": code, "text": "1"}))
        await until_waiting(house, 1)
        await called.past("R-EXPERT-ANSWER")
        due = asyncio.create_task(run_due())
        await until_waiting(house, 2)
    await asyncio.gather(reply, due)
    assert reply.result().json()["outcome"] == "late"
    assert [row.state for row in await called.calls(1)] == ["LAPSED", "INVITED"]


async def test_two_who_decline_at_once_are_followed_by_two_reserves(called: Called) -> None:
    house = called.market.clock.house
    bodies = [{"id": f"race {place}", "code": await called.code(place), "text": "2"} for place in (1, 2)]
    async with house.work(CLOCK) as holding:
        await holding.lock(EvaluationSession, called.session)
        replies = [asyncio.create_task(called.post_reply(body)) for body in bodies]
        await until_waiting(house, 2)
    assert [answer(one)["outcome"] for one in await asyncio.gather(*replies)] == ["declined", "declined"]
    committee = await called.committee()
    assert len({row.ref for row in committee.rows}) == 5
    assert sorted(row.place for row in committee.holders.values()) == [1, 2, 3]
    assert broken_quotas(committee.quotas, committee.members) == []


async def test_one_message_that_arrives_twice_at_once_counts_once(called: Called) -> None:
    house, body = called.market.clock.house, {"id": "twin", "code": await called.code(1), "text": "2"}
    async with house.work(CLOCK) as holding:
        await holding.lock(EvaluationSession, called.session)
        replies = [asyncio.create_task(called.post_reply(body)) for _ in range(2)]
        await until_waiting(house, 2)
    told = [answer(one) for one in await asyncio.gather(*replies)]
    assert sorted(one["repeated"] for one in told) == [False, True]
    assert {one["outcome"] for one in told} == {"declined"}
    assert [row.state for row in await called.calls(1)] == ["DECLINED", "INVITED"]


async def test_places_and_events_and_journal_name_nobody(called: Called) -> None:
    await called.reply(1, "2")
    await called.accept_all()
    async with called.market.clock.house.sessions() as session:
        events = [row.data for row in await session.scalars(select(EventRow))]
        journal = [
            row.detail for row in await session.scalars(select(JournalRow).where(JournalRow.verb != "read_person"))
        ]
    refs = {row.ref for row in (await called.committee()).rows}
    told = json.dumps([await called.places(), events, journal], default=str, ensure_ascii=False)
    assert "专家" not in told and not any(ref in told for ref in refs)
    assert (await called.places())[0]["former"] == ["DECLINED"]


async def test_places_are_not_shown_to_strangers(called: Called) -> None:
    market = called.market
    for role, status in (("pool_keeper", 403), ("agency", 404), ("centre_staff", 404)):
        stranger = await market.as_(role, f"another {role}")
        assert (await market.client.get(called.path("places"), headers=stranger.headers)).status_code == status
    assert (await market.client.get(called.path("places"))).status_code == 401
