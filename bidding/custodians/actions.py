"""Deeds of and around the custodian bodies 开标密钥保管单位: registration, key sets, statements, drills."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.custodians.tables import KeySet


async def key_sets_of(session: AsyncSession, round_id: UUID) -> list[KeySet]:
    """The complete key sets of a round, oldest first; the newest is the one new bids are sealed under."""
    query = select(KeySet).where(KeySet.round_id == round_id, KeySet.digest.is_not(None))
    return list(await session.scalars(query.order_by(KeySet.completed_at, KeySet.id)))
