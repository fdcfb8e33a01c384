"""Shapes of documents: exactly these members, each of its kind. A shape is a function that refuses.

SHAPE = members(type=exactly("tianping/bid/1"), lot=uuid, round=integer(1))
conform(value, SHAPE, "bid-shape")
"""

import re
from collections.abc import Callable
from math import gcd
from typing import Any

from crypto.encoding import GREATEST_INTEGER, Body, parse_timestamp, unhex
from crypto.errors import CryptoError, ShapeRefused

Shape = Callable[[Any, str], None]
"""Takes the value and its place inside the document; refuses or returns nothing."""

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DECIMAL = re.compile(r"0|[1-9][0-9]{0,3999}")


def conform(value: Any, shape: Shape, check: str) -> Body:
    """The value as an object, once it has the shape; otherwise a refusal under the name `check`."""
    try:
        shape(value, "")
    except CryptoError as refusal:
        raise ShapeRefused(check, refusal.message) from None
    if not isinstance(value, dict):
        raise ShapeRefused(check, "not an object")
    return value


def _refuse(place: str, message: str) -> ShapeRefused:
    return ShapeRefused("shape", f"{place or 'document'} {message}")


def members(**shapes: Shape) -> Shape:
    """An object with exactly these members."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, dict):
            raise _refuse(place, "is not an object")
        if value.keys() != shapes.keys():
            names = ", ".join(sorted(str(name)[:40] for name in value.keys() ^ shapes.keys()))
            raise _refuse(place, f"lacks or adds: {names}")
        for name, inner in shapes.items():
            inner(value[name], f"{place}.{name}" if place else name)

    return shape


def members_and(optional: dict[str, Shape], **shapes: Shape) -> Shape:
    """An object with exactly these members, and any of the optional ones."""

    def shape(value: Any, place: str) -> None:
        found = value if isinstance(value, dict) else {}
        members(**shapes, **{name: inner for name, inner in optional.items() if name in found})(value, place)

    return shape


def mapping(inner: Shape, most: int = 1000) -> Shape:
    """An object with any names, each value of one shape."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, dict) or len(value) > most:
            raise _refuse(place, "is not an object, or too large")
        for name, item in value.items():
            inner(item, f"{place}.{name[:40]}")

    return shape


def list_of(inner: Shape, least: int = 0, most: int = 1_000_000) -> Shape:
    """A list of `least` to `most` values of one shape."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise _refuse(place, f"is not a list of {least} to {most}")
        for index, item in enumerate(value):
            inner(item, f"{place}[{index}]")

    return shape


def exactly(*allowed: str) -> Shape:
    """One of these strings."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise _refuse(place, f"is not {' or '.join(allowed)}")

    return shape


def integer(least: int = 0, most: int = GREATEST_INTEGER) -> Shape:
    """A whole number within bounds; `true` is not a number."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _refuse(place, f"is not an integer from {least} to {most}")

    return shape


def text(least: int = 0, most: int = 10_000) -> Shape:
    """A string of `least` to `most` characters."""

    def shape(value: Any, place: str) -> None:
        if not isinstance(value, str) or not least <= len(value) <= most:
            raise _refuse(place, f"is not text of {least} to {most} characters")

    return shape


def hex_of(length: int) -> Shape:
    """`length` bytes in lowercase hex."""

    def shape(value: Any, place: str) -> None:
        try:
            unhex(value, length)
        except CryptoError:
            raise _refuse(place, f"is not {length} bytes of lowercase hex") from None

    return shape


def null_or(inner: Shape) -> Shape:
    """Null, or a value of that shape."""

    def shape(value: Any, place: str) -> None:
        if value is not None:
            inner(value, place)

    return shape


def uuid(value: Any, place: str) -> None:
    """A UUID in its usual lowercase spelling."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise _refuse(place, "is not a UUID")


def moment(value: Any, place: str) -> None:
    """A time in UTC with milliseconds."""
    try:
        parse_timestamp(value)
    except CryptoError:
        raise _refuse(place, "is not a time") from None


def fraction(value: Any, place: str) -> None:
    """A rational number that is not negative, {"n", "d"}: decimal strings in lowest terms."""
    _FRACTION(value, place)
    if int(value["d"]) == 0 or gcd(int(value["n"]), int(value["d"])) != 1:
        raise _refuse(place, "is not a fraction in lowest terms")


def _decimal(value: Any, place: str) -> None:
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise _refuse(place, "is not a decimal number")


def boolean(value: Any, place: str) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise _refuse(place, "is not true or false")


def anything(value: Any, place: str) -> None:
    """Any JSON value: the member is carried, not read."""


_FRACTION = members(n=_decimal, d=_decimal)

digest32 = hex_of(32)
name = text(1, 200)
