"""The draw: t releases make one result, whatever is killed, repeated or done twice at once, and it names nobody."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select

from crypto.verifiable_draw.ceremony import secrets_of, seed_of
from crypto.verifiable_draw.record import result_commitment
from evaluation_rooms.draws.actions.ceremony import lock_draw, receive_draw_release
from evaluation_rooms.draws.actions.drawing import run_draw
from evaluation_rooms.draws.actions.sealed import SealedResult, read_result
from evaluation_rooms.draws.drawn import draw_places
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy
from foundation.actors import CLOCK, PUBLIC
from foundation.ledger.tables import JournalRow
from foundation.realtime import EventRow
from foundation.records import RecordRow
from tests.draws.ceremonies import NUMBERS, POOL, Ceremony, begin, sealed_body
from tests.draws.locks import until_waiting
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


@pytest.fixture
async def releasing(market: Market) -> Ceremony:
    """Past the cut-off, with one release too few."""
    ceremony = await begin(market)
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(2, 5)
    return ceremony


async def result(ceremony: Ceremony) -> SealedResult:
    """What lies sealed."""
    async with ceremony.market.clock.house.work(CLOCK) as work:
        draw = await work.session.get(Draw, ceremony.draw)
        assert draw is not None
        return read_result(work, draw)


async def count(ceremony: Ceremony, type_: str) -> int:
    """How many records of that type there are."""
    async with ceremony.market.clock.house.sessions() as session:
        return await session.scalar(select(func.count()).where(RecordRow.type == f"tianping/{type_}/1")) or 0


async def called(ceremony: Ceremony) -> list[tuple[int, str]]:
    """Places and refs of those who were invited."""
    async with ceremony.market.clock.house.sessions() as session:
        rows = await session.scalars(select(Occupancy).order_by(Occupancy.place))
        return [(row.place, row.ref) for row in rows]


async def test_the_last_release_makes_the_result_that_anybody_can_repeat(releasing: Ceremony, run_due: RunDue) -> None:
    await releasing.release_by(4)
    await run_due()
    shown = await releasing.shown()
    assert shown["state"] == "DRAWN"
    found = await result(releasing)
    async with releasing.market.clock.house.sessions() as session:
        rows = list(await session.scalars(select(RecordRow).where(RecordRow.type == "tianping/draw-release/1")))
    bodies = [row.record()["body"] for row in rows]
    secrets = secrets_of(bodies, [one["body"] for one in shown["dealings"]], 3)
    body = shown["result"]["body"]
    assert seed_of(bytes.fromhex(body["inputs"]), bytes.fromhex(body["cutoff"]), secrets) == found.seed
    again = draw_places(releasing.inputs, sealed_body(str(releasing.draw)), POOL, set(), found.seed)
    assert (tuple(found.committee), tuple(found.reserves)) == (again.committee, again.reserves)
    committee = [seat.body() for seat in found.committee]
    assert body["result"] == result_commitment(found.seed.hex(), committee, found.salt)
    by_index = sorted(bodies, key=lambda one: int(one["index"]))
    assert [one["index"] for one in by_index] == [2, 4, 5]
    assert await called(releasing) == [(seat.place, seat.ref) for seat in found.committee]


async def test_with_one_release_too_few_nothing_is_drawn(releasing: Ceremony, run_due: RunDue) -> None:
    async with releasing.market.clock.house.work(CLOCK) as work:
        await run_draw(work, releasing.draw)
    await run_due()
    assert (await releasing.shown())["state"] == "RELEASING"
    assert await count(releasing, "draw-result") == 0


async def test_two_last_releases_at_once_are_one_too_many_and_make_one_result(
    releasing: Ceremony, run_due: RunDue
) -> None:
    """Both stand checked before the lock, which a third holds, until both wait for it."""
    house = releasing.market.clock.house
    signed = [await releasing.release(number) for number in (1, 3)]

    async def release(document: dict[str, object]) -> str:
        async with house.work(PUBLIC) as work:
            return (await receive_draw_release(work, releasing.draw, document))["state"]

    async with house.work(CLOCK) as holder:
        await lock_draw(holder, releasing.draw)
        both = [asyncio.create_task(release(one)) for one in signed]
        await until_waiting(house, 2)
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["DrawNotYourTurn", "str"]
    await run_due()
    shown = await releasing.shown()
    assert (shown["state"], len(shown["released"])) == ("DRAWN", 3)
    assert await count(releasing, "draw-result") == 1


async def test_two_who_draw_at_once_make_one_result(releasing: Ceremony) -> None:
    await releasing.release_by(1)
    house = releasing.market.clock.house

    async def draw() -> None:
        async with house.work(CLOCK) as work:
            await run_draw(work, releasing.draw)

    async with house.work(CLOCK) as holder:
        await lock_draw(holder, releasing.draw)
        both = [asyncio.create_task(draw()) for _ in range(2)]
        await until_waiting(house, 2)
    await asyncio.gather(*both)
    assert await count(releasing, "draw-result") == 1
    assert len(await called(releasing)) == 3


class Killed(Exception):
    """The process dies here."""


async def draw_and_die(ceremony: Ceremony, seen: list[SealedResult]) -> None:
    """Everything is written, nothing committed."""
    async with ceremony.market.clock.house.work(CLOCK) as work:
        await run_draw(work, ceremony.draw)
        row = await work.session.get_one(Draw, ceremony.draw)
        seen.append(read_result(work, row))
        raise Killed


async def test_a_kill_between_release_and_commit_leads_to_the_same_committee(
    releasing: Ceremony, run_due: RunDue
) -> None:
    await releasing.release_by(1)
    seen: list[SealedResult] = []
    with pytest.raises(Killed):
        await draw_and_die(releasing, seen)
    (first,) = seen
    assert (await releasing.shown())["state"] == "RELEASING"
    assert await called(releasing) == []
    await run_due()
    second = await result(releasing)
    assert (second.seed, list(second.committee), list(second.reserves)) == (
        first.seed,
        list(first.committee),
        list(first.reserves),
    )


async def test_a_repeated_timer_changes_nothing(releasing: Ceremony, run_due: RunDue) -> None:
    await releasing.release_by(1)
    await run_due()
    before = await releasing.shown(), await called(releasing)
    async with releasing.market.clock.house.work(CLOCK) as work:
        await run_draw(work, releasing.draw)
    after = await releasing.shown(), await called(releasing)
    assert {**after[0], "now": 0} == {**before[0], "now": 0}
    assert after[1] == before[1]


async def test_events_journal_and_public_records_name_nobody(releasing: Ceremony, run_due: RunDue) -> None:
    await releasing.release_by(1)
    await run_due()
    refs = {ref for _, ref in await called(releasing)}
    names = {f"专家{NUMBERS[ref]}" for ref in refs}
    async with releasing.market.clock.house.sessions() as session:
        events = [json.dumps(row.data, ensure_ascii=False) for row in await session.scalars(select(EventRow))]
        public = [row.body.decode() for row in await session.scalars(select(RecordRow).where(RecordRow.public))]
        query = select(JournalRow).where(JournalRow.verb == "draw_committee")
        (row,) = await session.scalars(query)
        planned = await session.get(EvaluationSession, releasing.session)
    told = " ".join([*events, *public, json.dumps(row.detail), json.dumps(await releasing.shown())])
    assert not [word for word in refs | names if word in told]
    assert "draw-release/1" not in told
    assert planned is not None and planned.state == "INVITING"


async def test_a_release_after_the_result_is_refused(releasing: Ceremony, run_due: RunDue) -> None:
    third = await releasing.release(1)
    late = await releasing.release(3)
    answer(await releasing.post("releases", third))
    await run_due()
    assert (await releasing.post("releases", late)).status_code == 409
    assert answer(await releasing.post("releases", third))["repeated"] is True
