"""What a form says of an expert or a fee standard, from the door's values to checked ones. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from evaluation_rooms.experts import checks
from evaluation_rooms.experts.columns import Given, given_of, standing_faults
from evaluation_rooms.experts.faults import CellFault, as_refusal
from evaluation_rooms.experts.specialities import CodeTable
from foundation.errors import FieldRefused
from foundation.money import parse_money
from foundation.regions import PROVINCES


def read_form(values: Mapping[str, Any], table: CodeTable) -> Given:
    """The fields that are not None, checked as an import checks them; the first bad one is FieldRefused."""
    readers: dict[str, Callable[[Any], Any]] = {
        "name": checks.check_name,
        "phone": checks.check_phone,
        "mail": checks.check_mail,
        "id_number": checks.check_id_number,
        "city": checks.check_city,
        "employer": checks.check_employer,
        "employer_uscc": checks.check_uscc,
        "specialities": lambda codes: checks.check_specialities(codes, table),
        "former": checks.check_former,
        "relatives": checks.check_usccs,
        "shareholdings": checks.check_usccs,
        "authority": checks.check_authority,
    }
    given = {key: value for key, value in values.items() if value is not None}
    return given_of({key: _read(key, readers[key], value) for key, value in given.items()})


def read_standing(standing: str, reason: str, until: date | None) -> Given:
    """A new standing with its reason."""
    values: dict[str, Any] = {"standing": _read("standing", checks.check_standing, standing)}
    values["standing_reason"] = _read("reason", _optional_words, reason)
    values["suspended_until"] = until
    for _, fault in standing_faults(values):
        raise as_refusal("reason" if fault.code == "STANDING_REASON" else "until", fault)
    return given_of(values)


def read_reason(text: str) -> str:
    """Why somebody is absent; may be empty."""
    return str(_read("reason", _optional_words, text) or "")


def _optional_words(text: str) -> str | None:
    return checks.check_words(text, 200, needed=False) or None


def _read(field: str, check: Callable[[Any], Any], value: Any) -> Any:
    try:
        return check(value)
    except CellFault as fault:
        raise as_refusal(field, fault) from None


def read_search(name: str, phone: str, id_number: str) -> tuple[str, str, str]:
    """What is looked for, in the shape in which it is kept; "" asks nothing."""
    return (
        str(_read("name", checks.check_name, name)) if name else "",
        str(_read("phone", checks.check_phone, phone)),
        str(_read("id_number", checks.check_id_number, id_number)) if id_number else "",
    )


def read_region(code: str) -> str:
    """A pool region: a city or a whole province of those that the platform knows."""
    return code if code in PROVINCES else str(_read("region", checks.check_city, code))


def read_amount(field: str, text: str) -> Decimal:
    """Yuan, not below zero."""
    amount = parse_money(text)
    if amount < 0:
        raise FieldRefused(field=field, why="it is below zero", why_zh="不能为负数")
    return amount


def filter_city(text: str) -> str:
    """The city that a filter names by name or code; "" asks nothing."""
    return str(_read("city", checks.check_city, text)) if text else ""


def former_pairs(entries: Sequence[tuple[str, date]] | None) -> list[tuple[str, str]] | None:
    """Former employers as the checks read them."""
    return None if entries is None else [(uscc, day.isoformat()) for uscc, day in entries]
