"""Orders of those who do not sit: pause and go on, interrupt, wait or postpone, make void, replace, move.

A fault before everybody has sat down is waited for until R-EVAL-WAIT after the planned start; then the buyer decides.
A fault later stops the clock; what is not cured within R-EVAL-VOID makes the evaluation void, and another committee,
without anybody of this one, is drawn.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range, insert

from bidding.handover import interrupt_evaluation, resume_evaluation
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import find_session, lot_ids_of, void_session
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.committee import let_leave, lock_room, part, settle, sign_out
from evaluation_rooms.rooms.actions.holds import NOT_BEGUN, hold, let_go
from evaluation_rooms.rooms.actions.people import member_at, need_relation, need_staff_or_supervisor
from evaluation_rooms.rooms.actions.seats import advance, standing, tell
from evaluation_rooms.rooms.actions.watch import go_on
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import Member, Sitting
from evaluation_rooms.venues.actions import confirmed_seats, free_workstations
from evaluation_rooms.venues.tables import ONE_AT_A_TIME, Booking, Workstation
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

CURE, VOID_RULE, WAIT_RULE = "room interruption", "R-EVAL-VOID", "R-EVAL-WAIT"


async def pause(work: Work, session_id: UUID, reason: str) -> None:
    """Hold the room by order of staff or supervisor."""
    sitting, _ = await _ordered(work, session_id)
    if sitting.held != "interrupted":
        await hold(work, sitting, "pause", reason)


async def interrupt(work: Work, session_id: UUID, reason: str) -> None:
    """Network, power or device failed: the lots are INTERRUPTED, and the time to cure it runs."""
    sitting, session = await _ordered(work, session_id)
    if sitting.held == "interrupted":
        return
    await interrupt_evaluation(work, await lot_ids_of(work, session_id))
    await hold(work, sitting, "interrupted", reason)
    if sitting.phase != NOT_BEGUN:
        limit = await work.now() + rulebook(session.rulebook).duration(VOID_RULE)
        await arm(work, CURE, f"{CURE} {session_id}", limit, session=str(session_id))


async def resume(work: Work, session_id: UUID) -> None:
    """A pause is over, or what failed works again; the time that passed counts for nothing."""
    sitting, session = await _ordered(work, session_id)
    if sitting.held == "interrupted":
        if await _is_too_late(work, sitting, session):
            raise refusals.TooLateForThat(why="the time to cure it is over", why_zh="已超过可恢复时限")
        await resume_evaluation(work, await lot_ids_of(work, session_id))
    if sitting.held in ("interrupted", "pause", "break"):
        await let_go(work, sitting)
        await settle(work, sitting, session)
        await go_on(work, session_id)


async def _ordered(work: Work, session_id: UUID) -> tuple[Sitting, EvaluationSession]:
    await need_staff_or_supervisor(work, session_id)
    sitting, session = await lock_room(work, session_id)
    if sitting.phase in OVER:
        raise refusals.WrongPhase(phase=sitting.phase)
    return sitting, session


async def _is_too_late(work: Work, sitting: Sitting, session: EvaluationSession) -> bool:
    if sitting.phase == NOT_BEGUN or sitting.held_since is None:
        return False
    return await work.now() >= sitting.held_since + rulebook(session.rulebook).duration(VOID_RULE)


async def run_cure(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of an interruption: what is not cured by now is void."""
    sitting, session = await lock_room(work, UUID(payload["session"]))
    if sitting.held == "interrupted" and await _is_too_late(work, sitting, session):
        await _void(work, sitting, session, VOID_RULE, "中断超过时限 interrupted for too long")
    return None


async def decide(work: Work, session_id: UUID, *, wait_until: datetime | None) -> None:
    """The buyer decides, once a fault before the start has lasted R-EVAL-WAIT: wait until then, or (None) postpone.

    Postponed means: what was opened stays sealed to everybody, and another committee is drawn.
    """
    session = await find_session(work, session_id)
    await need_relation(work, session, "buyer")
    sitting, session = await lock_room(work, session_id)
    due = session.starts_at + rulebook(session.rulebook).duration(WAIT_RULE)
    now = await work.now()
    if sitting.held != "interrupted" or sitting.phase != NOT_BEGUN or now < due:
        raise refusals.TooLateForThat(why=f"from {timestamp(due)} on", why_zh=f"{timestamp(due)}起")
    if wait_until is None:
        await _void(work, sitting, session, WAIT_RULE, "招标人决定延期 postponed by the buyer")
        return
    if wait_until <= now:
        raise refusals.TooLateForThat(why="a moment to come", why_zh="应为将来的时间")
    sitting.wait_until = wait_until
    await work.record("wait", "sitting", session_id, WAIT_RULE, until=timestamp(wait_until))
    await tell(work, session_id, "waiting", until=timestamp(wait_until))


