"""Deeds of the press: print a notice, read what was printed after a number."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.notices.answers import NoticeKind
from bidding.notices.tables import NoticeRow
from bidding.projects.places import code_prefix
from foundation.work import Work


def press_topic(rehearsal: bool) -> str:
    """The topic whose watchers are told of a new notice, and whose numbers the notices bear."""
    return "notices:rehearsal" if rehearsal else "notices"


async def print_notice(
    work: Work,
    kind: NoticeKind,
    subject: UUID,
    region_code: str,
    title: Mapping[str, object],
    body: Mapping[str, object],
    record: bytes | None,
    rehearsal: bool,
) -> NoticeRow:
    """Print a notice under the next number; `title` has zh and en, `record` is the digest of what it tells of.

    The number is that of the press's topic, whose row stays locked until the commit: no gap, and no number becomes
    visible before a smaller one. Print last in a deed, after every other lock.
    """
    number = await work.announce(press_topic(rehearsal), "notice", about=kind, subject=str(subject))
    notice = NoticeRow(
        number=number,
        kind=kind,
        subject=subject,
        region_code=region_code,
        title={**title},
        body={**body},
        record=record,
        at=await work.now(),
        rehearsal=rehearsal,
    )
    work.session.add(notice)
    await work.session.flush()
    return notice


async def notices_after(
    session: AsyncSession,
    after: int,
    limit: int,
    *,
    region: str = "",
    project_class: str = "",
    rehearsal: bool = False,
) -> list[NoticeRow]:
    """Notices with a number greater than `after`, oldest first."""
    query = select(NoticeRow).where(NoticeRow.rehearsal.is_(rehearsal), NoticeRow.number > after)
    return list(await session.scalars(_narrowed(query, region, project_class).order_by(NoticeRow.number).limit(limit)))


async def newest_notices(
    session: AsyncSession, limit: int, *, region: str = "", project_class: str = "", rehearsal: bool = False
) -> list[NoticeRow]:
    """The last `limit` notices, newest first: what a feed reader wants."""
    query = _narrowed(select(NoticeRow).where(NoticeRow.rehearsal.is_(rehearsal)), region, project_class)
    return list(await session.scalars(query.order_by(NoticeRow.number.desc()).limit(limit)))


def _narrowed(query: Any, region: str, project_class: str) -> Any:
    if region:
        query = query.where(NoticeRow.region_code.startswith(code_prefix(region), autoescape=True))
    if project_class:
        query = query.where(NoticeRow.body["class"].astext == project_class)
    return query
