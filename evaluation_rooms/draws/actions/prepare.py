"""Before a draw: the pool as it stood at the deadline, exclusions by rule, a lottery, and the published commitment.

Slow on purpose of nobody: a lottery may take 30 s, so this runs in a timer of its own and solves in a thread, before
the session's row is locked. Then the row is locked, and everything that was judged is written in one transaction.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from bidding.handover import drawing_failed, judged_rounds, parties_of
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions import inputs as publishing
from evaluation_rooms.draws.actions.calls import calls_of
from evaluation_rooms.draws.actions.plan import PREPARE, arm_preparation, cities_of
from evaluation_rooms.draws.actions.sessions import draws_of, find_session, lot_ids_of, lots_of
from evaluation_rooms.draws.actions.venues import hold_venues
from evaluation_rooms.draws.attempts import Fault, Limits, Ready, attempt, limits_of, told_tries
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.exclusions import Case, Conflicts
from evaluation_rooms.draws.plans import Plan, VenueShare, local_plan, quotas_of, read_plan
from evaluation_rooms.draws.pools import NamedEntry, named_entries
from evaluation_rooms.draws.rules import SESSION
from evaluation_rooms.draws.spans import ends_at, years_before
from evaluation_rooms.draws.tables import EvaluationSession, SessionLot
from evaluation_rooms.experts.actions import names_of, pool_at
from evaluation_rooms.experts.people import PoolExpert, china_day
from foundation.rulebook import Rulebook, rulebook
from foundation.work import Work

SALT = 16

__all__ = ["PREPARE", "prepare_draw", "prepare_supplement", "run_preparation"]


@dataclass(frozen=True)
class Material:
    """What every try of one preparation is made of."""

    session: EvaluationSession
    plan: Plan
    rules: Rulebook
    cities: Mapping[UUID, str]
    snapshot_at: datetime
    pool: Sequence[PoolExpert]
    named: Sequence[NamedEntry]
    label_salt: bytes
    case: Case
    """Its quotas are those of the plan's first step."""

    @property
    def limits(self) -> Limits:
        """Rule rows of the lottery."""
        return limits_of(self.rules)

    def case_of(self, plan: Plan, step: Sequence[VenueShare]) -> Case:
        """The same case under the quotas of another step."""
        return replace(self.case, quotas=quotas_of(plan, step, self.cities, self.rules))


async def prepare_draw(work: Work, session: EvaluationSession) -> None:
    """Try the plan's steps in order; publish the first that can be drawn, or say why none can."""
    material = await material_of(work, session)
    locked, tries = False, list[Fault]()
    for plan, step in _ways(material.plan):
        case = material.case_of(plan, step)
        found = await asyncio.to_thread(attempt, material.named, material.pool, case, material.limits)
        if not locked:
            await work.lock(EvaluationSession, session.id, what=SESSION.what)
            locked = True
        if isinstance(found, Ready):
            found = await hold_venues(work, session, plan, step, found)
        if isinstance(found, Ready):
            session.local_reason = None if plan.is_remote or not material.plan.is_remote else told_tries(tries)
            await publishing.publish_inputs(work, material, found)
            return
        tries.append(found)
    await fail(work, session, tries)


def _ways(plan: Plan) -> list[tuple[Plan, tuple[VenueShare, ...]]]:
    """The plan's steps, and the main venue alone where the plan permits that."""
    ways = [(plan, step) for step in plan.steps()]
    if plan.is_remote and plan.local_allowed:
        local = local_plan(plan)
        ways.append((local, (local.main,)))
    return ways


async def material_of(work: Work, session: EvaluationSession) -> Material:
    """Pool, salts, names and conflicts. Reading names is journalled by the pool."""
    plan, rules = read_plan(session.plan), rulebook(session.rulebook)
    lots = await lots_of(work, session.id)
    snapshot_at, cities = await snapshot_moment(work, lots), await cities_of(work, plan)
    pool = await pool_at(work, snapshot_at)
    names = await names_of(work, [one.id for one in pool], f"draw inputs of session {session.id}")
    salts, label_salt = {one.id: work.entropy(SALT) for one in pool}, work.entropy(SALT)
    return Material(
        session=session,
        plan=plan,
        rules=rules,
        cities=cities,
        snapshot_at=snapshot_at,
        pool=pool,
        named=await asyncio.to_thread(named_entries, pool, names, salts, label_salt),
        label_salt=label_salt,
        case=await case_of(work, session, lots, plan, cities, snapshot_at),
    )


async def snapshot_moment(work: Work, lots: Sequence[SessionLot]) -> datetime:
    """The latest deadline of the lots: whoever entered the pool after it is not in the draw."""
    rounds = await judged_rounds(work, [one.lot_id for one in lots])
    return max(one.deadline for one in rounds if one.deadline)


async def case_of(
    work: Work,
    session: EvaluationSession,
    lots: Sequence[SessionLot],
    plan: Plan,
    cities: Mapping[UUID, str],
    snapshot_at: datetime,
) -> Case:
    """What exclusions are judged by, as of now: parties, other sessions, limits."""
    rules = rulebook(session.rulebook)
    parties = await parties_of(work, [one.lot_id for one in lots])
    return Case(
        quotas=quotas_of(plan, plan.steps()[0], cities, rules),
        conflicts=Conflicts(frozenset(parties.bidders), parties.buyer, parties.agency, parties.region),
        calls=await calls_of(work, session, lots),
        starts_at=session.starts_at,
        ends_at=ends_at(session.starts_at, session.hours),
        employed_since=years_before(china_day(snapshot_at), rules.count("R-EXPERT-EMPLOYER-YEARS")),
        load_most=rules.count("R-EXPERT-LOAD"),
        same_buyer_most=rules.count("R-EXPERT-SAME-BUYER"),
    )


async def fail(work: Work, session: EvaluationSession, tries: Sequence[Fault], place: int | None = None) -> None:
    """No committee: the session says which constraint is to blame and what the smallest relaxation is."""
    step = SESSION.step(session.state, "fail")
    session.state = step.after
    session.failure = {
        "at": timestamp(await work.now()),
        "place": place,
        "tries": [one.body() for one in tries],
    }
    rule = tries[-1].rule if tries else step.rule
    await drawing_failed(work, await lot_ids_of(work, session.id))
    await work.record("fail_draw", "evaluation session", session.id, rule, failure=session.failure)
    await work.announce(topic_of(session.id), "draw_failed", rule=rule, tries=len(tries))


async def prepare_supplement(work: Work, session: EvaluationSession, place: int) -> None:
    """Have a supplementary draw prepared for a vacant place; the session's row is locked by the caller.

    The session is DRAWING until somebody is drawn. Asked again for the same vacancy, nothing changes.
    """
    turn = await publishing.turn_of(work, session, place)
    if session.state != "DRAWING":
        session.state = SESSION.step(session.state, "supplement").after
    await arm_preparation(work, session, place, turn)
    await work.record("need_supplement", "evaluation session", session.id, "R-DRAW", place=place)
    await work.announce(topic_of(session.id), "supplement", place=place)


async def run_preparation(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The slow timer; harmless when it is too late or was done before."""
    from evaluation_rooms.draws.actions.supplement import resume_supplement, supplement

    session = await find_session(work, UUID(payload["session"]))
    if session.state != "DRAWING":
        return None
    if payload.get("place"):
        await supplement(work, session, payload["place"])
    elif await draws_of(work, session.id):
        await resume_supplement(work, session)
    else:
        await prepare_draw(work, session)
    return None
