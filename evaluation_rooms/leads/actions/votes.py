"""Every member says of each lead about bids what he thinks; when all have, what the majority found is recorded."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import Body, timestamp
from evaluation_rooms.leads.actions.state import Search, search_of, votes_of
from evaluation_rooms.leads.bodies import verdict_body
from evaluation_rooms.leads.refusals import SearchRuns, VerdictStands
from evaluation_rooms.leads.rules import VOTED_IN
from evaluation_rooms.leads.tables import LeadRow, LeadVote
from evaluation_rooms.rooms.actions import Seated, members_of, seated, tell
from foundation.errors import NoSuchThing
from foundation.work import Work

RULE = "条例40"
LEAD = "lead 线索"


async def vote_lead(work: Work, lot_id: UUID, lead_id: UUID, opinion: str, reason: str) -> None:
    """The asking member's opinion; given again before all have voted, the last one counts."""
    seat = await seated(work, *VOTED_IN, alone=True)
    found = await search_of(work, seat.session.id, lot_id)
    if found is None:
        raise SearchRuns()
    if lead_id not in {one.id for one in found.of_bids}:
        raise NoSuchThing(what=LEAD)
    there = await work.session.get(LeadVote, (lead_id, seat.member.id))
    if there is not None and (there.opinion, there.reason) == (opinion, reason):
        return
    if found.row.verdict is not None:
        raise VerdictStands()
    given = {"opinion": opinion, "reason": reason, "at": await work.now()}
    vote = insert(LeadVote).values(lead_id=lead_id, member_id=seat.member.id, **given)
    await work.session.execute(vote.on_conflict_do_update(index_elements=["lead_id", "member_id"], set_=given))
    await work.record("vote_lead", "lot", lot_id, RULE, seat=seat.member.name, lead=lead_id)
    await _find(work, seat, found)


async def _find(work: Work, seat: Seated, found: Search) -> None:
    """Record what the committee found, once nobody's vote is missing."""
    votes = await votes_of(work, found.of_bids)
    seats = {one.id: one.name for one in await members_of(work, seat.session.id)}
    if any(seats.keys() - votes[lead.id].keys() for lead in found.of_bids):
        return
    said = {lead.id: _said(votes[lead.id], seats) for lead in found.of_bids}
    body = verdict_body(_head(found, timestamp(await work.now())), _told(found.of_bids), list(said.values()))
    record = await work.publish(body, lot=found.row.lot_id, round_no=found.round, public=False)
    found.row.verdict = record.digest
    await work.record("find_on_leads", "lot", found.row.lot_id, RULE, record=record.digest.hex())
    await tell(work, seat.session.id, "leads", lot=str(found.row.lot_id), record=record.digest.hex())


def _said(votes: Mapping[UUID, LeadVote], seats: Mapping[UUID, str]) -> list[Body]:
    named = sorted((seats[member], vote) for member, vote in votes.items() if member in seats)
    return [{"seat": seat, "opinion": vote.opinion, "reason": vote.reason} for seat, vote in named]


def _head(found: Search, at: str) -> Body:
    row = found.row
    named: Body = {"session": str(row.session_id), "lot": str(row.lot_id), "round": found.round}
    return {**named, "scores": row.scores.hex(), "at": at}


def _told(leads: Sequence[LeadRow]) -> list[Body]:
    return [
        {
            "lead": str(one.id),
            "rule": one.rule,
            "strength": one.strength,
            "bids": one.bids,
            "facts": one.facts,
            "measures": one.measures,
        }
        for one in leads
    ]
