"""Seats that are signed in: by the one-time code of a slip, bound to a workstation and a window.

A login lives as long as its slip would, and ends when the seat is silent for as long as any session may be idle, when
a later slip is used, and when the member goes.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from evaluation_rooms.rooms import refusals
from evaluation_rooms.rooms.actions.committee import sign_out
from evaluation_rooms.rooms.actions.seats import lock_sitting, tell
from evaluation_rooms.rooms.codes import code_hash
from evaluation_rooms.rooms.presence import link_of
from evaluation_rooms.rooms.rules import MEMBER, Link
from evaluation_rooms.rooms.tables import Member, Presence, SeatLogin, Slip
from evaluation_rooms.venues.tables import Workstation
from foundation.accounts.rules import TOUCH_AFTER
from foundation.accounts.sessions import hash_token
from foundation.actors import Actor
from foundation.clock import sql_now
from foundation.work import Work


@dataclass(frozen=True)
class SeatHolder:
    """Who holds a seat's token; `is_stale` when its last use should be written down again."""

    actor: Actor
    is_stale: bool


async def seat_of_token(work: Work, token: str) -> SeatHolder | None:
    """The seat behind a token, or None when it is unknown, over, or its member is gone."""
    idle = timedelta(minutes=work.settings.session_idle_minutes)
    stale = (SeatLogin.seen_at < sql_now() - TOUCH_AFTER).label("is_stale")
    query = select(Member.id, Member.name, stale).join(SeatLogin, SeatLogin.member_id == Member.id)
    query = query.where(SeatLogin.token_hash == hash_token(token), SeatLogin.ended_at.is_(None))
    query = query.where(SeatLogin.ends_at > sql_now(), SeatLogin.seen_at > sql_now() - idle, Member.state != "GONE")
    found = (await work.session.execute(query)).one_or_none()
    if found is None:
        return None
    return SeatHolder(Actor("expert", person=found.id, name=found.name), bool(found.is_stale))


async def touch_seat(work: Work, token: str) -> None:
    """Write down that the seat is in use."""
    seen = update(SeatLogin).where(SeatLogin.token_hash == hash_token(token)).values(seen_at=sql_now())
    await work.session.execute(seen)


@dataclass(frozen=True)
class SignedIn:
    """A seat that has just been opened, and until when."""

    token: str
    member: Member
    ends_at: datetime


async def sit_down(work: Work, code: str, workstation: UUID | None) -> SignedIn:
    """Open a seat by the code of a slip, once. `workstation`: where the code is typed, when the machine knows.

    Whoever sat there before under an earlier slip is signed out; what the member has confirmed stays confirmed.
    """
    found = await work.session.scalar(select(Slip).where(Slip.code_hash == code_hash(code)))
    if found is None:
        raise refusals.SlipRefused()
    known = await work.session.get_one(Member, found.member_id)
    await lock_sitting(work, known.session_id)
    slip = await work.lock(Slip, found.id)
    member = await work.session.get_one(Member, slip.member_id, populate_existing=True)
    await _check(work, slip, member, workstation)
    slip.used_at = slip.ended_at = await work.now()
    return await _open(work, member, slip)


async def _check(work: Work, slip: Slip, member: Member, workstation: UUID | None) -> None:
    now = await work.now()
    spent = slip.ended_at is not None or member.state == "GONE" or slip.workstation_id != member.workstation_id
    if spent or not slip.valid_from <= now < slip.valid_until:
        raise refusals.SlipRefused()
    if workstation is not None and workstation != slip.workstation_id:
        station = await work.session.get_one(Workstation, slip.workstation_id)
        raise refusals.WrongWorkstation(workstation=station.name)


async def _open(work: Work, member: Member, slip: Slip) -> SignedIn:
    now, token = await work.now(), work.entropy(32).hex()
    await sign_out(work, member)
    login = SeatLogin(token_hash=hash_token(token), member_id=member.id, workstation_id=slip.workstation_id)
    login.opened_at = login.seen_at = now
    login.ends_at = now + (slip.valid_until - slip.printed_at)
    work.session.add(login)
    if member.state == "EXPECTED":
        member.state, member.seated_at = MEMBER.step(member.state, "sit").after, now
    await see(work, member, None)
    work.actor = Actor("expert", person=member.id, name=member.name)
    await work.record("sit_down", "member", member.id, "R-ROOM-WINDOW", seat=member.name)
    await tell(work, member.session_id, "seated", seat=member.name, state=member.state)
    return SignedIn(token, member, login.ends_at)


async def see(work: Work, member: Member, round_trip_ms: int | None) -> Link | None:
    """A sign of life of a member, now; answers the quality of the line where the room must be told of another one."""
    query = select(Presence).where(Presence.member_id == member.id).with_for_update()
    row = await work.session.scalar(query.execution_options(populate_existing=True))
    link, now = link_of(round_trip_ms), await work.now()
    values = {"seen_at": now, "round_trip_ms": round_trip_ms, "link": link}
    if row is None:
        fresh = insert(Presence).values(member_id=member.id, **values)
        await work.session.execute(fresh.on_conflict_do_update(index_elements=["member_id"], set_=values))
        return link
    changed = row.link != link
    row.seen_at, row.round_trip_ms, row.link = max(now, row.seen_at), round_trip_ms, link
    return link if changed else None
