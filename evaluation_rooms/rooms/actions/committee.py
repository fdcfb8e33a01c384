"""The committee at the table: it grows by who was drawn or named, shrinks by who goes, and judges when it is whole."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from sqlalchemy import select, update

from evaluation_rooms.draws.actions.sessions import begin_judging, replace_sitting, rows_of
from evaluation_rooms.draws.plans import experts_least, read_plan
from evaluation_rooms.draws.rules import GONE
from evaluation_rooms.draws.tables import EvaluationSession, Occupancy
from evaluation_rooms.rooms.actions.holds import NOT_BEGUN, hold, let_go
from evaluation_rooms.rooms.actions.seats import SITTING, advance, everybody, missing, standing, tell
from evaluation_rooms.rooms.rules import MEMBER, OVER
from evaluation_rooms.rooms.tables import Member, SeatLogin, Sitting, Slip
from evaluation_rooms.venues.actions import confirmed_seats
from foundation.rulebook import rulebook
from foundation.work import Work

WhenWhole = Callable[[Work, Sitting], Awaitable[None]]
WHEN_WHOLE: list[WhenWhole] = []
"""What later stages do as soon as nobody is away and the room goes on: a step that waited for somebody completes."""

RESTARTED = ("BLIND", "OPEN_PART", "PRICE_OPENING", "CONFIRM", "RANKED", "SIGNING")
"""Phases that go back to the preliminary review when somebody new sits down: he judges everything himself (条例48)."""

REPLACING = "成员更换，等待递补成员到位"


async def sync(work: Work, sitting: Sitting, session: EvaluationSession) -> None:
    """Bring the table in line with the draw: whoever left his place goes, whoever was seated is expected."""
    holders = {row.id: row for row in await rows_of(work, session.id)}
    for member in await standing(work, session.id):
        row = holders.get(member.occupancy_id) if member.occupancy_id else None
        if row is not None and row.state in GONE:
            await part(work, sitting, member, row.reason or "replaced")
    if session.state == "ASSEMBLING" and sitting.phase not in OVER:
        await begin_judging(work, session)
    if session.state == "JUDGING":
        known = {one.occupancy_id for one in await everybody(work, session.id)}
        await _expect(
            work, sitting, [row for row in holders.values() if row.state == "ACCEPTED" and row.id not in known]
        )
        await _seat_buyers(work, session)


async def _expect(work: Work, sitting: Sitting, rows: list[Occupancy]) -> None:
    for row in sorted(rows, key=lambda row: row.name or ""):
        assert row.name is not None  # seats are drawn
        member = Member(session_id=row.session_id, committee=sitting.committee, kind="expert", name=row.name)
        member.occupancy_id, member.state, member.added_at = row.id, "EXPECTED", await work.now()
        member.venue_id, member.workstation_id = row.venue_id, row.workstation_id
        work.session.add(member)
        await work.session.flush()
        await tell(work, row.session_id, "expected", seat=member.name, member=member.kind)


async def _seat_buyers(work: Work, session: EvaluationSession) -> None:
    """The buyer's representatives sit at the main venue, where the draw left a workstation free."""
    main = read_plan(session.plan).main.venue
    people = await standing(work, session.id)
    taken = {one.workstation_id for one in people}
    free = [one for one in (await confirmed_seats(work, session.id)).get(main, []) if one not in taken]
    for member in people:
        if member.workstation_id is None and free:
            member.venue_id, member.workstation_id = main, free.pop(0)


