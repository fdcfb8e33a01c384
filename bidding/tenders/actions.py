"""Deeds on a lot's round that every later stage needs: find it, lock it, know its deadlines, move its deadline."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.notices.actions import print_notice
from bidding.projects.actions import relation_to
from bidding.projects.forms import check_scheme_fits
from bidding.projects.places import code_prefix
from bidding.projects.tables import Lot, Project
from bidding.tenders.answers import Extension, SignedExtension, TenderPage
from bidding.tenders.notices import extension_notice
from bidding.tenders.pages import EXTENSION, PAGE_RECORDS, Listed, Order, read_cursor, tender_page
from bidding.tenders.rules import (
    CLOSED,
    MACHINE,
    check_changeable,
    check_deadline,
    check_extension,
    check_relation,
    read_deadline,
)
from bidding.tenders.tables import DeadlineRow, LotRound
from crypto.encoding import timestamp
from foundation.accounts.tables import Organisation
from foundation.actors import Actor
from foundation.calendar import official_calendar
from foundation.clock import sql_now
from foundation.errors import NoSuchThing, NotSignedIn, WrongState
from foundation.records import RecordRow, records_of
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

LOT = "lot 标段"
RESULT_FIXED_NEWS = "result fixed"
"""Timer that a later stage runs at once when a lot's result can change no more; payload: lot."""


async def current_round(session: AsyncSession, lot_id: UUID) -> LotRound:
    """The newest round of a lot; raises NoSuchThing."""
    query = select(LotRound).where(LotRound.lot_id == lot_id).order_by(LotRound.number.desc()).limit(1)
    round_ = await session.scalar(query)
    if round_ is None:
        raise NoSuchThing(what=LOT)
    return round_


async def lock_round(work: Work, lot_id: UUID, *, share: bool) -> LotRound:
    """Lock the newest round, then read the clock: `work.now()` is later than any wait for the lock."""
    round_ = await current_round(work.session, lot_id)
    return await work.lock(LotRound, round_.id, share=share, what=LOT)


async def tell_result_fixed(work: Work, lot_id: UUID) -> None:
    """The lot is awarded or has failed: who waited for that begins now. Told again, he begins again."""
    await arm(work, RESULT_FIXED_NEWS, f"{RESULT_FIXED_NEWS} {lot_id}", await work.now(), lot=str(lot_id))


async def open_first_round(work: Work, lot_id: UUID) -> LotRound:
    """Round 1 of a new lot, in DRAFT; its rulebook is chosen when it is published."""
    round_ = LotRound(
        lot_id=lot_id,
        number=1,
        state="DRAFT",
        rulebook=1,
        rehearsal=False,
        document_version=0,
        created_at=await work.now(),
    )
    work.session.add(round_)
    await work.session.flush()
    return round_


async def put_scheme(work: Work, lot_id: UUID, scheme: dict[str, Any] | None) -> tuple[Lot, LotRound]:
    """Keep the scheme of a lot in DRAFT; from its publication on nothing else is judged by (条例49)."""
    await need_relation(work, lot_id, "agency", "buyer")
    round_ = await lock_round(work, lot_id, share=False)
    if round_.state != "DRAFT":
        raise WrongState(what=MACHINE.what, state=round_.state, verb="put_scheme")
    lot = await work.lock(Lot, lot_id, what=LOT)
    check_scheme_fits(scheme, lot.offer_form, lot.coefficients, lot.ceiling, lot.number)
    if scheme != lot.scheme:
        lot.scheme = scheme
        await work.session.flush()
        await work.record("put_scheme", "lot", lot.id, "条例49")
    return lot, round_


async def rounds_of(session: AsyncSession, lot_ids: Sequence[UUID]) -> dict[UUID, LotRound]:
    """The newest round of each lot."""
    query = select(LotRound).where(LotRound.lot_id.in_(lot_ids)).order_by(LotRound.number)
    return {round_.lot_id: round_ for round_ in await session.scalars(query)}


