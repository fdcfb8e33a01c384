"""Figures as spreadsheets keep them: "26,888,000.00", "¥12", "2.6888E7", "26888000.000000004". Pure."""

import re
from decimal import Decimal, InvalidOperation

_SPACE = re.compile(r"\s+")
_THOUSANDS = re.compile(r",(?=[0-9]{3}(?:[,.]|$))")
_FIGURE = re.compile(r"[+-]?[0-9]{1,17}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?")
_NOISE = Decimal("0.00000001")
"""What lies beyond the eighth decimal is noise of binary fractions."""
_LARGEST = Decimal(10) ** 16


def bare(text: str) -> str:
    """Without white space, of which titles in a bill are full."""
    return _SPACE.sub("", text)


def figure(text: str) -> Decimal | None:
    """The figure in a cell; None where there is none."""
    plain = _THOUSANDS.sub("", bare(text).lstrip("¥￥").removesuffix("元"))
    if not _FIGURE.fullmatch(plain):
        return None
    try:
        value = Decimal(plain).quantize(_NOISE)
    except InvalidOperation:
        return None
    return value if abs(value) < _LARGEST else None


def percent(text: str) -> Decimal | None:
    """`9%` or `9`."""
    return figure(bare(text).removesuffix("%").removesuffix("％"))


def shown(value: Decimal | None) -> str:
    """Without needless zeros, yet never as 1E+2; nothing for None."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
