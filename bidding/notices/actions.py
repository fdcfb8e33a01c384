"""Deeds of the press: print a notice, read what was printed after a number."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.notices.answers import NoticeKind
from bidding.notices.tables import NoticeRow
from bidding.projects.places import code_prefix
from bidding.projects.tables import Lot, Project
from foundation.accounts.tables import Organisation
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


@dataclass(frozen=True)
class Narrowed:
    """How a reader narrows the notices; empty text, or None, means everything."""

    region: str = ""
    project_class: str = ""
    kind: NoticeKind | None = None
    remote: bool | None = None
    """About a tender within the scope of remote evaluation, or about one that is not."""
    words: str = ""
    rehearsal: bool = False


async def notices_after(session: AsyncSession, after: int, limit: int, narrowed: Narrowed) -> list[NoticeRow]:
    """Notices with a number greater than `after`, oldest first."""
    query = _narrowed(narrowed).where(NoticeRow.number > after).order_by(NoticeRow.number)
    return list(await session.scalars(query.limit(limit)))


async def notices_before(session: AsyncSession, before: int | None, limit: int, narrowed: Narrowed) -> list[NoticeRow]:
    """Notices with a number smaller than `before` (the last ones, when none is named), newest first."""
    query = _narrowed(narrowed).order_by(NoticeRow.number.desc())
    if before is not None:
        query = query.where(NoticeRow.number < before)
    return list(await session.scalars(query.limit(limit)))


def _narrowed(narrowed: Narrowed) -> Select[NoticeRow]:
    query = select(NoticeRow).where(NoticeRow.rehearsal.is_(narrowed.rehearsal))
    if narrowed.region:
        query = query.where(NoticeRow.region_code.startswith(code_prefix(narrowed.region), autoescape=True))
    if narrowed.project_class:
        query = query.where(NoticeRow.body["class"].astext == narrowed.project_class)
    if narrowed.kind:
        query = query.where(NoticeRow.kind == narrowed.kind)
    if narrowed.remote is not None:
        query = query.where(NoticeRow.subject.in_(_lots().where(Project.is_in_remote_scope.is_(narrowed.remote))))
    if narrowed.words:
        query = query.where(_says(narrowed.words))
    return query


def _lots() -> Select[UUID]:
    """What notices are about; the press itself keeps no more of it than an id."""
    return (
        select(Lot.id)
        .join(Project, Project.id == Lot.project_id)
        .join(Organisation, Organisation.id == Project.buyer_id)
    )


def _says(words: str) -> ColumnElement[bool]:
    """In its title, or in the names of the tender that it is about."""
    titles = (NoticeRow.title["zh"].astext, NoticeRow.title["en"].astext)
    names = (Lot.name, Project.name, Project.code, Organisation.name)
    named = or_(*(column.icontains(words, autoescape=True) for column in names))
    return or_(
        *(title.icontains(words, autoescape=True) for title in titles), NoticeRow.subject.in_(_lots().where(named))
    )
