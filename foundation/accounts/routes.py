"""Routes of the accounts. Passwords are hashed and checked between two transactions, never inside one."""

from typing import Annotated, Any, cast
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from foundation.accounts import actions, passwords
from foundation.accounts.answers import HolderShown, OrganisationShown, PersonShown, Role, RoleHeld, Session
from foundation.accounts.refusals import WrongLogin
from foundation.accounts.rules import ATTEMPTS, WINDOW, Kind, plain_login
from foundation.accounts.sessions import describe_holder, end_session, holder_of_token, open_session
from foundation.accounts.tables import Organisation
from foundation.actors import PUBLIC, Actor
from foundation.errors import NotSignedIn
from foundation.web import OWN_HEADER, cookie_name, presented_token
from foundation.work import House, Work

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Login = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=256)]
Region = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{6}$")]
Limit = Annotated[int, QueryParameter(ge=1, le=500)]


class OperatorForm(msgspec.Struct, forbid_unknown_fields=True):
    """The operator's organisation at setup."""

    name: Name
    uscc: Name
    region_code: Region


class SetupForm(msgspec.Struct, forbid_unknown_fields=True):
    """The first administrator."""

    token: Name
    name: Name
    login: Login
    password: Password
    organisation: OperatorForm


class LoginForm(msgspec.Struct, forbid_unknown_fields=True):
    """Signing in; without a role, the first one held."""

    login: Login
    password: Password
    role: str | None = None
    organisation: UUID | None = None


class OrganisationForm(msgspec.Struct, forbid_unknown_fields=True):
    """A new organisation."""

    name: Name
    uscc: Name
    kind: Name
    region_code: Region


class RoleForm(msgspec.Struct, forbid_unknown_fields=True):
    """One role for one organisation."""

    organisation: UUID
    role: Name


class PersonForm(msgspec.Struct, forbid_unknown_fields=True):
    """A new person."""

    name: Name
    login: Login
    password: Password
    roles: Annotated[list[RoleForm], msgspec.Meta(min_length=1, max_length=20)]


class SuspensionForm(msgspec.Struct, forbid_unknown_fields=True):
    """Whether somebody may sign in no more."""

    suspended: bool


class PasswordForm(msgspec.Struct, forbid_unknown_fields=True):
    """A change of one's own password."""

    old: Password
    new: Password


@post("/api/setup", status_code=201)
async def set_up(
    request: Request[Any, Any, Any], data: JSONBody[SetupForm], house: NamedDependency[House]
) -> Response[Session]:
    """Make the first system administrator with the one-time link, and sign in."""
    passwords.check_strength(data.password, plain_login(data.login))
    kept = await passwords.hash_password(data.password)
    form = data.organisation
    body = actions.NewOrganisation(form.name, form.uscc, "operator", form.region_code)
    async with house.work(PUBLIC) as work:
        await actions.use_setup_link(work, data.token)
        person = await actions.make_first_administrator(work, body, data.name, data.login, kept)
        answer = await _sign_in(work, person, "system_admin", None)
    return _signed_in(request, house, answer, 201)


@post("/api/session", status_code=201)
async def sign_in(
    request: Request[Any, Any, Any], data: JSONBody[LoginForm], house: NamedDependency[House]
) -> Response[Session]:
    """Sign in: the attempt is counted, then the password checked, then a new session opened under a new token."""
    person = await _check_password(house, data.login, data.password)
    old = request.cookies.get(cookie_name(house.settings), "")
    async with house.work(PUBLIC) as work:
        await actions.forget_attempts(work, data.login)
        await end_session(work, old)
        answer = await _sign_in(work, person, data.role, data.organisation)
    return _signed_in(request, house, answer, 201)


