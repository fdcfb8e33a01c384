"""What is known of an expert: what tells who he is, what a draw needs of him, and what he is paid. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

CHINA: Final = timezone(timedelta(hours=8))

ACTIVE: Final = "active"
SUSPENDED: Final = "suspended"
REMOVED: Final = "removed"
STANDINGS: Final = (ACTIVE, SUSPENDED, REMOVED)

_WEIGHTS: Final = tuple(2**power % 11 for power in range(17, 0, -1))


@dataclass(frozen=True, slots=True)
class Person:
    """What lies sealed. `phone` and `mail` are "" when there is none."""

    name: str
    phone: str
    mail: str
    id_number: str

    def body(self) -> dict[str, Any]:
        """As sealed."""
        return {"name": self.name, "phone": self.phone, "mail": self.mail, "id_number": self.id_number}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to invite, and by which ways; `phone` and `mail` are "" when there is none."""

    name: str
    phone: str
    mail: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a draw needs of an expert, as one version holds it. Codes and USCCs ascend; dates are last days."""

    city: str
    employer: str
    employer_uscc: str
    specialities: tuple[str, ...]
    former: tuple[tuple[str, date], ...] = ()
    relatives: tuple[str, ...] = ()
    shareholdings: tuple[str, ...] = ()
    authority: str | None = None
    standing: str = ACTIVE
    standing_reason: str | None = None
    suspended_until: date | None = None


@dataclass(frozen=True, slots=True)
class PoolExpert:
    """An expert as the draw sees him: no name. `authority`: division code of the authority he works for.

    `absences` are [since, until) in UTC. Who is not `active` is not to be drawn.
    """

    id: UUID
    city: str
    specialities: tuple[str, ...]
    employer_uscc: str
    former: tuple[tuple[str, date], ...]
    relatives: tuple[str, ...]
    shareholdings: tuple[str, ...]
    authority: str | None
    standing: str
    absences: tuple[tuple[datetime, datetime], ...]
    reachable: bool


@dataclass(frozen=True, slots=True)
class Fee:
    """What one session pays in yuan, before tax. `amount` is None where no standard of the pool region is in force."""

    region: str
    amount: Decimal | None
    document: str = ""

    @property
    def zh(self) -> str:
        """As an invitation says it."""
        return "劳务报酬按当地标准支付" if self.amount is None else f"劳务报酬{self.amount.normalize():f}元（税前）"

    @property
    def en(self) -> str:
        """The same in English."""
        if self.amount is None:
            return "fee by the local standard"
        return f"fee {self.amount.normalize():f} yuan before tax"


def china_day(moment: datetime) -> date:
    """The day a moment falls on in China."""
    return moment.astimezone(CHINA).date()


def standing_on(standing: str, until: date | None, day: date) -> str:
    """A suspension ends with its last day; anything else holds on."""
    return ACTIVE if standing == SUSPENDED and until is not None and until < day else standing


def worse(one: str, other: str) -> str:
    """The standing that counts less."""
    return max(one, other, key=STANDINGS.index)


def amount_of(base: Decimal, base_hours: int, per_hour: Decimal, hours: int) -> Decimal:
    """Yuan of a session that takes so many hours."""
    return base + per_hour * max(0, hours - base_hours)


def is_id_number(text: str) -> bool:
    """Whether an identity number of a resident (GB 11643-1999) has its shape, a date that exists, and its check."""
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", text):
        return False
    try:
        date.fromisoformat(f"{text[6:10]}-{text[10:12]}-{text[12:14]}")
    except ValueError:
        return False
    return id_check(text[:17]) == text[17]


def id_check(first_seventeen: str) -> str:
    """The last character: sum of digit x 2^(17-i) mod 11, looked up in 10X98765432."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def is_phone(text: str) -> bool:
    """A mobile number of eleven digits, a landline with its area code, or an international number with +."""
    return re.fullmatch(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}|\+[1-9][0-9]{6,14}", text) is not None
