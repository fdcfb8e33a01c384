"""The ceremony that makes a draw's seed: dealings, the cut-off that fixes whose count, releases.

Until the cut-off a draw can wait; from it on it can only be completed. Whoever stays away changes nothing. Proofs are
checked before the session's row is locked, and in a thread; what the clock judges is judged after the lock.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.handover import key_sets_of_asker
from crypto.encoding import Body, digest, timestamp
from crypto.errors import CryptoError
from crypto.verifiable_draw.ceremony import check_dealing, check_draw_release
from evaluation_rooms.draws import ceremony as told
from evaluation_rooms.draws.rules import DRAW, OVER, SESSION
from evaluation_rooms.draws.tables import Draw, DrawDealing, DrawRelease, EvaluationSession, SessionLot
from foundation.errors import NoSuchThing
from foundation.ledger.actions import arm_extra_tick
from foundation.records import RecordRow, SignedDocument, records_named, records_of
from foundation.rulebook import rulebook
from foundation.schedule import arm, arm_once
from foundation.work import Work

CUTOFF, RESULT = "draw_cutoff", "draw_result"
"""Names of the timers that fix the dealings and make the result."""
MOST = 200
"""Draws told to one body: more than it keeps keys for at a time."""


@dataclass(frozen=True)
class Ceremony:
    """A draw with the bodies of its inputs and key set, as published."""

    draw: Draw
    inputs: Body
    key_set: Body

    @property
    def t(self) -> int:
        """How many releases complete it."""
        return int(self.key_set["t"])


async def _find(work: Work, draw_id: UUID) -> Draw:
    draw = await work.session.get(Draw, draw_id)
    if draw is None:
        raise NoSuchThing(what="draw 抽取")
    return draw


async def ceremony_of(work: Work, draw: Draw) -> Ceremony:
    """Its inputs and key set; refuses a draw of another system and one that is still being prepared."""
    if draw.inputs is None or draw.key_set is None:
        raise told.DrawExternal()
    return Ceremony(draw, await body_of(work.session, draw.inputs), await body_of(work.session, draw.key_set))


async def body_of(session: AsyncSession, name: bytes) -> Body:
    """The body of a record that one of our rows names."""
    return (await bodies_of(session, [name]))[0]


async def bodies_of(session: AsyncSession, names: Sequence[bytes]) -> list[Body]:
    """The bodies of records that our rows name, in this order."""
    return [json.loads(one.body) for one in await records_named(session, names)]


async def lock_draw(work: Work, draw_id: UUID) -> tuple[EvaluationSession, Draw]:
    """The session, locked, and its draw as it is after the lock."""
    draw = await _find(work, draw_id)
    session = await work.lock(EvaluationSession, draw.session_id, what=SESSION.what)
    await work.session.refresh(draw)
    return session, draw


async def dealings_of(session: AsyncSession, draw_id: UUID) -> list[DrawDealing]:
    """By number of the dealer."""
    query = select(DrawDealing).where(DrawDealing.draw_id == draw_id).order_by(DrawDealing.index)
    return list(await session.scalars(query))


async def releases_of(session: AsyncSession, draw_id: UUID) -> list[DrawRelease]:
    """By number of the custodian; never more than t, for nothing is taken after those."""
    query = select(DrawRelease).where(DrawRelease.draw_id == draw_id).order_by(DrawRelease.index)
    return list(await session.scalars(query))


async def dealt_bodies(session: AsyncSession, cutoff: Body) -> list[Body]:
    """The bodies of the dealings that a cut-off fixed, in its order."""
    return await bodies_of(session, [bytes.fromhex(each["dealing"]) for each in cutoff["dealings"]])


async def begin_ceremony(work: Work, draw: Draw) -> None:
    """Wait for dealings until `cutoff_at`; call it when the inputs are published."""
    assert draw.cutoff_at is not None  # the inputs name it
    await arm(work, CUTOFF, f"{CUTOFF} {draw.id}", draw.cutoff_at, draw=str(draw.id))


async def receive_dealing(work: Work, draw_id: UUID, signed: dict[str, Any]) -> told.CeremonyAnswer:
    """Check and keep a custodian's dealing; the same one again is answered alike, another one is refused.

    The last custodian's dealing brings the cut-off at once.
    """
    ceremony = await ceremony_of(work, await _find(work, draw_id))
    try:
        body = await asyncio.to_thread(check_dealing, signed, ceremony.inputs, ceremony.key_set)
    except CryptoError as fault:
        raise told.DealingRefused(check=fault.check, why=fault.message) from None
    session, draw = await lock_draw(work, draw_id)
    kept = {one.index: one for one in await dealings_of(work.session, draw.id)}
    if body["index"] in kept:
        if kept[body["index"]].digest != digest(body):
            raise told.DealtOtherwise(index=body["index"])
        return _answer(draw, len(kept), repeated=True)
    _need_dealing(draw, len(kept) >= ceremony.t, await work.now())
    if body["at"] > timestamp(await work.now()):  # it would seem to be made after a cut-off that lists it
        raise told.DealingRefused(check="dealing-ahead", why="its moment lies ahead of the platform's clock")
    draw.state = DRAW.step(draw.state, "deal").after
    record = await work.keep(signed)
    work.session.add(DrawDealing(draw_id=draw.id, index=body["index"], digest=record.digest, at=await work.now()))
    count, of = len(kept) + 1, len(ceremony.key_set["custodians"])
    await work.record("deal_for_draw", "draw", draw.id, "R-DRAW-DEAL", index=body["index"])
    await work.announce(told.topic_of(session.id), "dealt", draw=str(draw.id), index=body["index"], dealt=count, of=of)
    if count == of:
        await _cut(work, draw)
    return _answer(draw, count, repeated=False)


def _answer(draw: Draw, count: int, *, repeated: bool) -> told.CeremonyAnswer:
    return {"draw": str(draw.id), "state": told.state_of(draw.state), "count": count, "repeated": repeated}


def _need_dealing(draw: Draw, enough: bool, now: datetime) -> None:
    """The clock decides, not the timer: past `cutoff_at` nobody joins those who are enough, cut off already or not."""
    assert draw.cutoff_at is not None  # the inputs name it
    if draw.state != "DEALING" or (enough and now >= draw.cutoff_at):
        raise told.DealingOver(cutoff_at=timestamp(draw.cutoff_at))


async def _cut(work: Work, draw: Draw) -> None:
    """Fix whose dealings count, for good."""
    await work.session.flush()
    dealings = await dealings_of(work.session, draw.id)
    assert draw.inputs is not None  # it was dealt for
    draw.state = DRAW.step(draw.state, "cut").after
    body = {
        "type": "tianping/draw-cutoff/1",
        "draw": str(draw.id),
        "inputs": draw.inputs.hex(),
        "dealings": [{"index": one.index, "dealing": one.digest.hex()} for one in dealings],
        "at": timestamp(await work.now()),
    }
    draw.cutoff = (await work.publish(body)).digest
    await work.record("cut_off_draw", "draw", draw.id, "R-DRAW-DEAL", cutoff=draw.cutoff.hex(), dealt=len(dealings))
    topic = told.topic_of(draw.session_id)
    await work.announce(topic, "cut_off", draw=str(draw.id), cutoff=draw.cutoff.hex(), dealt=len(dealings))
    await arm_extra_tick(work)


async def run_cutoff(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer at `cutoff_at`: with at least t dealings the cut-off, else the wait begins again and is recorded."""
    session, draw = await lock_draw(work, UUID(payload["draw"]))
    now = await work.now()
    if draw.state != "DEALING" or draw.cutoff_at is None:
        return None
    if now < draw.cutoff_at:
        return draw.cutoff_at
    ceremony, dealt = await ceremony_of(work, draw), len(await dealings_of(work.session, draw.id))
    if dealt >= ceremony.t:
        await _cut(work, draw)
        return None
    draw.state = DRAW.step(draw.state, "wait").after
    draw.cutoff_at = now + rulebook(session.rulebook).duration("R-DRAW-DEAL")
    until = timestamp(draw.cutoff_at)
    await work.record("wait_for_dealings", "draw", draw.id, "R-DRAW-DEAL", dealt=dealt, needed=ceremony.t, until=until)
    topic = told.topic_of(session.id)
    await work.announce(
        topic, "waiting_for_dealings", draw=str(draw.id), dealt=dealt, needed=ceremony.t, cutoff_at=until
    )
    return draw.cutoff_at