async def deadlines_of(session: AsyncSession, round_id: UUID) -> list[datetime]:
    """Every deadline the round ever had, earliest first; a sealed envelope's floor is one of them."""
    query = select(DeadlineRow.deadline).where(DeadlineRow.round_id == round_id).order_by(DeadlineRow.deadline)
    return list(await session.scalars(query))


async def lot_and_project(session: AsyncSession, lot_id: UUID) -> tuple[Lot, Project]:
    """The lot and its project; raises NoSuchThing."""
    query = select(Lot, Project).join(Project, Lot.project_id == Project.id).where(Lot.id == lot_id)
    found = (await session.execute(query)).first()
    if found is None:
        raise NoSuchThing(what=LOT)
    return found


async def relation_of(session: AsyncSession, actor: Actor, lot_id: UUID) -> set[str]:
    """What the actor, in this role, is to the lot: agency, buyer, centre, supervisor; empty for everybody else."""
    query = select(Project).join(Lot, Lot.project_id == Project.id).where(Lot.id == lot_id)
    project = await session.scalar(query)
    return relation_to(project, actor) if project else set()


async def need_relation(work: Work, lot_id: UUID, *wanted: str) -> None:
    """Refuse unless the actor is one of these to the lot; to a stranger another's lot is no such lot."""
    if work.actor.role == "public":
        raise NotSignedIn()
    mine = await relation_of(work.session, work.actor, lot_id)
    if not mine:
        raise NoSuchThing(what=LOT)
    check_relation(mine, wanted)


def lot_topic(lot_id: UUID) -> str:
    """The topic on which the watchers of a tender page are told."""
    return f"lot:{lot_id}"


def freeze_key(round_: LotRound) -> str:
    """Key of the timer that freezes the round at its deadline."""
    return f"freeze:{round_.id}"


async def set_deadline(work: Work, round_: LotRound, deadline: datetime, reason: str) -> None:
    """Write a round's (next) deadline, remember it as a floor, and arm the freeze for it; the round is locked."""
    at = await work.now()
    work.session.add(DeadlineRow(round_id=round_.id, deadline=deadline, set_at=at, reason=reason))
    round_.deadline = deadline
    await arm(work, "freeze", freeze_key(round_), deadline, round=str(round_.id))
    await work.session.flush()


async def extend_deadline(work: Work, lot_id: UUID, deadline: datetime, reason: str) -> SignedExtension:
    """Move a published round's deadline later; answers the extension record.

    Judged after the exclusive lock: the round takes bids **and** its deadline has not come. Sealed bids stay valid:
    their floor is one of the round's deadlines. The same extension asked for again answers the same record.
    """
    await need_relation(work, lot_id, "agency", "buyer")
    deadline = read_deadline(deadline)
    round_ = await lock_round(work, lot_id, share=False)
    repeated = await _extended_before(work, round_, deadline, reason)
    if repeated:
        return cast(SignedExtension, repeated.record())
    step = MACHINE.step(round_.state, "extend")
    at, current = await work.now(), round_.deadline
    assert current is not None  # a published round has one
    check_changeable(current, at)
    check_extension(deadline, current)
    check_deadline(deadline, at, rulebook(round_.rulebook), official_calendar())
    body: Extension = {
        "type": EXTENSION,
        "lot": str(lot_id),
        "round": round_.number,
        "previous": timestamp(current),
        "deadline": timestamp(deadline),
        "at": timestamp(at),
        "reason": reason,
    }
    row = await work.publish({**body}, lot=lot_id, round_no=round_.number)
    await set_deadline(work, round_, deadline, reason)
    await work.record("extend_deadline", "lot round", round_.id, step.rule, deadline=timestamp(deadline), reason=reason)
    await _tell_extension(work, round_, row)
    return cast(SignedExtension, row.record())


