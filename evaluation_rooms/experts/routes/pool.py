"""Doors for the pool's keeper on experts: without names, except where the answer says who somebody is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.experts.actions import keep
from evaluation_rooms.experts.actions.pool import people_of
from evaluation_rooms.experts.actions.specialities import current_table
from evaluation_rooms.experts.answers import ExpertList, ExpertPerson, ExpertShown
from evaluation_rooms.experts.forms import filter_city, former_pairs, read_form, read_reason, read_search, read_standing
from evaluation_rooms.experts.people import china_day
from evaluation_rooms.experts.shown import expert_json, person_json
from foundation.errors import FieldRefused
from foundation.work import Work

Text = Annotated[str, msgspec.Meta(max_length=2000)]
Codes = Annotated[list[Text], msgspec.Meta(max_length=100)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]


class FormerGiven(msgspec.Struct, forbid_unknown_fields=True):
    """An employer that was left, with the last day."""

    uscc: Text
    until: date


class ExpertGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A new expert. `city`: code, or name within Hubei; `authority`: division code of an authority he works for."""

    name: Text
    id_number: Text
    city: Text
    specialities: Codes
    employer: Text
    employer_uscc: Text
    phone: Text = ""
    mail: Text = ""
    former: Annotated[list[FormerGiven], msgspec.Meta(max_length=100)] = []
    relatives: Codes = []
    shareholdings: Codes = []
    authority: Text = ""


class ExpertAmended(msgspec.Struct, forbid_unknown_fields=True):
    """What changes; fields that are null stay as they are."""

    name: Text | None = None
    id_number: Text | None = None
    city: Text | None = None
    specialities: Codes | None = None
    employer: Text | None = None
    employer_uscc: Text | None = None
    phone: Text | None = None
    mail: Text | None = None
    former: Annotated[list[FormerGiven], msgspec.Meta(max_length=100)] | None = None
    relatives: Codes | None = None
    shareholdings: Codes | None = None
    authority: Text | None = None


class SearchGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Whole values; what is looked for never stands in an address."""

    name: Text = ""
    phone: Text = ""
    id_number: Text = ""


class AbsenceGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A time in which an expert cannot sit."""

    since: Moment
    until: Moment
    reason: Text = ""


class StandingGiven(msgspec.Struct, forbid_unknown_fields=True):
    """active, suspended (with a reason and perhaps a last day) or removed (with a reason)."""

    standing: Text
    reason: Text = ""
    until: date | None = None


@dataclass
class Portion:
    """What is asked of the list of experts."""

    city: str = ""
    speciality: str = ""
    standing: str = ""
    employer: str = ""

    def filters(self) -> keep.Filters:
        """As the deed takes them."""
        return keep.Filters(filter_city(self.city), self.speciality, self.standing, self.employer)


def _form(data: ExpertGiven | ExpertAmended) -> dict[str, Any]:
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    former = None if data.former is None else [(each.uscc, each.until) for each in data.former]
    return values | {"former": former_pairs(former)}


async def _shown(work: Work, kept: keep.Kept) -> ExpertShown:
    return expert_json(kept.expert, kept.version, kept.absences, china_day(await work.now()))


async def _list(work: Work, found: list[keep.Kept], total: int, limit: int, *, names: bool, why: str) -> ExpertList:
    people = await people_of(work, [each.expert.id for each in found], why) if names else {}
    return {
        "experts": [await _shown(work, each) for each in found],
        "names": {str(each): person.name for each, person in people.items()},
        "total": total,
        "next": str(found[-1].expert.id) if 0 < len(found) == limit else None,
    }


@post("/api/experts")
async def take_in(data: JSONBody[ExpertGiven], work: NamedDependency[Work]) -> ExpertShown:
    """Take an expert into the pool."""
    work.actor.need(keep.KEEPER)
    return await _shown(work, await keep.take_in(work, read_form(_form(data), await current_table(work))))


@get("/api/experts")
async def list_experts(
    work: NamedDependency[Work],
    city: Annotated[str, QueryParameter()] = "",
    speciality: Annotated[str, QueryParameter()] = "",
    standing: Annotated[str, QueryParameter()] = "",
    employer: Annotated[str, QueryParameter()] = "",
    names: Annotated[bool, QueryParameter()] = False,
    after: Annotated[UUID | None, QueryParameter()] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> ExpertList:
    """The pool in portions; with `names` each portion is journalled as a read of its people."""
    work.actor.need(keep.KEEPER)
    filters = Portion(city, speciality, standing, employer).filters()
    found, total = await keep.list_experts(work, filters, after, limit)
    return await _list(work, found, total, limit, names=names, why="list of the pool")


@post("/api/experts/search", status_code=200)
async def search(data: JSONBody[SearchGiven], work: NamedDependency[Work]) -> ExpertList:
    """Who has exactly this name, telephone number or identity number; journalled."""
    work.actor.need(keep.KEEPER)
    found = await keep.find_experts(work, *read_search(data.name, data.phone, data.id_number))
    return await _list(work, found, len(found), 0, names=True, why="search in the pool")


@get("/api/experts/{expert:uuid}")
async def show(expert: FromPath[UUID], work: NamedDependency[Work]) -> ExpertShown:
    """One expert without his name."""
    return await _shown(work, await keep.show_expert(work, expert))


@patch("/api/experts/{expert:uuid}")
async def amend(expert: FromPath[UUID], data: JSONBody[ExpertAmended], work: NamedDependency[Work]) -> ExpertShown:
    """Change what is given. Safe to repeat."""
    work.actor.need(keep.KEEPER)
    return await _shown(work, await keep.amend(work, expert, read_form(_form(data), await current_table(work))))


@get("/api/experts/{expert:uuid}/person")
async def show_person(
    expert: FromPath[UUID], work: NamedDependency[Work], why: Annotated[str, QueryParameter(max_length=200)] = ""
) -> ExpertPerson:
    """Who an expert is; the journal keeps who asked and why."""
    work.actor.need(keep.KEEPER)
    people = await people_of(work, [expert], read_reason(why) or "looked at")
    return person_json(expert, people[expert])


@post("/api/experts/{expert:uuid}/absences")
async def declare_absence(
    expert: FromPath[UUID], data: JSONBody[AbsenceGiven], work: NamedDependency[Work]
) -> ExpertShown:
    """Note a time in which he cannot sit. Safe to repeat."""
    work.actor.need(keep.KEEPER)
    if not data.since < data.until:
        raise FieldRefused(field="until", why="it is not after since", why_zh="结束应晚于开始")
    absence = (data.since, data.until)
    return await _shown(work, await keep.declare_absence(work, expert, absence, read_reason(data.reason)))


@delete("/api/experts/{expert:uuid}/absences/{absence:uuid}", status_code=200)
async def withdraw_absence(expert: FromPath[UUID], absence: FromPath[UUID], work: NamedDependency[Work]) -> ExpertShown:
    """He can sit after all. Safe to repeat."""
    return await _shown(work, await keep.withdraw_absence(work, expert, absence))


@post("/api/experts/{expert:uuid}/standing", status_code=200)
async def set_standing(
    expert: FromPath[UUID], data: JSONBody[StandingGiven], work: NamedDependency[Work]
) -> ExpertShown:
    """Suspend, remove or take back. Safe to repeat."""
    work.actor.need(keep.KEEPER)
    given = read_standing(data.standing, data.reason, data.until)
    return await _shown(work, await keep.amend(work, expert, given))


ROUTES: list[ControllerRouterHandler] = [
    take_in,
    list_experts,
    search,
    show,
    amend,
    show_person,
    declare_absence,
    withdraw_absence,
    set_standing,
]
