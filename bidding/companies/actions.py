"""Deeds around company keys: a company asks, staff bind after checking the legal person, anyone looks up."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.companies.tables import Company


async def bound_companies(session: AsyncSession, keys: Sequence[bytes]) -> dict[bytes, Company]:
    """The companies whose key counts, by key: bound by staff, and the latest bound one of its USCC."""
    asked = select(Company.uscc).where(Company.company_key.in_(keys), Company.bound_at.is_not(None))
    query = select(Company).where(Company.bound_at.is_not(None), Company.uscc.in_(asked))
    newest: dict[str, Company] = {}
    for company in await session.scalars(query.order_by(Company.bound_at, Company.id)):
        newest[company.uscc] = company
    wanted = set(keys)
    return {company.company_key: company for company in newest.values() if company.company_key in wanted}
