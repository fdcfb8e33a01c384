"""Each field of an expert, from text to value; whatever does not fit is a CellFault. Pure."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from unicodedata import category, normalize

from evaluation_rooms.experts.faults import CellFault
from evaluation_rooms.experts.people import ACTIVE, CHINA, REMOVED, STANDINGS, SUSPENDED, is_id_number, is_phone
from evaluation_rooms.experts.specialities import CodeTable
from foundation.regions import HUBEI_UNITS, PROVINCES, city_key, province_key
from foundation.uscc import is_uscc

MOST_SPECIALITIES: Final = 20
MOST_LISTED: Final = 50
_UNPRINTABLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_STANDING_WORDS: Final = {"": ACTIVE, "在库": ACTIVE, "暂停": SUSPENDED, "移出": REMOVED} | {s: s for s in STANDINGS}
STANDING_ZH: Final = {ACTIVE: "在库", SUSPENDED: "暂停", REMOVED: "移出"}
_CITY_NAMES: Final = {name: unit.code for unit in HUBEI_UNITS.values() for name in (unit.zh, unit.short)}

Absence = tuple[datetime, datetime]


def check_words(text: str, most: int, *, needed: bool = True) -> str:
    """Words in NFC without edges of space; empty only where `needed` is false."""
    words = normalize("NFC", text).strip()
    if needed and not words:
        raise CellFault("MISSING")
    if len(words) > most:
        raise CellFault("TOO_LONG", most=most)
    if any(category(letter) in _UNPRINTABLE for letter in words):
        raise CellFault("WORDS")
    return words


def check_name(text: str) -> str:
    """A person's name."""
    return check_words(text, 60)


def check_employer(text: str) -> str:
    """An employer's name."""
    return check_words(text, 120)


def check_id_number(text: str) -> str:
    """An identity number in capitals."""
    number = _narrow(text).upper()
    if not number:
        raise CellFault("MISSING")
    if is_id_number(number):
        return number
    if re.fullmatch(r"[0-9.]+E\+?[0-9]+|[0-9]{15}000", number):
        raise CellFault("ID_NUMBER_LOST")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise CellFault("ID_SHAPE")
    raise CellFault("ID_CHECK")


def check_phone(text: str) -> str:
    """A telephone number without spaces, mobile ones without +86; "" when there is none."""
    number = re.sub(r"^(\+86|0086)(?=1[3-9])", "", re.sub(r"[\s()]", "", _narrow(text)))
    bare = number.replace("-", "") if re.match(r"1[3-9]", number) else number
    if bare and not is_phone(bare):
        raise CellFault("PHONE")
    return bare


def check_mail(text: str) -> str:
    """A mail address; "" when there is none."""
    address = _narrow(text)
    if address and not re.fullmatch(r"[^@\s,;<>\"]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}", address):
        raise CellFault("MAIL")
    return address


def check_city(text: str) -> str:
    """The division code of a city of Hubei or a neighbour, from a code or, within Hubei, a name."""
    words = _narrow(text)
    code = _CITY_NAMES.get(words, words)
    if not words:
        raise CellFault("MISSING")
    if not re.fullmatch(r"[1-9][0-9]{5}", code) or province_key(code) not in PROVINCES:
        raise CellFault("CITY_UNKNOWN")
    city = city_key(code)
    if city.endswith("0000"):
        raise CellFault("CITY_IS_PROVINCE")
    if province_key(city) == "420000" and city not in HUBEI_UNITS:
        raise CellFault("CITY_UNKNOWN")
    return city


def check_specialities(codes: Sequence[str], table: CodeTable) -> tuple[str, ...]:
    """Codes that the table has, ascending, at least one."""
    held = sorted({_narrow(code).upper() for code in codes if code.strip()})
    if not held:
        raise CellFault("MISSING")
    if len(held) > MOST_SPECIALITIES:
        raise CellFault("SPECIALITY_MANY", most=MOST_SPECIALITIES)
    for code in held:
        if code not in table:
            raise CellFault("SPECIALITY_UNKNOWN", code=code)
        if not table.can_be_held(code):
            raise CellFault("SPECIALITY_LEVEL", code=code)
    return tuple(held)


def check_uscc(text: str) -> str:
    """A unified social credit code in capitals."""
    code = _narrow(text).upper()
    if not code:
        raise CellFault("MISSING")
    if not is_uscc(code):
        raise CellFault("USCC", code=code)
    return code


def check_usccs(codes: Sequence[str]) -> tuple[str, ...]:
    """Any number of codes, ascending."""
    found = tuple(sorted({check_uscc(code) for code in codes if code.strip()}))
    if len(found) > MOST_LISTED:
        raise CellFault("MANY", most=MOST_LISTED)
    return found


def check_former(entries: Sequence[tuple[str, str]]) -> tuple[tuple[str, date], ...]:
    """Employers that were left, with the last day, ascending."""
    found = tuple(sorted({(check_uscc(uscc), check_date(day)) for uscc, day in entries}))
    if len(found) > MOST_LISTED:
        raise CellFault("MANY", most=MOST_LISTED)
    return found


def check_date(text: str) -> date:
    """A day as 2026-01-31, 2026/1/31 or 2026.1.31."""
    match = re.fullmatch(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?", _narrow(text))
    try:
        if match is None:
            raise ValueError
        return date(*(int(part) for part in match.groups()))
    except ValueError:
        raise CellFault("DATE", text=text) from None


def check_authority(text: str) -> str | None:
    """The division code of the area of the authority somebody works for; None for nobody's."""
    code = _narrow(text)
    if code and not re.fullmatch(r"[1-9][0-9]{5}", code):
        raise CellFault("AUTHORITY")
    return code or None


def check_standing(text: str) -> str:
    """active, suspended or removed, in either language."""
    standing = _STANDING_WORDS.get(_narrow(text).casefold())
    if standing is None:
        raise CellFault("STANDING")
    return standing


def check_absence(text: str) -> Absence:
    """A time `from/until`, hours and minutes of China; a day alone is the whole day."""
    try:
        since, until = (_moment(part.strip()) for part in text.split("/"))
    except ValueError:
        raise CellFault("ABSENCE", text=text) from None
    if not since < until:
        raise CellFault("ABSENCE", text=text)
    return since, until


def _moment(text: str) -> datetime:
    return datetime.strptime(text.replace("T", " ")[:16], "%Y-%m-%d %H:%M").replace(tzinfo=CHINA)


def split_list(text: str) -> list[str]:
    """The entries of a cell that holds several, parted by semicolons, commas (of either width), 、 or line ends."""
    return [part.strip() for part in re.split(r"[;；,，、\n]", text) if part.strip()]


def split_former(text: str) -> list[tuple[str, str]]:
    """`USCC:2025-06-30; USCC:2024-01-31` as pairs."""
    pairs = []
    for entry in split_list(text):
        uscc, colon, day = entry.replace("：", ":").partition(":")
        if not colon:
            raise CellFault("FORMER", text=entry)
        pairs.append((uscc, day))
    return pairs


def _narrow(text: str) -> str:
    """Full-width letters, digits and signs as narrow ones, without edges of space."""
    return normalize("NFKC", text).strip()
