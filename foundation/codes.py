"""Numbers of the field: project, tender and lot codes, the unified deal code, and the classification code.

Project code 17 characters, tender code 20, lot code 23: each level adds three digits. The unified deal code ends in a
check character by ISO 7064 MOD 37-2 over class, platform code, date and serial, whether or not the class is printed.
"""

import re
from dataclasses import dataclass
from datetime import date

from foundation.errors import Refusal
from foundation.uscc import is_uscc

_CODE = re.compile(r"[A-Z][0-9]{6}[0-9]{10}([0-9]{3}){0,2}")
_DEAL = re.compile(r"(?:([A-Z][0-9]{2})-)?([0-9A-Z]{18})-([0-9]{8})-([0-9]{6})-([0-9A-Z*])")
_CLASS = re.compile(r"[ABC][0-9]{2}")
_CLASSIFICATION = re.compile(r"[ABC][0-9]{6}")
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_LEVELS = {17: "project", 20: "tender", 23: "lot"}


class CodeUnreadable(Refusal):
    """A project, tender, lot or deal code has the wrong shape or check character."""

    status = 422
    rule = "D-CODE"
    en = "{code} is not a {what}."
    zh = "{code}不是有效的编号（{what}）。"
    do_en = "Copy the code from the notice."
    do_zh = "请按公告填写编号。"


def code_level(code: str) -> str:
    """`project` (17), `tender` (20) or `lot` (23); anything else raises CodeUnreadable."""
    if not _CODE.fullmatch(code):
        raise CodeUnreadable(code=code[:40], what="project code")
    return _LEVELS[len(code)]


def project_code(letter: str, region: str, middle: int) -> str:
    """Letter (E engineering), six digits of the region, ten of the platform's own numbering."""
    return _made(f"{letter}{region}{middle:010}", 17)


def tender_code(project: str, number: int) -> str:
    """The project's code and three digits, counted from 1."""
    return _made(f"{project}{_three(number)}", 20)


def lot_code(tender: str, number: int) -> str:
    """The tender's code and three digits, counted from 1."""
    return _made(f"{tender}{_three(number)}", 23)


def _three(number: int) -> str:
    if not 1 <= number <= 999:
        raise ValueError(f"number {number} does not fit in three digits")
    return f"{number:03}"


def _made(code: str, length: int) -> str:
    if len(code) != length or not _CODE.fullmatch(code):
        raise ValueError(f"{code} is not a code of {length} characters")
    return code


@dataclass(frozen=True)
class DealCode:
    """A unified deal code; `deal_class` is A01 (housing), A02 (municipal) and so on."""

    deal_class: str
    platform: str
    day: date
    serial: int

    @property
    def check(self) -> str:
        """The check character over all parts, the class included."""
        return mod_37_2(f"{self.deal_class}{self.platform}{self.day:%Y%m%d}{self.serial:06}")

    def printed(self, *, with_class: bool = True) -> str:
        """`A01-12420000000000019Q-20260105-000001-I`, or the same without `A01-`."""
        prefix = f"{self.deal_class}-" if with_class else ""
        return f"{prefix}{self.platform}-{self.day:%Y%m%d}-{self.serial:06}-{self.check}"


def parse_deal_code(code: str, *, deal_class: str | None = None) -> DealCode:
    """Read either printed form; without a printed class the caller must know it, for the check covers it."""
    match = _DEAL.fullmatch(code)
    if match is None:
        raise CodeUnreadable(code=code[:60], what="unified deal code")
    printed, platform, day, serial, check = match.groups()
    found = printed or deal_class or ""
    moment = _day(day)
    if not _CLASS.fullmatch(found) or moment is None or not is_uscc(platform) or deal_class not in {None, found}:
        raise CodeUnreadable(code=code, what="unified deal code")
    deal = DealCode(found, platform, moment, int(serial))
    if deal.check != check:
        raise CodeUnreadable(code=code, what="unified deal code")
    return deal


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def mod_37_2(data: str) -> str:
    """ISO 7064 MOD 37-2: the character that makes the sum of value x 2^i from the right equal 1 modulo 37."""
    total = 0
    for character in data:
        total = (total + _ALPHABET.index(character)) * 2 % 37
    return _ALPHABET[(1 - total) % 37]


def is_classification_code(code: str) -> bool:
    """Whether a lot's classification has seven characters: A works, B goods, C services, then three levels."""
    return bool(_CLASSIFICATION.fullmatch(code))
