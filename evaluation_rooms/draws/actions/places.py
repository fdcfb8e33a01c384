"""The places of a committee: somebody is called, a place becomes free, the next reserve is called or one is drawn.

Every deed here stands under the lock of the session's row; so two who decline at once never take the same reserve.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from bidding.handover import redraw_place
from crypto.encoding import timestamp
from crypto.verifiable_draw.draw import next_reserve
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas, read_quotas
from evaluation_rooms.draws.actions.carriers import send_invitation
from evaluation_rooms.draws.actions.ceremony import body_of
from evaluation_rooms.draws.actions.plan import cities_of
from evaluation_rooms.draws.actions.prepare import prepare_supplement
from evaluation_rooms.draws.actions.sealed import read_result, read_sealed
from evaluation_rooms.draws.actions.seats import are_ready, assemble, tell_missing_seats
from evaluation_rooms.draws.actions.sessions import draws_of, lot_ids_of, rows_of
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.plans import quotas_of, read_plan
from evaluation_rooms.draws.rules import GONE, OCCUPANCY, SESSION
from evaluation_rooms.draws.tables import Draw, EvaluationSession, Occupancy
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

LAPSE, SEAT = "draw answer", "draw seats"
LOOK_AGAIN = timedelta(seconds=30)


@dataclass(frozen=True)
class Called:
    """Who is called to which place; `number`: of the reserve, None for who was drawn."""

    place: int
    speciality: str
    entry: Entry
    expert: UUID
    number: int | None


@dataclass(frozen=True)
class Committee:
    """What the places of a session are judged by: quotas, pool and reserves of its first draw, and who was called."""

    draw: Draw
    quotas: Quotas
    entries: dict[str, Entry]
    order: tuple[Entry, ...]
    experts: dict[str, UUID]
    rows: Sequence[Occupancy]

    @cached_property
    def holders(self) -> dict[int, Occupancy]:
        """Who holds which place."""
        return {row.place: row for row in self.rows if row.state not in GONE}

    @cached_property
    def vacant(self) -> dict[int, str]:
        """Places that nobody holds, with their specialities, ascending."""
        known = {row.place: row.speciality for row in self.rows}
        return {place: known[place] for place in sorted(known) if place not in self.holders}

    @property
    def members(self) -> list[Member]:
        """Who holds a place, by place."""
        return [Member(self.entries[row.ref], row.speciality) for _, row in sorted(self.holders.items())]

    def next_for(self, place: int) -> Called | None:
        """The reserve who is due for a vacant place; None when no reserve keeps every quota."""
        used = {row.ref for row in self.rows}
        found = next_reserve(self.order, used, self.members, self.vacant[place], self.quotas)
        if found is None:
            return None
        number, entry = found
        return Called(place, self.vacant[place], entry, self.experts[entry.ref], number)


async def committee_of(work: Work, session: EvaluationSession) -> Committee:
    """See Committee."""
    draw = (await draws_of(work, session.id))[0]
    sealed, result = await read_sealed(work, draw), read_result(work, draw)
    entries = {entry.ref: entry for entry in sealed.entries}
    return Committee(
        draw=draw,
        quotas=await _quotas(work, session, draw),
        entries=entries,
        order=tuple(entries[ref] for ref in result.reserves),
        experts={ref: UUID(told["expert"]) for ref, told in sealed.openings.items()},
        rows=await rows_of(work, session.id),
    )


async def _quotas(work: Work, session: EvaluationSession, draw: Draw) -> Quotas:
    """Those that the draw was held under; for another system's draw those of the plan, which its committee keeps."""
    if draw.inputs:
        return read_quotas((await body_of(work.session, draw.inputs))["quotas"])
    plan = read_plan(session.plan)
    return quotas_of(plan, plan.steps()[0], await cities_of(work, plan), rulebook(session.rulebook))


async def call(work: Work, session: EvaluationSession, draw: Draw, called: Called) -> Occupancy:
    """Invite somebody to a place, with the time that the rulebook gives him to answer."""
    now = await work.now()
    row = Occupancy(
        session_id=session.id,
        draw_id=draw.id,
        place=called.place,
        ref=called.entry.ref,
        expert_id=called.expert,
        speciality=called.speciality,
        city=called.entry.city,
        state="INVITED",
        reserve_no=called.number,
        invited_at=now,
        answer_by=now + rulebook(session.rulebook).duration("R-EXPERT-ANSWER"),
    )
    work.session.add(row)
    await work.session.flush()
    await arm(work, LAPSE, f"{LAPSE} {row.id}", row.answer_by, occupancy=str(row.id))
    await send_invitation(work, session, row)
    await tell(work, row, "invited", answer_by=timestamp(row.answer_by))
    return row


async def tell(work: Work, row: Occupancy, kind: str, **data: Any) -> None:
    """An event of a place: its number, never who."""
    await work.announce(topic_of(row.session_id), kind, place=row.place, **data)


async def vacate(
    work: Work, session: EvaluationSession, row: Occupancy, verb: str, reason: str, rule: str, note: str = ""
) -> None:
    """A place becomes free for good, and the next is called."""
    row.state = OCCUPANCY.step(row.state, verb).after
    row.reason, row.answered_at = reason, await work.now()
    await work.record(f"{verb}_place", "occupancy", row.id, rule, place=row.place, reason=reason, note=note)
    await tell(work, row, row.state.lower(), reason=reason)
    if session.state in ("ASSEMBLING", "JUDGING"):
        session.state = SESSION.step(session.state, "replace").after
        await redraw_place(work, await lot_ids_of(work, session.id))
    await fill_vacant(work, session)


async def fill_vacant(work: Work, session: EvaluationSession) -> None:
    """Call the next reserve to every vacant place; where none keeps every quota, hold a supplementary draw.

    Such draws follow one another: while one is under way, what becomes vacant waits for its end.
    """
    if session.state != "INVITING":
        return
    committee = await committee_of(work, session)
    while committee.vacant:
        place = next(iter(committee.vacant))
        called = committee.next_for(place)
        if called is None:
            await prepare_supplement(work, session, place)
            return
        await call(work, session, committee.draw, called)
        committee = replace(committee, rows=await rows_of(work, session.id))


async def complete(work: Work, session: EvaluationSession) -> None:
    """Once every place is accepted and every venue has confirmed, seats are drawn and the committee assembles."""
    if session.state != "INVITING":
        return
    committee = await committee_of(work, session)
    if committee.vacant or any(row.state != "ACCEPTED" for row in committee.holders.values()):
        return
    broken = broken_quotas(committee.quotas, committee.members)
    assert not broken, f"the committee breaks {broken}"  # every reserve was called because he keeps them
    holders = list(committee.holders.values())
    if await are_ready(work, session, holders):
        await assemble(work, session, committee.draw, holders)
    else:
        await tell_missing_seats(work, session)
        await arm(work, SEAT, f"{SEAT} {session.id}", await work.now() + LOOK_AGAIN, session=str(session.id))


async def run_seating(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer of a complete committee that waits for a venue to confirm its seats."""
    session = await work.lock(EvaluationSession, UUID(payload["session"]), what=SESSION.what)
    await complete(work, session)
    return await work.now() + LOOK_AGAIN if session.state == "INVITING" else None
