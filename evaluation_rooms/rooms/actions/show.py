"""The room from a seat: a fresh state with its number, and the events after any number."""

from typing import cast
from uuid import UUID

from sqlalchemy import select

from bidding.handover import judged_rounds
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import lots_of
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.seats import at_seat, missing, standing, topic_of
from evaluation_rooms.rooms.answers import EventsShown, LotNamed, MyselfShown, PledgeText, RoomEvent, SeatShown
from evaluation_rooms.rooms.pledges import TEXT, TEXT_EN, TYPE
from evaluation_rooms.rooms.rules import Held, Kind, Link, MemberState, Phase
from evaluation_rooms.rooms.state import MOST_LINES, CallSeen, LineSeen, RoomState, SeatSeen, by_seat
from evaluation_rooms.rooms.tables import HeadVote, Member, Presence, RoomLine, Sitting
from foundation.realtime import TopicRow, events_after
from foundation.rulebook import rulebook
from foundation.work import Work

PAGE = 500


async def fresh_state(work: Work, session_id: UUID) -> RoomState:
    """The room by its rows, and the number of the last event in them.

    The topic's row is held meanwhile: whoever changes the room writes there before he commits, so rows and number fit.
    """
    query = select(TopicRow.last).where(TopicRow.topic == topic_of(session_id)).with_for_update(read=True)
    last = await work.session.scalar(query)
    sitting = await work.session.get_one(Sitting, session_id, populate_existing=True)
    people = await standing(work, session_id)
    head = next((one.name for one in people if one.id == sitting.head_id), None)
    return {
        "seq": last or 0,
        "phase": cast(Phase, sitting.phase),
        "version": sitting.version,
        "held": cast(Held | None, sitting.held),
        "held_reason": sitting.held_reason,
        "held_since": timestamp(sitting.held_since) if sitting.held_since else None,
        "wait_until": timestamp(sitting.wait_until) if sitting.wait_until else None,
        "head": head,
        "ballot": sitting.ballot,
        "seats": await _seats(work, sitting, people),
        "lines": await _lines(work, session_id),
        "calls": await _calls(work, session_id),
    }


async def _seats(work: Work, sitting: Sitting, people: list[Member]) -> list[SeatSeen]:
    ids = [one.id for one in people]
    seen = {
        one.member_id: one.link
        for one in await work.session.scalars(
            select(Presence).where(Presence.member_id.in_(ids)).execution_options(populate_existing=True)
        )
    }
    query = select(HeadVote.member_id).where(HeadVote.member_id.in_(ids), HeadVote.ballot == sitting.ballot)
    voted = set(await work.session.scalars(query))
    shown: list[SeatSeen] = [
        {
            "seat": one.name,
            "kind": cast(Kind, one.kind),
            "state": cast(MemberState, one.state),
            "link": cast(Link, seen.get(one.id, "lost")),
            "on_break": one.on_break,
            "voted": one.id in voted,
        }
        for one in people
    ]
    return sorted(shown, key=by_seat)


async def _lines(work: Work, session_id: UUID) -> list[LineSeen]:
    query = select(RoomLine, Member.name).join(Member, Member.id == RoomLine.member_id)
    query = query.where(RoomLine.session_id == session_id, RoomLine.kind == "text")
    found = await work.session.execute(query.order_by(RoomLine.seq.desc()).limit(MOST_LINES))
    return [_line(line, seat) for line, seat in reversed(found.all())]


async def _calls(work: Work, session_id: UUID) -> list[CallSeen]:
    query = select(RoomLine, Member.name).join(Member, Member.id == RoomLine.member_id)
    query = query.where(RoomLine.session_id == session_id, RoomLine.kind == "help", RoomLine.answered_at.is_(None))
    found = await work.session.execute(query.order_by(RoomLine.seq))
    return [_line(line, seat) for line, seat in found]


def _line(line: RoomLine, seat: str) -> LineSeen:
    return {"id": str(line.id), "seat": seat, "text": line.text, "at": timestamp(line.at)}


async def show_seat(work: Work) -> SeatShown:
    """Everything that the asking seat sees of its room."""
    member = await _member(work)
    sitting = await work.session.get_one(Sitting, member.session_id)
    seat = await at_seat(work)
    rules, now = rulebook(seat.session.rulebook), await work.now()
    running = now - sitting.running_since if sitting.running_since else None
    pledge: PledgeText = {
        "type": TYPE,
        "session": str(member.session_id),
        "seat": member.name,
        "text": TEXT,
        "text_en": TEXT_EN,
    }
    return {
        "me": await _myself(work, seat.member, sitting),
        "room": await fresh_state(work, member.session_id),
        "missing": await missing(work, member.session_id),
        "lots": await _lots(work, member.session_id),
        "pledge": pledge,
        "beat_seconds": int(rules.duration("R-ROOM-BEAT").total_seconds()),
        "absent_seconds": int(rules.duration("R-ROOM-ABSENT").total_seconds()),
        "judged_seconds": sitting.judged_seconds + (int(running.total_seconds()) if running else 0),
        "running": running is not None,
        "now": timestamp(now),
    }


async def _member(work: Work) -> Member:
    member = await work.session.get(Member, work.actor.person) if work.actor.role == "expert" else None
    if member is None:
        raise refusals.NoSeat()
    return member


async def session_of_seat(work: Work) -> UUID:
    """Which room the asking seat is in."""
    return (await _member(work)).session_id


async def _myself(work: Work, member: Member, sitting: Sitting) -> MyselfShown:
    query = select(Member.name).join(HeadVote, HeadVote.for_id == Member.id)
    query = query.where(HeadVote.member_id == member.id, HeadVote.ballot == sitting.ballot)
    return {
        "seat": member.name,
        "kind": cast(Kind, member.kind),
        "state": cast(MemberState, member.state),
        "pledged": member.sign_key is not None,
        "sign_key": member.sign_key.hex() if member.sign_key else None,
        "head": sitting.head_id == member.id,
        "vote": await work.session.scalar(query),
        "workstation": str(member.workstation_id) if member.workstation_id else None,
    }


async def _lots(work: Work, session_id: UUID) -> list[LotNamed]:
    lots = await lots_of(work, session_id)
    names = {one.lot: one.name for one in await judged_rounds(work, [one.lot_id for one in lots])}
    return [{"lot": str(one.lot_id), "round": one.round_no, "name": names[one.lot_id]} for one in lots]


async def show_events(work: Work, after: int) -> EventsShown:
    """What happened in the room of the asking seat after a number."""
    member = await _member(work)
    rows = await events_after(work.session, topic_of(member.session_id), after, PAGE)
    told = [cast(RoomEvent, row.told()) for row in rows]
    return {"events": told, "last": told[-1]["seq"] if told else after}
