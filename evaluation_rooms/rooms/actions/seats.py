"""The seat that asks, and the room it sits in: what every deed of a room begins with.

Whoever acts locks the sitting first and is judged by the clock after the lock. Deeds that only add something of their
own share the lock; a deed that may end in a step (a last hand-in, a vote) takes it alone from the start, for two who
share it could not both have it alone afterwards.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.presence import is_away
from evaluation_rooms.rooms.rules import BEFORE_A_HEAD, ROOM, WITHOUT_PRESENCE
from evaluation_rooms.rooms.tables import Member, Presence, Sitting
from foundation.rulebook import rulebook
from foundation.work import Work

SITTING = ROOM.what


@dataclass(frozen=True)
class Seated:
    """Who asks from which seat of which room."""

    member: Member
    sitting: Sitting
    session: EvaluationSession


def topic_of(session_id: UUID) -> str:
    """The topic of a room's events."""
    return f"room:{session_id}"


async def tell(work: Work, session_id: UUID, kind: str, **data: Any) -> int:
    """Write the room's next event and have it told at the commit; answers its number."""
    return await work.announce(topic_of(session_id), kind, **data)


async def lock_sitting(work: Work, session_id: UUID, *, share: bool = False) -> Sitting:
    """The room's row, locked; the clock is read after that. NoSuchThing where no room was opened."""
    await work.session.flush()
    return await work.lock(Sitting, session_id, share=share, what=SITTING)


async def seated(work: Work, *phases: str, held_ok: bool = False, alone: bool = False) -> Seated:
    """The asking seat, its room locked. `phases`: those in which the deed is possible, none for any.

    `alone`: locked for this deed alone, which a deed needs that may end in `advance`. Refuses NoSeat, NotReady,
    WrongPhase, RoomHeld.
    """
    seat = await at_seat(work, alone=alone)
    if seat.member.state != "READY":
        raise refusals.NotReady()
    if phases and seat.sitting.phase not in phases:
        raise refusals.WrongPhase(phase=seat.sitting.phase)
    if not held_ok:
        need_going_on(seat.sitting)
    return seat


async def at_seat(work: Work, *, alone: bool = False) -> Seated:
    """The asking seat in whatever state; NoSeat for everybody else and for who is gone."""
    if work.actor.role != "expert" or work.actor.person is None:
        raise refusals.NoSeat()
    member = await work.session.get(Member, work.actor.person)
    if member is None:
        raise refusals.NoSeat()
    sitting = await lock_sitting(work, member.session_id, share=not alone)
    member = await work.session.get_one(Member, member.id, populate_existing=True)
    if member.state == "GONE" or member.committee != sitting.committee:
        raise refusals.NoSeat()
    return Seated(member, sitting, await work.session.get_one(EvaluationSession, member.session_id))


def need_going_on(sitting: Sitting) -> None:
    """Refuse while the room is held."""
    if sitting.held:
        raise refusals.RoomHeld(held=sitting.held, reason=sitting.held_reason or "")


async def everybody(work: Work, session_id: UUID) -> list[Member]:
    """Whoever sits or sat, also who is gone: experts first, in order of seats, then of time."""
    await work.session.flush()
    query = select(Member).where(Member.session_id == session_id)
    query = query.order_by(Member.kind.desc(), Member.name, Member.id).execution_options(populate_existing=True)
    return list(await work.session.scalars(query))


async def members_of(work: Work, session_id: UUID) -> list[Member]:
    """Who judges now: READY, experts first, by seat; the buyer's representatives are among them."""
    return [one for one in await everybody(work, session_id) if one.state == "READY"]


async def standing(work: Work, session_id: UUID) -> list[Member]:
    """Everybody who is not gone, seated or still expected."""
    return [one for one in await everybody(work, session_id) if one.state != "GONE"]


NO_HEAD = "负责人"


async def missing(work: Work, session_id: UUID) -> list[str]:
    """Whoever must be there before a step completes: seats that are away, and a head once there should be one."""
    away = await absent(work, session_id)
    sitting = await work.session.get(Sitting, session_id)
    headless = sitting is not None and sitting.head_id is None and sitting.phase not in BEFORE_A_HEAD
    return [*away, NO_HEAD] if headless else away


async def absent(work: Work, session_id: UUID) -> list[str]:
    """Seats without whom no step completes now: who is not ready yet, on a break, or was not seen for too long."""
    session = await work.session.get_one(EvaluationSession, session_id)
    limit, now = rulebook(session.rulebook).duration("R-ROOM-ABSENT"), await work.now()
    people = await standing(work, session_id)
    query = select(Presence).where(Presence.member_id.in_([one.id for one in people]))
    seen = {row.member_id: row.seen_at for row in await work.session.scalars(query)}
    away = [one for one in people if one.state != "READY" or one.on_break or is_away(seen.get(one.id), now, limit)]
    return [one.name for one in away]


async def advance(work: Work, session_id: UUID, verb: str) -> Sitting:
    """Take a step of the room: locks it, refuses while it is held or a member is away, and tells the room."""
    sitting = await lock_sitting(work, session_id)
    step = ROOM.step(sitting.phase, verb)
    if verb not in WITHOUT_PRESENCE:
        need_going_on(sitting)
        if away := await missing(work, session_id):
            raise refusals.MembersAway(seats="、".join(away))
    sitting.phase, sitting.version = step.after, sitting.version + 1
    if verb == "close":
        await stop_clock(work, sitting)
        sitting.ended_at = await work.now()
    await work.record(verb, "sitting", session_id, step.rule, phase=sitting.phase)
    await tell(work, session_id, "phase", phase=sitting.phase, version=sitting.version)
    return sitting


async def stop_clock(work: Work, sitting: Sitting) -> None:
    """Time no longer counts; what did is kept."""
    if sitting.running_since:
        sitting.judged_seconds += int((await work.now() - sitting.running_since).total_seconds())
        sitting.running_since = None
