"""Leads as the committee's members see them, and as a body for the report."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from crypto.encoding import Body
from evaluation_rooms.leads.actions.state import found_by_committee, search_of, votes_of
from evaluation_rooms.leads.answers import LeadOpinion, LeadsOfLot, SeatLead
from evaluation_rooms.leads.rules import READ_IN
from evaluation_rooms.leads.tables import LeadRow, LeadVote
from evaluation_rooms.rooms.actions import seated
from evaluation_rooms.scoring.actions.lots import scored_lot
from foundation.work import Work


async def show_leads(work: Work, lot_id: UUID) -> LeadsOfLot:
    """The leads about bids of a lot, for each member of the committee whose ranking stands."""
    seat = await seated(work, *READ_IN, held_ok=True)
    await scored_lot(work, seat.session.id, lot_id)
    found = await search_of(work, seat.session.id, lot_id)
    if found is None:
        return {"lot": str(lot_id), "searched": False, "leads": [], "record": None}
    votes, said = await votes_of(work, found.of_bids), await found_by_committee(work, [found.row.verdict])
    mine = {lead: by_member.get(seat.member.id) for lead, by_member in votes.items()}
    return {
        "lot": str(lot_id),
        "searched": True,
        "leads": [_lead(one, mine[one.id], seat.member.name, said.get(str(one.id))) for one in found.of_bids],
        "record": found.row.verdict.hex() if found.row.verdict else None,
    }


def _lead(one: LeadRow, mine: LeadVote | None, seat: str, said: Mapping[str, Any] | None) -> SeatLead:
    opinion = {"seat": seat, "opinion": mine.opinion, "reason": mine.reason} if mine else None
    told = {name: getattr(one, name) for name in ("rule", "strength", "bids", "facts", "measures")}
    told["votes"], told["verdict"] = (said["votes"], said["verdict"]) if said else (None, None)
    return cast(SeatLead, {"id": str(one.id), **told, "mine": cast(LeadOpinion | None, opinion)})


async def leads_of(work: Work, session_id: UUID, lot_id: UUID) -> Body:
    """What a report tells of leads: how many about bids by rule, and what the committee found, by the record's digest.

    Leads about seats are none of the report's. `searched` is false while the search is not over.
    """
    found = await search_of(work, session_id, lot_id)
    if found is None:
        return {"searched": False, "leads": [], "record": None}
    said = await found_by_committee(work, [found.row.verdict])
    leads = [
        {"lead": str(one.id), "rule": one.rule, "bids": one.bids, "verdict": said.get(str(one.id), {}).get("verdict")}
        for one in found.of_bids
    ]
    return {"searched": True, "leads": leads, "record": found.row.verdict.hex() if found.row.verdict else None}
