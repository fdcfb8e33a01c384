"""Projects and lots as JSON, for the staff they belong to."""

from typing import Any

from bidding.projects.tables import Lot, Project
from crypto.encoding import timestamp
from foundation.accounts.tables import Organisation
from foundation.money import money_text


def project_json(project: Project, bodies: dict[str, Organisation | None] | None = None) -> dict[str, Any]:
    """A project with its decision trace; `bodies` adds names and codes of buyer, agency and centre."""
    ids = {"buyer": project.buyer_id, "agency": project.agency_id, "centre": project.centre_id}
    return {
        "id": str(project.id),
        "code": project.code,
        "name": project.name,
        "project_class": project.project_class,
        "region_code": project.region_code,
        **{word: None if identity is None else str(identity) for word, identity in ids.items()},
        "organisations": {word: organisation_json(row) for word, row in (bodies or {}).items()},
        "funds": project.funds,
        "investment": money_text(project.investment),
        "is_statutory": project.is_statutory,
        "is_in_remote_scope": project.is_in_remote_scope,
        "trace": project.trace,
        "created_at": timestamp(project.created_at),
    }


def organisation_json(row: Organisation | None) -> dict[str, str] | None:
    """Name and code of an organisation."""
    return None if row is None else {"name": row.name, "uscc": row.uscc}


def lot_json(lot: Lot) -> dict[str, Any]:
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
    }
