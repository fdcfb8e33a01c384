"""The fairest lottery: nobody's chance is smaller than the quotas make it. The one file here that needs the solver
to be run before a draw; a stranger needs it only for the bound.

First the maximin of the linear relaxation and an even spread above it (`relaxed`), then compositions whose lottery
comes near (`decomposition`), then column generation until the least chance meets its bound (`columns`), then the
spread again over these compositions (`spread`), then integers. Employers too small to be a type of their own can make
a selection unlawful, which the draw throws away: whose colleagues lose more by that than `gap` allows becomes a type.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from crypto.verifiable_draw.bound import Certificate, certify, upper_bound
from crypto.verifiable_draw.chances import chances, unfillable
from crypto.verifiable_draw.columns import cover, generate
from crypto.verifiable_draw.compositions import Frame, frame
from crypto.verifiable_draw.decomposition import decompose
from crypto.verifiable_draw.infeasible import Infeasible, Relaxation, blame
from crypto.verifiable_draw.pool import Entry
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.relaxed import relaxed_target
from crypto.verifiable_draw.spread import spread
from crypto.verifiable_draw.table import WEIGHTS, Composition, Table, Type, group, large_employers

__all__ = ["Certificate", "Infeasible", "Lottery", "Relaxation", "solve", "upper_bound"]

GAP = Fraction(1, 100)
ROUNDS = 12
"""How often employers are made types of their own before the best lottery so far is taken as it is."""
_SLACK = 2e-5


@dataclass(frozen=True)
class Lottery:
    """A table with what is known of it. `least` and `greatest` are exact, `bound` is what no table's least exceeds."""

    table: Table
    large: frozenset[str]
    certificate: Certificate
    least: Fraction
    greatest: Fraction
    bound: Fraction


def solve(eligible: Sequence[Entry], quotas: Quotas, large_share: int, gap: Fraction = GAP) -> Lottery:
    """The lottery over these experts. Raises Infeasible when somebody cannot be drawn under these quotas, or nobody.

    `large_share`: an employer with one in so many of the eligible experts is a type of its own from the start.
    """
    able = [one for one in eligible if quotas.fits(one)]
    large = large_employers(able, large_share)
    if not able:
        raise blame(frame({}, quotas))
    best: Lottery | None = None
    for _ in range(ROUNDS):
        groups = group(able, quotas, large)
        table, certificate = _table(groups, quotas)
        more = _unfillable(groups, quotas, table)
        if not more:
            found, more = _judge(groups, quotas, table, certificate, large, gap)
            if best is None or found.least / found.bound > best.least / best.bound:
                best = found
        if not more:
            break
        large |= more
    if best is None:
        raise blame(frame(groups, quotas))
    return best


def _table(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas) -> tuple[Table, Certificate]:
    """The best table over these types, collisions inside a type aside."""
    shape = frame(groups, quotas)
    target = relaxed_target(shape)
    if target is None:
        raise blame(shape)
    proposed, _ = decompose(shape, target.counts)
    start, missing = cover(shape, list(proposed))
    if missing is not None:
        raise blame(shape, missing if start else None)
    made = generate(shape, start, target.duals)
    weights = spread(shape, made.known, made.least * (1 - _SLACK), target.counts) or made.weights
    return _rounded(shape, weights), certify(made.duals, shape.sizes)


def _rounded(shape: Frame, weights: Mapping[Composition, float]) -> Table:
    """Weights that sum to 2^32; each composition keeps at least 1, the heaviest pays for it."""
    total = sum(weights.values())
    whole = {each: max(1, round(weight / total * WEIGHTS)) for each, weight in weights.items()}
    heaviest = max(sorted(whole), key=lambda each: whole[each])
    whole[heaviest] += WEIGHTS - sum(whole.values())
    ordered = tuple(sorted(whole))
    if not all(shape.lawful(each) for each in ordered) or min(whole.values()) < 1:
        raise ArithmeticError("a composition of the table breaks a quota, or has no weight")
    return Table(shape.types, ordered, tuple(whole[each] for each in ordered))


def _unfillable(groups: Mapping[Type, Sequence[Entry]], quotas: Quotas, table: Table) -> frozenset[str]:
    """Employers to be made types because some composition cannot be filled within their limit.

    Of types that stand in each other's way: the employers of the one with the fewest, as far as others share them.
    """
    found: set[str] = set()
    for indexes in unfillable(groups, quotas, table):
        small = [index for index in indexes if not table.types[index].employer]
        labels = {index: {one.employer for one in groups[table.types[index]]} for index in small}
        fewest = min(small, key=lambda index: (len(labels[index]), index))
        others = set[str]().union(*(labels[index] for index in small if index != fewest))
        found |= labels[fewest] & others or labels[fewest]
    return frozenset(found)


def _judge(
    groups: Mapping[Type, Sequence[Entry]],
    quotas: Quotas,
    table: Table,
    certificate: Certificate,
    large: frozenset[str],
    gap: Fraction,
) -> tuple[Lottery, frozenset[str]]:
    """The lottery with its exact chances, and the small employers whose collisions cost too much of the gap."""
    found = chances(groups, quotas, table)
    bound = upper_bound(groups, quotas, certificate)
    lottery = Lottery(table, large, certificate, min(found.values()), max(found.values()), bound)
    if lottery.least >= bound * (1 - gap * 4 / 5):
        return lottery, frozenset()
    floor = bound * (1 - gap * 3 / 10)
    everybody = [one for members in groups.values() for one in members]
    return lottery, frozenset(one.employer for one in everybody if found[one.ref] < floor) - large
