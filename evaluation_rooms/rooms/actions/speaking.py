"""What a member does beside judging: signs of life, a break, words to the others, a call for help."""

from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import find_session
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.holds import NOT_BEGUN, hold, let_go
from evaluation_rooms.rooms.actions.logins import see
from evaluation_rooms.rooms.actions.people import own_venues
from evaluation_rooms.rooms.actions.seats import Seated, at_seat, lock_sitting, tell
from evaluation_rooms.rooms.answers import BeatTaken
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import Member, RoomLine
from foundation.errors import NoSuchThing
from foundation.rulebook import rulebook
from foundation.work import Work

LINE = "line 消息"


async def beat(work: Work, round_trip_ms: int | None) -> BeatTaken:
    """A sign of life of the asking seat; the room's row is not locked for it."""
    member = await work.session.get(Member, work.actor.person)
    if member is None or member.state == "GONE":
        raise refusals.NoSeat()
    if link := await see(work, member, round_trip_ms):
        await tell(work, member.session_id, "link", seat=member.name, link=link)
    session = await find_session(work, member.session_id)
    due = rulebook(session.rulebook).duration("R-ROOM-BEAT")
    return {"now": timestamp(await work.now()), "beat_seconds": int(due.total_seconds())}


async def take_break(work: Work, *, on: bool) -> None:
    """The asking member goes out for a moment, or is back: no fault of his, but no step completes meanwhile."""
    seat = await at_seat(work, alone=True)
    if seat.member.on_break != on:
        seat.member.on_break = on
        await work.record("break", "member", seat.member.id, "条例48", seat=seat.member.name, on=on)
        await tell(work, seat.session.id, "break", seat=seat.member.name, on=on)


async def break_for_all(work: Work, *, on: bool, reason: str) -> None:
    """The head lets everybody rest, or calls them back; the time does not count."""
    seat = await at_seat(work, alone=True)
    if seat.sitting.head_id != seat.member.id:
        raise refusals.NotTheHead()
    if on and seat.sitting.held is None and seat.sitting.phase not in (NOT_BEGUN, *OVER):
        await hold(work, seat.sitting, "break", reason)
    elif not on and seat.sitting.held == "break":
        await let_go(work, seat.sitting)


async def say(work: Work, line_id: UUID, kind: str, text: str) -> None:
    """A line to the others (`text`) or a call to staff (`help`). The same id again changes nothing."""
    seat = await at_seat(work)
    if seat.sitting.phase in OVER:
        raise refusals.WrongPhase(phase=seat.sitting.phase)
    if await _write(work, seat, line_id, kind, text):
        at = timestamp(await work.now())
        seq = await tell(work, seat.session.id, kind, id=str(line_id), seat=seat.member.name, text=text, at=at)
        await work.session.execute(update(RoomLine).where(RoomLine.id == line_id).values(seq=seq))


async def _write(work: Work, seat: Seated, line_id: UUID, kind: str, text: str) -> bool:
    row = {
        "id": line_id,
        "session_id": seat.session.id,
        "member_id": seat.member.id,
        "kind": kind,
        "text": text,
        "seq": 0,
    }
    query = insert(RoomLine).values(**row, at=await work.now()).on_conflict_do_nothing().returning(RoomLine.id)
    if await work.session.scalar(query) is not None:
        return True
    if (await work.session.get_one(RoomLine, line_id)).member_id != seat.member.id:
        raise NoSuchThing(what=LINE)
    return False


async def answer_call(work: Work, session_id: UUID, line_id: UUID) -> None:
    """Staff of the caller's venue is on its way; a second time changes nothing."""
    session = await find_session(work, session_id)
    venues = await own_venues(work, session)
    await lock_sitting(work, session_id, share=True)
    line = await work.lock(RoomLine, line_id, what=LINE)
    member = await work.session.get_one(Member, line.member_id)
    if line.session_id != session_id or line.kind != "help" or member.venue_id not in venues:
        raise NoSuchThing(what=LINE)
    if line.answered_at is None:
        line.answered_at = await work.now()
        await tell(work, session_id, "helped", id=str(line_id))
