"""Seats for a committee: held at the main venue, asked for at the sub venues, for one step of the plan."""

from collections.abc import Sequence

from evaluation_rooms.draws.actions.plan import seats_at
from evaluation_rooms.draws.attempts import Fault, Ready, Relax
from evaluation_rooms.draws.plans import Plan, VenueShare
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.venues.actions import ask_sub_venue, hold_seats
from foundation.errors import Refusal
from foundation.work import Work


async def hold_venues(
    work: Work, session: EvaluationSession, plan: Plan, step: Sequence[VenueShare], ready: Ready
) -> Ready | Fault:
    """Seats everywhere, or nowhere and the fault of the venue that has too few. The sessions's row is locked."""
    asked = step[0]
    try:
        async with work.session.begin_nested():
            for asked in step:
                await _hold(work, session, plan, asked)
    except Refusal as refusal:
        needed, free = seats_at(plan, asked.venue, asked.most), refusal.facts.get("free", 0)
        relax = Relax("venue-seats", str(asked.venue), needed, free if isinstance(free, int) else 0)
        return Fault("venue", refusal.rule, len(ready.eligible), (relax,))
    return ready


async def hold_step(work: Work, session: EvaluationSession, plan: Plan, step: Sequence[VenueShare]) -> None:
    """Seats everywhere; raises the refusal of the venue that has too few."""
    for share in step:
        await _hold(work, session, plan, share)


async def _hold(work: Work, session: EvaluationSession, plan: Plan, share: VenueShare) -> None:
    start, end = session.starts_at, ends_at(session.starts_at, session.hours)
    count = seats_at(plan, share.venue, share.most)
    if count == 0:
        return
    if share.venue == plan.main.venue:
        await hold_seats(work, share.venue, session.id, count, start, end)
    else:
        await ask_sub_venue(work, share.venue, session.id, count, start, end, rulebook=session.rulebook)
