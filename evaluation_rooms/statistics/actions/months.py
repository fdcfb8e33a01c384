"""Closing a month: each city signs its own figures, the province closes; afterwards only dated restatements.

Whoever counts holds the month FOR SHARE, whoever closes or restates holds it alone: a count is either in the closed
figures or it waits for a restatement, whichever came first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from crypto.encoding import Body, digest, timestamp
from evaluation_rooms.statistics.actions.board import LAW
from evaluation_rooms.statistics.actions.fold import fact_of, make_months, settle_all
from evaluation_rooms.statistics.actions.sums import REAL, Asked, sum_up
from evaluation_rooms.statistics.answers import MonthList, MonthShown, MonthState, RestatementShown, SignOffShown
from evaluation_rooms.statistics.closing import (
    CLOSED,
    MONTH,
    MonthSeen,
    check_over,
    closing_body,
    missing_cities,
    restatement_body,
    sign_off_body,
)
from evaluation_rooms.statistics.periods import month_text, period_of
from evaluation_rooms.statistics.places import need_city, need_province
from evaluation_rooms.statistics.refusals import MonthClosed, MonthOpen, NothingToRestate, SignOffMissing
from evaluation_rooms.statistics.tables import (
    ShareFact,
    ShareMonth,
    ShareProject,
    ShareRestatement,
    ShareSignOff,
)
from foundation.regions import HUBEI_UNITS
from foundation.work import Work

RULE = "R-SHARE-CLOSING"


async def lock_month(work: Work, month: date, *, share: bool = False) -> ShareMonth:
    """The month's row; made on first use."""
    await make_months(work, [month])
    query = select(ShareMonth).where(ShareMonth.month == month).with_for_update(read=share)
    return (await work.session.scalars(query.execution_options(populate_existing=True))).one()


async def see_month(work: Work, month: date, city: str | None = None) -> Body:
    """What would be signed: the province's figures, or one city's by main venue."""
    query = select(ShareFact).where(ShareFact.month == month, ShareFact.source.in_(REAL))
    query = query if city is None else query.where(ShareFact.city == city)
    facts = [fact_of(row) for row in await work.session.scalars(query.execution_options(populate_existing=True))]
    sums = await sum_up(work, Asked(period_of("month", month), city=city))
    return MonthSeen(facts, sums.whole).body(LAW)


async def sign_off(work: Work, month: date) -> MonthShown:
    """The statistician's own city stands for its figures as they are now; signing again renews it."""
    city = need_city(work.actor)
    check_over(month, await work.now())
    row = await lock_month(work, month, share=True)
    if row.state == CLOSED:
        raise MonthClosed(month=month_text(month))
    MONTH.step(row.state, "sign_off")
    seen, at = await see_month(work, month, city), await work.now()
    record = await work.publish(sign_off_body(month, city, seen, at))
    values = {"month": month, "city": city, "organisation": work.actor.organisation, "person": work.actor.person}
    values |= {"figures": digest(seen), "record": record.digest, "at": at}
    fresh = insert(ShareSignOff).values(values)
    renewed = {name: fresh.excluded[name] for name in ("organisation", "person", "figures", "record", "at")}
    await work.session.execute(
        fresh.on_conflict_do_update(index_elements=[ShareSignOff.month, ShareSignOff.city], set_=renewed)
    )
    await work.record("sign_off_month", "month of the count", month_text(month), RULE, city=city)
    return await show_month(work, month)


async def close_month(work: Work, month: date) -> MonthShown:
    """The province closes a month that every city has signed as it stands; closing it again changes nothing."""
    need_province(work.actor)
    check_over(month, await work.now())
    row = await lock_month(work, month)
    if row.state == CLOSED:
        return await show_month(work, month)
    signed = await _sign_offs(work, month)
    missing, stale = missing_cities({city: one.figures for city, one in signed.items()}, await _seen(work, month))
    if missing or stale:
        raise SignOffMissing(month=month_text(month), missing=_cities(missing), stale=_cities(stale))
    at, records = await work.now(), {city: one.record for city, one in signed.items()}
    record = await work.publish(closing_body(month, await see_month(work, month), records, at))
    row.state, row.closed_at, row.closed_by = MONTH.step(row.state, "close").after, at, work.actor.person
    row.closing = record.digest
    await work.session.flush()
    await work.record("close_month", "month of the count", month_text(month), RULE)
    return await show_month(work, month)


def _cities(codes: Sequence[str]) -> str:
    return "、".join(HUBEI_UNITS[code].short for code in codes) or "-"


