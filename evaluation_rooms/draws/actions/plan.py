"""Planning a session: who may, what is lawful, which lots; amending it; and the start of its draw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.dialects.postgresql import insert

from bidding.handover import JudgedProject, JudgedRound, begin_drawing, judged_project, judged_rounds
from evaluation_rooms.draws import refusals
from evaluation_rooms.draws.actions.sessions import draws_of, find_session, lot_ids_of
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.plans import Plan, check_committee, check_remote, check_steps
from evaluation_rooms.draws.rules import SESSION
from evaluation_rooms.draws.spans import ends_at
from evaluation_rooms.draws.tables import EvaluationSession, SessionLot
from evaluation_rooms.experts.actions.specialities import current_table
from evaluation_rooms.venues.actions import free_workstations, venue_of
from foundation.errors import FieldRefused, NoSuchThing, NotAllowed
from foundation.rulebook import Rulebook, rulebook
from foundation.schedule import arm
from foundation.work import Work

PREPARE = "prepare draw"
MOST_HOURS = 24
UNDER_WAY = ("DRAWING", "INVITING", "ASSEMBLING", "JUDGING", "JUDGED")
TO_JUDGE = ("OPENED", "VOID_EVAL")
"""States of a lot for which a committee can be planned: the first one, or another after a void evaluation."""


@dataclass(frozen=True)
class NewSession:
    """A session as it is asked for."""

    project: UUID
    lots: tuple[UUID, ...]
    starts_at: datetime
    hours: int
    plan: Plan


def may_plan(work: Work, project: JudgedProject) -> None:
    """Agency and buyer of the project, and any draw operator; to a stranger it is no such project."""
    work.actor.need("agency", "buyer", "draw_operator")
    if work.actor.role != "draw_operator" and not project.relation & {"agency", "buyer"}:
        raise NoSuchThing(what="project 项目")


async def plan_session(work: Work, new: NewSession) -> EvaluationSession:
    """Plan a session over opened lots. The same plan again answers the session that is there."""
    project = await judged_project(work, new.project)
    may_plan(work, project)
    if not new.lots:
        raise FieldRefused(field="lots", why="at least one lot", why_zh="至少一个标段")
    rounds = await judged_rounds(work, new.lots, lock=True)
    if earlier := await _same_session(work, new, rounds):
        return earlier
    _check_lots(project, new.lots, rounds)
    book = max(one.rulebook for one in rounds)
    await check_plan(work, project, new.plan, new.starts_at, new.hours, rulebook(book))
    session = EvaluationSession(
        project_id=project.id,
        state="PLANNED",
        rulebook=book,
        plan=new.plan.as_json(),
        starts_at=new.starts_at,
        hours=new.hours,
        created_at=await work.now(),
        created_by=work.actor.person,
    )
    work.session.add(session)
    await work.session.flush()
    await _take_lots(work, session, rounds)
    await _tell(work, session, "plan_session", "Order 12 Art. 9")
    return session


def _check_lots(project: JudgedProject, lots: Sequence[UUID], rounds: Sequence[JudgedRound]) -> None:
    fit = {one.lot for one in rounds if one.project == project.id and one.state in TO_JUDGE}
    if unfit := [number for number, lot in enumerate(lots, 1) if lot not in fit]:
        raise refusals.LotsUnfit(lots=", ".join(map(str, unfit)))


async def _same_session(work: Work, new: NewSession, rounds: Sequence[JudgedRound]) -> EvaluationSession | None:
    query = select(EvaluationSession).join(SessionLot, SessionLot.session_id == EvaluationSession.id)
    query = query.where(tuple_(SessionLot.lot_id, SessionLot.round_no).in_([(one.lot, one.number) for one in rounds]))
    for session in (await work.session.scalars(query.distinct())).all():
        if session.state == "VOID":
            continue
        same = (session.plan, session.starts_at, session.hours) == (new.plan.as_json(), new.starts_at, new.hours)
        if same and set(await lot_ids_of(work, session.id)) == set(new.lots):
            return session
    return None


async def _take_lots(work: Work, session: EvaluationSession, rounds: Sequence[JudgedRound]) -> None:
    """The database alone decides which session a lot round belongs to."""
    rows = [{"session_id": session.id, "lot_id": one.lot, "round_no": one.number, "void": False} for one in rounds]
    query = insert(SessionLot).values(rows).on_conflict_do_nothing().returning(SessionLot.lot_id)
    if len(list(await work.session.scalars(query))) < len(rows):
        raise refusals.LotInSession()


async def check_plan(
    work: Work, project: JudgedProject, plan: Plan, starts_at: datetime, hours: int, rules: Rulebook
) -> None:
    """Everything that a plan must be before anybody is drawn."""
    if not 1 <= hours <= MOST_HOURS:
        raise FieldRefused(field="hours", why=f"1 to {MOST_HOURS}", why_zh=f"应为1至{MOST_HOURS}")
    if starts_at <= await work.now():
        raise FieldRefused(field="starts_at", why="a moment that is to come", why_zh="应为将来的时间")
    check_committee(plan, rules)
    await _check_specialities(work, plan)
    cities = await cities_of(work, plan)
    check_remote(plan, cities, project.is_in_remote_scope, rules)
    check_steps(plan, cities, rules)
    await _check_seats(work, plan, starts_at, ends_at(starts_at, hours))


async def _check_specialities(work: Work, plan: Plan) -> None:
    table = await current_table(work)
    codes = [code for code, _ in plan.specialities]
    for code in codes:
        if code not in table or codes.count(code) > 1:
            raise refusals.SpecialityUnknown(code=code)


async def cities_of(work: Work, plan: Plan) -> dict[UUID, str]:
    """The physical city of every venue of a plan."""
    return {venue: (await venue_of(work, venue)).physical_city for venue in sorted(plan.venues())}


async def _check_seats(work: Work, plan: Plan, start: datetime, end: datetime) -> None:
    """Of the plan as it stands; wider steps are looked at when they are tried."""
    for share in (plan.main, *plan.subs):
        needed = seats_at(plan, share.venue, share.most)
        free = len(await free_workstations(work, share.venue, start, end))
        if free < needed:
            raise refusals.VenueShort(venue=(await venue_of(work, share.venue)).name, free=free, needed=needed)


def seats_at(plan: Plan, venue: UUID, experts: int) -> int:
    """Workstations that a venue needs: the buyer's representatives sit at the main one."""
    return experts + (plan.buyer_members if venue == plan.main.venue else 0)


