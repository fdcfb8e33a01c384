"""Slips 席位单 printed at the gate: a name, a seat, a one-time code. The read of the name is journalled."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import update

from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import find_session
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy
from evaluation_rooms.experts.actions import names_of
from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.committee import lock_room
from evaluation_rooms.rooms.actions.people import member_at, own_venues
from evaluation_rooms.rooms.answers import SlipPrinted
from evaluation_rooms.rooms.codes import LENGTH, code_hash, code_of
from evaluation_rooms.rooms.rules import OVER
from evaluation_rooms.rooms.tables import Member, Slip
from evaluation_rooms.venues.actions import venue_of
from evaluation_rooms.venues.tables import Room, Workstation
from foundation.rulebook import rulebook
from foundation.work import Work

RULE = "R-ROOM-WINDOW"


@dataclass(frozen=True)
class Place:
    """Where somebody sits, in words."""

    venue: str
    address: str
    room: str
    workstation: str


async def print_slip(work: Work, session_id: UUID, seat: str) -> SlipPrinted:
    """A new slip for a seat of one's own venue; the earlier ones are worthless from now on."""
    await own_venues(work, await find_session(work, session_id))
    sitting, session = await lock_room(work, session_id)
    member = await member_at(work, session, seat)
    if sitting.phase in OVER:
        raise refusals.WrongPhase(phase=sitting.phase)
    if member.workstation_id is None:
        raise refusals.RoomNotReady(why="the seat has no workstation", why_zh="该席位尚无工位")
    slip, code = await _new_slip(work, session, member)
    name = await _name(work, member)
    await work.record("print_slip", "member", member.id, RULE, seat=seat, slip=str(slip.id))
    place = await place_of(work, member)
    return {
        "session": str(session_id),
        "seat": seat,
        "name": name,
        "code": code,
        "venue": place.venue,
        "address": place.address,
        "room": place.room,
        "workstation": place.workstation,
        "starts_at": timestamp(session.starts_at),
        "ends_at": timestamp(ends_at(session.starts_at, session.hours)),
        "valid_from": timestamp(slip.valid_from),
        "valid_until": timestamp(slip.valid_until),
        "printed_at": timestamp(slip.printed_at),
        "rehearsal": rulebook(session.rulebook).number == 2,
    }


async def _new_slip(work: Work, session: EvaluationSession, member: Member) -> tuple[Slip, str]:
    now, rules, code = await work.now(), rulebook(session.rulebook), code_of(work.entropy(LENGTH))
    earlier = update(Slip).where(Slip.member_id == member.id, Slip.ended_at.is_(None))
    await work.session.execute(earlier.values(ended_at=now))
    slip = Slip(member_id=member.id, workstation_id=member.workstation_id, code_hash=code_hash(code), printed_at=now)
    slip.printed_by = work.actor.person
    slip.valid_from = session.starts_at - rules.duration(RULE)
    slip.valid_until = max(now, session.starts_at) + rules.duration("R-ROOM-WINDOW-LONG")
    work.session.add(slip)
    await work.session.flush()
    return slip, code


async def _name(work: Work, member: Member) -> str:
    if member.occupancy_id is None:
        assert member.person_sealed is not None  # a representative's always is
        return str(work.vault.open(member.person_sealed, f"member {member.id}")["name"])
    row = await work.session.get_one(Occupancy, member.occupancy_id)
    names = await names_of(work, [row.expert_id], "席位单 slip at the gate")
    return names.get(row.expert_id, "")


async def place_of(work: Work, member: Member) -> Place:
    """The member's workstation with its room and venue."""
    assert member.venue_id is not None  # who has a workstation has a venue
    venue = await venue_of(work, member.venue_id)
    station = await work.session.get_one(Workstation, member.workstation_id)
    room = await work.session.get_one(Room, station.room_id)
    return Place(venue.name, venue.address, room.name, station.name)
