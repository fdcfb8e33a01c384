"""What later stages ask of the pool: who was in it at a moment, who somebody is, what he is paid.

Whoever learns a name says why, and the journal keeps both.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from evaluation_rooms.experts.people import (
    REMOVED,
    Contact,
    Fee,
    Person,
    PoolExpert,
    amount_of,
    china_day,
    standing_on,
    worse,
)
from evaluation_rooms.experts.tables import Expert, ExpertAbsence, ExpertFee, ExpertVersion
from foundation.errors import NoSuchThing
from foundation.regions import city_key, province_key
from foundation.work import Work

EXPERT = "expert 评标专家"
RULE = "D-EXPERT-SECRET"
"""Names are read through a deed of this file, and the journal says by whom and why (Law Art. 37)."""

AT_ONCE = 2_000


async def pool_at(work: Work, moment: datetime) -> list[PoolExpert]:
    """Everybody who was in the pool at that moment, by id: particulars as of then, absences as of now.

    Standing is the worse of then and now, so that nobody is drawn who was suspended since. Who had been removed by
    then is left out; who was removed since is told as `removed`.
    """
    now = await work.now()
    then = {row.expert_id: row for row in await work.session.scalars(_versions_at(moment))}
    today = {row.expert_id: row for row in await work.session.scalars(_versions_at(now))}
    absences = await _absences(work)
    ways = await work.session.execute(select(Expert.id, Expert.reachable))
    reachable = {row.id: row.reachable for row in ways}
    pool = []
    for expert_id, row in sorted(then.items()):
        standing = worse(_standing(row, china_day(moment)), _standing(today[expert_id], china_day(now)))
        if row.standing != REMOVED:
            pool.append(_pool_expert(row, standing, tuple(absences[expert_id]), reachable[expert_id]))
    return pool


def _versions_at(moment: datetime) -> Select[ExpertVersion]:
    """The newest version of each expert that had been written by the moment."""
    query = select(ExpertVersion).where(ExpertVersion.at <= moment).ext(distinct_on(ExpertVersion.expert_id))
    return query.order_by(ExpertVersion.expert_id, ExpertVersion.at.desc(), ExpertVersion.id.desc())


def _standing(row: ExpertVersion, day: date) -> str:
    return standing_on(row.standing, row.suspended_until, day)


async def _absences(work: Work) -> dict[UUID, list[tuple[datetime, datetime]]]:
    query = select(ExpertAbsence.expert_id, ExpertAbsence.since, ExpertAbsence.until)
    query = query.where(ExpertAbsence.withdrawn_at.is_(None)).order_by(ExpertAbsence.since, ExpertAbsence.id)
    found: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for expert_id, since, until in await work.session.execute(query):
        found[expert_id].append((since, until))
    return found


def _pool_expert(
    row: ExpertVersion, standing: str, absences: tuple[tuple[datetime, datetime], ...], reachable: bool
) -> PoolExpert:
    return PoolExpert(
        id=row.expert_id,
        city=row.city,
        specialities=tuple(row.specialities),
        employer_uscc=row.employer_uscc,
        former=tuple((uscc, date.fromisoformat(until)) for uscc, until in row.former),
        relatives=tuple(row.relatives),
        shareholdings=tuple(row.shareholdings),
        authority=row.authority,
        standing=standing,
        absences=absences,
        reachable=reachable,
    )


async def people_of(work: Work, ids: Iterable[UUID], why: str, **detail: Any) -> dict[UUID, Person]:
    """Who they are. One row of the journal names them all and says why. Raises NoSuchThing for an unknown id."""
    wanted = sorted(set(ids))
    found: dict[UUID, Person] = {}
    for start in range(0, len(wanted), AT_ONCE):
        query = select(Expert).where(Expert.id.in_(wanted[start : start + AT_ONCE]))
        rows = list(await work.session.scalars(query))
        found |= await asyncio.to_thread(_opened, work, rows)
    if len(found) != len(wanted):
        raise NoSuchThing(what=EXPERT)
    if wanted:
        subject = str(wanted[0]) if len(wanted) == 1 else f"{len(wanted)} experts"
        await work.record("read_person", "expert", subject, RULE, why=why, experts=_told(wanted), **detail)
    return found


def _opened(work: Work, rows: Sequence[Expert]) -> dict[UUID, Person]:
    return {row.id: open_person(work, row) for row in rows}


def _told(ids: Sequence[UUID]) -> list[str]:
    return [str(each) for each in ids]


def open_person(work: Work, row: Expert) -> Person:
    """Who a row is. Only for deeds that journal the read themselves."""
    return Person(**work.vault.open(row.sealed, f"expert {row.id}"))


async def names_of(work: Work, ids: Iterable[UUID], why: str) -> dict[UUID, str]:
    """Names by id, journalled once with `why`."""
    return {each: person.name for each, person in (await people_of(work, ids, why)).items()}


async def contacts_of(work: Work, ids: Iterable[UUID], why: str) -> dict[UUID, Contact]:
    """Names and ways to reach them by id, journalled once with `why`."""
    people = await people_of(work, ids, why)
    return {each: Contact(person.name, person.phone, person.mail) for each, person in people.items()}


async def fee_of(work: Work, city: str, hours: int) -> Fee:
    """What a session pays today by the pool region of a city: the city's own standard, else the province's."""
    today = china_day(await work.now())
    for region in dict.fromkeys((city_key(city), province_key(city))):
        query = select(ExpertFee).where(ExpertFee.region == region, ExpertFee.since <= today)
        row = await work.session.scalar(query.order_by(ExpertFee.since.desc()).limit(1))
        if row is not None and (row.until is None or today <= row.until):
            return Fee(region, amount_of(row.base, row.base_hours, row.per_hour, hours), row.document)
    return Fee(city_key(city), None)
