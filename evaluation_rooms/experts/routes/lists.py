"""Doors of lists: hand one in, see how far it is and what was wrong, take the pool out, take the empty list."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.experts.actions import imports, keep
from evaluation_rooms.experts.actions.exports import Format, export, template
from evaluation_rooms.experts.answers import ImportList, ImportShown
from evaluation_rooms.experts.checks import check_words
from evaluation_rooms.experts.faults import CellFault, as_refusal
from evaluation_rooms.experts.imports import ERROR_HEADINGS, MOST_ERRORS, error_row
from evaluation_rooms.experts.sheets import BYTES, write_csv
from evaluation_rooms.experts.shown import import_json
from evaluation_rooms.experts.tables import ExpertImport
from foundation.web import plain_bytes
from foundation.work import Work

TOLD = 200
"""Errors that an import's answer tells; all of them are in errors.csv."""

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _attachment(data: bytes, name: str, form: Format) -> Response[bytes]:
    headers = {"content-disposition": f'attachment; filename="{name}.{form}"'}
    return plain_bytes(data, CSV if form == "csv" else XLSX, headers)


async def _shown(work: Work, row: ExpertImport) -> ImportShown:
    return import_json(row, await imports.errors_of(work, row.id, TOLD))


@post("/api/expert-imports", request_max_body_size=BYTES + 1024)
async def hand_in(
    request: Request[Any, Any, Any],
    work: NamedDependency[Work],
    name: Annotated[str, QueryParameter()] = "",
    strict: Annotated[bool, QueryParameter()] = False,
) -> ImportShown:
    """Hand in a list (the body is the CSV or xlsx file); `strict`: all rows or none. Safe to repeat."""
    work.actor.need(keep.KEEPER)
    try:
        plain = check_words(name, 200, needed=False)
    except CellFault as fault:
        raise as_refusal("name", fault) from None
    return await _shown(work, await imports.hand_in(work, plain, await request.body(), strict))


@get("/api/expert-imports")
async def list_imports(work: NamedDependency[Work]) -> ImportList:
    """The newest lists, without their errors."""
    return {"imports": [import_json(row, []) for row in await imports.list_imports(work, 50)]}


@get("/api/expert-imports/{number:uuid}")
async def show_import(number: FromPath[UUID], work: NamedDependency[Work]) -> ImportShown:
    """How far a list is, and its first errors."""
    return await _shown(work, await imports.find_import(work, number))


@get("/api/expert-imports/{number:uuid}/errors.csv")
async def show_errors(number: FromPath[UUID], work: NamedDependency[Work]) -> Response[bytes]:
    """Every error of a list as CSV: row, column, what is wrong, what to do."""
    errors = await imports.errors_of(work, number, MOST_ERRORS)
    return _attachment(write_csv([ERROR_HEADINGS, *(error_row(each) for each in errors)]), "errors", "csv")


@get("/api/experts/export.csv")
async def export_csv(work: NamedDependency[Work]) -> Response[bytes]:
    """The whole pool as CSV; journalled as a read of everybody."""
    return _attachment(await export(work, "csv"), "experts", "csv")


@get("/api/experts/export.xlsx")
async def export_xlsx(work: NamedDependency[Work]) -> Response[bytes]:
    """The whole pool as xlsx; journalled as a read of everybody."""
    return _attachment(await export(work, "xlsx"), "experts", "xlsx")


@get("/api/experts/template.csv")
async def template_csv(work: NamedDependency[Work]) -> Response[bytes]:
    """An empty list with its headings and an example."""
    return _attachment(await template(work, "csv"), "experts-template", "csv")


@get("/api/experts/template.xlsx")
async def template_xlsx(work: NamedDependency[Work]) -> Response[bytes]:
    """The same as xlsx, with how to fill it in and the code table."""
    return _attachment(await template(work, "xlsx"), "experts-template", "xlsx")


ROUTES: list[ControllerRouterHandler] = [
    hand_in,
    list_imports,
    show_import,
    show_errors,
    export_csv,
    export_xlsx,
    template_csv,
    template_xlsx,
]