async def amend_session(work: Work, session_id: UUID, starts_at: datetime, hours: int, plan: Plan) -> EvaluationSession:
    """Plan anew what is not drawn: while PLANNED, or after a preparation that found no committee."""
    session = await find_session(work, session_id)
    project = await judged_project(work, session.project_id)
    may_plan(work, project)
    session = await work.lock(EvaluationSession, session_id, what=SESSION.what)
    if await draws_of(work, session.id):
        raise refusals.SessionDrawn()
    step = SESSION.step(session.state, "amend")
    await check_plan(work, project, plan, starts_at, hours, rulebook(session.rulebook))
    session.state, session.plan = step.after, plan.as_json()
    session.starts_at, session.hours = starts_at, hours
    await _tell(work, session, "amend_session", step.rule)
    return session


async def start_draw(work: Work, session_id: UUID) -> EvaluationSession:
    """Begin the draw: the pool's preparation is due at once. A second start changes nothing."""
    if work.actor.role == "agency":
        raise NotAllowed(needed="专家抽取操作员")
    work.actor.need("draw_operator")
    session = await work.lock(EvaluationSession, session_id, what=SESSION.what)
    if session.state in UNDER_WAY:
        return session
    step = SESSION.step(session.state, "draw")
    session.state, session.failure = step.after, None
    await begin_drawing(work, await lot_ids_of(work, session.id))
    await arm_preparation(work, session)
    await _tell(work, session, "start_draw", step.rule)
    return session


async def arm_preparation(work: Work, session: EvaluationSession, place: int | None = None, turn: int = 0) -> None:
    """The preparation of draw 1, or of a supplementary one for a place; `turn` tells the vacancies of it apart."""
    key = f"{PREPARE} {session.id}" + (f" {place} {turn}" if place else "")
    await arm(work, PREPARE, key, await work.now(), session=str(session.id), place=place)


async def _tell(work: Work, session: EvaluationSession, verb: str, rule: str, **more: Any) -> None:
    told: Mapping[str, Any] = {"state": session.state, "starts_at": session.starts_at, "plan": session.plan}
    await work.record(verb, "evaluation session", session.id, rule, **told, **more)
    await work.announce(topic_of(session.id), "session", state=session.state)
