"""Doors of projects: enter one, list one's own. A single project with its lots' rounds is shown by `tenders/`."""

from typing import Annotated, cast
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from bidding.projects import actions
from bidding.projects.intake import NewProject
from bidding.projects.pages import ProjectList, ProjectShown, project_json
from bidding.projects.scope import Estimate, Fund, ProjectClass, ProjectFacts, Source
from foundation.money import parse_money
from foundation.work import Work


class FundGiven(msgspec.Struct, forbid_unknown_fields=True):
    """One source of money: budget, special_bond, state_enterprise, state_institution, foreign_loan, private."""

    source: str
    amount: str


class EstimateGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The estimate of one planned contract; `project_class` is the project's own when left out."""

    amount: str
    project_class: str | None = None
    combinable: bool = True


class ProjectGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A project to be entered; money as "26888000.00"; the own organisation may be left out."""

    code: str
    name: str
    project_class: str
    region_code: str
    funds: list[FundGiven]
    investment: str
    estimates: list[EstimateGiven]
    buyer: UUID | None = None
    agency: UUID | None = None
    centre: UUID | None = None
    fixed_assets: bool = True
    state_leads: bool = False
    listed_infrastructure: bool = False


@post("/api/projects")
async def enter(data: JSONBody[ProjectGiven], work: NamedDependency[Work]) -> ProjectShown:
    """Enter a project; answers it with both decisions and their reasons. Safe to repeat."""
    own = work.actor.organisation
    nobody = UUID(int=0)
    new = NewProject(
        code=data.code,
        name=data.name,
        buyer=data.buyer or (own if work.actor.role == "buyer" and own else nobody),
        agency=data.agency or (own if work.actor.role == "agency" else None),
        centre=data.centre,
        facts=_facts(data),
    )
    project = await actions.enter_project(work, new)
    return project_json(project, await actions.organisations_of(work.session, project))


def _facts(data: ProjectGiven) -> ProjectFacts:
    """The words are checked by `check_project`; until then they are only claimed to be of their kinds."""
    kind = cast(ProjectClass, data.project_class)
    return ProjectFacts(
        project_class=kind,
        region_code=data.region_code,
        investment=parse_money(data.investment),
        funds=tuple(Fund(cast(Source, one.source), parse_money(one.amount)) for one in data.funds),
        estimates=tuple(
            Estimate(cast(ProjectClass, one.project_class or kind), parse_money(one.amount), one.combinable)
            for one in data.estimates
        ),
        fixed_assets=data.fixed_assets,
        state_leads=data.state_leads,
        listed_infrastructure=data.listed_infrastructure,
    )


@get("/api/projects")
async def list_projects(
    work: NamedDependency[Work],
    after: Annotated[UUID | None, QueryParameter()] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
) -> ProjectList:
    """The own organisation's projects, newest first; follow `next` until it is null."""
    found = await actions.list_projects(work, after, limit)
    following = str(found[-1].id) if len(found) == limit else None
    return {"projects": [project_json(one) for one in found], "next": following}


ROUTES = [enter, list_projects]