async def _seen(work: Work, month: date) -> dict[str, bytes]:
    return {city: digest(await see_month(work, month, city)) for city in HUBEI_UNITS}


async def _sign_offs(work: Work, month: date) -> dict[str, ShareSignOff]:
    query = select(ShareSignOff).where(ShareSignOff.month == month).order_by(ShareSignOff.city)
    return {row.city: row for row in await work.session.scalars(query.execution_options(populate_existing=True))}


@dataclass(frozen=True)
class Correction:
    """Why a closed month is corrected, and the paper that says so."""

    reason: str
    document: str

    def told(self) -> Mapping[str, str]:
        """As signed."""
        return {"reason": self.reason, "document": self.document}


async def restate(work: Work, month: date, correction: Correction) -> MonthShown:
    """Take every correction that waits for a closed month, also what it moves in other closed months; each of them
    gets its own record with the figures before and after. The closings stay as they were signed.
    """
    need_province(work.actor)
    projects = await _waiting(work, month)
    touched = sorted({month, *(one for row in projects for one in row.pending or [])})
    rows = [await lock_month(work, one) for one in touched]
    if next(row for row in rows if row.month == month).state != CLOSED:
        raise MonthOpen(month=month_text(month))
    if not projects:
        raise NothingToRestate(month=month_text(month))
    before = {row.month: await see_month(work, row.month) for row in rows}
    await settle_all(work, projects, reopened=touched)
    for row in rows:
        await _restated(work, row, correction, before[row.month])
    return await show_month(work, month)


async def _waiting(work: Work, month: date) -> list[ShareProject]:
    """Held in the order of their keys, before any month: the order of every count."""
    query = select(ShareProject).where(ShareProject.pending.contains([month])).order_by(ShareProject.key)
    return list(await work.session.scalars(query.with_for_update().execution_options(populate_existing=True)))


async def _restated(work: Work, row: ShareMonth, correction: Correction, before: Body) -> None:
    assert row.closing is not None  # a closed month has one
    at, after = await work.now(), await see_month(work, row.month)
    body = restatement_body(row.month, row.closing, correction.told(), before, after, at)
    record = await work.publish(body)
    values: dict[str, Any] = {"month": row.month, **correction.told(), "record": record.digest, "at": at}
    work.session.add(ShareRestatement(**values, by=work.actor.person))
    await work.session.flush()
    await work.record(
        "restate_month",
        "month of the count",
        month_text(row.month),
        RULE,
        reason=correction.reason,
        document=correction.document,
    )


async def list_months(work: Work, limit: int) -> MonthList:
    """The newest months of the count."""
    months = await work.session.scalars(select(ShareMonth.month).order_by(ShareMonth.month.desc()).limit(limit))
    return {"months": [await show_month(work, month) for month in list(months)]}


async def show_month(work: Work, month: date) -> MonthShown:
    """A month, who has signed it, and what waits for a restatement; which sign-offs are stale, statisticians are told.

    Of a closed month none is.
    """
    row = await work.session.get(ShareMonth, month, populate_existing=True)
    signed = await _sign_offs(work, month)
    is_open = row is None or row.state != CLOSED
    stale = await _stale(work, month, signed) if is_open and work.actor.role == "statistician" else set()
    return {
        "month": month_text(month),
        "state": cast(MonthState, row.state if row else "OPEN"),
        "closed_at": timestamp(row.closed_at) if row and row.closed_at else None,
        "closing": row.closing.hex() if row and row.closing else None,
        "sign_offs": [_sign_off_shown(one, city in stale) for city, one in signed.items()],
        "missing": sorted(HUBEI_UNITS.keys() - signed.keys()),
        "pending": await _pending(work, month),
        "restatements": await _restatements(work, month),
    }


async def _stale(work: Work, month: date, signed: Mapping[str, ShareSignOff]) -> set[str]:
    return {city for city, one in signed.items() if digest(await see_month(work, month, city)) != one.figures}


def _sign_off_shown(row: ShareSignOff, stale: bool) -> SignOffShown:
    return {"city": row.city, "record": row.record.hex(), "at": timestamp(row.at), "stale": stale}


async def _pending(work: Work, month: date) -> int:
    query = select(func.count()).select_from(ShareProject).where(ShareProject.pending.contains([month]))
    return await work.session.scalar(query) or 0


async def _restatements(work: Work, month: date) -> list[RestatementShown]:
    query = select(ShareRestatement).where(ShareRestatement.month == month).order_by(ShareRestatement.id)
    return [
        {"reason": row.reason, "document": row.document, "record": row.record.hex(), "at": timestamp(row.at)}
        for row in await work.session.scalars(query)
    ]
