"""Arithmetic correction 算术性修正 and adjustment of a quoted price (Order 12 Art. 19, 30). Pure, exact, in yuan.

Words prevail over figures, the unit price over a line's total except where the total shows that its decimal point
slipped; the sum of the lines prevails over a stated sum. What is corrected is recorded; the bid stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from bidding.methods.prices import evaluated_price
from bidding.methods.refusals import NotAsPublished
from bidding.methods.scheme import Scheme
from foundation.money import round_money

CorrectionKind = Literal["words", "unit_price", "sum"]
SLIPS = tuple(Decimal(10) ** power for power in (-3, -2, -1, 1, 2, 3))
"""By how much a unit price is off when its decimal point slipped."""


@dataclass(frozen=True)
class PricedLine:
    """A line of a bill: quantity, price of one, and the total that the bidder wrote."""

    code: str
    quantity: Decimal
    unit_price: Decimal
    total: Decimal


@dataclass(frozen=True)
class Correction:
    """What was written, what it is now, and by which rule; `place` names the line, or nothing for the price itself."""

    kind: CorrectionKind
    place: str
    before: Decimal
    after: Decimal


def correct_words(figures: Decimal, words: Decimal) -> list[Correction]:
    """The amount in words prevails."""
    return [] if figures == words else [Correction("words", "", figures, words)]


def correct_line(line: PricedLine) -> list[Correction]:
    """The unit price prevails over the total, unless its decimal point slipped: then the total does."""
    product = round_money(line.quantity * line.unit_price)
    if product == line.total:
        return []
    if any(round_money(product * slip) == line.total for slip in SLIPS):
        meant = line.total / line.quantity
        return [Correction("unit_price", line.code, line.unit_price, meant)]
    return [Correction("unit_price", line.code, line.total, product)]


def correct_bill(lines: Sequence[PricedLine], stated: Decimal) -> tuple[list[Correction], Decimal]:
    """Corrections of every line and of the stated sum, in order, and the price that follows."""
    found: list[Correction] = []
    total = Decimal(0)
    for line in lines:
        changes = correct_line(line)
        found += changes
        slipped = bool(changes) and changes[0].before == line.unit_price
        total += line.total if slipped or not changes else changes[0].after
    if total != stated:
        found.append(Correction("sum", "", stated, total))
    return found, total


def corrected_price(price: Decimal, after: Sequence[Decimal]) -> Decimal:
    """The price after corrections in their order: each says what the price is from then on."""
    return after[-1] if after else price


def adjusted_price(scheme: Scheme, price: Decimal, amounts: Mapping[str, Decimal]) -> Decimal:
    """The evaluated price: corrected, with what the document adds or deducts by name."""
    directions = {one.name: one.direction for one in scheme.adjustments}
    if unknown := next((name for name in amounts if name not in directions), None):
        raise NotAsPublished(why=f"the adjustment {unknown}", why_zh=f"调整因素{unknown}")
    added = [amount for name, amount in amounts.items() if directions[name] == "add"]
    deducted = [amount for name, amount in amounts.items() if directions[name] == "deduct"]
    return evaluated_price(price, added, deducted)