async def receive_draw_release(work: Work, draw_id: UUID, signed: dict[str, Any]) -> told.CeremonyAnswer:
    """Check and keep a custodian's shares of all dealings of the cut-off; a repeated release is answered alike.

    With the t-th the set is fixed and the result falls due; nothing is taken after it.
    """
    ceremony = await ceremony_of(work, await _find(work, draw_id))
    if ceremony.draw.cutoff is None:
        raise told.DrawNotYourTurn(state=ceremony.draw.state)
    cutoff = await body_of(work.session, ceremony.draw.cutoff)
    dealings = await dealt_bodies(work.session, cutoff)
    try:
        body = await asyncio.to_thread(check_draw_release, signed, cutoff, dealings, ceremony.key_set)
    except CryptoError as fault:
        raise told.DrawReleaseRefused(check=fault.check, why=fault.message) from None
    _, draw = await lock_draw(work, draw_id)
    kept = await releases_of(work.session, draw.id)
    if body["index"] in {one.index for one in kept}:
        return _answer(draw, len(kept), repeated=True)
    if len(kept) >= ceremony.t:
        raise told.DrawNotYourTurn(state=draw.state)
    await _keep_release(work, draw, signed, body["index"], len(kept) + 1, ceremony.t)
    return _answer(draw, len(kept) + 1, repeated=False)