async def part(work: Work, sitting: Sitting, member: Member, reason: str) -> None:
    """A member goes for good: his seat is signed out, a head leaves his office, and the room is held."""
    now = await work.now()
    member.state = MEMBER.step(member.state, "leave").after
    member.gone_reason, member.gone_at, member.recused = reason, now, reason == "recusal"
    await sign_out(work, member)
    ended = update(Slip).where(Slip.member_id == member.id, Slip.ended_at.is_(None))
    await work.session.execute(ended.values(ended_at=now))
    await work.record("leave_committee", "member", member.id, "条例48", seat=member.name, reason=reason)
    await tell(work, sitting.session_id, "gone", seat=member.name, reason=reason)
    begun = sitting.phase not in (NOT_BEGUN, *OVER)
    if begun and member.kind == "expert" and sitting.head_id in (None, member.id):
        await open_ballot(work, sitting)
    if begun and sitting.held not in ("interrupted", "pause"):
        await hold(work, sitting, "replacement", REPLACING)


async def sign_out(work: Work, member: Member) -> None:
    """Every login of the member ends."""
    ended = update(SeatLogin).where(SeatLogin.member_id == member.id, SeatLogin.ended_at.is_(None))
    await work.session.execute(ended.values(ended_at=await work.now()))


async def open_ballot(work: Work, sitting: Sitting) -> None:
    """There is no head; the experts elect one anew, and all of them vote again."""
    sitting.head_id, sitting.ballot = None, sitting.ballot + 1
    await tell(work, sitting.session_id, "ballot", ballot=sitting.ballot)


async def let_leave(work: Work, sitting: Sitting, session: EvaluationSession, member: Member, reason: str) -> None:
    """A member leaves; for an expert the next of the draw is called, for a representative the buyer names another."""
    await part(work, sitting, member, reason)
    if member.occupancy_id is not None:
        await work.session.flush()
        row = await work.session.get_one(Occupancy, member.occupancy_id)
        await replace_sitting(work, session, row, reason)
    await settle(work, sitting, session)


async def settle(work: Work, sitting: Sitting, session: EvaluationSession) -> None:
    """Go on as far as the committee allows: begin when it is whole, wait when it is not, restart for who is new."""
    if sitting.phase in OVER:
        return
    whole = await is_whole(work, sitting, session)
    if sitting.phase == NOT_BEGUN:
        if whole and not sitting.held and not await missing(work, session.id):
            await _begin(work, sitting)
        return
    if not whole and sitting.held is None:
        await hold(work, sitting, "replacement", REPLACING)
    elif whole and sitting.held == "replacement":
        await let_go(work, sitting)
    if whole and sitting.held is None:
        await _restart(work, sitting)


async def _begin(work: Work, sitting: Sitting) -> None:
    now = await work.now()
    await advance(work, sitting.session_id, "gather")
    sitting.began_at = sitting.running_since = sitting.restarted_at = now


async def _restart(work: Work, sitting: Sitting) -> None:
    """Whoever came later has seen nothing: the room goes back to where he must begin. Others keep what they gave."""
    since = sitting.restarted_at
    if since and any(one.ready_at and one.ready_at > since for one in await standing(work, sitting.session_id)):
        if sitting.phase in RESTARTED:
            await advance(work, sitting.session_id, "restart")
        sitting.restarted_at = await work.now()


async def is_whole(work: Work, sitting: Sitting, session: EvaluationSession) -> bool:
    """Whether every place is taken by somebody who is ready, and together they are lawful (Order 12 Art. 9)."""
    plan, people = read_plan(session.plan), await standing(work, session.id)
    size, experts = len(people), sum(one.kind == "expert" for one in people)
    least = rulebook(session.rulebook).count("R-COMMITTEE-WATER" if plan.water else "R-COMMITTEE-MIN")
    lawful = size >= least and size % 2 == 1 and experts >= experts_least(size)
    return lawful and size == plan.size and all(one.state == "READY" for one in people)


async def lock_room(work: Work, session_id: UUID) -> tuple[Sitting, EvaluationSession]:
    """The room and its session, for a deed that changes the committee: the room is locked first, always."""
    await work.session.flush()
    sitting = await work.lock(Sitting, session_id, what=SITTING)
    query = select(EvaluationSession).where(EvaluationSession.id == session_id)
    session = await work.session.scalar(query.with_for_update().execution_options(populate_existing=True))
    assert session is not None  # the sitting names it
    return sitting, session
