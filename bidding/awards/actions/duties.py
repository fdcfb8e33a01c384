"""The seven duties of many rounds at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bidding.awards.actions.contract import bonds_until
from bidding.awards.actions.state import facts_of
from bidding.awards.rules import StepShown, seven_duties
from bidding.awards.tables import Award, BondBack, ResultObjection
from bidding.bids.tables import Bid
from bidding.tenders.tables import LotRound


async def steps_of_rounds(
    session: AsyncSession, rounds: Sequence[LotRound], now: datetime
) -> dict[UUID, list[StepShown]]:
    """By round: what is to be done, was done or lies ahead; a round without a report is left out."""
    ids = [one.id for one in rounds]
    awards = {one.round_id: one for one in await session.scalars(select(Award).where(Award.round_id.in_(ids)))}
    objections = await _objections(session, ids)
    noted = await _counted(session, BondBack.round_id, ids)
    sealed = await _counted(session, Bid.round_id, ids, Bid.state == "SEALED")

    def steps(round_: LotRound, award: Award) -> list[StepShown]:
        key, until = round_.id, bonds_until(round_, award)
        facts = facts_of(round_, award, objections[key], noted.get(key, 0), sealed.get(key, 0), until)
        return seven_duties(facts, now)

    return {one.id: steps(one, awards[one.id]) for one in rounds if one.id in awards}


async def _objections(session: AsyncSession, rounds: Collection[UUID]) -> dict[UUID, list[ResultObjection]]:
    by_round: dict[UUID, list[ResultObjection]] = defaultdict(list)
    for one in await session.scalars(select(ResultObjection).where(ResultObjection.round_id.in_(rounds))):
        by_round[one.round_id].append(one)
    return by_round


async def _counted(
    session: AsyncSession, of: InstrumentedAttribute[UUID], rounds: Collection[UUID], *where: ColumnElement[bool]
) -> dict[UUID, int]:
    query = select(of, func.count()).where(of.in_(rounds), *where).group_by(of)
    return {row[0]: row[1] for row in await session.execute(query)}
