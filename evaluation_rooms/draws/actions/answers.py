"""Invited experts answer, or do not: acceptances, refusals, time-outs, "on the way", absences, replacements.

The clock decides, not the timer: an answer after its time is late even when the time-out has not run yet.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from bidding.handover import judged_project
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.carriers import CALL, run_call
from evaluation_rooms.draws.actions.places import (
    LAPSE,
    SEAT,
    Called,
    call,
    complete,
    fill_vacant,
    run_seating,
    tell,
    vacate,
)
from evaluation_rooms.draws.actions.record import watch_end
from evaluation_rooms.draws.actions.sealed import read_result, read_sealed
from evaluation_rooms.draws.actions.sessions import rows_of
from evaluation_rooms.draws.answers import SAY, Outcome, ReplyTaken
from evaluation_rooms.draws.carriers import is_signed
from evaluation_rooms.draws.invitations import Answer, read_answer
from evaluation_rooms.draws.refusals import NotTheCarrier, NotYetAbsent, PlaceNotHeld
from evaluation_rooms.draws.rules import GONE, OCCUPANCY, SESSION
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Invitation, Occupancy, Reply
from evaluation_rooms.venues.actions import confirmed_seats, venue_of
from foundation.errors import NoSuchThing
from foundation.rulebook import rulebook
from foundation.schedule import Handler, TimerRow, arm
from foundation.work import Work

ABSENCE = "draw absence"
ANSWER, GRACE, ABSENT, REPLACED = "R-EXPERT-ANSWER", "R-EXPERT-GRACE", "R-EXPERT-ABSENT", "条例48"
LONGEST = 500
"""Characters of an answer that are kept."""


async def invite_drawn(work: Work, session: EvaluationSession, draw: Draw) -> None:
    """Call those whom this draw gave places, in the order of the places. The session's row is locked by the caller."""
    sealed, result = await read_sealed(work, draw), read_result(work, draw)
    entries = {entry.ref: entry for entry in sealed.entries}
    if session.state == "DRAWING":
        session.state = SESSION.step(session.state, "invite").after
    for seat in result.committee:
        expert = UUID(sealed.openings[seat.ref]["expert"])
        await call(work, session, draw, Called(seat.place, seat.speciality, entries[seat.ref], expert, None))
    await watch_end(work, session)
    await fill_vacant(work, session)


def need_carrier(work: Work, body: bytes, header: str) -> None:
    """Refuse whoever is not the carrier, before anything of the body is looked at."""
    if not is_signed(work.settings.carrier_secret, body, header):
        raise NotTheCarrier()


async def receive_reply(work: Work, reply_id: str, code: str, text: str) -> ReplyTaken:
    """Take an answer that the carrier handed in; the same id again changes nothing and is answered alike."""
    query = select(Invitation.id, Occupancy.id, Occupancy.session_id)
    query = query.join(Occupancy, Occupancy.id == Invitation.occupancy_id)
    found = (await work.session.execute(query.where(Invitation.code == code.strip().upper()))).one_or_none()
    session = await work.lock(EvaluationSession, found[2], what=SESSION.what) if found else None
    if not await _claim(work, reply_id, found[0] if found else None, text):
        known = await work.session.get_one(Reply, reply_id)
        return _taken(reply_id, known.outcome, repeated=True)
    outcome: Outcome = "unknown"
    if found and session:
        row = await work.session.get_one(Occupancy, found[1], populate_existing=True)
        outcome = await _judge(work, session, row, read_answer(text))
    await work.session.execute(update(Reply).where(Reply.id == reply_id).values(outcome=outcome))
    await work.record("take_reply", "reply", reply_id, ANSWER, outcome=outcome)
    return _taken(reply_id, outcome, repeated=False)


async def _claim(work: Work, reply_id: str, invitation: UUID | None, text: str) -> bool:
    """Whether this id is new. Who brings the same at this moment waits here, and then finds it known."""
    row = {"id": reply_id, "invitation_id": invitation, "text": text[:LONGEST], "at": await work.now()}
    fresh = insert(Reply).values(**row, outcome="unknown").on_conflict_do_nothing().returning(Reply.id)
    return await work.session.scalar(fresh) is not None


def _taken(reply_id: str, outcome: Any, *, repeated: bool) -> ReplyTaken:
    return {"id": reply_id, "outcome": outcome, "repeated": repeated, "say": SAY[outcome]}


async def _judge(work: Work, session: EvaluationSession, row: Occupancy, answer: tuple[Answer, str] | None) -> Outcome:
    if answer is None:
        return "unknown"
    said, reason = answer
    if row.state in GONE:
        return "declined" if (row.state, said) == ("DECLINED", "decline") else "late"
    if row.state == "INVITED" and await work.now() >= row.answer_by:
        return "late"
    if said == "decline":
        await vacate(work, session, row, "decline", reason, ANSWER)
        return "declined"
    if row.state == "INVITED":
        await _accept(work, session, row)
    if said == "on_the_way":
        await _delay(work, session, row)
        return "on_the_way"
    return "accepted"


