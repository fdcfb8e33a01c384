"""What no lottery can exceed: a certificate of integers, and the one integer program that checks it.

For duals y >= 0 and any lottery: least x sum(y n) <= sum over types of y x expected members <= the greatest
sum(y x members) of one composition. All of y are whole, so the greatest is a whole number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

from crypto.errors import DrawRefused
from crypto.verifiable_draw.compositions import Frame, composition, frame, polytope
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.programs import best
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import Type

SCALE = 10**6
"""The greatest of a certificate's integers: floats still tell its objective to a thousandth."""


@dataclass(frozen=True)
class Certificate:
    """By type, in the table's order. `u` (a cap's duals) is zero: no lottery is capped, too likely ones are refused."""

    y: tuple[int, ...]
    u: tuple[int, ...]


def certify(duals: Sequence[float], sizes: Sequence[int]) -> Certificate:
    """Integers up to SCALE from the duals of the types' chances (of expected members over sizes)."""
    shares = [max(0.0, dual) / size for dual, size in zip(duals, sizes, strict=True)]
    return Certificate(tuple(round(share / max(shares) * SCALE) for share in shares), (0,) * len(shares))


def upper_bound(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas, certificate: Certificate) -> Fraction:
    """The least chance that no lottery over these groups exceeds. Refuses a certificate that says nothing."""
    shape = frame(groups, quotas)
    y = certificate.y
    if len(y) != len(shape.types) or min(y, default=-1) < 0 or max(y) > SCALE or any(certificate.u):
        raise DrawRefused("draw-bound", "the certificate is not one of these types")
    weight = sum(one * size for one, size in zip(y, shape.sizes, strict=True))
    if weight == 0:
        raise DrawRefused("draw-bound", "the certificate weighs nobody")
    return Fraction(_greatest(shape, y), weight)


def _greatest(shape: Frame, y: Sequence[int]) -> int:
    """The greatest sum of y over one composition, in integers; the solver's own bound must leave no other."""
    whole = polytope(shape, whole=True)
    for column, (index, _) in enumerate(shape.places):
        whole.program.costs[column] = float(y[index])
    answer = best(whole.program)
    if answer is None:
        raise DrawRefused("draw-bound", "no composition satisfies the quotas")
    found = composition(shape, answer.values)
    if not shape.lawful(found):
        raise ArithmeticError("the solver's composition breaks a quota")
    reached = sum(y[index] * count for index, count in shape.counts(found).items())
    if floor(answer.bound + 0.25) > reached:
        raise ArithmeticError(f"the solver reached {reached} and does not exclude {answer.bound}")
    return reached
