"""A search for leads as it stands: the one of the ranking that stands, its leads, who voted on them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from evaluation_rooms.leads.tables import LeadRow, LeadSearch, LeadVote
from evaluation_rooms.scoring.actions import scores_of
from foundation.records import records_named
from foundation.work import Work


@dataclass(frozen=True)
class Search:
    """A search and what it found, in the order of finding; `round`: of the lot."""

    row: LeadSearch
    leads: Sequence[LeadRow]
    round: int | None

    @property
    def of_bids(self) -> list[LeadRow]:
        """The leads that are the committee's to judge."""
        return [one for one in self.leads if one.about == "bids"]


async def search_of(work: Work, session_id: UUID, lot_id: UUID) -> Search | None:
    """The search through the lot's ranking that stands; None while it is not over."""
    record = (await scores_of(work, session_id)).get(lot_id)
    row = await work.session.get(LeadSearch, record.digest, populate_existing=True) if record else None
    if row is None or record is None:
        return None
    query = select(LeadRow).where(LeadRow.scores == row.scores).order_by(LeadRow.number)
    return Search(row, list(await work.session.scalars(query)), record.round)


async def votes_of(work: Work, leads: Sequence[LeadRow]) -> dict[UUID, dict[UUID, LeadVote]]:
    """By lead, then by member."""
    found: dict[UUID, dict[UUID, LeadVote]] = {one.id: {} for one in leads}
    query = select(LeadVote).where(LeadVote.lead_id.in_(found)).execution_options(populate_existing=True)
    for vote in await work.session.scalars(query):
        found[vote.lead_id][vote.member_id] = vote
    return found


async def found_by_committee(work: Work, verdicts: Iterable[bytes | None]) -> dict[str, dict[str, Any]]:
    """What the records of these verdicts say, by lead; nothing where there is none."""
    wanted = [one for one in verdicts if one is not None]
    records = await records_named(work.session, wanted) if wanted else []
    return {one["lead"]: one for record in records for one in json.loads(record.body)["leads"]}
