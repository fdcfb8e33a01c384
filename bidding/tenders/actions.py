"""Deeds on a lot's round that every later stage needs: find it, lock it, know its deadlines and who it belongs to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.projects.actions import relation_to
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import DeadlineRow, LotRound
from foundation.actors import Actor
from foundation.errors import NoSuchThing, NotAllowed, NotSignedIn
from foundation.work import Work

LOT = "lot 标段"


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


async def deadlines_of(session: AsyncSession, round_id: UUID) -> list[datetime]:
    """Every deadline the round ever had, earliest first; a sealed envelope's floor is one of them."""
    query = select(DeadlineRow.deadline).where(DeadlineRow.round_id == round_id).order_by(DeadlineRow.deadline)
    return list(await session.scalars(query))


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
    if not mine & set(wanted):
        raise NotAllowed(needed=" / ".join(RELATIONS[one] for one in wanted))


RELATIONS = {"agency": "招标代理机构", "buyer": "招标人", "centre": "交易中心", "supervisor": "行政监督部门"}
