"""Deeds of the accounts: the first administrator, organisations, persons, signing in."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import case, delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from foundation.accounts.passwords import NOBODY
from foundation.accounts.refusals import (
    LastRole,
    LoginTaken,
    OrganisationThere,
    OwnAccount,
    SetupRefused,
    TooManyAttempts,
)
from foundation.accounts.rules import (
    ATTEMPTS,
    SETUP_LINK_LIFE,
    WINDOW,
    check_kind,
    check_roles,
    plain_login,
)
from foundation.accounts.sessions import end_sessions_of, hash_token
from foundation.accounts.tables import LoginAttempts, Organisation, Person, RoleRow, SetupLink
from foundation.actors import PUBLIC
from foundation.errors import FieldRefused, NotSignedIn
from foundation.uscc import parse_uscc
from foundation.work import House, Work

RULE = "D-ACCESS"


async def first_setup_link(house: House) -> str | None:
    """A fresh one-time link for the first administrator, or None once there is anybody who can sign in."""
    async with house.work(PUBLIC) as work:
        if await _anybody(work):
            return None
        token = work.entropy(32).hex()
        work.session.add(SetupLink(token_hash=hash_token(token), created_at=await work.now()))
    return f"{house.settings.address}/setup#{token}"


async def _anybody(work: Work) -> bool:
    return bool(await work.session.scalar(select(exists().select_from(Person))))


@dataclass(frozen=True)
class NewOrganisation:
    """What is said of an organisation."""

    name: str
    uscc: str
    kind: str
    region_code: str


@dataclass(frozen=True)
class NewPerson:
    """What is said of a person; `password` is the Argon2id string, `roles` are (organisation, role)."""

    name: str
    login: str
    password: str
    roles: tuple[tuple[UUID, str], ...]


async def use_setup_link(work: Work, token: str) -> None:
    """Use up the one-time link; refused when it does not hold or somebody can sign in already."""
    link = await work.session.get(SetupLink, hash_token(token), with_for_update=True)
    now = await work.now()
    if link is None or link.used_at or link.created_at + SETUP_LINK_LIFE < now or await _anybody(work):
        raise SetupRefused()
    await work.session.execute(delete(SetupLink).where(SetupLink.token_hash != link.token_hash))
    link.used_at = now


async def make_first_administrator(work: Work, body: NewOrganisation, name: str, login: str, password: str) -> UUID:
    """The operator's organisation and its system administrator, who makes everybody else; returns the person's id."""
    operator = await _write_organisation(work, body)
    person = await _write_person(work, NewPerson(name, login, password, ((operator.id, "system_admin"),)))
    await work.record("set up", "person", person.id, "D-THREE-ADMINISTRATORS")
    return person.id


async def add_organisation(work: Work, body: NewOrganisation) -> Organisation:
    """Register an organisation."""
    work.actor.need("system_admin")
    row = await _write_organisation(work, body)
    await work.record("add", "organisation", row.id, RULE, uscc=row.uscc, kind=row.kind)
    return row


async def _write_organisation(work: Work, body: NewOrganisation) -> Organisation:
    check_kind(body.kind)
    code = parse_uscc(body.uscc)
    if await work.session.scalar(select(exists().where(Organisation.uscc == code))):
        raise OrganisationThere(uscc=code)
    row = Organisation(
        name=body.name, uscc=code, kind=body.kind, region_code=body.region_code, created_at=await work.now()
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def add_person(work: Work, body: NewPerson) -> Person:
    """Register a person with roles; nobody gains a second administrator's role by it (三员分立)."""
    work.actor.need("system_admin")
    row = await _write_person(work, body)
    await work.record("add", "person", row.id, "D-THREE-ADMINISTRATORS", roles=[role for _, role in body.roles])
    return row


async def _write_person(work: Work, body: NewPerson) -> Person:
    check_roles([role for _, role in body.roles])
    login = plain_login(body.login)
    if await work.session.scalar(select(exists().where(Person.login == login))):
        raise LoginTaken(login=login)
    row = Person(name=body.name, login=login, password=body.password, created_at=await work.now())
    work.session.add(row)
    await work.session.flush()
    for organisation, role in dict.fromkeys(body.roles):
        if await work.session.get(Organisation, organisation) is None:
            raise FieldRefused(field="roles", why="there is no such organisation", why_zh="没有该单位")
        work.session.add(RoleRow(person_id=row.id, organisation_id=organisation, role=role))
    await work.session.flush()
    return row


async def add_role(work: Work, person: UUID, organisation: UUID, role: str) -> Person:
    """One more role for somebody; an administrator's excludes all others (三员分立). Safe to repeat."""
    row = await _lock_person(work, person)
    held = await _roles_of(work, person)
    check_roles([*(one.role for one in held), role])
    if any((one.organisation_id, one.role) == (organisation, role) for one in held):
        return row
    if await work.session.get(Organisation, organisation) is None:
        raise FieldRefused(field="organisation", why="there is no such organisation", why_zh="没有该单位")
    work.session.add(RoleRow(person_id=person, organisation_id=organisation, role=role))
    await work.session.flush()
    await work.record("add role", "person", person, "D-THREE-ADMINISTRATORS", role=role, organisation=str(organisation))
    return row


