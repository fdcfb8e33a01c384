"""Doors of what is published of the pool: the code table of specialities and the fee standards."""

from datetime import date
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.experts.actions.fees import NewFee, add_fee
from evaluation_rooms.experts.actions.fees import list_fees as all_fees
from evaluation_rooms.experts.actions.specialities import current_table, load_table
from evaluation_rooms.experts.answers import FeeList, FeeShown, SpecialityList
from evaluation_rooms.experts.forms import read_amount, read_reason, read_region
from evaluation_rooms.experts.shown import fee_json, speciality_json
from evaluation_rooms.experts.specialities import CodeTable
from foundation.errors import FieldRefused, RequestRefused
from foundation.work import Work


class FeeGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A standard of a pool region: a city's code or a province's. Money is text with fen."""

    region: str
    since: date
    base: str
    base_hours: Annotated[int, msgspec.Meta(ge=1, le=24)]
    per_hour: str
    until: date | None = None
    document: str = ""


def _list(table: CodeTable, words: str, limit: int) -> SpecialityList:
    rows = [speciality_json(row, table) for row in table.find(words, limit)]
    return {"specialities": rows, "is_subset": table.is_subset, "total": len(table.rows)}


@get("/api/specialities")
async def list_specialities(
    public_work: NamedDependency[Work],
    q: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=5000)] = 500,
) -> SpecialityList:
    """The code table, or what of it answers to a code's beginning and words."""
    return _list(await current_table(public_work), q, limit)


@put("/api/specialities", request_max_body_size=4 * 1024 * 1024)
async def load_specialities(request: Request[Any, Any, Any], work: NamedDependency[Work]) -> SpecialityList:
    """Put a whole code table in force: the body is CSV in UTF-8 with the columns code, name, name_en."""
    work.actor.need("pool_keeper")
    try:
        text = (await request.body()).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RequestRefused(why="the body is not UTF-8") from None
    return _list(await load_table(work, text), "", 5000)


@get("/api/expert-fees")
async def list_fees(public_work: NamedDependency[Work]) -> FeeList:
    """Every fee standard."""
    return {"fees": [fee_json(row) for row in await all_fees(public_work)]}


@post("/api/expert-fees")
async def publish_fee(data: JSONBody[FeeGiven], work: NamedDependency[Work]) -> FeeShown:
    """Publish a fee standard. Safe to repeat."""
    work.actor.need("pool_keeper")
    if data.until is not None and data.until < data.since:
        raise FieldRefused(field="until", why="it is before since", why_zh="截止日早于起始日")
    fee = NewFee(
        region=read_region(data.region),
        since=data.since,
        until=data.until,
        base=read_amount("base", data.base),
        base_hours=data.base_hours,
        per_hour=read_amount("per_hour", data.per_hour),
        document=read_reason(data.document),
    )
    return fee_json(await add_fee(work, fee))


ROUTES: list[ControllerRouterHandler] = [list_specialities, load_specialities, list_fees, publish_fee]
