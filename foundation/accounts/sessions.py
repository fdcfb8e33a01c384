"""Sessions: a random token at the client, its hash here, an idle and an absolute limit, one role at a time."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.accounts.answers import HolderShown, Role, RoleChoice
from foundation.accounts.refusals import PersonSuspended
from foundation.accounts.rules import TOUCH_AFTER
from foundation.accounts.tables import Organisation, Person, RoleRow, SessionRow
from foundation.actors import Actor
from foundation.clock import sql_now
from foundation.errors import NotAllowed
from foundation.settings import Settings
from foundation.work import Work


def hash_token(token: str) -> bytes:
    """What is kept of a token: it has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class Holder:
    """Who holds a token; `is_stale` when the last use should be written down again."""

    actor: Actor
    is_stale: bool


async def holder_of_token(session: AsyncSession, token: str, settings: Settings) -> Holder | None:
    """Who holds this token in which role, or None when it is unknown or its session has ended."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    query = select(
        RoleRow.role,
        Person.id.label("person"),
        Person.name,
        Organisation.id.label("organisation"),
        Organisation.region_code,
        (SessionRow.seen_at < sql_now() - TOUCH_AFTER).label("is_stale"),
    ).where(
        SessionRow.token_hash == hash_token(token),
        SessionRow.ends_at > sql_now(),
        SessionRow.seen_at > sql_now() - idle,
        RoleRow.id == SessionRow.role_id,
        Person.id == RoleRow.person_id,
        Organisation.id == RoleRow.organisation_id,
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    actor = Actor(found.role, found.person, found.organisation, found.region_code, found.name)
    return Holder(actor, bool(found.is_stale))


async def touch_session(session: AsyncSession, token: str) -> None:
    """Write down that the session is in use."""
    seen = update(SessionRow).where(SessionRow.token_hash == hash_token(token)).values(seen_at=sql_now())
    await session.execute(seen)


async def open_session(work: Work, person: UUID, role: str | None, organisation: UUID | None) -> str:
    """Sign a person in, in the role asked for or in the first one held, and return the new token."""
    query = select(RoleRow).where(RoleRow.person_id == person).order_by(RoleRow.id)
    query = query.where(RoleRow.role == role) if role else query
    query = query.where(RoleRow.organisation_id == organisation) if organisation else query
    held = await work.session.scalar(query.limit(1))
    if held is None:
        raise NotAllowed(needed=role or "role")
    if (await work.session.get_one(Person, person, with_for_update={"read": True})).suspended_at:
        raise PersonSuspended()
    token, now = work.entropy(32).hex(), await work.now()
    ends_at = now + timedelta(hours=work.settings.session_hours)
    row = SessionRow(token_hash=hash_token(token), person_id=person, role_id=held.id, created_at=now, seen_at=now)
    row.ends_at = ends_at
    work.session.add(row)
    await work.session.flush()
    return token


async def end_session(work: Work, token: str) -> None:
    """Sign out; harmless when the session has ended."""
    await work.session.execute(delete(SessionRow).where(SessionRow.token_hash == hash_token(token)))


async def end_sessions_of(work: Work, person: UUID, but: str = "") -> None:
    """Sign a person out everywhere, but for the session of that token."""
    gone = delete(SessionRow).where(SessionRow.person_id == person, SessionRow.token_hash != hash_token(but))
    await work.session.execute(gone)


async def describe_holder(work: Work) -> HolderShown:
    """Who is signed in, for whom, and which roles could be chosen at the next sign-in."""
    roles = await work.session.execute(
        select(RoleRow.role, Organisation.id, Organisation.name)
        .join(Organisation, Organisation.id == RoleRow.organisation_id)
        .where(RoleRow.person_id == work.actor.person)
        .order_by(RoleRow.id)
    )
    held: list[RoleChoice] = [
        {"role": cast(Role, role), "organisation": {"id": str(body), "name": name}} for role, body, name in roles
    ]
    bodies = [one["organisation"] for one in held]
    return {
        "person": {"id": str(work.actor.person), "name": work.actor.name},
        "role": cast(Role, work.actor.role),
        "organisation": next((body for body in bodies if body["id"] == str(work.actor.organisation)), None),
        "roles": held,
    }
