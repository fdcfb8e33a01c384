"""Doors of tenders: the public register, the tender page, and the extension of a deadline."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from bidding.projects.words import check_words
from bidding.tenders import actions
from bidding.tenders.pages import cursor_of, register_line
from bidding.tenders.rules import SHOWN
from foundation.errors import FieldRefused
from foundation.work import Work

Short = Annotated[str, QueryParameter(max_length=40)]


class ExtensionRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A later deadline, and why."""

    deadline: datetime
    reason: str


@get("/api/lots")
async def list_lots(
    public_work: NamedDependency[Work],
    state: Short = "",
    region: Short = "",
    project_class: Annotated[str, QueryParameter(name="class", max_length=40)] = "",
    q: Annotated[str, QueryParameter(max_length=100)] = "",
    after: Annotated[str, QueryParameter(max_length=100)] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    rehearsal: bool = False,
) -> dict[str, Any]:
    """The register of all published tenders, newest first; follow `next` until it is null."""
    if state and state not in SHOWN:
        raise FieldRefused(field="state", why="one of " + ", ".join(SHOWN), why_zh="应为" + "、".join(SHOWN))
    wanted = actions.Wanted(state, region, project_class, q.strip(), rehearsal)
    listed = await actions.list_register(public_work, wanted, after, limit)
    following = cursor_of(listed[-1].round) if len(listed) == limit else None
    return {"lots": [register_line(one) for one in listed], "next": following}


@get("/api/lots/{lot:uuid}")
async def show_lot(
    lot: FromPath[UUID],
    public_work: NamedDependency[Work],
    round_number: Annotated[int | None, QueryParameter(name="round", ge=1, le=9999)] = None,
) -> dict[str, Any]:
    """Everything that a page or a sealing client needs of one tender."""
    return await actions.show_tender(public_work, lot, round_number)


@post("/api/lots/{lot:uuid}/extensions")
async def extend(lot: FromPath[UUID], data: JSONBody[ExtensionRequest], work: NamedDependency[Work]) -> dict[str, Any]:
    """Move the deadline later; answers the extension record. Safe to repeat."""
    reason = check_words("reason", data.reason, 1, 1000, lines=True)
    return await actions.extend_deadline(work, lot, data.deadline, reason)


ROUTES = [list_lots, show_lot, extend]
