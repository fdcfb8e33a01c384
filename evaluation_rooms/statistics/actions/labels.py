"""What people say of a project: its sector, whether it is meant to be remote, an exemption; and the official base."""

from dataclasses import dataclass
from datetime import date
from typing import cast
from uuid import UUID

from bidding.handover import judged_project
from evaluation_rooms.statistics.actions.fold import hold_project, settle
from evaluation_rooms.statistics.answers import OfficialBase, ProjectLabel
from evaluation_rooms.statistics.figures import Indicator
from evaluation_rooms.statistics.places import need_province
from evaluation_rooms.statistics.shown import base_shown
from evaluation_rooms.statistics.tables import ShareBase, ShareProject
from evaluation_rooms.statistics.words import ExemptReason, Meant, Sector
from foundation.errors import NoSuchThing, NotAllowed, NotSignedIn
from foundation.regions import HUBEI
from foundation.work import Work

RULE = "R-SHARE-COUNT"


@dataclass(frozen=True)
class Exemption:
    """Why a project may be judged at one place: reason, document, who approved it, digest of the paper."""

    reason: ExemptReason
    document: str
    approver: str
    sha256: bytes


async def label_project(
    work: Work, project_id: UUID, sector: Sector, meant: Meant | None, meant_city: str | None
) -> ProjectLabel:
    """Its people, its supervisor or the province's statistician say what it is."""
    row = await _hold(work, project_id, "agency", "buyer", "centre", "supervisor", "statistician")
    row.sector, row.meant, row.meant_city = sector, meant, meant_city
    await settle(work, row)
    await work.record("label_project", "project", project_id, RULE, sector=sector, meant=meant, city=meant_city)
    return label_shown(row)


async def exempt_project(work: Work, project_id: UUID, exemption: Exemption | None) -> ProjectLabel:
    """The supervisor approves an exemption, or (None) takes it back."""
    row = await _hold(work, project_id, "supervisor")
    at = await work.now()
    row.exempt, row.exempt_at = (exemption.reason, at) if exemption else (None, None)
    row.exempt_document = exemption.document if exemption else None
    row.exempt_approver = exemption.approver if exemption else None
    row.exempt_sha256 = exemption.sha256 if exemption else None
    await settle(work, row)
    document = exemption.document if exemption else None
    await work.record("exempt_project", "project", project_id, RULE, reason=row.exempt, document=document)
    return label_shown(row)


async def _hold(work: Work, project_id: UUID, *wanted: str) -> ShareProject:
    """The project's row, for whoever is one of these to it; to strangers it is no such project."""
    if work.actor.role == "public":
        raise NotSignedIn()
    project = await judged_project(work, project_id)
    mine = set(project.relation)
    if work.actor.role == "statistician" and work.actor.region == HUBEI:
        mine.add("statistician")
    if not mine:
        raise NoSuchThing(what="project 项目")
    if not mine & set(wanted):
        raise NotAllowed(needed=" / ".join(wanted))
    return await hold_project(work, str(project_id), project.code, project.name, project_id)


def label_shown(row: ShareProject) -> ProjectLabel:
    """As told to its people."""
    return {
        "project": str(row.project_id),
        "sector": row.sector,
        "meant": cast(Meant | None, row.meant),
        "meant_city": row.meant_city,
        "exempt": cast(ExemptReason | None, row.exempt),
        "exempt_document": row.exempt_document,
        "exempt_approver": row.exempt_approver,
        "exempt_sha256": row.exempt_sha256.hex() if row.exempt_sha256 else None,
    }


async def name_base(work: Work, indicator: Indicator, document: str, since: date) -> OfficialBase:
    """The province names the official base by a document; earlier periods keep the one they had."""
    need_province(work.actor)
    row = ShareBase(indicator=indicator, document=document, since=since, at=await work.now(), by=work.actor.person)
    work.session.add(row)
    await work.session.flush()
    await work.record("name_base", "share", indicator, RULE, document=document, since=since.isoformat())
    return base_shown(indicator, document, since)
