"""The doors of the ceremony: what anybody may see of a draw, and where custodians hand in what they signed."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.types import ControllerRouterHandler

from evaluation_rooms.draws.actions import ceremony
from evaluation_rooms.draws.ceremony import CeremonyAnswer, CustodyDraws, DrawShown
from foundation.work import Work


class CustodianSaysRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A document signed by a custodian."""

    signed: dict[str, Any]


@get("/api/draws/{draw:uuid}")
async def show_draw(draw: FromPath[UUID], public_work: NamedDependency[Work]) -> DrawShown:
    """Inputs, key set, dealings and cut-off of a draw, and who has released: what a custodian's client checks."""
    return await ceremony.show_draw(public_work, draw)


@post("/api/draws/{draw:uuid}/dealings", status_code=200)
async def deal_for_draw(
    draw: FromPath[UUID], data: JSONBody[CustodianSaysRequest], public_work: NamedDependency[Work]
) -> CeremonyAnswer:
    """A custodian deals a fresh secret; authenticated by his signature. Safe to repeat with the same bytes."""
    return await ceremony.receive_dealing(public_work, draw, data.signed)


@post("/api/draws/{draw:uuid}/releases", status_code=200)
async def release_for_draw(
    draw: FromPath[UUID], data: JSONBody[CustodianSaysRequest], public_work: NamedDependency[Work]
) -> CeremonyAnswer:
    """A custodian releases his shares of all dealings of the cut-off. Safe to repeat."""
    return await ceremony.receive_draw_release(public_work, draw, data.signed)


@post("/api/custodians/draws", status_code=200)
async def list_custody_draws(data: JSONBody[CustodianSaysRequest], public_work: NamedDependency[Work]) -> CustodyDraws:
    """The draws for which a custodian body keeps a key, for whoever signs as that body."""
    return await ceremony.show_custody_draws(public_work, data.signed)


ROUTES: list[ControllerRouterHandler] = [show_draw, deal_for_draw, release_for_draw, list_custody_draws]