async def make_void(work: Work, session_id: UUID, reason: str) -> None:
    """The supervisor's order: nothing of this evaluation counts."""
    await need_relation(work, await find_session(work, session_id), "supervisor")
    sitting, session = await lock_room(work, session_id)
    if sitting.phase != "VOID":
        await _void(work, sitting, session, VOID_RULE, reason)


async def _void(work: Work, sitting: Sitting, session: EvaluationSession, rule: str, reason: str) -> None:
    await work.record("void_evaluation", "sitting", session.id, rule, reason=reason)
    await let_go(work, sitting)
    await advance(work, session.id, "void")
    for member in await standing(work, session.id):
        await part(work, sitting, member, "void")
    sitting.ended_at, sitting.running_since = await work.now(), None
    await work.session.flush()
    await void_session(work, session)


async def replace_member(work: Work, session_id: UUID, seat: str, code: str, reason: str) -> None:
    """A member leaves for good (条例48): `code` is ill, absent or replaced. His conclusions count no more.

    Absent is who has not sat down R-EXPERT-ABSENT after the start.
    """
    session = await need_staff_or_supervisor(work, session_id)
    member = await member_at(work, session, seat)
    sitting, session = await lock_room(work, session_id)
    if code == "absent":
        await _check_absent(work, session, member)
    await work.record("replace_member", "member", member.id, "条例48", seat=seat, code=code, reason=reason)
    await let_leave(work, sitting, session, member, code)


async def _check_absent(work: Work, session: EvaluationSession, member: Member) -> None:
    from_when = max(session.starts_at, member.added_at) + rulebook(session.rulebook).duration("R-EXPERT-ABSENT")
    if member.state == "EXPECTED" and await work.now() < from_when:
        at = timestamp(from_when)
        raise refusals.TooLateForThat(why=f"he counts as absent from {at} on", why_zh=f"{at}起方可认定缺席")


async def move(work: Work, session_id: UUID, seat: str, workstation: UUID, reason: str) -> None:
    """A member goes to a spare workstation of his own venue: verified again for a new slip, pledged again."""
    session = await need_staff_or_supervisor(work, session_id)
    member = await member_at(work, session, seat)
    sitting, session = await lock_room(work, session_id)
    if member.workstation_id == workstation:
        return
    await _take(work, session, member, workstation)
    member.workstation_id = workstation
    if sitting.phase != "SIGNING":  # where the report names his key already
        # His key lies in the browser that he leaves: at the new one he pledges again, with another.
        member.sign_key = member.pledge = member.pledged_at = None
    await sign_out(work, member)
    await work.record("move_member", "member", member.id, "D-VENUE-ONE", seat=seat, to=str(workstation), reason=reason)
    await tell(work, sitting.session_id, "moved", seat=seat)


async def _take(work: Work, session: EvaluationSession, member: Member, workstation: UUID) -> None:
    """The session's own workstation that nobody sits at, or one that is free until the end; two never get the same."""
    assert member.venue_id is not None  # who has a seat has a venue
    taken = {one.workstation_id for one in await standing(work, session.id)}
    if workstation in set((await confirmed_seats(work, session.id)).get(member.venue_id, [])) - taken:
        return
    now = await work.now()
    end = max(ends_at(session.starts_at, session.hours), now + rulebook(session.rulebook).duration(VOID_RULE))
    free = {one.id: one for one in await free_workstations(work, member.venue_id, now, end, spare=True)}
    if workstation not in free or not await _book(work, session, member, free[workstation], Range(now, end)):
        raise refusals.ForSpareOnly()


async def _book(
    work: Work, session: EvaluationSession, member: Member, station: Workstation, during: Range[datetime]
) -> bool:
    now = await work.now()
    row: dict[str, Any] = {
        "venue_id": member.venue_id,
        "workstation_id": station.id,
        "number": station.number,
        "during": during,
    }
    row |= {"session_id": session.id, "note": "", "booked_at": now, "confirmed_at": now}
    query = insert(Booking).values(row).on_conflict_do_nothing(constraint=ONE_AT_A_TIME)
    return await work.session.scalar(query.returning(Booking.id)) is not None
