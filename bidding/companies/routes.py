"""Doors of company registration: ask, list, bind, look up."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from bidding.companies import actions
from bidding.companies.answers import CompanyList, CompanyShown, SignedCompany
from bidding.companies.requests import read_request
from bidding.companies.tables import Company
from crypto.encoding import timestamp, unhex
from crypto.errors import CryptoError
from foundation.errors import NoSuchThing
from foundation.work import Work


class BindingRequest(msgspec.Struct, forbid_unknown_fields=True):
    """A company asks for its key; `signature` is by that key over a tianping/company-request/1 body."""

    name: str
    uscc: str
    company_key: str
    signature: str


def company_json(company: Company) -> CompanyShown:
    """A request or binding as its company and the staff see it."""
    return {
        "id": str(company.id),
        "name": company.name,
        "uscc": company.uscc,
        "company_key": company.company_key.hex(),
        "asked_at": timestamp(company.asked_at),
        "bound_at": None if company.bound_at is None else timestamp(company.bound_at),
        "record": None if company.record is None else company.record.hex(),
    }


@post("/api/companies")
async def ask(data: JSONBody[BindingRequest], public_work: NamedDependency[Work]) -> CompanyShown:
    """Ask for a company key to be bound to a USCC. Safe to repeat."""
    request = read_request(data.name, data.uscc, data.company_key, data.signature)
    return company_json(await actions.ask_for_binding(public_work, request))


@get("/api/companies")
async def list_companies(
    work: NamedDependency[Work],
    after: Annotated[UUID | None, QueryParameter()] = None,
    limit: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    bound: Annotated[bool | None, QueryParameter()] = None,
) -> CompanyList:
    """Requests and bindings, newest first, for the centre's staff."""
    found = await actions.list_companies(work, after, limit, bound)
    following = str(found[-1].id) if len(found) == limit else None
    return {"companies": [company_json(one) for one in found], "next": following}


@post("/api/companies/{company:uuid}/binding")
async def bind(company: FromPath[UUID], work: NamedDependency[Work]) -> SignedCompany:
    """Bind the key, after the legal person was checked; answers the company record. Safe to repeat."""
    return await actions.bind_company(work, company)


@get("/api/companies/keys/{key:str}")
async def show_key(key: FromPath[str], public_work: NamedDependency[Work]) -> SignedCompany:
    """The company record of a key that counts."""
    try:
        wanted = unhex(key, 32)
    except CryptoError:
        raise NoSuchThing(what=actions.KEY) from None
    return await actions.find_company(public_work.session, wanted)


ROUTES = [ask, list_companies, bind, show_key]
