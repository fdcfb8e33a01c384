"""The draw record: who was drawn, called and seated, and why; sealed until the result is fixed, then public.

Before that the supervisor may read it, and the journal says so. It is made anew for every read, and signed for good
once, when it comes out.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from bidding.handover import RESULT_FIXED, RESULT_FIXED_NEWS, JudgedRound, judged_project, judged_rounds
from crypto.encoding import Body, timestamp
from evaluation_rooms.draws.actions.ceremony import body_of, dealings_of, key_records, releases_of
from evaluation_rooms.draws.actions.sealed import SealedInputs, read_result, read_sealed
from evaluation_rooms.draws.actions.sessions import lot_ids_of, lots_of, rows_of
from evaluation_rooms.draws.answers import DrawPackage
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.refusals import RecordNotPublished
from evaluation_rooms.draws.rules import DRAW, GONE, SEATED, SESSION
from evaluation_rooms.draws.seats import seat_row
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy, SessionLot
from evaluation_rooms.venues.actions import confirmed_seats, venue_of
from evaluation_rooms.venues.tables import Room, Workstation
from foundation.ledger.actions import platform_keys
from foundation.print.draw_record import RecordWords
from foundation.records import RecordRow, SignedDocument, records_named, records_of
from foundation.schedule import Handler, arm, arm_once
from foundation.work import Work

RULE = "R-DRAW-PUBLISH"
TYPE = "tianping/draw-record/1"
PUBLISH, LOOK_AGAIN = "publish draw record", timedelta(minutes=10)
UNLOGGED = "00" * 16
"""Stands for the salt of a leaf: what the supervisor reads before publication is in no log."""


async def write_record(work: Work, session: EvaluationSession) -> Body:
    """tianping/draw-record/1 as of now. It tells everything: whoever passes it on journals that."""
    draws = await drawn_of(work, session.id)
    if not draws:
        raise RecordNotPublished()
    rows = await rows_of(work, session.id)
    sealed = [await read_sealed(work, draw) for draw in draws]
    body: Body = {
        "type": TYPE,
        "session": str(session.id),
        "project": str(session.project_id),
        "lots": [one.named() for one in await lots_of(work, session.id)],
        "draws": [await _draw(work, *one) for one in zip(draws, sealed, strict=True)],
        "pool": [entry.body() for entry in sealed[0].entries],
        "openings": [{"ref": ref, **sealed[0].openings[ref]} for ref in sorted(row.ref for row in rows)],
        "places": [_place(row, {draw.id: draw.number for draw in draws}) for row in rows],
        "seats": _seats(session, rows),
        "local_reason": session.local_reason,
        "at": timestamp(await work.now()),
    }
    return body if session.sat is None else {**body, "sat": session.sat}


async def drawn_of(work: Work, session_id: UUID) -> list[Draw]:
    """The platform's draws of a session that were drawn, by number; none where another system drew."""
    query = select(Draw).where(Draw.session_id == session_id, Draw.source == "platform", Draw.result.is_not(None))
    return list(await work.session.scalars(query.order_by(Draw.number)))


async def _draw(work: Work, draw: Draw, sealed: SealedInputs) -> Body:
    assert draw.inputs is not None and draw.cutoff is not None and draw.result is not None  # it was drawn
    result, told = read_result(work, draw), await body_of(work.session, draw.result)
    return {
        "inputs": draw.inputs.hex(),
        "cutoff": draw.cutoff.hex(),
        "result": draw.result.hex(),
        "releases": told["releases"],
        "seed": result.seed.hex(),
        "result_salt": result.salt.hex(),
        "sealed": sealed.body,
        "committee": [seat.body() for seat in result.committee],
    }


def _place(row: Occupancy, numbers: dict[UUID, int]) -> Body:
    return {
        "place": row.place,
        "ref": row.ref,
        "speciality": row.speciality,
        "city": row.city,
        "draw": numbers[row.draw_id],
        "reserve_no": row.reserve_no,
        "state": row.state,
        "reason": row.reason,
        "invited_at": timestamp(row.invited_at),
        "answered_at": timestamp(row.answered_at) if row.answered_at else None,
    }


def _seats(session: EvaluationSession, rows: Sequence[Occupancy]) -> list[Body]:
    """Of who holds the places, once they are drawn; none while a place is open again."""
    holders = sorted((row for row in rows if row.state not in GONE), key=lambda row: row.place)
    if session.state not in SEATED:
        return []
    return [seat_row(row) for row in holders]


async def show_package(work: Work, session_id: UUID) -> DrawPackage:
    """What a stranger verifies; before publication for the supervisor of the project only, which is journalled."""
    session = await work.session.get(EvaluationSession, session_id)
    if session is None:
        raise RecordNotPublished()
    if session.published_at is None:
        await _need_supervisor(work, session)
        told = await asyncio.to_thread(work.signer.sign, await write_record(work, session))
        record: SignedDocument = {"body": told["body"], "signatures": told["signatures"], "salt": UNLOGGED}
        await work.record("read_draw_record", "evaluation session", session.id, RULE)
    else:
        found = await records_of(work.session, session.id, 0, TYPE)
        record = found[-1].record()
    return {"type": "tianping/draw-package/1", "record": record, "records": await _records(work, session_id)}


