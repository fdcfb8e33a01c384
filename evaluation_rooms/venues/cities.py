"""The city a venue stands in. Pure.

The trap: a body of the province has the code 420000 and sits in Wuhan, 420100; 4290xx are cities of their own. Only the
city where the house stands counts (R-REMOTE-...), so a code that is no city is refused, not guessed.
"""

from foundation.errors import FieldRefused
from foundation.regions import HUBEI, HUBEI_UNITS, province_key, region, seat_city

_MUNICIPALITIES = ("110000", "120000", "310000", "500000")
"""Provinces that are one city; their districts and counties have two keys of four digits (5001, 5002)."""


def physical_city(code: str) -> str:
    """The city of a code: 420000 -> 420100, 420106 -> 420100, 429004 -> 429004, 500229 -> 500100, 430100 -> 430100.

    Refuses what is no city (430000, a whole province) and what is no unit of Hubei (420400).
    """
    province = province_key(code)
    city = province[:2] + "0100" if province in _MUNICIPALITIES else seat_city(code)
    unknown = province == HUBEI and city not in HUBEI_UNITS
    if unknown or city == province:
        raise FieldRefused(field="physical_city", why=f"{code} is no city", why_zh=f"{code}不是市州代码")
    return city


def city_names(code: str) -> tuple[str, str]:
    """The city's name in both languages; the province's where only that is known, else the code."""
    found = region(code)
    return (found.zh, found.en) if found else (code, code)