async def remove_role(work: Work, person: UUID, organisation: UUID, role: str) -> None:
    """Take a role away and sign the person out; the only one stays. Safe to repeat."""
    row = await _lock_person(work, person)
    _refuse_oneself(work, row)
    held = await _roles_of(work, person)
    gone = [one for one in held if (one.organisation_id, one.role) == (organisation, role)]
    if not gone:
        return
    if len(held) == 1:
        raise LastRole()
    await end_sessions_of(work, person)
    await work.session.delete(gone[0])
    await work.record("remove role", "person", person, RULE, role=role, organisation=str(organisation))


async def suspend_person(work: Work, person: UUID, suspended: bool) -> Person:
    """Let somebody sign in no more, and sign him out everywhere; or again. Safe to repeat."""
    row = await _lock_person(work, person)
    _refuse_oneself(work, row)
    if suspended is (row.suspended_at is not None):
        return row
    row.suspended_at = await work.now() if suspended else None
    await end_sessions_of(work, person)
    await work.record("suspend" if suspended else "resume", "person", person, RULE)
    return row


async def _lock_person(work: Work, person: UUID) -> Person:
    """The person and the actor, locked in one order for all: two administrators cannot shut each other out at once."""
    work.actor.need("system_admin")
    both = select(Person).where(Person.id.in_({person, work.actor.person})).order_by(Person.id).with_for_update()
    rows = list(await work.session.scalars(both.execution_options(populate_existing=True)))
    if any(row.id == work.actor.person and row.suspended_at is not None for row in rows):
        raise NotSignedIn()
    return await work.lock(Person, person, what="person 人员")


def _refuse_oneself(work: Work, person: Person) -> None:
    if person.id == work.actor.person:
        raise OwnAccount()


async def _roles_of(work: Work, person: UUID) -> Sequence[RoleRow]:
    return (await work.session.scalars(select(RoleRow).where(RoleRow.person_id == person).order_by(RoleRow.id))).all()


async def list_organisations(work: Work, after: UUID | None, limit: int) -> Sequence[Organisation]:
    """Registered organisations, oldest first, for anybody who is signed in."""
    query = select(Organisation).order_by(Organisation.id).limit(limit)
    return (await work.session.scalars(query.where(Organisation.id > after) if after else query)).all()


async def list_persons(work: Work, after: UUID | None, limit: int) -> Sequence[tuple[Person, list[RoleRow]]]:
    """Persons with their roles, for the system and the security administrator."""
    work.actor.need("system_admin", "security_admin")
    query = select(Person).order_by(Person.id).limit(limit)
    persons = (await work.session.scalars(query.where(Person.id > after) if after else query)).all()
    rows = await work.session.scalars(select(RoleRow).where(RoleRow.person_id.in_([each.id for each in persons])))
    held: dict[UUID, list[RoleRow]] = {each.id: [] for each in persons}
    for row in rows:
        held[row.person_id].append(row)
    return [(each, held[each.id]) for each in persons]


async def count_attempt(work: Work, login: str) -> None:
    """Count one attempt at this login, before anything is checked; refused when the window's are used up.

    A login that nobody has is counted alike, in the same statement, so that neither answer nor time tells it apart.
    """
    now = await work.now()
    fresh = insert(LoginAttempts).values(login_hash=_login_hash(login), since=now, count=1)
    is_over = LoginAttempts.since < now - WINDOW
    counted = fresh.on_conflict_do_update(
        index_elements=[LoginAttempts.login_hash],
        set_={
            "since": case((is_over, now), else_=LoginAttempts.since),
            "count": case((is_over, 1), else_=LoginAttempts.count + 1),
        },
    ).returning(LoginAttempts.count)
    count = await work.session.scalar(counted)
    if count is not None and count > ATTEMPTS:
        raise TooManyAttempts(minutes=int(WINDOW.total_seconds() // 60))


async def find_login(work: Work, login: str) -> tuple[UUID | None, str]:
    """The person of this login and the password string to check; nobody and a string that nothing fits."""
    row = await work.session.scalar(select(Person).where(Person.login == plain_login(login)))
    return (row.id, row.password) if row else (None, NOBODY)


async def forget_attempts(work: Work, login: str) -> None:
    """After a right password: this login starts anew, and yesterday's windows of others go."""
    old = LoginAttempts.since < await work.now() - WINDOW * 96
    await work.session.execute(delete(LoginAttempts).where((LoginAttempts.login_hash == _login_hash(login)) | old))


def _login_hash(login: str) -> bytes:
    return hashlib.sha256(plain_login(login).encode("utf-8", "surrogatepass")).digest()


async def change_password(work: Work, password: str, token: str) -> None:
    """Keep the new Argon2id string and sign the person out everywhere else."""
    person = await work.session.get_one(Person, work.actor.person, with_for_update=True)
    person.password = password
    await end_sessions_of(work, person.id, but=token)
    await work.record("change password", "person", person.id, RULE)


async def login_of(work: Work) -> str:
    """The login of whoever acts."""
    return (await work.session.get_one(Person, work.actor.person)).login
