"""The room's own clock: who was not seen for too long is told away, who left the draw goes, and what waited goes on."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms.actions.committee import WHEN_WHOLE, lock_room, settle, sync
from evaluation_rooms.rooms.actions.election import elect_if_all_voted
from evaluation_rooms.rooms.actions.seats import absent, missing, tell
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import Member, Presence
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

WATCH = "room watch"


async def arm_watch(work: Work, session: EvaluationSession) -> None:
    """Look at the room from now on, once every beat."""
    await arm(work, WATCH, f"{WATCH} {session.id}", await work.now(), session=str(session.id))


async def run_watch(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of an open room."""
    sitting, session = await lock_room(work, UUID(payload["session"]))
    if sitting.phase in OVER:
        return None
    rules = rulebook(session.rulebook)
    await _tell_away(work, session.id, rules.duration("R-ROOM-ABSENT"))
    await sync(work, sitting, session)
    await settle(work, sitting, session)
    await go_on(work, session.id)
    return await work.now() + rules.duration("R-ROOM-BEAT")


async def go_on(work: Work, session_id: UUID) -> None:
    """What waited for somebody: the election, and whatever later stages wait with. The room is locked alone."""
    sitting, session = await lock_room(work, session_id)
    if sitting.held or sitting.phase in OVER or await absent(work, session_id):
        return
    await elect_if_all_voted(work, sitting, session)
    for handler in WHEN_WHOLE:
        if not sitting.held and not await missing(work, session_id):
            await handler(work, sitting)


async def _tell_away(work: Work, session_id: UUID, limit: timedelta) -> None:
    """Rows first, then the telling: a seat that gives a sign of life at this moment takes them in the same order."""
    before = await work.now() - limit
    query = select(Member.id, Member.name).where(Member.session_id == session_id, Member.state.in_(("SEATED", "READY")))
    seats: dict[UUID, str] = dict((await work.session.execute(query)).all())
    lost = update(Presence).where(Presence.member_id.in_(seats), Presence.seen_at < before, Presence.link != "lost")
    found = list(await work.session.scalars(lost.values(link="lost").returning(Presence.member_id)))
    for seat in sorted(seats[each] for each in found):
        await tell(work, session_id, "link", seat=seat, link="lost")