async def _extended_before(work: Work, round_: LotRound, deadline: datetime, reason: str) -> RecordRow | None:
    """The newest extension record, when it is the very one that is asked for."""
    rows = await records_of(work.session, round_.lot_id, round_.number, EXTENSION)
    if not rows:
        return None
    body = rows[-1].record()["body"]
    return rows[-1] if (body["deadline"], body["reason"]) == (timestamp(deadline), reason) else None


async def _tell_extension(work: Work, round_: LotRound, row: RecordRow) -> None:
    lot, project = await lot_and_project(work.session, round_.lot_id)
    body = cast(SignedExtension, row.record())["body"]
    await work.announce(lot_topic(lot.id), "extended", deadline=body["deadline"], previous=body["previous"])
    title, words = extension_notice(lot.name, project.project_class, body)
    await print_notice(work, "extension", lot.id, project.region_code, title, words, row.digest, round_.rehearsal)


@dataclass(frozen=True)
class Wanted:
    """How a reader narrows the register; empty text means everything."""

    state: str = ""
    region: str = ""
    project_class: str = ""
    words: str = ""
    rehearsal: bool = False
    remote: bool | None = None
    """Within the scope of remote evaluation or not; None asks for both."""
    order: Order = "newest"


async def list_register(work: Work, wanted: Wanted, after: str, limit: int) -> list[Listed]:
    """Every published round in the order asked for, from the cursor on: one query, whatever the filters."""
    query = _listed_query().where(LotRound.rehearsal.is_(wanted.rehearsal))
    moment = LotRound.published_at if wanted.order == "newest" else LotRound.deadline
    backwards = wanted.order != "deadline"
    if after:
        place = tuple_(*read_cursor(after))
        here = tuple_(moment, LotRound.id)
        query = query.where(here < place if backwards else here > place)
    for condition in _conditions(wanted):
        query = query.where(condition)
    columns = (moment, LotRound.id)
    query = query.order_by(*(column.desc() if backwards else column.asc() for column in columns)).limit(limit)
    return [Listed(*row) for row in await work.session.execute(query)]


def _listed_query() -> Select[LotRound, Lot, Project, str, datetime]:
    return (
        select(LotRound, Lot, Project, Organisation.name, sql_now())
        .join(Lot, Lot.id == LotRound.lot_id)
        .join(Project, Project.id == Lot.project_id)
        .join(Organisation, Organisation.id == Project.buyer_id)
        .where(LotRound.published_at.is_not(None))
    )


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.state in {"BIDDING", CLOSED}:
        over = LotRound.deadline <= sql_now()
        yield and_(LotRound.state == "BIDDING", over if wanted.state == CLOSED else ~over)
    elif wanted.state:
        yield LotRound.state == wanted.state
    if wanted.region:
        yield Project.region_code.startswith(code_prefix(wanted.region), autoescape=True)
    if wanted.project_class:
        yield Project.project_class == wanted.project_class
    if wanted.remote is not None:
        yield Project.is_in_remote_scope.is_(wanted.remote)
    if wanted.words:
        named = (Lot.name, Project.name, Project.code, Organisation.name)
        yield or_(*(column.icontains(wanted.words, autoescape=True) for column in named))


async def show_tender(work: Work, lot_id: UUID, number: int | None = None) -> TenderPage:
    """The tender page of the newest published round, or of that number; a draft is no such lot."""
    of_lot = (LotRound.lot_id == lot_id, LotRound.published_at.is_not(None))
    rounds = select(func.max(LotRound.number)).where(*of_lot).scalar_subquery()
    query = _listed_query().where(*of_lot, LotRound.number == (rounds if number is None else number))
    found = (await work.session.execute(query.add_columns(rounds))).first()
    if found is None:
        raise NoSuchThing(what=LOT)
    listed, newest = Listed(*found[:5]), found[5]
    records = await records_of(work.session, lot_id, listed.round.number, *PAGE_RECORDS, public_only=True)
    return tender_page(listed, records, newest)
