"""The room is held and let go on again; while it is held no time counts and nobody judges."""

from typing import cast
from uuid import UUID

from sqlalchemy import select, update

from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions.seats import stop_clock, tell
from evaluation_rooms.rooms.rules import OVER, Held
from evaluation_rooms.rooms.tables import Hold, Sitting
from foundation.work import Work

NOT_BEGUN = "GATHERING"


async def hold(work: Work, sitting: Sitting, kind: Held, reason: str) -> None:
    """Hold the room for this cause instead of any other; the same cause again changes nothing."""
    if sitting.held == kind or sitting.phase in OVER:
        return
    now = await work.now()
    await _end(work, sitting)
    await stop_clock(work, sitting)
    sitting.held, sitting.held_since, sitting.held_reason = kind, now, reason
    row = Hold(session_id=sitting.session_id, committee=sitting.committee, kind=kind, reason=reason, since=now)
    row.role = work.actor.role
    work.session.add(row)
    await work.record(f"hold_{kind}", "sitting", sitting.session_id, "R-EVAL-WAIT", reason=reason)
    await tell(work, sitting.session_id, "held", held=kind, reason=reason, since=timestamp(now))


async def let_go(work: Work, sitting: Sitting) -> None:
    """The room goes on; harmless where it does."""
    if sitting.held is None:
        return
    kind = cast(Held, sitting.held)
    await _end(work, sitting)
    sitting.held = sitting.held_since = sitting.held_reason = sitting.wait_until = None
    if sitting.phase != NOT_BEGUN and sitting.phase not in OVER:
        sitting.running_since = await work.now()
    await work.record("go_on", "sitting", sitting.session_id, "R-EVAL-WAIT", held=kind)
    await tell(work, sitting.session_id, "resumed")


async def _end(work: Work, sitting: Sitting) -> None:
    await work.session.flush()
    ended = update(Hold).where(Hold.session_id == sitting.session_id, Hold.until.is_(None))
    await work.session.execute(ended.values(until=await work.now()))


async def holds_of(work: Work, session_id: UUID) -> list[Hold]:
    """Every time the room was held, in order: the report tells them."""
    query = select(Hold).where(Hold.session_id == session_id).order_by(Hold.id)
    return list(await work.session.scalars(query))
