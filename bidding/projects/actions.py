"""Deeds on projects and lots: take one in, with the decision why it must be tendered; show one's own."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.projects.forms import check_scheme_fits
from bidding.projects.intake import NewProject, check_project, facts_of, funds_json, judge, trace_of
from bidding.projects.places import code_prefix
from bidding.projects.refusals import ForeignProject, LotNumberTaken, OrganisationUnfit, ProjectCodeTaken
from bidding.projects.relations import relation
from bidding.projects.tables import Lot, Project
from foundation.accounts.tables import Organisation
from foundation.actors import Actor
from foundation.calendar import shanghai
from foundation.errors import NoSuchThing, NotAllowed, NotSignedIn, TooMuch
from foundation.regions import city_key
from foundation.work import Work

PROJECT = "project 项目"
MOST_LOTS = 999


def relation_to(project: Project, actor: Actor) -> set[str]:
    """What the actor is to this project: agency, buyer, centre or supervisor; empty for everybody else."""
    return relation(
        actor,
        buyer=project.buyer_id,
        agency=project.agency_id,
        centre=project.centre_id,
        region_code=project.region_code,
    )


async def enter_project(work: Work, new: NewProject) -> Project:
    """Take a project in and judge its scope. The same project entered again answers the one that is there."""
    work.actor.need("agency", "buyer")
    check_project(new)
    _check_own(work.actor, new)
    earlier = await work.session.scalar(select(Project).where(Project.code == new.code))
    if earlier is not None:
        return _same_project(earlier, new, work.actor)
    await _check_organisations(work.session, new)
    at = await work.now()
    statutory, remote = judge(new.facts, shanghai(at).date())
    project = Project(
        code=new.code,
        name=new.name,
        project_class=new.facts.project_class,
        region_code=new.facts.region_code,
        buyer_id=new.buyer,
        agency_id=new.agency,
        centre_id=new.centre,
        funds=funds_json(new.facts.funds),
        investment=new.facts.investment,
        is_statutory=statutory.answer,
        is_in_remote_scope=remote.answer,
        trace={**trace_of(new.facts, shanghai(at).date(), statutory, remote)},
        created_at=at,
    )
    work.session.add(project)
    await work.session.flush()
    await work.record("enter_project", "project", project.id, "S-STATUTORY", statutory=statutory.answer)
    return project


def _check_own(actor: Actor, new: NewProject) -> None:
    own, role_zh = (new.agency, "招标代理机构") if actor.role == "agency" else (new.buyer, "招标人")
    if own != actor.organisation:
        raise ForeignProject(role=actor.role, role_zh=role_zh)


def _same_project(earlier: Project, new: NewProject, actor: Actor) -> Project:
    facts = new.facts
    told = (new.name, facts.project_class, facts.region_code, new.buyer, new.agency, new.centre)
    kept = (earlier.name, earlier.project_class, earlier.region_code)
    kept_bodies = (earlier.buyer_id, earlier.agency_id, earlier.centre_id)
    same_money = (facts.investment, funds_json(facts.funds)) == (earlier.investment, earlier.funds)
    if not relation_to(earlier, actor) or told != (*kept, *kept_bodies) or not same_money:
        raise ProjectCodeTaken(code=new.code)
    return earlier


async def _check_organisations(session: AsyncSession, new: NewProject) -> None:
    named = {"buyer": (new.buyer, "buyer"), "agency": (new.agency, "agency"), "centre": (new.centre, "centre_staff")}
    for field, (identity, kind) in named.items():
        if identity is None:
            continue
        row = await session.get(Organisation, identity)
        if row is None or row.kind not in {field, kind}:
            raise OrganisationUnfit(field=field)


async def own_project(work: Work, project_id: UUID, *wanted: str) -> Project:
    """The project, when the actor is one of `wanted` to it (anything at all when none is named).

    To a stranger it is no such project.
    """
    if work.actor.role == "public":
        raise NotSignedIn()
    project = await work.session.get(Project, project_id)
    mine = relation_to(project, work.actor) if project else set()
    if project is None or not mine:
        raise NoSuchThing(what=PROJECT)
    if wanted and not mine & set(wanted):
        raise NotAllowed(needed=" / ".join(wanted))
    return project


async def list_projects(work: Work, after: UUID | None, limit: int) -> list[Project]:
    """The actor's own projects, newest first, from the id on."""
    work.actor.need("agency", "buyer", "centre_staff", "supervisor")
    query = select(Project).where(own_projects(work.actor)).order_by(Project.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Project.id < after)
    return list(await work.session.scalars(query))


