"""The draw itself: from t releases to secrets, a seed, a committee and the order of the reserves.

Everything follows from what was fixed before, so that a kill in the middle, a repeated timer or two at once lead to
one result: whoever holds the session's lock first writes it, whoever comes next finds it drawn.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from crypto.encoding import Body, parse_timestamp, timestamp
from crypto.verifiable_draw.ceremony import secrets_of, seed_of
from crypto.verifiable_draw.record import result_commitment
from evaluation_rooms.draws.actions.answers import invite_drawn
from evaluation_rooms.draws.actions.ceremony import (
    RESULT,
    Ceremony,
    bodies_of,
    body_of,
    ceremony_of,
    dealt_bodies,
    lock_draw,
    releases_of,
)
from evaluation_rooms.draws.actions.sealed import SealedResult, keep_result, read_sealed
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.drawn import Drawn, draw_places
from evaluation_rooms.draws.rules import DRAW
from evaluation_rooms.draws.tables import Draw, DrawRelease, Occupancy
from foundation.ledger.actions import arm_extra_tick
from foundation.work import Work

SALT = 16


async def run_result(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer that falls due with the t-th release."""
    await run_draw(work, UUID(payload["draw"]))
    return None


async def run_draw(work: Work, draw_id: UUID) -> None:
    """Draw, keep the result sealed, publish its commitment, and have the drawn invited; harmless when it is drawn."""
    session, draw = await lock_draw(work, draw_id)
    if draw.state != "RELEASING":
        return
    ceremony, releases = await ceremony_of(work, draw), await releases_of(work.session, draw.id)
    if len(releases) < ceremony.t:
        return
    seed = await _seed(work, ceremony, releases)
    drawn = await _drawn(work, ceremony, seed)
    await _keep(work, draw, seed, drawn, releases)
    await invite_drawn(work, session, draw)


async def _seed(work: Work, ceremony: Ceremony, releases: Sequence[DrawRelease]) -> bytes:
    """The seed of inputs, cut-off, and the secrets of all its dealings."""
    draw = ceremony.draw
    assert draw.inputs is not None and draw.cutoff is not None  # it is being released
    dealings = await dealt_bodies(work.session, await body_of(work.session, draw.cutoff))
    bodies = await bodies_of(work.session, [one.digest for one in releases])
    secrets = await asyncio.to_thread(secrets_of, bodies, dealings, ceremony.t)
    return seed_of(draw.inputs, draw.cutoff, secrets)


async def _drawn(work: Work, ceremony: Ceremony, seed: bytes) -> Drawn:
    sealed = await read_sealed(work, ceremony.draw)
    used = await _called(work, ceremony.draw.session_id, parse_timestamp(ceremony.inputs["at"]))
    return await asyncio.to_thread(draw_places, ceremony.inputs, sealed.body, sealed.entries, used, seed)


async def _called(work: Work, session_id: UUID, at: datetime) -> set[str]:
    """Refs of everybody who had been called when the inputs came out: a stranger counts the same."""
    query = select(Occupancy.ref).where(Occupancy.session_id == session_id, Occupancy.invited_at <= at)
    return set(await work.session.scalars(query))


async def _keep(work: Work, draw: Draw, seed: bytes, drawn: Drawn, releases: Sequence[DrawRelease]) -> None:
    """Seal who was drawn, publish the commitment to it; the events tell counts only."""
    salt = work.entropy(SALT)
    committee = [seat.body() for seat in drawn.committee]
    keep_result(work, draw, SealedResult(seed, salt, drawn.committee, drawn.reserves))
    draw.state = DRAW.step(draw.state, "draw").after
    draw.drawn_at = await work.now()
    body = _result(draw, releases, result_commitment(seed.hex(), committee, salt), timestamp(draw.drawn_at))
    draw.result = (await work.publish(body)).digest
    result = draw.result.hex()
    await work.record("draw_committee", "draw", draw.id, "R-DRAW", result=result, places=len(committee))
    topic = topic_of(draw.session_id)
    await work.announce(topic, "drawn", draw=str(draw.id), number=draw.number, places=len(committee), result=result)
    await arm_extra_tick(work)


def _result(draw: Draw, releases: Sequence[DrawRelease], commitment: str, at: str) -> Body:
    assert draw.inputs is not None and draw.cutoff is not None  # it is being released
    return {
        "type": "tianping/draw-result/1",
        "draw": str(draw.id),
        "inputs": draw.inputs.hex(),
        "cutoff": draw.cutoff.hex(),
        "releases": [one.digest.hex() for one in releases],
        "result": commitment,
        "at": at,
    }


TIMERS = {RESULT: run_result}