async def _keep_release(work: Work, draw: Draw, signed: dict[str, Any], index: int, count: int, t: int) -> None:
    """Not public: whoever knew t releases and the sealed inputs would know the committee."""
    draw.state = DRAW.step(draw.state, "release").after
    record = await work.keep(signed, public=False)
    work.session.add(DrawRelease(draw_id=draw.id, index=index, digest=record.digest, at=await work.now()))
    await work.record("release_for_draw", "draw", draw.id, "R-DRAW", index=index)
    topic = told.topic_of(draw.session_id)
    await work.announce(topic, "draw_released", draw=str(draw.id), index=index, released=count, needed=t)
    if count == t:
        await arm_once(work, RESULT, f"{RESULT} {draw.id}", await work.now(), draw=str(draw.id))


async def show_draw(work: Work, draw_id: UUID) -> told.DrawShown:
    """What anybody may see of a draw: its records as far as they are public, and who has dealt and released."""
    draw = await _find(work, draw_id)
    records = [one.record() for one in await key_records(work.session, draw)]
    key_set = records[0]["body"] if records else None
    dealt = await records_named(work.session, [one.digest for one in await dealings_of(work.session, draw.id)])
    return {
        "draw": str(draw.id),
        "session": str(draw.session_id),
        "number": draw.number,
        "state": told.state_of(draw.state),
        "source": draw.source,
        "now": timestamp(await work.now()),
        "t": key_set["t"] if key_set else None,
        "of": len(key_set["custodians"]) if key_set else None,
        "cutoff_at": timestamp(draw.cutoff_at) if draw.cutoff_at else None,
        "inputs": await _published(work.session, draw.inputs),
        "records": records,
        "dealings": [one.record() for one in dealt],
        "cutoff": await _published(work.session, draw.cutoff),
        "released": [one.index for one in await releases_of(work.session, draw.id)],
        "result": await _published(work.session, draw.result),
    }