def own_projects(actor: Actor) -> ColumnElement[bool]:
    """Which projects are the actor's own in this role: by organisation, a supervisor's by region; else none."""
    own = {"agency": Project.agency_id, "buyer": Project.buyer_id, "centre_staff": Project.centre_id}
    if actor.role in own:
        return own[actor.role] == actor.organisation
    if not actor.region:
        return false()
    place = actor.region if actor.region.endswith("0000") else city_key(actor.region)
    return Project.region_code.startswith(code_prefix(place), autoescape=True)


async def lots_of(session: AsyncSession, project_id: UUID) -> list[Lot]:
    """The lots of a project by number."""
    return list(await session.scalars(select(Lot).where(Lot.project_id == project_id).order_by(Lot.number)))


async def organisations_of(session: AsyncSession, project: Project) -> dict[str, Organisation | None]:
    """Buyer, agency and centre of a project."""
    wanted = {"buyer": project.buyer_id, "agency": project.agency_id, "centre": project.centre_id}
    ids = [identity for identity in wanted.values() if identity is not None]
    rows = {row.id: row for row in await session.scalars(select(Organisation).where(Organisation.id.in_(ids)))}
    return {word: rows.get(identity) if identity else None for word, identity in wanted.items()}


@dataclass(frozen=True)
class NewLot:
    """A lot as it is entered; `number` None asks for the next one; forms were checked before."""

    number: int | None
    name: str
    estimate: Decimal
    ceiling: Decimal | None
    offer_form: list[Any]
    coefficients: list[Any]
    scheme: dict[str, Any] | None = None


async def add_lot(work: Work, project_id: UUID, new: NewLot) -> tuple[Lot, bool]:
    """Add a lot, and judge the scope again with the real lots; answers the lot and whether it is new."""
    await own_project(work, project_id, "agency", "buyer")
    project = await work.lock(Project, project_id, what=PROJECT)
    lots = await lots_of(work.session, project_id)
    number = new.number or max((lot.number for lot in lots), default=0) + 1
    if number > MOST_LOTS:
        raise TooMuch(limit=f"{MOST_LOTS} lots 标段")
    earlier = next((lot for lot in lots if lot.number == number), None)
    if earlier is not None:
        return _same_lot(earlier, new), False
    check_scheme_fits(new.scheme, new.offer_form, new.coefficients, new.ceiling, number)
    lot = Lot(
        project_id=project_id,
        number=number,
        name=new.name,
        estimate=new.estimate,
        ceiling=new.ceiling,
        offer_form=new.offer_form,
        coefficients=new.coefficients,
        scheme=new.scheme,
    )
    work.session.add(lot)
    await work.session.flush()
    await _judge_again(work, project, [*lots, lot])
    await work.record("add_lot", "lot", lot.id, "S-COMBINED", project=project.code, number=number)
    return lot, True


def _same_lot(earlier: Lot, new: NewLot) -> Lot:
    told = (new.name, new.estimate, new.ceiling, new.offer_form, new.coefficients, new.scheme)
    kept = (earlier.name, earlier.estimate, earlier.ceiling, earlier.offer_form, earlier.coefficients, earlier.scheme)
    if told != kept:
        raise LotNumberTaken(number=earlier.number)
    return earlier


async def _judge_again(work: Work, project: Project, lots: list[Lot]) -> None:
    """Real lots may turn a planned "no" into a "yes", never the reverse: splitting does not lead out of the law."""
    on = shanghai(await work.now()).date()
    facts = facts_of(project.trace["facts"], [lot.estimate for lot in lots])
    statutory, remote = judge(facts, on)
    turned = (statutory.answer and not project.is_statutory) or (remote.answer and not project.is_in_remote_scope)
    if turned:
        project.is_statutory |= statutory.answer
        project.is_in_remote_scope |= remote.answer
        project.trace = {**trace_of(facts, on, statutory, remote)}
        await work.record("judge_scope", "project", project.id, "S-STATUTORY", statutory=statutory.answer)
