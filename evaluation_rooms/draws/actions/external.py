"""A draw that another pool's own system made: its record is taken over, sealed, and marked as not re-computable.

Everything after it works alike. The members must stand in our pool, found by telephone and name: answers, fees and
later exclusions belong to a person, not to a line of a file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bidding.handover import begin_drawing
from crypto.verifiable_draw.pool import Entry, employer_label, expert_ref
from crypto.verifiable_draw.quotas import Member, Quotas, broken_quotas
from evaluation_rooms.draws import refusals
from evaluation_rooms.draws.actions.plan import UNDER_WAY, cities_of
from evaluation_rooms.draws.actions.sealed import PersonOpening, SealedInputs, SealedResult, keep_inputs, keep_result
from evaluation_rooms.draws.actions.sessions import draws_of, lot_ids_of
from evaluation_rooms.draws.actions.venues import hold_step
from evaluation_rooms.draws.ceremony import topic_of
from evaluation_rooms.draws.drawn import Seat
from evaluation_rooms.draws.plans import quotas_of, read_plan
from evaluation_rooms.draws.rules import SESSION
from evaluation_rooms.draws.tables import Draw, EvaluationSession
from evaluation_rooms.experts.actions import names_of
from evaluation_rooms.experts.actions.keep import phone_index
from evaluation_rooms.experts.tables import Expert
from foundation.errors import FieldRefused
from foundation.regions import city_key
from foundation.rulebook import rulebook
from foundation.work import Work

SALT = 16
SEED = 32
EXTERNAL = "external"


@dataclass(frozen=True)
class DrawnMember:
    """A line of the record: `speciality` is the seat's code, `employer` as the other pool writes it."""

    name: str
    phone: str
    city: str
    speciality: str
    employer: str


@dataclass(frozen=True)
class ExternalRecord:
    """What the other system's paper says; reserves in their order."""

    reference: str
    drawn_at: datetime
    members: tuple[DrawnMember, ...]
    reserves: tuple[DrawnMember, ...] = ()


async def import_draw(work: Work, session_id: UUID, record: ExternalRecord) -> EvaluationSession:
    """Take over a committee. The same record again changes nothing; another one is refused."""
    from evaluation_rooms.draws.actions.answers import invite_drawn

    work.actor.need("draw_operator")
    session = await work.lock(EvaluationSession, session_id, what=SESSION.what)
    if drawn := await draws_of(work, session.id):
        if drawn[0].reference != record.reference or session.state not in UNDER_WAY:
            raise refusals.SessionDrawn()
        return session
    rules = rulebook(session.rulebook)
    if not rules.is_on("R-DRAW-EXTERNAL"):
        raise refusals.RecordUnfit(row=0, why="imports are switched off", why_zh="未启用外部抽取结果导入")
    step = SESSION.step(session.state, "import")
    await _check(work, record)
    plan = read_plan(session.plan)
    quotas = quotas_of(plan, plan.steps()[0], await cities_of(work, plan), rules)
    draw, inputs = await _seal(work, session, record, quotas)
    session.state = step.after
    await begin_drawing(work, await lot_ids_of(work, session.id))
    await hold_step(work, session, plan, plan.steps()[0])
    told: dict[str, Any] = {"reference": record.reference, "members": len(record.members), "pool": len(inputs.entries)}
    await work.record("import_draw", "draw", draw.id, "R-DRAW-EXTERNAL", **told)
    await work.announce(topic_of(session.id), "imported", draw=str(draw.id), members=len(record.members))
    await invite_drawn(work, session, draw)
    return session


async def _check(work: Work, record: ExternalRecord) -> None:
    if not 1 <= len(record.reference.strip()) <= 100:
        raise FieldRefused(field="reference", why="1 to 100 characters", why_zh="应为1至100字")
    if record.drawn_at > await work.now():
        raise FieldRefused(field="drawn_at", why="a moment that is over", why_zh="应为已过去的时间")


async def _seal(
    work: Work, session: EvaluationSession, record: ExternalRecord, quotas: Quotas
) -> tuple[Draw, SealedInputs]:
    """The draw's row, with everybody of the record sealed; the seed serves for seats alone."""
    lines = (*record.members, *record.reserves)
    experts = await _experts(work, lines)
    label_salt = work.entropy(SALT)
    entries, openings = [], dict[str, PersonOpening]()
    for line, expert in zip(lines, experts, strict=True):
        salt = work.entropy(SALT)
        ref = expert_ref(str(expert), line.name, salt)
        label = employer_label(line.employer, label_salt)
        entries.append(Entry(ref, city_key(line.city), (line.speciality,), label))
        openings[ref] = {"expert": str(expert), "name": line.name, "salt": salt.hex()}
    count = len(record.members)
    _check_committee(entries[:count], record.members, quotas)
    body = {"type": "tianping/draw-sealed/1", "label_salt": label_salt.hex(), "exclusions": []}
    inputs = SealedInputs(tuple(sorted(entries, key=lambda one: one.ref)), openings, body)
    now = await work.now()
    draw = Draw(
        session_id=session.id,
        number=1,
        state="DRAWN",
        source=EXTERNAL,
        reference=record.reference,
        created_at=now,
        drawn_at=record.drawn_at,
    )
    work.session.add(draw)
    await work.session.flush()
    await keep_inputs(work, draw, inputs)
    pairs = zip(entries[:count], record.members, strict=True)
    seats = tuple(Seat(place, entry.ref, line.speciality) for place, (entry, line) in enumerate(pairs, 1))
    reserves = tuple(entry.ref for entry in entries[count:])
    keep_result(work, draw, SealedResult(work.entropy(SEED), work.entropy(SALT), seats, reserves))
    return draw, inputs


async def _experts(work: Work, lines: Sequence[DrawnMember]) -> list[UUID]:
    """Who each line is; RecordUnfit with the line's number for somebody who is not in our pool, or twice."""
    indexes = [phone_index(work, line.phone) for line in lines]
    query = select(Expert.phone_index, Expert.id).where(Expert.phone_index.in_(indexes))
    known: Mapping[bytes | None, UUID] = {row.phone_index: row.id for row in await work.session.execute(query)}
    names = await names_of(work, known.values(), "import of an external draw")
    found: list[UUID] = []
    for row, (line, index) in enumerate(zip(lines, indexes, strict=True), 1):
        expert = known.get(index)
        if expert is None or names[expert] != line.name:
            raise refusals.RecordUnfit(
                row=row, why="nobody in the pool has this name and number", why_zh="专家库中无此人"
            )
        if expert in found:
            raise refusals.RecordUnfit(row=row, why="a person stands twice", why_zh="同一专家重复")
        found.append(expert)
    return found


def _check_committee(entries: Sequence[Entry], lines: Sequence[DrawnMember], quotas: Quotas) -> None:
    """The committee keeps the plan's quotas as one of ours would."""
    members = [Member(entry, line.speciality) for entry, line in zip(entries, lines, strict=True)]
    if broken := broken_quotas(quotas, members):
        raise refusals.RecordUnfit(row=0, why=f"the quota {broken[0]} is broken", why_zh=f"不满足条件 {broken[0]}")
