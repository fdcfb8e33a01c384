"""The room for those who do not sit in it: staff sees the seats of its own venues, others how many; nobody a mark.

A supervisor sees every seat, for he orders pauses; buyer and agency see how far the room is and nothing of seats.
"""

from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import select

from bidding.handover import judged_project
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.show import seen_session
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.rooms.actions.holds import NOT_BEGUN
from evaluation_rooms.rooms.actions.seats import standing
from evaluation_rooms.rooms.answers import CallMonitored, RoomMonitored, RoomTold, SeatMonitored, VenueMonitored
from evaluation_rooms.rooms.presence import is_away
from evaluation_rooms.rooms.rules import Held, Kind, Link, MemberState, Phase
from evaluation_rooms.rooms.tables import Member, Presence, RoomLine, Sitting, Slip
from evaluation_rooms.venues.tables import Venue, Workstation
from foundation.rulebook import Rulebook, rulebook
from foundation.work import Work

Seen = dict[UUID, Presence]


async def show_room(work: Work, session_id: UUID) -> RoomMonitored:
    """The room, opened or not."""
    session = await seen_session(work, session_id)
    sitting = await work.session.get(Sitting, session_id)
    people, now = await standing(work, session_id), await work.now()
    rules, plan = rulebook(session.rulebook), read_plan(session.plan)
    seen = await _presence(work, people)
    here = [one for one in people if _is_here(one, seen, now, rules)]
    venues = await _venues(work, session, people, seen, rules)
    own = {one["seat"] for venue in venues for one in venue["seats"]}
    told = _told(sitting, session, rules, now)
    return {
        "session": str(session_id),
        "state": session.state,
        **told,
        "members": len(people),
        "planned": plan.size,
        "connected": len(here),
        "representatives_missing": plan.buyer_members - sum(one.kind == "buyer" for one in people),
        "venues": venues,
        "calls": await _calls(work, session_id, own),
        "now": timestamp(now),
    }


def _told(sitting: Sitting | None, session: EvaluationSession, rules: Rulebook, now: datetime) -> RoomTold:
    """What the row of an opened room says; of one that is not open, that it is not."""
    running = now - sitting.running_since if sitting and sitting.running_since else timedelta()
    interrupted = sitting is not None and sitting.held == "interrupted"
    begun = sitting is not None and sitting.phase != NOT_BEGUN
    since = sitting.held_since if sitting else None
    void_due = since + rules.duration("R-EVAL-VOID") if interrupted and begun and since else None
    decision = session.starts_at + rules.duration("R-EVAL-WAIT") if interrupted and not begun else None
    return {
        "phase": cast(Phase, sitting.phase) if sitting else None,
        "version": sitting.version if sitting else 0,
        "held": cast(Held | None, sitting.held) if sitting else None,
        "held_since": _moment(since),
        "held_reason": sitting.held_reason if sitting else None,
        "wait_until": _moment(sitting.wait_until if sitting else None),
        "decision_due": _moment(decision),
        "void_due": _moment(void_due),
        "opened_at": _moment(sitting.opened_at if sitting else None),
        "began_at": _moment(sitting.began_at if sitting else None),
        "ended_at": _moment(sitting.ended_at if sitting else None),
        "judged_seconds": (sitting.judged_seconds if sitting else 0) + int(running.total_seconds()),
    }


def _moment(moment: datetime | None) -> str | None:
    return timestamp(moment) if moment else None


async def _presence(work: Work, people: list[Member]) -> Seen:
    query = select(Presence).where(Presence.member_id.in_([one.id for one in people]))
    return {row.member_id: row for row in await work.session.scalars(query)}


def _is_here(member: Member, seen: Seen, now: datetime, rules: Rulebook) -> bool:
    row = seen.get(member.id)
    there = member.state in ("SEATED", "READY")
    return there and not is_away(row.seen_at if row else None, now, rules.duration("R-ROOM-ABSENT"))


async def _venues(
    work: Work, session: EvaluationSession, people: list[Member], seen: Seen, rules: Rulebook
) -> list[VenueMonitored]:
    if work.actor.role not in ("centre_staff", "supervisor"):
        return []
    whole = (
        work.actor.role == "supervisor" and "supervisor" in (await judged_project(work, session.project_id)).relation
    )
    query = select(Venue).where(Venue.id.in_({one.venue_id for one in people})).order_by(Venue.name, Venue.id)
    now, shown = await work.now(), list[VenueMonitored]()
    for venue in await work.session.scalars(query):
        there = [one for one in people if one.venue_id == venue.id]
        own = whole or venue.organisation_id == work.actor.organisation
        seats = [await _seat(work, one, seen.get(one.id), rules) for one in there] if own else []
        connected = sum(_is_here(one, seen, now, rules) for one in there)
        told: VenueMonitored = {
            "venue": str(venue.id),
            "name": venue.name,
            "own": own,
            "members": len(there),
            "connected": connected,
            "seats": seats,
        }
        shown.append(told)
    return shown


async def _seat(work: Work, member: Member, presence: Presence | None, rules: Rulebook) -> SeatMonitored:
    now = await work.now()
    query = select(Slip).where(Slip.member_id == member.id).order_by(Slip.id.desc()).limit(1)
    slip = await work.session.scalar(query)
    station = await work.session.get(Workstation, member.workstation_id) if member.workstation_id else None
    seen_at = presence.seen_at if presence else None
    return {
        "seat": member.name,
        "kind": cast(Kind, member.kind),
        "state": cast(MemberState, member.state),
        "link": cast(Link, presence.link) if presence else "lost",
        "round_trip_ms": presence.round_trip_ms if presence else None,
        "seen_seconds": max(0, int((now - seen_at).total_seconds())) if seen_at else None,
        "away": is_away(seen_at, now, rules.duration("R-ROOM-ABSENT")),
        "on_break": member.on_break,
        "workstation": str(station.id) if station else None,
        "workstation_name": station.name if station else None,
        "slip_printed_at": _moment(slip.printed_at if slip else None),
        "slip_used_at": _moment(slip.used_at if slip else None),
    }


async def _calls(work: Work, session_id: UUID, own: set[str]) -> list[CallMonitored]:
    query = select(RoomLine, Member.name).join(Member, Member.id == RoomLine.member_id)
    query = query.where(RoomLine.session_id == session_id, RoomLine.kind == "help", RoomLine.answered_at.is_(None))
    found = await work.session.execute(query.order_by(RoomLine.seq))
    return [
        {"id": str(line.id), "seat": seat, "text": line.text, "at": timestamp(line.at)}
        for line, seat in found
        if seat in own
    ]
