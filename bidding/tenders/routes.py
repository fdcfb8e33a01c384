"""Doors of tenders: the public register, the tender page, and the extension of a deadline."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from bidding.projects.actions import NewLot, add_lot, lots_of, organisations_of, own_project
from bidding.projects.forms import check_coefficients, check_form, check_scheme
from bidding.projects.intake import check_amount
from bidding.projects.pages import lot_json, project_json
from bidding.projects.words import check_words
from bidding.tenders import actions
from bidding.tenders.answers import LotWithRound, ProjectPage, Register, SignedExtension, TenderPage
from bidding.tenders.pages import Order, cursor_of, register_line, round_json
from bidding.tenders.rules import SHOWN
from foundation.errors import FieldRefused
from foundation.work import Work

Short = Annotated[str, QueryParameter(max_length=40)]


class ExtensionRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A later deadline, and why."""

    deadline: datetime
    reason: str


class LotGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A lot to be added; money as "26888000.00"; without `number` it gets the next one."""

    name: str
    estimate: str
    offer_form: list[dict[str, Any]]
    coefficients: list[dict[str, Any]] = []
    ceiling: str | None = None
    number: Annotated[int, msgspec.Meta(ge=1, le=999)] | None = None
    scheme: dict[str, Any] | None = None


class SchemeGiven(msgspec.Struct, forbid_unknown_fields=True):
    """How the lot will be judged (docs/formats/methods.md); null takes an earlier one away."""

    scheme: dict[str, Any] | None


@get("/api/projects/{project:uuid}")
async def show_project(project: FromPath[UUID], work: NamedDependency[Work]) -> ProjectPage:
    """One of the own projects, with its lots and their newest rounds, drafts included."""
    row = await own_project(work, project)
    lots = await lots_of(work.session, project)
    rounds = await actions.rounds_of(work.session, [lot.id for lot in lots])
    now = await work.now()
    shown: list[LotWithRound] = [{**lot_json(lot), "round": round_json(rounds[lot.id], now)} for lot in lots]
    return {**project_json(row, await organisations_of(work.session, row)), "lots": shown}


@post("/api/projects/{project:uuid}/lots")
async def add(project: FromPath[UUID], data: JSONBody[LotGiven], work: NamedDependency[Work]) -> LotWithRound:
    """Add a lot with its first round in DRAFT. Safe to repeat when `number` is given."""
    new = NewLot(
        number=data.number,
        name=check_words("name", data.name, 2, 200),
        estimate=check_amount("estimate", data.estimate),
        ceiling=None if data.ceiling is None else check_amount("ceiling", data.ceiling),
        offer_form=check_form(data.offer_form),
        coefficients=check_coefficients(data.coefficients),
        scheme=check_scheme(data.scheme),
    )
    lot, fresh = await add_lot(work, project, new)
    round_ = (
        await actions.open_first_round(work, lot.id) if fresh else await actions.current_round(work.session, lot.id)
    )
    return {**lot_json(lot), "round": round_json(round_, await work.now())}


@get("/api/lots")
async def list_lots(
    public_work: NamedDependency[Work],
    shown: Annotated[str, QueryParameter(name="state", max_length=40)] = "",
    region: Short = "",
    project_class: Annotated[str, QueryParameter(name="class", max_length=40)] = "",
    q: Annotated[str, QueryParameter(max_length=100)] = "",
    after: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    rehearsal: FromQuery[bool] = False,
    remote: FromQuery[bool | None] = None,
    order: FromQuery[Order] = "newest",
) -> Register:
    """The register of all published tenders, newest first or by deadline; follow `next` until it is null."""
    if shown and shown not in SHOWN:
        raise FieldRefused(field="state", why="one of " + ", ".join(SHOWN), why_zh="应为" + "、".join(SHOWN))
    wanted = actions.Wanted(shown, region, project_class, q.strip(), rehearsal, remote, order)
    listed = await actions.list_register(public_work, wanted, after, limit)
    following = cursor_of(listed[-1].round, order) if len(listed) == limit else None
    return {"lots": [register_line(one) for one in listed], "next": following}


@get("/api/lots/{lot:uuid}")
async def show_lot(
    lot: FromPath[UUID],
    public_work: NamedDependency[Work],
    round_number: Annotated[int | None, QueryParameter(name="round", ge=1, le=9999)] = None,
) -> TenderPage:
    """Everything that a page or a sealing client needs of one tender."""
    return await actions.show_tender(public_work, lot, round_number)


@post("/api/lots/{lot:uuid}/extensions")
async def extend(lot: FromPath[UUID], data: JSONBody[ExtensionRequest], work: NamedDependency[Work]) -> SignedExtension:
    """Move the deadline later; answers the extension record. Safe to repeat."""
    reason = check_words("reason", data.reason, 1, 1000, lines=True)
    return await actions.extend_deadline(work, lot, data.deadline, reason)


@put("/api/lots/{lot:uuid}/scheme")
async def put_scheme(lot: FromPath[UUID], data: JSONBody[SchemeGiven], work: NamedDependency[Work]) -> LotWithRound:
    """Say how the lot will be judged, as long as it is not published. Safe to repeat."""
    row, round_ = await actions.put_scheme(work, lot, check_scheme(data.scheme))
    return {**lot_json(row), "round": round_json(round_, await work.now())}


ROUTES = [show_project, add, list_lots, show_lot, extend, put_scheme]
