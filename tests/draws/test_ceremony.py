"""The ceremony of a draw: dealings, the cut-off, releases; whoever stays away changes nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from crypto.encoding import Body, digest, parse_timestamp, timestamp
from crypto.signatures import KeyPair, sign_document
from evaluation_rooms.draws.actions.ceremony import lock_draw, receive_dealing
from evaluation_rooms.draws.tables import Draw, DrawDealing
from foundation.actors import CLOCK, PUBLIC
from foundation.ledger.tables import JournalRow
from foundation.realtime import events_after
from tests.draws.ceremonies import Ceremony, begin
from tests.draws.locks import until_waiting
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


@pytest.fixture
async def ceremony(market: Market) -> Ceremony:
    return await begin(market)


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    """Status, name and rule of a refusal, which speaks both languages."""
    told = response.json()
    assert told["detail"] and told["detail_zh"]
    return response.status_code, told["type"].rpartition(":")[2], told["rule"]


async def events(ceremony: Ceremony) -> list[tuple[str, dict[str, Any]]]:
    """What watchers of the session were told, in order."""
    async with ceremony.market.clock.house.sessions() as session:
        rows = await events_after(session, f"session:{ceremony.session}", 0)
    return [(row.kind, row.data) for row in rows]


async def pass_cutoff(ceremony: Ceremony, run_due: RunDue) -> None:
    """The moment of the cut-off comes, and the timers run."""
    await ceremony.market.clock.forward(seconds=11)
    await run_due()


async def test_anybody_sees_what_a_custodian_has_to_check(ceremony: Ceremony) -> None:
    shown = await ceremony.shown()
    assert (shown["state"], shown["number"], shown["t"], shown["of"]) == ("DEALING", 1, 3, 5)
    assert shown["inputs"]["body"] == ceremony.inputs
    types = [one["body"]["type"] for one in shown["records"]]
    assert types == ["tianping/key-set/1", *["tianping/key-statement/1"] * 5]
    assert (shown["dealings"], shown["cutoff"], shown["released"], shown["result"]) == ([], None, [], None)


async def test_the_last_dealing_brings_the_cut_off_at_once(ceremony: Ceremony) -> None:
    assert (await ceremony.deal(1, 2, 3, 4))["state"] == "DEALING"
    assert (await ceremony.deal(5))["state"] == "RELEASING"
    shown = await ceremony.shown()
    listed = [(one["body"]["index"], digest(one["body"]).hex()) for one in shown["dealings"]]
    cutoff = shown["cutoff"]["body"]
    assert [(one["index"], one["dealing"]) for one in cutoff["dealings"]] == listed
    assert cutoff["inputs"] == digest(ceremony.inputs).hex()


async def test_the_same_dealing_again_is_answered_alike_and_another_one_is_refused(ceremony: Ceremony) -> None:
    first = ceremony.dealing(2)
    told = answer(await ceremony.post("dealings", first))
    again = answer(await ceremony.post("dealings", first))
    assert (told["repeated"], again["repeated"]) == (False, True)
    assert {**told, "repeated": True} == again
    other = await ceremony.post("dealings", ceremony.dealing(2))
    assert refusal(other) == (409, "dealt-otherwise", "R-DRAW")
    assert [one["body"] for one in (await ceremony.shown())["dealings"]] == [first["body"]]


async def test_at_the_moment_with_enough_dealings_who_stayed_away_changes_nothing(
    ceremony: Ceremony, run_due: RunDue
) -> None:
    await ceremony.deal(1, 4, 5)
    await pass_cutoff(ceremony, run_due)
    shown = await ceremony.shown()
    assert shown["state"] == "RELEASING"
    assert [one["index"] for one in shown["cutoff"]["body"]["dealings"]] == [1, 4, 5]
    late = await ceremony.post("dealings", ceremony.dealing(2))
    assert refusal(late) == (409, "dealing-over", "R-DRAW-DEAL")


async def test_the_clock_closes_dealing_even_while_no_timer_is_awake(ceremony: Ceremony) -> None:
    await ceremony.deal(1, 2, 3)
    await ceremony.market.clock.to(parse_timestamp(ceremony.inputs["cutoff_at"]))
    late = await ceremony.post("dealings", ceremony.dealing(4))
    assert refusal(late) == (409, "dealing-over", "R-DRAW-DEAL")


async def test_too_few_dealings_are_waited_for_again_and_that_is_on_record(ceremony: Ceremony, run_due: RunDue) -> None:
    await ceremony.deal(1, 2)
    await pass_cutoff(ceremony, run_due)
    shown = await ceremony.shown()
    assert (shown["state"], shown["cutoff"]) == ("DEALING", None)
    assert shown["cutoff_at"] > ceremony.inputs["cutoff_at"]
    told = (await events(ceremony))[-1]
    assert told[0] == "waiting_for_dealings"
    assert (told[1]["dealt"], told[1]["needed"], told[1]["cutoff_at"]) == (2, 3, shown["cutoff_at"])
    async with ceremony.market.clock.house.sessions() as session:
        query = select(JournalRow).where(JournalRow.verb == "wait_for_dealings")
        (row,) = await session.scalars(query)
    assert (row.rule, row.role) == ("R-DRAW-DEAL", "clock")
    assert (await ceremony.deal(3))["state"] == "DEALING"
    await pass_cutoff(ceremony, run_due)
    assert (await ceremony.shown())["state"] == "RELEASING"


async def test_a_dealing_that_is_not_one_is_refused_with_the_check_that_failed(ceremony: Ceremony) -> None:
    honest = ceremony.dealing(1)
    body = honest["body"]
    responses = body["sharing"]["r"]
    wrong = {**body, "sharing": {**body["sharing"], "r": [responses[1], *responses[1:]]}}
    seed = ceremony.keeper(1).sign.seed
    cases: dict[str, Body] = {
        "sharing": sign_document(wrong, seed, "custodian"),
        "draw-dealing": ceremony.dealing(1, inputs={**ceremony.inputs, "number": 2}),
        "signature-role": sign_document(body, KeyPair.from_seed(bytes(32)).seed, "custodian"),
        "draw-dealing-shape": sign_document({**body, "extra": 1}, seed, "custodian"),
        "signature-shape": {"body": 1},
    }
    for check, signed in cases.items():
        response = await ceremony.post("dealings", signed)
        assert refusal(response) == (422, "dealing-refused", "R-DRAW")
        assert response.json()["facts"]["check"] == check
    assert (await ceremony.shown())["dealings"] == []


async def test_nothing_is_released_before_the_cut_off(ceremony: Ceremony) -> None:
    await ceremony.deal(1, 2)
    response = await ceremony.post("releases", ceremony.dealing(1))
    assert refusal(response) == (409, "draw-not-your-turn", "R-DRAW")


async def test_releases_are_taken_until_there_are_enough_and_stay_sealed(ceremony: Ceremony) -> None:
    await ceremony.deal(1, 2, 3, 4, 5)
    first = await ceremony.release(4)
    told = answer(await ceremony.post("releases", first))
    assert answer(await ceremony.post("releases", first)) == {**told, "repeated": True}
    last = await ceremony.release_by(1, 5)
    assert (last["state"], last["count"]) == ("RELEASING", 3)
    shown = await ceremony.shown()
    assert shown["released"] == [1, 4, 5]
    assert "shares" not in str(shown)
    over = await ceremony.post("releases", await ceremony.release(2))
    assert refusal(over) == (409, "draw-not-your-turn", "R-DRAW")


async def test_a_custodian_who_did_not_deal_may_release(ceremony: Ceremony, run_due: RunDue) -> None:
    await ceremony.deal(1, 4, 5)
    await pass_cutoff(ceremony, run_due)
    assert (await ceremony.release_by(2))["count"] == 1


async def test_a_wrong_share_is_refused_and_nothing_of_it_is_kept(ceremony: Ceremony) -> None:
    await ceremony.deal(1, 2, 3, 4, 5)
    body = (await ceremony.release(3))["body"]
    shares = [{**body["shares"][0], "S": body["shares"][1]["S"]}, *body["shares"][1:]]
    signed = sign_document({**body, "shares": shares}, ceremony.keeper(3).sign.seed, "custodian")
    response = await ceremony.post("releases", signed)
    assert refusal(response) == (422, "draw-release-refused", "R-DRAW")
    assert (await ceremony.shown())["released"] == []


async def test_two_last_dealings_at_once_make_one_cut_off(ceremony: Ceremony) -> None:
    """Both stand checked before the lock, which a third holds, until both wait for it."""
    await ceremony.deal(1, 2, 3)
    house = ceremony.market.clock.house

    async def deal(number: int) -> str:
        async with house.work(PUBLIC) as work:
            return (await receive_dealing(work, ceremony.draw, ceremony.dealing(number)))["state"]

    async with house.work(CLOCK) as holder:
        await lock_draw(holder, ceremony.draw)
        both = [asyncio.create_task(deal(number)) for number in (4, 5)]
        await until_waiting(house, 2)
    assert sorted(await asyncio.gather(*both)) == ["DEALING", "RELEASING"]
    async with house.sessions() as session:
        rows = list(await session.scalars(select(DrawDealing).where(DrawDealing.draw_id == ceremony.draw)))
        draw = await session.get(Draw, ceremony.draw)
    assert draw is not None and draw.cutoff is not None
    assert len(rows) == len((await ceremony.shown())["cutoff"]["body"]["dealings"]) == 5


async def test_a_body_is_told_what_is_asked_of_it(ceremony: Ceremony, run_due: RunDue) -> None:
    (asked,) = await custody(ceremony, 2)
    assert (asked["draw"], asked["needed"], asked["index"]) == (str(ceremony.draw), "dealing", 2)
    assert asked["lots"] == [{"lot": ceremony.market.lot, "round": 1}]
    await ceremony.deal(2)
    assert [one["needed"] for one in await custody(ceremony, 2)] == [None]
    await ceremony.deal(1, 3, 4, 5)
    assert [one["needed"] for one in await custody(ceremony, 2)] == ["release"]
    await ceremony.release_by(1, 2)
    assert [one["needed"] for one in await custody(ceremony, 2)] == [None]
    await ceremony.release_by(3)
    assert [one["needed"] for one in await custody(ceremony, 4)] == [None]


async def test_a_stranger_is_told_of_no_draw(ceremony: Ceremony) -> None:
    stranger = KeyPair.from_seed(bytes(32))
    assert await custody(ceremony, 1, sign=stranger) == []


async def custody(ceremony: Ceremony, number: int, sign: KeyPair | None = None) -> list[Any]:
    """POST /api/custodians/draws of that body."""
    keeper = ceremony.keeper(number)
    pair = sign or keeper.sign
    body = {"type": "tianping/custody-request/1", "share_key": keeper.share.public.hex(), "sign_key": pair.public.hex()}
    body["at"] = timestamp(await ceremony.market.clock.now())
    told = {"signed": sign_document(body, pair.seed, "custodian")}
    return list(answer(await ceremony.market.client.post("/api/custodians/draws", json=told))["draws"])