async def _published(session: AsyncSession, name: bytes | None) -> SignedDocument | None:
    return None if name is None else (await records_named(session, [name]))[0].record()


async def key_records(session: AsyncSession, draw: Draw) -> list[RecordRow]:
    """The key set, then the statements of its custodians; none while there is no key set."""
    if draw.key_set is None:
        return []
    key_set = (await records_named(session, [draw.key_set]))[0]
    assert key_set.lot is not None and key_set.round is not None  # a key set belongs to a lot round
    named = set(json.loads(key_set.body)["statements"])
    statements = await records_of(session, key_set.lot, key_set.round, "tianping/key-statement/1")
    return [key_set, *(one for one in statements if one.digest.hex() in named)]


async def show_custody_draws(work: Work, signed: dict[str, Any]) -> told.CustodyDraws:
    """The draws whose key set names the keys that signed the request, what asks for something first, newest first."""
    sets = {one.digest: one for one in await key_sets_of_asker(work, signed)}
    query = select(Draw).where(Draw.key_set.in_(sets)).order_by(Draw.created_at.desc(), Draw.id.desc())
    draws = list(await work.session.scalars(query.limit(MOST)))
    lots, over = await _lots_of(work, draws), await _over(work, draws)
    dealt, released = await _numbers(work, DrawDealing, draws), await _numbers(work, DrawRelease, draws)
    shown: list[told.CustodyDraw] = []
    for draw in draws:
        assert draw.key_set is not None  # the query says so
        mine = sets[draw.key_set]
        asked = told.Asked(draw.state, mine.index, dealt[draw.id], released[draw.id], mine.threshold)
        shown.append(_custody_draw(draw, lots[draw.session_id], asked, over=draw.session_id in over))
    return {"now": timestamp(await work.now()), "draws": sorted(shown, key=lambda one: one["needed"] is None)}


async def _lots_of(work: Work, draws: Sequence[Draw]) -> dict[UUID, list[told.RoundNamed]]:
    """By session."""
    query = select(SessionLot).where(SessionLot.session_id.in_({draw.session_id for draw in draws}))
    found: dict[UUID, list[told.RoundNamed]] = defaultdict(list)
    for one in await work.session.scalars(query.order_by(SessionLot.lot_id)):
        found[one.session_id].append(one.named())
    return found


async def _over(work: Work, draws: Sequence[Draw]) -> set[UUID]:
    """Sessions of which no further draw is to come for now."""
    ids = {draw.session_id for draw in draws}
    query = select(EvaluationSession.id).where(EvaluationSession.id.in_(ids), EvaluationSession.state.in_(OVER))
    return set(await work.session.scalars(query))


async def _numbers(
    work: Work, table: type[DrawDealing] | type[DrawRelease], draws: Sequence[Draw]
) -> dict[UUID, list[int]]:
    """Which custodians have dealt, or released, by draw."""
    query = select(table.draw_id, table.index).where(table.draw_id.in_([draw.id for draw in draws]))
    found: dict[UUID, list[int]] = defaultdict(list)
    for draw_id, index in await work.session.execute(query.order_by(table.index)):
        found[draw_id].append(index)
    return found


def _custody_draw(draw: Draw, lots: list[told.RoundNamed], asked: told.Asked, *, over: bool) -> told.CustodyDraw:
    return {
        "draw": str(draw.id),
        "session": str(draw.session_id),
        "lots": lots,
        "number": draw.number,
        "state": told.state_of(draw.state),
        "index": asked.index,
        "needed": told.needed_of(asked),
        "over": over,
        "cutoff_at": timestamp(draw.cutoff_at) if draw.cutoff_at else None,
    }


TIMERS = {CUTOFF: run_cutoff}
