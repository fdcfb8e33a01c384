"""Seats that are signed in: by the one-time code of a slip, bound to a workstation and a window.

A login lives as long as its slip would, and ends when the seat is silent for as long as any session may be idle, when
a later slip is used, and when the member goes.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from evaluation_rooms.rooms.tables import Member, SeatLogin
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
