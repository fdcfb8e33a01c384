"""Doors of the custodians: bodies, key sets, statements, drills, readiness."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from bidding.custodians import actions
from bidding.custodians.answers import (
    BodyList,
    BodyShown,
    DrillAnswered,
    DrillList,
    KeySetShown,
    ReadinessShown,
    StatementTaken,
)
from bidding.custodians.bodies import NewBody, body_json
from crypto.encoding import unhex
from foundation.work import Work


class BodyGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A custodian body; keys in hex, `possession` {"R","s"} in the context custodian-body."""

    name: str
    prefecture: str
    seat: str
    persons: Annotated[int, msgspec.Meta(ge=0, le=1000)]
    share_key: str
    sign_key: str
    possession: dict[str, Any]
    phone: str = ""
    organisation: UUID | None = None


class KeySetGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The bodies in their order, and how many of them open."""

    bodies: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=64)]
    threshold: Annotated[int, msgspec.Meta(ge=1, le=64)]


class SignedGiven(msgspec.Struct, forbid_unknown_fields=True):
    """A document signed by a custodian: tianping/key-statement/1 or tianping/drill/1."""

    signed: dict[str, Any]


@post("/api/custodian-bodies")
async def register(data: JSONBody[BodyGiven], work: NamedDependency[Work]) -> BodyShown:
    """Register a custodian body. Safe to repeat."""
    new = NewBody(
        name=data.name,
        prefecture=data.prefecture,
        seat=data.seat,
        persons=data.persons,
        share_key=unhex(data.share_key, 32),
        sign_key=unhex(data.sign_key, 32),
        possession=data.possession,
        phone=data.phone,
        organisation=data.organisation,
    )
    return body_json(await actions.register_body(work, new))


@get("/api/custodian-bodies")
async def list_bodies(work: NamedDependency[Work]) -> BodyList:
    """Every registered body, for staff."""
    return {"bodies": [body_json(body) for body in await actions.list_bodies(work)]}


@put("/api/lots/{lot:uuid}/key-set")
async def propose(lot: FromPath[UUID], data: JSONBody[KeySetGiven], work: NamedDependency[Work]) -> KeySetShown:
    """Propose the custodians of a lot, or their replacement; answers what each must sign."""
    await actions.propose_key_set(work, lot, data.bodies, data.threshold)
    return await actions.show_key_set(work.session, lot)


@get("/api/lots/{lot:uuid}/key-set")
async def show_key_set(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> KeySetShown:
    """The newest proposed key set, what each custodian must sign, and who has."""
    return await actions.show_key_set(public_work.session, lot)


@post("/api/lots/{lot:uuid}/key-statements", status_code=200)
async def sign_statement(
    lot: FromPath[UUID], data: JSONBody[SignedGiven], public_work: NamedDependency[Work]
) -> StatementTaken:
    """A custodian's signed key statement. Safe to repeat."""
    return await actions.sign_key_statement(public_work, lot, data.signed)


@get("/api/lots/{lot:uuid}/drills")
async def list_drills(lot: FromPath[UUID], public_work: NamedDependency[Work]) -> DrillList:
    """The readiness drills of the current round, newest first."""
    return {"drills": await actions.list_drills(public_work.session, lot)}


@post("/api/lots/{lot:uuid}/drills", status_code=200)
async def answer_drill(
    lot: FromPath[UUID], data: JSONBody[SignedGiven], public_work: NamedDependency[Work]
) -> DrillAnswered:
    """A custodian's answer to a drill. Safe to repeat."""
    return await actions.answer_drill(public_work, lot, data.signed)


@get("/api/lots/{lot:uuid}/readiness")
async def show_readiness(lot: FromPath[UUID], work: NamedDependency[Work]) -> ReadinessShown:
    """Who is ready for the opening, and whether too few are."""
    return await actions.show_readiness(work, lot)


ROUTES = [
    register,
    list_bodies,
    propose,
    show_key_set,
    sign_statement,
    list_drills,
    answer_drill,
    show_readiness,
]
