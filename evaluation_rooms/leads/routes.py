"""Doors of the leads: of the committee's seats, and of those who oversee."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.types import ControllerRouterHandler

from evaluation_rooms.leads.actions import desk, show, votes
from evaluation_rooms.leads.answers import LeadsOfLot, LeadsTold, LeadTold
from evaluation_rooms.leads.rules import Disposing, Opinion
from evaluation_rooms.rooms.routes.seat_door import SEAT
from foundation.work import Work

LeadReason = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class LeadVoteForm(msgspec.Struct, forbid_unknown_fields=True):
    """What a member thinks of a lead, and why."""

    opinion: Opinion
    reason: LeadReason


class LeadStepForm(msgspec.Struct, forbid_unknown_fields=True):
    """What the supervisor does with a lead, and why."""

    verb: Disposing
    reason: LeadReason


@get("/api/seat/lots/{lot:uuid}/leads", dependencies=SEAT)
async def show_lot_leads(lot: FromPath[UUID], seat_work: NamedDependency[Work]) -> LeadsOfLot:
    """Leads about bids, once every mark is locked."""
    return await show.show_leads(seat_work, lot)


@post("/api/seat/lots/{lot:uuid}/leads/{lead:uuid}/vote", status_code=200, dependencies=SEAT)
async def vote_on_lead(
    lot: FromPath[UUID], lead: FromPath[UUID], data: JSONBody[LeadVoteForm], seat_work: NamedDependency[Work]
) -> LeadsOfLot:
    """Say whether a lead is collusion, is none, or cannot be told. Safe to repeat."""
    await votes.vote_lead(seat_work, lot, lead, data.opinion, data.reason)
    return await show.show_leads(seat_work, lot)


@get("/api/leads")
async def list_leads(
    work: NamedDependency[Work],
    after: Annotated[int, QueryParameter(ge=0, le=2**62)] = 0,
    limit: Annotated[int, QueryParameter(ge=1, le=500)] = 100,
) -> LeadsTold:
    """Leads of one's own projects after a number: for the supervisor, and about seats for the centre."""
    return {"leads": await desk.list_leads(work, after, limit)}


@post("/api/leads/{lead:uuid}/disposition", status_code=200)
async def dispose_of_lead(lead: FromPath[UUID], data: JSONBody[LeadStepForm], work: NamedDependency[Work]) -> LeadTold:
    """The supervisor takes a lead up, dismisses it, or refers it. Safe to repeat."""
    return await desk.dispose(work, lead, data.verb, data.reason)


ROUTES: list[ControllerRouterHandler] = [show_lot_leads, vote_on_lead, list_leads, dispose_of_lead]
