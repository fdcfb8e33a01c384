"""After a room is ranked each of its lots is looked through once; the same ranking always gives the same leads."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from bidding.handover import judged_lot
from bidding.methods.leads.lead import Lead, in_order
from bidding.methods.leads.preferences import GivenMark, preferences
from bidding.methods.leads.progressions import progressions
from bidding.methods.scores_record import quoted
from crypto.encoding import Body
from evaluation_rooms.leads.tables import LeadRow, LeadSearch
from evaluation_rooms.scoring.actions import scores_of
from foundation.records import RecordRow
from foundation.rulebook import Rulebook, rulebook
from foundation.work import Work

TOPIC: Final = "leads"
RULE = "domain 5.3"


async def run_search(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The room is ranked, every mark locked: look through each lot whose ranking was not looked through yet."""
    session = UUID(payload["session"])
    for lot, record in sorted((await scores_of(work, session)).items()):
        if await work.session.get(LeadSearch, record.digest) is None:
            await _search(work, session, lot, record)
    return None


async def _search(work: Work, session: UUID, lot_id: UUID, record: RecordRow) -> None:
    lot, body = await judged_lot(work, lot_id), json.loads(record.body)
    rules = rulebook(lot.rulebook)
    leads = in_order([*_of_prices(body, rules), *preferences(_opinions(body), rules)])
    row = LeadSearch(scores=record.digest, session_id=session, lot_id=lot_id, project_id=lot.project)
    row.found_at = await work.now()
    work.session.add(row)
    await work.session.flush()
    await work.record("find_leads", "lot", lot_id, RULE, scores=record.digest.hex(), count=len(leads))
    await _keep(work, record.digest, leads)


def _of_prices(body: Body, rules: Rulebook) -> Sequence[Lead]:
    """Of every bid that was read out, also of those that the committee rejected."""
    return list(progressions({one["bid"]: quoted(one) for one in body["bids"]}, rules))


def _opinions(body: Body) -> list[GivenMark]:
    """Marks of the criteria that members judge by their own opinion."""
    subjective = {one["name"] for one in body["scheme"]["method"]["criteria"] if one["kind"] == "subjective"}
    return [
        GivenMark(one["bid"], one["criterion"], one["seat"], Decimal(one["mark"]))
        for one in body["marks"]
        if one["criterion"] in subjective
    ]


async def _keep(work: Work, scores: bytes, leads: Sequence[Lead]) -> None:
    """Last in the deed: the numbers' row stays locked until the commit."""
    for one in leads:
        number = await work.announce(TOPIC, "lead", rule=one.rule)
        row = LeadRow(number=number, scores=scores, about=one.about, rule=one.rule, strength=one.strength)
        row.bids, row.seats = list(one.bids), list(one.seats)
        row.facts = [fact._asdict() for fact in one.facts]
        row.measures = [measure._asdict() for measure in one.measures]
        work.session.add(row)
    await work.session.flush()
