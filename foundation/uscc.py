"""Unified social credit codes (GB 32100-2015): 18 characters with two checks.

1 registry, 1 class, 6 region, 9 organisation code (GB 11714, the ninth is its check), 1 check over the other seventeen.
"""

import re

from foundation.errors import Refusal

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SHAPE = re.compile(r"[1-9A-HJ-NPQRTUWXY][0-9A-HJ-NPQRTUWXY][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class UsccInvalid(Refusal):
    """A unified social credit code has the wrong shape or a check character that does not fit."""

    status = 422
    rule = "D-USCC"
    en = "{code} is not a unified social credit code: {why}."
    zh = "{code}不是有效的统一社会信用代码：{why_zh}。"
    do_en = "Copy the 18 characters from the business licence; the letters I, O, S, V and Z do not occur."
    do_zh = "请按营业执照填写18位代码；其中不含字母I、O、S、V、Z。"


def check_character(first_seventeen: str) -> str:
    """The eighteenth character: (31 - sum of value x 3^i mod 31) mod 31."""
    total = sum(_ALPHABET.index(c) * w for c, w in zip(first_seventeen, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def organisation_check(first_eight: str) -> str:
    """The ninth character of the organisation code: 11 - sum mod 11, with 10 as X and 11 as 0."""
    total = sum(_ORGANISATION_ALPHABET.index(c) * w for c, w in zip(first_eight, _ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def is_uscc(code: str) -> bool:
    """Whether shape and both checks hold."""
    return _fault(code) is None


def parse_uscc(text: str) -> str:
    """The code without surrounding spaces and in capitals; anything wrong raises UsccInvalid with the reason."""
    code = text.strip().upper()
    fault = _fault(code)
    if fault is not None:
        raise UsccInvalid(code=code[:40], why=fault[0], why_zh=fault[1])
    return code


def complete_uscc(registry_class_region: str, organisation_eight: str) -> str:
    """A valid code from the first 8 characters and 8 of the organisation code; for data made up on purpose."""
    first = registry_class_region + organisation_eight + organisation_check(organisation_eight)
    return first + check_character(first)


def _fault(code: str) -> tuple[str, str] | None:
    if not _SHAPE.fullmatch(code):
        return "it must be 18 characters of the code's own alphabet", "应为18位，且只含规定字符"
    if organisation_check(code[8:16]) != code[16]:
        return "the check character of the organisation code does not fit", "第17位（主体标识码校验位）不符"
    if check_character(code[:17]) != code[17]:
        return "the last character does not fit", "第18位（校验码）不符"
    return None
