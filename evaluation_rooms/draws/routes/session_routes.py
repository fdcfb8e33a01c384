"""Doors of evaluation sessions: plan, amend, list, show, start the draw, import one, tell a chance."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.draws.actions import external, plan, show
from evaluation_rooms.draws.answers import ChanceShown, SessionList, SessionShown
from evaluation_rooms.draws.plans import Exemption, Plan, VenueShare
from evaluation_rooms.draws.rules import SESSION
from foundation.errors import FieldRefused
from foundation.work import Work

Seats = Annotated[int, msgspec.Meta(ge=0, le=32)]


class SpecialityGiven(msgspec.Struct, forbid_unknown_fields=True):
    """So many seats for experts who have a code that begins with this one."""

    speciality: str
    seats: Annotated[int, msgspec.Meta(ge=1, le=32)]


class ShareGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A venue, and how many experts sit there at least and at most."""

    venue: UUID
    least: Seats
    most: Annotated[int, msgspec.Meta(ge=1, le=32)]


class ExemptionGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Why a project within the scope is judged at one place, and the paper that permits it."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    document: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class PlanGiven(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A session's time, committee and venues; `widening`: step by step, venues that are added or get new bounds."""

    starts_at: datetime
    hours: int
    specialities: Annotated[list[SpecialityGiven], msgspec.Meta(min_length=1, max_length=32)]
    buyer_members: Seats
    main: ShareGiven
    subs: Annotated[list[ShareGiven], msgspec.Meta(max_length=16)] = []
    remote_least: Seats = 0
    widening: Annotated[list[Annotated[list[ShareGiven], msgspec.Meta(max_length=16)]], msgspec.Meta(max_length=8)] = []
    local_allowed: bool = False
    water: bool = False
    exemption: ExemptionGiven | None = None


class SessionGiven(PlanGiven, kw_only=True):
    """A session over opened lots of one project."""

    project: UUID
    lots: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=100)]


class MemberGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A line of another pool's record; `speciality`: the code of the seat that he takes."""

    name: str
    phone: str
    city: str
    speciality: str
    employer: str


class RecordGiven(msgspec.Struct, forbid_unknown_fields=True):
    """What another pool's own system drew; reserves in their order."""

    reference: str
    drawn_at: datetime
    members: Annotated[list[MemberGiven], msgspec.Meta(min_length=1, max_length=32)]
    reserves: Annotated[list[MemberGiven], msgspec.Meta(max_length=200)] = []


@post("/api/sessions")
async def plan_session(data: JSONBody[SessionGiven], work: NamedDependency[Work]) -> SessionShown:
    """Plan a session. The same plan again answers the session that is there."""
    new = plan.NewSession(data.project, tuple(dict.fromkeys(data.lots)), _moment(data), data.hours, _plan(data))
    return await show.show_session(work, (await plan.plan_session(work, new)).id)


@patch("/api/sessions/{session:uuid}")
async def amend_session(
    session: FromPath[UUID], data: JSONBody[PlanGiven], work: NamedDependency[Work]
) -> SessionShown:
    """Plan anew what is not drawn yet."""
    await plan.amend_session(work, session, _moment(data), data.hours, _plan(data))
    return await show.show_session(work, session)


def _moment(data: PlanGiven) -> datetime:
    return _aware(data.starts_at, "starts_at")


def _aware(moment: datetime, field: str) -> datetime:
    if moment.tzinfo is None or not 2000 <= moment.year <= 2200:
        raise FieldRefused(field=field, why="a moment with a time zone", why_zh="应为带时区的时间")
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def _plan(data: PlanGiven) -> Plan:
    exempt = data.exemption
    return Plan(
        specialities=tuple(sorted((one.speciality, one.seats) for one in data.specialities)),
        buyer_members=data.buyer_members,
        main=_share(data.main),
        subs=_shares(data.subs),
        remote_least=data.remote_least,
        widening=tuple(_shares(step) for step in data.widening),
        local_allowed=data.local_allowed,
        water=data.water,
        exemption=Exemption(exempt.reason, exempt.document) if exempt else None,
    )


def _share(one: ShareGiven) -> VenueShare:
    if one.least > one.most:
        raise FieldRefused(field="least", why="not more than most", why_zh="下限不得大于上限")
    return VenueShare(one.venue, one.least, one.most)


def _shares(given: list[ShareGiven]) -> tuple[VenueShare, ...]:
    return tuple(_share(one) for one in given)


@get("/api/sessions")
async def list_sessions(
    work: NamedDependency[Work],
    project: Annotated[UUID | None, QueryParameter()] = None,
    shown: Annotated[str, QueryParameter(name="state")] = "",
    since: Annotated[datetime | None, QueryParameter()] = None,
    until: Annotated[datetime | None, QueryParameter()] = None,
    after: Annotated[UUID | None, QueryParameter()] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> SessionList:
    """The sessions that the asker may see, newest first; follow `next` until it is null."""
    if shown and shown not in SESSION.states():
        states = SESSION.states()
        raise FieldRefused(field="state", why="one of " + ", ".join(states), why_zh="应为" + "、".join(states))
    wanted = show.Wanted(project, shown, since and _aware(since, "since"), until and _aware(until, "until"))
    found = await show.list_sessions(work, wanted, after, limit)
    following = str(found[-1].id) if len(found) == limit else None
    return {"sessions": await show.lines_of(work, found), "next": following}


@get("/api/sessions/{session:uuid}")
async def show_session(session: FromPath[UUID], work: NamedDependency[Work]) -> SessionShown:
    """Counts, cities, times, and how far the ceremony is."""
    return await show.show_session(work, session)


@post("/api/sessions/{session:uuid}/draw")
async def start_draw(session: FromPath[UUID], work: NamedDependency[Work]) -> SessionShown:
    """Begin the draw; a second start changes nothing."""
    await plan.start_draw(work, session)
    return await show.show_session(work, session)


@post("/api/sessions/{session:uuid}/external")
async def import_draw(
    session: FromPath[UUID], data: JSONBody[RecordGiven], work: NamedDependency[Work]
) -> SessionShown:
    """Take over what another pool's system drew; the same record again changes nothing."""
    members, reserves = _members(data.members), _members(data.reserves)
    record = external.ExternalRecord(data.reference, _aware(data.drawn_at, "drawn_at"), members, reserves)
    await external.import_draw(work, session, record)
    return await show.show_session(work, session)


def _members(given: list[MemberGiven]) -> tuple[external.DrawnMember, ...]:
    return tuple(external.DrawnMember(one.name, one.phone, one.city, one.speciality, one.employer) for one in given)


@get("/api/sessions/{session:uuid}/chance")
async def show_chance(
    session: FromPath[UUID], expert: Annotated[UUID, QueryParameter()], work: NamedDependency[Work]
) -> ChanceShown:
    """One expert's own probability, for the keeper of the pool at his request."""
    return await show.show_chance(work, session, expert)


ROUTES: list[ControllerRouterHandler] = [
    plan_session,
    amend_session,
    list_sessions,
    show_session,
    start_draw,
    import_draw,
    show_chance,
]
