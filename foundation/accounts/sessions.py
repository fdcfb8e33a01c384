"""Sessions: a random token at the client, its hash here, an idle and an absolute limit, one role at a time."""

import hashlib

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from foundation.accounts.tables import Organisation, Person, RoleRow, SessionRow
from foundation.actors import Actor
from foundation.clock import sql_now


def hash_token(token: str) -> bytes:
    """What is kept of a token: it has 128 random bits or more, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).digest()


async def actor_of_token(session: AsyncSession, token: str) -> Actor | None:
    """Who holds this token in which role, or None when it is unknown or its session has ended."""
    query = select(SessionRow, RoleRow, Person, Organisation).where(
        SessionRow.token_hash == hash_token(token),
        SessionRow.ends_at > sql_now(),
        RoleRow.id == SessionRow.role_id,
        Person.id == RoleRow.person_id,
        Organisation.id == RoleRow.organisation_id,
    )
    found = (await session.execute(query)).first()
    if found is None:
        return None
    _, role, person, organisation = found
    return Actor(role.role, person.id, organisation.id, organisation.region_code, person.name)
