"""Rounding of exact fractions, half away from zero, only where a method declares it."""

from decimal import Decimal
from fractions import Fraction


def rounded(value: Fraction, places: int) -> Decimal:
    """To so many places, half away from zero; the sign is kept."""
    whole, rest = divmod(abs(value.numerator) * 10**places, value.denominator)
    units = whole + (2 * rest >= value.denominator)
    return Decimal(units if value >= 0 else -units).scaleb(-places)


def at_place(value: Fraction, places: int | None) -> Fraction:
    """Rounded where places are declared, exact where none are."""
    return value if places is None else Fraction(rounded(value, places))
