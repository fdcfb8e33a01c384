"""What a company signs when it asks for its key to be bound, and what the platform then records."""

from dataclasses import dataclass
from typing import Any, Final

from bidding.companies.answers import CompanyRecorded
from bidding.companies.refusals import CompanySignatureRefused
from bidding.projects.words import check_words
from crypto.encoding import unhex
from crypto.errors import CryptoError
from crypto.signatures import signed_bytes, verify
from foundation.uscc import parse_uscc

REQUEST: Final = "tianping/company-request/1"
COMPANY: Final = "tianping/company/1"


@dataclass(frozen=True)
class CompanyRequest:
    """A checked request."""

    name: str
    uscc: str
    company_key: bytes


def read_request(name: str, uscc: str, company_key: str, signature: str) -> CompanyRequest:
    """The request, once name and code are well formed and the signature over both holds under the key.

    Raises FieldRefused, UsccInvalid, CompanySignatureRefused.
    """
    check_words("name", name, 2, 120)
    code = parse_uscc(uscc)
    try:
        key = unhex(company_key, 32)
        verify(key, signed_bytes(request_body(name, code, company_key)), unhex(signature, 64))
    except CryptoError as fault:
        raise CompanySignatureRefused(why=fault.message) from None
    return CompanyRequest(name, code, key)


def request_body(name: str, uscc: str, company_key: str) -> dict[str, Any]:
    """What the company key signs, in the frame of every signed document."""
    return {"type": REQUEST, "name": name, "uscc": uscc, "company_key": company_key}


def company_body(request: CompanyRequest, at: str) -> CompanyRecorded:
    """The public record of a binding; it says nothing of any tender."""
    key = request.company_key.hex()
    return {"type": COMPANY, "name": request.name, "uscc": request.uscc, "company_key": key, "at": at}
