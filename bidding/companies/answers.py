"""What the doors of company registration answer. Keys and digests are hex, moments `2026-12-17T01:30:00.000Z`."""

from typing import Literal, TypedDict

from foundation.records import Signed


class CompanyShown(TypedDict):
    """A request or binding as its company and the staff see it; `record` is the digest of what was recorded of it."""

    id: str
    name: str
    uscc: str
    company_key: str
    asked_at: str
    bound_at: str | None
    record: str | None


class CompanyList(TypedDict):
    """A portion of the requests and bindings, newest first; `next` is where the following one begins."""

    companies: list[CompanyShown]
    next: str | None


class CompanyRecorded(TypedDict):
    """The body of `tianping/company/1`: a key bound to a code."""

    type: Literal["tianping/company/1"]
    name: str
    uscc: str
    company_key: str
    at: str


class SignedCompany(Signed):
    """The public record of a binding."""

    body: CompanyRecorded
