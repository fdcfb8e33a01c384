"""Deeds of the pool's keeper on one expert: take in, amend, note an absence, change the standing, look at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError

from evaluation_rooms.experts.actions.pool import EXPERT, open_person
from evaluation_rooms.experts.checks import Absence
from evaluation_rooms.experts.columns import Given
from evaluation_rooms.experts.people import Particulars, Person
from evaluation_rooms.experts.refusals import ExpertAlreadyThere
from evaluation_rooms.experts.tables import Expert, ExpertAbsence, ExpertVersion
from foundation.errors import NoSuchThing
from foundation.work import Work

KEEPER = "pool_keeper"
RULE_KEEP = "D-EXPERT-POOL"


@dataclass(frozen=True)
class Kept:
    """An expert without his name: row, newest version, absences that hold."""

    expert: Expert
    version: ExpertVersion
    absences: Sequence[ExpertAbsence]


async def take_in(work: Work, given: Given) -> Kept:
    """A new expert. Raises ExpertAlreadyThere for an identity or telephone number that the pool has."""
    work.actor.need(KEEPER)
    person, at = given.person_over(None), await work.now()
    expert = Expert(id=await fresh_id(work), created_at=at)
    await refuse_twin(work, expert.id, person)
    write_person(work, expert, person, at)
    work.session.add(expert)
    await _flush_once(work)
    add_version(work, expert.id, given.particulars_over(None), at)
    await work.record("take_in", "expert", expert.id, RULE_KEEP)
    await work.session.flush()
    return await show_expert(work, expert.id)


async def _flush_once(work: Work) -> None:
    """Write the person down; who is a moment later than another keeper is told so."""
    try:
        await work.session.flush()
    except IntegrityError:
        raise ExpertAlreadyThere(what="identity number or telephone number", what_zh="身份证号或手机号") from None


async def fresh_id(work: Work) -> UUID:
    """An id before its row, which is sealed under it."""
    found = await work.session.scalar(select(func.uuidv7()))
    assert isinstance(found, UUID)
    return found


async def refuse_twin(work: Work, expert_id: UUID, person: Person) -> None:
    """Raise ExpertAlreadyThere when somebody else has the identity number or the telephone number."""
    mine, phone = id_index(work, person.id_number), phone_index(work, person.phone)
    query = select(Expert.id_index).where(Expert.id != expert_id)
    query = query.where(or_(Expert.id_index == mine, Expert.phone_index == phone))
    found = await work.session.scalar(query.limit(1))
    if found == mine:
        raise ExpertAlreadyThere(what="identity number", what_zh="身份证号")
    if found is not None:
        raise ExpertAlreadyThere(what="telephone number", what_zh="手机号")


def id_index(work: Work, number: str) -> bytes:
    """By what equal identity numbers find each other."""
    return work.vault.index(f"expert id {number}")


def phone_index(work: Work, phone: str) -> bytes | None:
    """By what equal telephone numbers find each other; None for none."""
    return work.vault.index(f"expert phone {phone}") if phone else None


def name_index(work: Work, name: str) -> bytes:
    """By what a name that is typed whole finds its bearers."""
    return work.vault.index(f"expert name {name}")


def write_person(work: Work, expert: Expert, person: Person, at: datetime) -> None:
    """Seal the person into the row."""
    expert.sealed = work.vault.seal(person.body(), f"expert {expert.id}", work.entropy)
    expert.id_index = id_index(work, person.id_number)
    expert.phone_index = phone_index(work, person.phone)
    expert.name_index = name_index(work, person.name)
    expert.reachable, expert.changed_at = bool(person.phone or person.mail), at


def add_version(work: Work, expert_id: UUID, held: Particulars, at: datetime) -> None:
    """Another version of what a draw needs."""
    values = asdict(held) | {
        "specialities": list(held.specialities),
        "former": [[uscc, day.isoformat()] for uscc, day in held.former],
        "relatives": list(held.relatives),
        "shareholdings": list(held.shareholdings),
    }
    work.session.add(ExpertVersion(expert_id=expert_id, at=at, by=work.actor.person, **values))


def particulars_of(row: ExpertVersion) -> Particulars:
    """A version as it was given."""
    return Particulars(
        city=row.city,
        employer=row.employer,
        employer_uscc=row.employer_uscc,
        specialities=tuple(row.specialities),
        former=tuple((uscc, date.fromisoformat(day)) for uscc, day in row.former),
        relatives=tuple(row.relatives),
        shareholdings=tuple(row.shareholdings),
        authority=row.authority,
        standing=row.standing,
        standing_reason=row.standing_reason,
        suspended_until=row.suspended_until,
    )


async def amend(work: Work, expert_id: UUID, given: Given) -> Kept:
    """Change what was given and leave the rest; what a draw needs becomes a new version. Safe to repeat."""
    work.actor.need(KEEPER)
    expert = await work.lock(Expert, expert_id, what=EXPERT)
    version = (await newest_versions(work, [expert_id]))[expert_id]
    changed = await change_person(work, expert, given)
    await _flush_once(work)
    changed += change_particulars(work, version, given, await work.now())
    if changed:
        expert.changed_at = await work.now()
        await work.record("amend", "expert", expert_id, RULE_KEEP, fields=sorted(changed))
        await work.session.flush()
    return await show_expert(work, expert_id)


async def change_person(work: Work, expert: Expert, given: Given, *, known: bool = False) -> list[str]:
    """Seal the person anew if anything differs; answers which fields did. `known`: that no twin is there."""
    if not given.person:
        return []
    old = open_person(work, expert)
    new = given.person_over(old)
    if new != old and not known:
        await refuse_twin(work, expert.id, new)
    if new != old:
        write_person(work, expert, new, await work.now())
    return _different(old.body(), new.body())


def change_particulars(work: Work, version: ExpertVersion, given: Given, at: datetime) -> list[str]:
    """Add a version if anything differs; answers which fields did."""
    old = particulars_of(version)
    new = given.particulars_over(old)
    if new != old:
        add_version(work, version.expert_id, new, at)
    return _different(asdict(old), asdict(new))


def _different(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    return [key for key in old if old[key] != new[key]]


async def newest_versions(work: Work, ids: Iterable[UUID]) -> dict[UUID, ExpertVersion]:
    """The version that holds now, by expert."""
    query = (
        select(ExpertVersion).where(ExpertVersion.expert_id.in_(list(ids))).ext(distinct_on(ExpertVersion.expert_id))
    )
    query = query.order_by(ExpertVersion.expert_id, ExpertVersion.at.desc(), ExpertVersion.id.desc())
    return {row.expert_id: row for row in await work.session.scalars(query)}


async def absences_of(work: Work, ids: Iterable[UUID]) -> dict[UUID, list[ExpertAbsence]]:
    """Absences that were not withdrawn and are not over, by expert, in order of time."""
    query = select(ExpertAbsence).where(ExpertAbsence.expert_id.in_(list(ids)), ExpertAbsence.withdrawn_at.is_(None))
    query = query.where(ExpertAbsence.until > await work.now())
    found: dict[UUID, list[ExpertAbsence]] = {}
    for row in await work.session.scalars(query.order_by(ExpertAbsence.since, ExpertAbsence.id)):
        found.setdefault(row.expert_id, []).append(row)
    return found


async def show_expert(work: Work, expert_id: UUID) -> Kept:
    """One expert without his name."""
    work.actor.need(KEEPER)
    found = await _kept(work, [expert_id])
    if not found:
        raise NoSuchThing(what=EXPERT)
    return found[0]


async def _kept(work: Work, ids: Sequence[UUID]) -> list[Kept]:
    versions, absences = await newest_versions(work, ids), await absences_of(work, ids)
    rows = await work.session.scalars(select(Expert).where(Expert.id.in_(ids)).order_by(Expert.id))
    return [Kept(row, versions[row.id], absences.get(row.id, [])) for row in rows]


@dataclass(frozen=True)
class Filters:
    """What narrows the list of experts; "" asks nothing."""

    city: str = ""
    speciality: str = ""
    """A code, or the beginning of one."""
    standing: str = ""
    employer_uscc: str = ""


async def list_experts(work: Work, filters: Filters, after: UUID | None, limit: int) -> tuple[list[Kept], int]:
    """A portion of the pool without names, in the order of taking in, and how many the filters leave in all."""
    work.actor.need(KEEPER)
    query = select(ExpertVersion).ext(distinct_on(ExpertVersion.expert_id))
    query = query.order_by(ExpertVersion.expert_id, ExpertVersion.at.desc(), ExpertVersion.id.desc())
    newest = query.subquery()
    wanted = select(newest.c.expert_id)
    for column in ("city", "standing", "employer_uscc"):
        if value := getattr(filters, column):
            wanted = wanted.where(newest.c[column] == value)
    if filters.speciality:
        code = func.jsonb_array_elements_text(newest.c.specialities).column_valued("code")
        begun = select(code).where(code.startswith(filters.speciality, autoescape=True))
        wanted = wanted.where(begun.exists())
    total = await work.session.scalar(select(func.count()).select_from(wanted.subquery()))
    page = wanted.where(newest.c.expert_id > after) if after is not None else wanted
    ids = list(await work.session.scalars(page.order_by(newest.c.expert_id).limit(limit)))
    return await _kept(work, ids), total or 0


async def find_experts(work: Work, name: str, phone: str, id_number: str) -> list[Kept]:
    """Those who have exactly this name, telephone number or identity number. The search is journalled."""
    work.actor.need(KEEPER)
    asked = {"name": name, "phone": phone, "id_number": id_number}
    query = select(Expert.id)
    if name:
        query = query.where(Expert.name_index == name_index(work, name))
    if phone:
        query = query.where(Expert.phone_index == phone_index(work, phone))
    if id_number:
        query = query.where(Expert.id_index == id_index(work, id_number))
    ids = list(await work.session.scalars(query.order_by(Expert.id).limit(50))) if any(asked.values()) else []
    by = [field for field, value in asked.items() if value]
    await work.record("find", "expert", "by " + ", ".join(by), RULE_KEEP, found=[str(each) for each in ids])
    return await _kept(work, ids)


async def declare_absence(work: Work, expert_id: UUID, absence: Absence, reason: str) -> Kept:
    """Note a time in which he cannot sit. Safe to repeat."""
    work.actor.need(KEEPER)
    expert = await work.lock(Expert, expert_id, what=EXPERT)
    if await set_absences(work, expert_id, [absence], reason, alone=False):
        expert.changed_at = await work.now()
        told = [moment.isoformat() for moment in absence]
        await work.record("declare_absence", "expert", expert_id, RULE_KEEP, absence=told)
    return await show_expert(work, expert_id)


async def set_absences(work: Work, expert_id: UUID, wanted: Sequence[Absence], reason: str, *, alone: bool) -> bool:
    """Add those that are not there; with `alone` withdraw the others that are not over. Answers whether any changed."""
    at = await work.now()
    there = (await absences_of(work, [expert_id])).get(expert_id, [])
    known = {(row.since, row.until) for row in there}
    gone = [row.id for row in there if alone and (row.since, row.until) not in set(wanted)]
    fresh = [each for each in wanted if each not in known and each[1] > at]
    for since, until in fresh:
        row = ExpertAbsence(expert_id=expert_id, since=since, until=until, reason=reason, created_at=at)
        work.session.add(row)
    if gone:
        await work.session.execute(update(ExpertAbsence).where(ExpertAbsence.id.in_(gone)).values(withdrawn_at=at))
    await work.session.flush()
    return bool(fresh or gone)


async def withdraw_absence(work: Work, expert_id: UUID, absence_id: UUID) -> Kept:
    """He can sit after all. Safe to repeat."""
    work.actor.need(KEEPER)
    expert = await work.lock(Expert, expert_id, what=EXPERT)
    row = await work.session.get(ExpertAbsence, absence_id)
    if row is None or row.expert_id != expert_id:
        raise NoSuchThing(what="absence 请假记录")
    if row.withdrawn_at is None:
        row.withdrawn_at = expert.changed_at = await work.now()
        await work.record("withdraw_absence", "expert", expert_id, RULE_KEEP, absence=str(absence_id))
        await work.session.flush()
    return await show_expert(work, expert_id)
