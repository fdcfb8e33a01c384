"""Deeds around company keys: a company asks, staff bind after checking the legal person, anyone looks up."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.companies.answers import SignedCompany
from bidding.companies.refusals import CompanyKeySuperseded, CompanyKeyTaken
from bidding.companies.requests import CompanyRequest, company_body
from bidding.companies.tables import Company
from crypto.encoding import timestamp
from foundation.errors import NoSuchThing
from foundation.records import RecordRow, find_record
from foundation.work import Work

COMPANY = "company 单位"
KEY = "company key 单位密钥"


async def bound_companies(session: AsyncSession, keys: Sequence[bytes], at: datetime) -> dict[bytes, Company]:
    """The companies whose key counted at a moment, by key: bound by staff, and then the latest one of its USCC.

    An older key of the same USCC is left out: rotating the key is the only remedy of a company whose key was stolen.
    """
    asked = select(Company.uscc).where(Company.company_key.in_(keys), Company.bound_at <= at)
    query = select(Company).where(Company.bound_at <= at, Company.uscc.in_(asked))
    newest: dict[str, Company] = {}
    for company in await session.scalars(query.order_by(Company.bound_at, Company.id)):
        newest[company.uscc] = company
    wanted = set(keys)
    return {company.company_key: company for company in newest.values() if company.company_key in wanted}


async def ask_for_binding(work: Work, request: CompanyRequest) -> Company:
    """Keep a company's request; the same request again answers the row that is there, bound or not."""
    values = {
        "name": request.name,
        "uscc": request.uscc,
        "company_key": request.company_key,
        "asked_at": await work.now(),
    }
    made = await work.session.scalar(insert(Company).values(values).on_conflict_do_nothing().returning(Company.id))
    company = await work.session.scalar(select(Company).where(Company.company_key == request.company_key))
    assert company is not None  # written now or before
    if (company.name, company.uscc) != (request.name, request.uscc):
        raise CompanyKeyTaken()
    if made is not None:
        await work.record("ask_for_binding", "company", company.id, "D-COMPANY-KEY", uscc=request.uscc)
    return company


async def bind_company(work: Work, company_id: UUID) -> SignedCompany:
    """Bind the key after a check of the legal person (Order 20 Art. 24); answers the company record."""
    work.actor.need("centre_staff")
    company = await work.lock(Company, company_id, what=COMPANY)
    if company.record is None:
        request = CompanyRequest(company.name, company.uscc, company.company_key)
        row = await work.publish({**company_body(request, timestamp(await work.now()))})
        company.bound_at, company.bound_by, company.record = await work.now(), work.actor.person, row.digest
        await work.record("bind_company", "company", company.id, "Order 20 Art. 24", uscc=company.uscc)
        await work.session.flush()
    return await _record_of(work.session, company)


async def find_company(session: AsyncSession, key: bytes) -> SignedCompany:
    """The record of a key that counts. Raises NoSuchThing, or CompanyKeySuperseded when a newer key was bound."""
    company = await session.scalar(select(Company).where(Company.company_key == key, Company.bound_at.is_not(None)))
    if company is None:
        raise NoSuchThing(what=KEY)
    query = select(Company).where(Company.uscc == company.uscc, Company.bound_at.is_not(None))
    newest = await session.scalar(query.order_by(Company.bound_at.desc(), Company.id.desc()).limit(1))
    if newest is not None and newest.id != company.id and newest.bound_at is not None:
        raise CompanyKeySuperseded(name=company.name, at=timestamp(newest.bound_at))
    return await _record_of(session, company)


async def list_companies(work: Work, after: UUID | None, limit: int, bound: bool | None) -> list[Company]:
    """Requests and bindings, newest first, from the id on; `bound` narrows."""
    work.actor.need("centre_staff")
    query = select(Company).order_by(Company.id.desc()).limit(limit)
    if after is not None:
        query = query.where(Company.id < after)
    if bound is not None:
        query = query.where(Company.bound_at.is_not(None) if bound else Company.bound_at.is_(None))
    return list(await work.session.scalars(query))


async def _record_of(session: AsyncSession, company: Company) -> SignedCompany:
    row = await find_record(session, company.record or b"")
    if row is None:
        raise NoSuchThing(what=KEY)
    return cast(SignedCompany, row.record())


async def records_of_companies(session: AsyncSession, usccs: Sequence[str]) -> list[RecordRow]:
    """The registration records of these companies' bound keys, oldest first."""
    query = select(RecordRow).join(Company, Company.record == RecordRow.digest).where(Company.uscc.in_(usccs))
    return list(await session.scalars(query.order_by(RecordRow.id)))
