"""Projects and lots as JSON, for the staff they belong to."""

from collections.abc import Mapping
from typing import TypedDict, cast
from uuid import UUID

from bidding.methods.offer_form import OfferFieldShown
from bidding.methods.scheme_shown import SchemeShown
from bidding.projects.forms import CoefficientOffered
from bidding.projects.intake import FundShown, ScopeTrace
from bidding.projects.scope import ProjectClass
from bidding.projects.tables import Lot, Project
from crypto.encoding import timestamp
from foundation.accounts.tables import Organisation
from foundation.money import money_text


class OrganisationNamed(TypedDict):
    """Name and code of an organisation."""

    name: str
    uscc: str


class OrganisationsNamed(TypedDict, total=False):
    """Who takes part in a project; a list of projects leaves all three out."""

    buyer: OrganisationNamed | None
    agency: OrganisationNamed | None
    centre: OrganisationNamed | None


class ProjectShown(TypedDict):
    """A project; buyer, agency and centre by their ids, money as "26888000.00"."""

    id: str
    code: str
    name: str
    project_class: ProjectClass
    region_code: str
    buyer: str
    agency: str | None
    centre: str | None
    organisations: OrganisationsNamed
    funds: list[FundShown]
    investment: str
    is_statutory: bool
    is_in_remote_scope: bool
    trace: ScopeTrace
    created_at: str


class ProjectList(TypedDict):
    """A portion of the own projects; `next` is where the following one begins."""

    projects: list[ProjectShown]
    next: str | None


class LotShown(TypedDict):
    """A lot as it was entered; `project` is the id, money as "26888000.00"."""

    id: str
    project: str
    number: int
    name: str
    estimate: str
    ceiling: str | None
    offer_form: list[OfferFieldShown]
    coefficients: list[CoefficientOffered]
    scheme: SchemeShown | None


def project_json(project: Project, bodies: Mapping[str, Organisation | None] | None = None) -> ProjectShown:
    """A project with its decision trace; `bodies` adds names and codes of buyer, agency and centre."""
    return {
        "id": str(project.id),
        "code": project.code,
        "name": project.name,
        "project_class": cast(ProjectClass, project.project_class),
        "region_code": project.region_code,
        "buyer": str(project.buyer_id),
        "agency": _id(project.agency_id),
        "centre": _id(project.centre_id),
        "organisations": {} if bodies is None else organisations_json(bodies),
        "funds": project.funds,
        "investment": money_text(project.investment),
        "is_statutory": project.is_statutory,
        "is_in_remote_scope": project.is_in_remote_scope,
        "trace": cast(ScopeTrace, project.trace),
        "created_at": timestamp(project.created_at),
    }


def organisations_json(bodies: Mapping[str, Organisation | None]) -> OrganisationsNamed:
    """Names and codes of buyer, agency and centre."""
    return {
        "buyer": organisation_json(bodies["buyer"]),
        "agency": organisation_json(bodies["agency"]),
        "centre": organisation_json(bodies["centre"]),
    }


def organisation_json(row: Organisation | None) -> OrganisationNamed | None:
    """Name and code of an organisation."""
    return None if row is None else {"name": row.name, "uscc": row.uscc}


def lot_json(lot: Lot) -> LotShown:
    """A lot as it was entered."""
    return {
        "id": str(lot.id),
        "project": str(lot.project_id),
        "number": lot.number,
        "name": lot.name,
        "estimate": money_text(lot.estimate),
        "ceiling": None if lot.ceiling is None else money_text(lot.ceiling),
        "offer_form": lot.offer_form,
        "coefficients": lot.coefficients,
        "scheme": cast(SchemeShown | None, lot.scheme),
    }


def _id(identity: UUID | None) -> str | None:
    return None if identity is None else str(identity)