async def _need_supervisor(work: Work, session: EvaluationSession) -> None:
    """To everybody else a sealed record is as one that does not exist."""
    if work.actor.role != "supervisor":
        raise RecordNotPublished()
    if "supervisor" not in (await judged_project(work, session.project_id)).relation:
        raise RecordNotPublished()


async def _records(work: Work, session_id: UUID) -> list[SignedDocument]:
    """Platform keys, key sets with their statements, and everything that the ceremonies made, in that order."""
    found: list[RecordRow] = []
    for draw in await drawn_of(work, session_id):
        found += await key_records(work.session, draw)
        found += await records_named(work.session, await _names(work, draw))
    return [*await platform_keys(work), *(row.record() for row in {row.digest: row for row in found}.values())]


async def _names(work: Work, draw: Draw) -> list[bytes]:
    """Digests of a draw's own records."""
    dealings = [one.digest for one in await dealings_of(work.session, draw.id)]
    releases = [one.digest for one in await releases_of(work.session, draw.id)]
    assert draw.inputs is not None and draw.cutoff is not None and draw.result is not None  # it was drawn
    return [draw.inputs, *dealings, draw.cutoff, *releases, draw.result]


async def words_of(work: Work, session_id: UUID) -> RecordWords:
    """Names that stand on the printed record beside what the package has: of project, lots, venues, workstations."""
    session = await work.session.get_one(EvaluationSession, session_id)
    project = await judged_project(work, session.project_id)
    lots = await judged_rounds(work, await lot_ids_of(work, session_id))
    booked = await confirmed_seats(work, session_id)
    venues = {str(venue): (await venue_of(work, venue)).name for venue in booked}
    query = select(Workstation.id, Room.name, Workstation.name).join(Room, Room.id == Workstation.room_id)
    query = query.where(Workstation.id.in_([seat for seats in booked.values() for seat in seats]))
    stations = {seat: f"{room} {name}" for seat, room, name in await work.session.execute(query)}
    return RecordWords(
        project=project.name,
        lots=[one.name for one in lots],
        venues=venues,
        workstations={str(seat): name for seat, name in stations.items()},
        rehearsal=any(one.rehearsal for one in lots),
    )


async def publish_record(work: Work, session: EvaluationSession) -> None:
    """The record comes out, with the releases that make its seed; harmless to repeat. The row is locked by the caller.

    What is published is not taken back: call it when the result of the session's lots is fixed.
    """
    if session.published_at is not None:
        return
    draws = await drawn_of(work, session.id)
    if not draws:
        return
    # The record's subject is the session: it belongs to none of its lots more than to another.
    row = await work.publish(await write_record(work, session), lot=session.id, round_no=0)
    session.published_at = await work.now()
    for draw in draws:
        draw.state = DRAW.step(draw.state, "publish").after
        await work.session.execute(
            update(RecordRow).where(RecordRow.digest.in_(await _names(work, draw))).values(public=True)
        )
    digest = row.digest.hex()
    await work.record("publish_draw_record", "evaluation session", session.id, RULE, record=digest)
    await work.announce(topic_of(session.id), "record_published", record=digest)


async def watch_end(work: Work, session: EvaluationSession) -> None:
    """From the first invitation on, look now and then whether the session's lots have come to an end."""
    due = await work.now() + LOOK_AGAIN
    await arm_once(work, PUBLISH, f"{PUBLISH} {session.id}", due, session=str(session.id))


async def run_publish(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer: publishes by itself once the result of every lot of the session is fixed (法37)."""
    session = await work.lock(EvaluationSession, UUID(payload["session"]), what=SESSION.what)
    if session.published_at is not None:
        return None
    numbers = {one.lot_id: one.round_no for one in await lots_of(work, session.id)}
    if all(_ended(one, numbers[one.lot]) for one in await judged_rounds(work, list(numbers))):
        await publish_record(work, session)
        return None
    return await work.now() + LOOK_AGAIN


def _ended(newest: JudgedRound, number: int) -> bool:
    """Whether the round's result is fixed: it is awarded or failed, or the lot is in a later round."""
    return newest.number > number or newest.state in RESULT_FIXED


async def run_news(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The result of a lot is fixed: the sessions that judged it look at once whether they may publish."""
    now, judged = await work.now(), select(SessionLot.session_id).where(SessionLot.lot_id == UUID(payload["lot"]))
    for session in await work.session.scalars(judged):
        await arm(work, PUBLISH, f"{PUBLISH} {session}", now, session=str(session))
    return None


TIMERS: dict[str, Handler] = {PUBLISH: run_publish, RESULT_FIXED_NEWS: run_news}
