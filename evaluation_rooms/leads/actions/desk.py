"""The desk of whoever oversees: the supervisor sees every lead of his projects, the centre those about seats.

Before the result is fixed the centre is not told which bid a lead about seats is of, nor any mark: its staff never
sees one. Buyer, agency and everybody else are told of no lead.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, select

from bidding.handover import RESULT_FIXED, judged_rounds, own_project_ids
from crypto.encoding import timestamp
from evaluation_rooms.leads.actions.state import found_by_committee
from evaluation_rooms.leads.answers import LeadStepShown, LeadTold
from evaluation_rooms.leads.rules import DISPOSITION, WATCHERS
from evaluation_rooms.leads.tables import LeadRow, LeadSearch, LeadStep
from evaluation_rooms.scoring.actions import standing_scores
from foundation.errors import NoSuchThing
from foundation.work import Work

LEAD = "lead 线索"
Found = Sequence[tuple[LeadRow, LeadSearch]]


async def list_leads(work: Work, after: int, limit: int) -> list[LeadTold]:
    """Leads of the asking person's own projects with a greater number, ascending."""
    work.actor.need(*WATCHERS)
    query = _seen(work).where(LeadRow.number > after).order_by(LeadRow.number).limit(limit)
    return await _told(work, [(one[0], one[1]) for one in await work.session.execute(query)])


def _seen(work: Work) -> Select[LeadRow, LeadSearch]:
    query = select(LeadRow, LeadSearch).join(LeadSearch, LeadSearch.scores == LeadRow.scores)
    query = query.where(LeadSearch.project_id.in_(own_project_ids(work)))
    return query if work.actor.role == "supervisor" else query.where(LeadRow.about == "seats")


async def dispose(work: Work, lead_id: UUID, verb: str, reason: str) -> LeadTold:
    """The supervisor takes a lead up, then dismisses it or refers it to whoever investigates. Safe to repeat."""
    work.actor.need("supervisor")
    search = await work.session.scalar(_seen(work).with_only_columns(LeadSearch).where(LeadRow.id == lead_id))
    if search is None:
        raise NoSuchThing(what=LEAD)
    lead = await work.lock(LeadRow, lead_id, what=LEAD)
    steps = (await _steps(work, [lead_id])).get(lead_id, [])
    if not steps or (steps[-1].verb, steps[-1].reason) != (verb, reason):
        await _step(work, lead, verb, reason)
    [told] = await _told(work, [(lead, search)])
    return told


async def _step(work: Work, lead: LeadRow, verb: str, reason: str) -> None:
    step = DISPOSITION.step(lead.state, verb)
    lead.state = step.after
    row = LeadStep(lead_id=lead.id, verb=verb, state=step.after, reason=reason, person=work.actor.person)
    row.at = await work.now()
    work.session.add(row)
    await work.session.flush()
    await work.record(f"{verb}_lead", "lead", lead.id, step.rule, state=step.after)


async def _steps(work: Work, leads: Sequence[UUID]) -> dict[UUID, list[LeadStep]]:
    found: dict[UUID, list[LeadStep]] = {}
    for row in await work.session.scalars(select(LeadStep).where(LeadStep.lead_id.in_(leads)).order_by(LeadStep.id)):
        found.setdefault(row.lead_id, []).append(row)
    return found


async def _told(work: Work, found: Found) -> list[LeadTold]:
    steps = await _steps(work, [lead.id for lead, _ in found])
    searches = {search.scores: search for _, search in found}
    said = await found_by_committee(work, [one.verdict for one in searches.values()])
    standing = await standing_scores(work, {one.session_id for one in searches.values()})
    whole = await _told_whole(work, {one.lot_id for one in searches.values()})
    return [
        cast(
            LeadTold,
            _named(lead, search)
            | _seen_by_asker(lead, whole=search.lot_id in whole)
            | _found(said.get(str(lead.id)))
            | {"steps": [_step_shown(one) for one in steps.get(lead.id, [])]}
            | {"replaced": search.scores not in standing},
        )
        for lead, search in found
    ]


async def _told_whole(work: Work, lots: Collection[UUID]) -> set[UUID]:
    """Lots of which the asking person is told everything: the supervisor always, the centre once a result is fixed."""
    if work.actor.role == "supervisor":
        return set(lots)
    return {one.lot for one in await judged_rounds(work, sorted(lots)) if one.state in RESULT_FIXED}


def _named(lead: LeadRow, search: LeadSearch) -> dict[str, Any]:
    told = {name: getattr(lead, name) for name in ("number", "about", "rule", "strength", "seats", "state")}
    told |= {"id": str(lead.id), "project": str(search.project_id), "session": str(search.session_id)}
    return {**told, "lot": str(search.lot_id), "found_at": timestamp(search.found_at)}


def _seen_by_asker(lead: LeadRow, *, whole: bool) -> dict[str, Any]:
    return {name: getattr(lead, name) if whole else None for name in ("bids", "facts", "measures")}


def _found(said: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the committee found, of a lead about bids once all have voted."""
    return {"votes": said["votes"], "verdict": said["verdict"]} if said else {"votes": [], "verdict": None}


def _step_shown(one: LeadStep) -> LeadStepShown:
    told = {name: getattr(one, name) for name in ("verb", "state", "reason")}
    return cast(LeadStepShown, {**told, "at": timestamp(one.at)})
