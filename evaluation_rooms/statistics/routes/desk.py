"""Doors of those who keep the count: statisticians of cities and province, supervisors, a project's own people."""

import asyncio
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.experts.sheets import BYTES
from evaluation_rooms.statistics.actions import cells, coming, imports, labels, months
from evaluation_rooms.statistics.answers import (
    CellsMade,
    ImportOfShare,
    ImportsOfShare,
    MonthShown,
    OfficialBase,
    ProjectLabel,
    ShareAlerts,
)
from evaluation_rooms.statistics.declared import template
from evaluation_rooms.statistics.figures import Indicator
from evaluation_rooms.statistics.periods import read_month
from evaluation_rooms.statistics.places import check_unit, need_city, need_province
from evaluation_rooms.statistics.routes.board import CSV, XLSX
from evaluation_rooms.statistics.sheets import write_csv, write_xlsx
from evaluation_rooms.statistics.words import ExemptReason, Meant, Sector
from foundation.web import plain_bytes
from foundation.work import Work

Words = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class LabelGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The sector that supervises it, and whether it is meant to be judged remotely, in which city."""

    sector: Sector
    meant: Meant | None = None
    meant_city: str | None = None


class ExemptionForm(msgspec.Struct, forbid_unknown_fields=True):
    """Why it may be judged at one place; `sha256` of the paper that permits it."""

    reason: ExemptReason
    document: Words
    approver: Words
    sha256: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class CorrectionGiven(msgspec.Struct, forbid_unknown_fields=True):
    """Why closed figures are corrected, and the document that says so."""

    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
    document: Words


class BaseGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The indicator that is official from a day on, by a document."""

    indicator: Indicator
    document: Words
    since: date


@put("/api/share/projects/{project:uuid}")
async def label_project(
    project: FromPath[UUID], data: JSONBody[LabelGiven], work: NamedDependency[Work]
) -> ProjectLabel:
    """Say what a project is for the count."""
    city = check_unit(data.meant_city, "meant_city") if data.meant_city is not None else None
    return await labels.label_project(work, project, data.sector, data.meant, city)


@put("/api/share/projects/{project:uuid}/exemption")
async def exempt_project(
    project: FromPath[UUID], data: JSONBody[ExemptionForm], work: NamedDependency[Work]
) -> ProjectLabel:
    """The supervisor approves an exemption."""
    paper = bytes.fromhex(data.sha256)
    exemption = labels.Exemption(data.reason, data.document, data.approver, paper)
    return await labels.exempt_project(work, project, exemption)


@delete("/api/share/projects/{project:uuid}/exemption", status_code=200)
async def end_exemption(project: FromPath[UUID], work: NamedDependency[Work]) -> ProjectLabel:
    """The supervisor takes it back."""
    return await labels.exempt_project(work, project, None)


@get("/api/share/alerts")
async def show_alerts(work: NamedDependency[Work]) -> ShareAlerts:
    """R01 in one's own place."""
    return await coming.show_alerts(work)


@post("/api/share/months/{month:str}/sign-off", status_code=200)
async def sign_off(month: FromPath[str], work: NamedDependency[Work]) -> MonthShown:
    """A city stands for its figures of a month that is over."""
    need_city(work.actor)
    return await months.sign_off(work, read_month(month))


@post("/api/share/months/{month:str}/closing", status_code=200)
async def close_month(month: FromPath[str], work: NamedDependency[Work]) -> MonthShown:
    """The province closes a month."""
    need_province(work.actor)
    return await months.close_month(work, read_month(month))


@post("/api/share/months/{month:str}/restatements", status_code=200)
async def restate(month: FromPath[str], data: JSONBody[CorrectionGiven], work: NamedDependency[Work]) -> MonthShown:
    """The province takes what waits for a closed month, with a reason."""
    need_province(work.actor)
    return await months.restate(work, read_month(month), months.Correction(data.reason, data.document))


@post("/api/share/base", status_code=200)
async def name_base(data: JSONBody[BaseGiven], work: NamedDependency[Work]) -> OfficialBase:
    """The province names the official base by a document."""
    return await labels.name_base(work, data.indicator, data.document, data.since)


@post("/api/share/cells", status_code=200)
async def make_cells(work: NamedDependency[Work]) -> CellsMade:
    """Make the sums anew from the facts, and say where they differed."""
    need_province(work.actor)
    return {"wrong": await cells.rebuild_cells(work)}


@post("/api/share/imports", request_max_body_size=BYTES + 1024)
async def hand_in_share(
    request: Request[Any, Any, Any],
    work: NamedDependency[Work],
    document: Annotated[str, QueryParameter(min_length=1, max_length=200)],
    name: Annotated[str, QueryParameter(max_length=200)] = "",
) -> ImportOfShare:
    """Declare sessions of other platforms (the body is xlsx, CSV or JSON). Safe to repeat."""
    need_city(work.actor)
    return imports.import_shown(await imports.hand_in(work, name, document, await request.body()))


@get("/api/share/imports")
async def list_share_imports(work: NamedDependency[Work]) -> ImportsOfShare:
    """One's own city's declarations; the province sees all."""
    return {"imports": [imports.import_shown(row) for row in await imports.list_imports(work, 50)]}


@get("/api/share/imports/{number:uuid}")
async def show_share_import(number: FromPath[UUID], work: NamedDependency[Work]) -> ImportOfShare:
    """One declaration."""
    return imports.import_shown(await imports.find_import(work, number))


@post("/api/share/imports/{number:uuid}/signature", status_code=200)
async def sign_import(number: FromPath[UUID], work: NamedDependency[Work]) -> ImportOfShare:
    """The city stands for it: it counts from now on."""
    return imports.import_shown(await imports.sign_import(work, number))


@delete("/api/share/imports/{number:uuid}", status_code=200)
async def withdraw_import(number: FromPath[UUID], work: NamedDependency[Work]) -> ImportOfShare:
    """The city takes it back."""
    return imports.import_shown(await imports.withdraw_import(work, number))


@get("/api/share/template.xlsx", media_type=XLSX)
async def share_template_xlsx() -> Response[bytes]:
    """The empty declaration with an example."""
    return plain_bytes(await asyncio.to_thread(write_xlsx, template()), XLSX)


@get("/api/share/template.csv", media_type=CSV)
async def share_template_csv() -> Response[bytes]:
    """The same as CSV."""
    return plain_bytes(write_csv(template()), CSV)


ROUTES: list[ControllerRouterHandler] = [
    label_project,
    exempt_project,
    end_exemption,
    show_alerts,
    sign_off,
    close_month,
    restate,
    name_base,
    make_cells,
    hand_in_share,
    list_share_imports,
    show_share_import,
    sign_import,
    withdraw_import,
    share_template_xlsx,
    share_template_csv,
]