async def _accept(work: Work, session: EvaluationSession, row: Occupancy) -> None:
    row.state, row.answered_at = OCCUPANCY.step(row.state, "accept").after, await work.now()
    await work.record("accept_place", "occupancy", row.id, ANSWER, place=row.place)
    await tell(work, row, "accepted")
    await complete(work, session)


async def _delay(work: Work, session: EvaluationSession, row: Occupancy) -> None:
    """Once: a second time nothing is added."""
    if row.grace_until is not None:
        return
    row.state = OCCUPANCY.step(row.state, "delay").after
    row.grace_until = _absent_from(session, row) + rulebook(session.rulebook).duration(GRACE)
    await work.record("delay_place", "occupancy", row.id, GRACE, place=row.place, until=timestamp(row.grace_until))
    await tell(work, row, "on_the_way", until=timestamp(row.grace_until))


def _absent_from(session: EvaluationSession, row: Occupancy) -> datetime:
    """From when on he counts as absent: after the start, or after his call where he was called later than that."""
    after = rulebook(session.rulebook).duration(ABSENT)
    called = row.answered_at or row.invited_at
    return row.grace_until or max(session.starts_at, called) + after


async def run_lapse(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of an invitation: no answer in time, the next is called."""
    session, row = await _locked(work, UUID(payload["occupancy"]))
    if row.state != "INVITED":
        return None
    if await work.now() < row.answer_by:
        return row.answer_by
    await vacate(work, session, row, "lapse", "no_answer", ANSWER)
    return None


async def _locked(work: Work, occupancy: UUID) -> tuple[EvaluationSession, Occupancy]:
    session_id = await work.session.scalar(select(Occupancy.session_id).where(Occupancy.id == occupancy))
    assert session_id is not None  # a timer names it
    session = await work.lock(EvaluationSession, session_id, what=SESSION.what)
    return session, await work.session.get_one(Occupancy, occupancy, populate_existing=True)


async def report_absent(work: Work, session_id: UUID, place: int, reason: str, *, here: bool = False) -> None:
    """Staff says that a member is not there: absent at once when his time is over, else by the timer when it is.

    `here` takes the report back: he has come.
    """
    session, row = await _held(work, session_id, place, "centre_staff")
    now, limit = await work.now(), _absent_from(session, row)
    if now < session.starts_at:
        raise NotYetAbsent(starts_at=timestamp(session.starts_at))
    key = f"{ABSENCE} {row.id}"
    if here:
        await work.session.execute(update(TimerRow).where(TimerRow.key == key).values(done_at=now))
        await work.record("withdraw_absence", "occupancy", row.id, ABSENT, place=place, note=reason)
    elif now >= limit:
        await vacate(work, session, row, "miss", "absent", ABSENT, reason)
    else:
        await arm(work, ABSENCE, key, limit, occupancy=str(row.id))
        await work.record("report_absence", "occupancy", row.id, ABSENT, place=place, note=reason)
        await tell(work, row, "missing", until=timestamp(limit))


async def run_absence(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of a member who was reported missing."""
    session, row = await _locked(work, UUID(payload["occupancy"]))
    if row.state != "ACCEPTED":
        return None
    if await work.now() < (limit := _absent_from(session, row)):
        return limit
    await vacate(work, session, row, "miss", "absent", ABSENT)
    return None


async def replace_member(work: Work, session_id: UUID, place: int, reason: str, code: str) -> None:
    """Staff replaces a member who accepted, for a reason that the journal keeps (条例48)."""
    session, row = await _held(work, session_id, place, "centre_staff", "supervisor")
    await vacate(work, session, row, "replace", code, REPLACED, reason)


async def _held(work: Work, session_id: UUID, place: int, *roles: str) -> tuple[EvaluationSession, Occupancy]:
    """The session, locked, and who holds the place; refuses whoever has no part in it."""
    work.actor.need(*roles)
    session = await work.lock(EvaluationSession, session_id, what=SESSION.what)
    await _need_relation(work, session)
    held = _holder(await rows_of(work, session_id), place)
    if held is None:
        raise NoSuchThing(what="place 席位")
    if held.state != "ACCEPTED":
        raise PlaceNotHeld(place=place, state=held.state)
    return session, held


async def _need_relation(work: Work, session: EvaluationSession) -> None:
    """Centre staff acts for sessions at a venue of its own centre, a supervisor for projects that it oversees."""
    if work.actor.role == "centre_staff":
        venues = [await venue_of(work, one) for one in await confirmed_seats(work, session.id)]
        mine = work.actor.organisation in {venue.organisation_id for venue in venues}
    else:
        mine = "supervisor" in (await judged_project(work, session.project_id)).relation
    if not mine:
        raise NoSuchThing(what=SESSION.what)


def _holder(rows: Sequence[Occupancy], place: int) -> Occupancy | None:
    """Who was called to a place last."""
    return next((row for row in reversed(rows) if row.place == place), None)


TIMERS: dict[str, Handler] = {LAPSE: run_lapse, ABSENCE: run_absence, CALL: run_call, SEAT: run_seating}