async def _check_password(house: House, login: str, password: str) -> UUID:
    async with house.work(PUBLIC) as work:
        await actions.count_attempt(work, login)
    async with house.work(PUBLIC) as work:
        person, kept = await actions.find_login(work, login)
    if not await passwords.fits(kept, password) or person is None:
        raise WrongLogin(limit=ATTEMPTS, minutes=int(WINDOW.total_seconds() // 60))
    return person


async def _sign_in(work: Work, person: UUID, role: str | None, organisation: UUID | None) -> Session:
    token = await open_session(work, person, role, organisation)
    holder = await holder_of_token(work.session, token, work.settings)
    work.actor = holder.actor if holder else PUBLIC
    await work.record("sign in", "person", person, actions.RULE)
    return {"token": token, **await describe_holder(work)}


def _signed_in(request: Request[Any, Any, Any], house: House, answer: Session, status: int) -> Response[Session]:
    """To our own pages the token goes as a cookie that no script can read, to programs in the body."""
    if request.headers.get(OWN_HEADER) != "1":
        return Response(answer, status_code=status)
    cookie = _cookie(house, answer["token"], house.settings.session_hours * 3600)
    return Response({**answer, "token": ""}, status_code=status, cookies=[cookie])


def _cookie(house: House, value: str, age: int) -> Cookie:
    name = cookie_name(house.settings)
    secure = name.startswith("__Host-")
    return Cookie(key=name, value=value, max_age=age, path="/", httponly=True, secure=secure, samesite="strict")


@delete("/api/session", status_code=204)
async def sign_out(
    request: Request[Any, Any, Any], work: NamedDependency[Work], house: NamedDependency[House]
) -> Response[None]:
    """Sign out; the cookie goes too."""
    token, _ = presented_token(request, house.settings)
    await end_session(work, token)
    return Response(None, status_code=204, cookies=[_cookie(house, "", 0)])


@get("/api/me")
async def show_me(work: NamedDependency[Work]) -> HolderShown:
    """Who is signed in."""
    _need_anybody(work.actor)
    return await describe_holder(work)


def _need_anybody(actor: Actor) -> None:
    if actor.person is None:
        raise NotSignedIn()


@put("/api/me/password", status_code=204)
async def change_password(
    request: Request[Any, Any, Any],
    data: JSONBody[PasswordForm],
    work: NamedDependency[Work],
    house: NamedDependency[House],
) -> None:
    """Change one's own password; every other session ends."""
    _need_anybody(work.actor)
    login = await actions.login_of(work)
    passwords.check_strength(data.new, login)
    await work.session.rollback()  # nothing was written, and no connection is held while the hashes are computed
    await _check_password(house, login, data.old)
    kept = await passwords.hash_password(data.new)
    await actions.change_password(work, kept, presented_token(request, house.settings)[0])


@post("/api/organisations")
async def add_organisation(data: JSONBody[OrganisationForm], work: NamedDependency[Work]) -> OrganisationShown:
    """Register an organisation."""
    row = await actions.add_organisation(
        work, actions.NewOrganisation(data.name, data.uscc, data.kind, data.region_code)
    )
    return _organisation(row)


@get("/api/organisations")
async def list_organisations(
    work: NamedDependency[Work], after: FromQuery[UUID | None] = None, limit: Limit = 100
) -> list[OrganisationShown]:
    """Registered organisations."""
    _need_anybody(work.actor)
    return [_organisation(row) for row in await actions.list_organisations(work, after, limit)]


def _organisation(row: Organisation) -> OrganisationShown:
    return {
        "id": str(row.id),
        "name": row.name,
        "uscc": row.uscc,
        "kind": cast(Kind, row.kind),
        "region_code": row.region_code,
    }


@post("/api/persons")
async def add_person(data: JSONBody[PersonForm], work: NamedDependency[Work]) -> PersonShown:
    """Register a person with roles."""
    work.actor.need("system_admin")
    passwords.check_strength(data.password, plain_login(data.login))
    await work.session.rollback()  # nothing was written, and no connection is held while the hash is computed
    kept = await passwords.hash_password(data.password)
    roles = tuple((each.organisation, each.role) for each in data.roles)
    row = await actions.add_person(work, actions.NewPerson(data.name, data.login, kept, roles))
    held: list[RoleHeld] = [{"organisation": str(body), "role": cast(Role, role)} for body, role in roles]
    return {"id": str(row.id), "name": row.name, "login": row.login, "suspended": False, "roles": held}


@post("/api/persons/{person:uuid}/roles", status_code=204)
async def add_role(person: FromPath[UUID], data: JSONBody[RoleForm], work: NamedDependency[Work]) -> None:
    """Give somebody one more role. Safe to repeat."""
    await actions.add_role(work, person, data.organisation, data.role)


@delete("/api/persons/{person:uuid}/roles/{organisation:uuid}/{role:str}", status_code=204)
async def remove_role(
    person: FromPath[UUID], organisation: FromPath[UUID], role: FromPath[str], work: NamedDependency[Work]
) -> None:
    """Take a role away; the person is signed out. Safe to repeat."""
    await actions.remove_role(work, person, organisation, role)


@put("/api/persons/{person:uuid}/suspension", status_code=204)
async def suspend(person: FromPath[UUID], data: JSONBody[SuspensionForm], work: NamedDependency[Work]) -> None:
    """Let somebody sign in no more, or again; he is signed out. Safe to repeat."""
    await actions.suspend_person(work, person, data.suspended)


@get("/api/persons")
async def list_persons(
    work: NamedDependency[Work], after: FromQuery[UUID | None] = None, limit: Limit = 100
) -> list[PersonShown]:
    """Persons with their roles."""
    return [
        {
            "id": str(person.id),
            "name": person.name,
            "login": person.login,
            "suspended": person.suspended_at is not None,
            "roles": [{"organisation": str(row.organisation_id), "role": cast(Role, row.role)} for row in held],
        }
        for person, held in await actions.list_persons(work, after, limit)
    ]


ROUTES = [
    set_up,
    sign_in,
    sign_out,
    show_me,
    change_password,
    add_organisation,
    list_organisations,
    add_person,
    list_persons,
    add_role,
    remove_role,
    suspend,
]
