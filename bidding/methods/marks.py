"""Experts' marks: averages by declared bands, objective equality, and alerts, which never change a mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from bidding.methods.benchmarks import trimmed_mean
from bidding.methods.method import Band, Criterion
from bidding.methods.refusals import NotAsPublished
from bidding.methods.rounding import rounded
from foundation.rulebook import Rulebook


@dataclass(frozen=True)
class DeviationAlert:
    """One mark far from the mean of the others; the expert is told direction and band only."""

    seat: str
    direction: Literal["high", "low"]
    band: Literal["warn", "strong"]
    deviation: Fraction


def criterion_marks(criterion: Criterion, marks: Mapping[str, Decimal], bands: Sequence[Band], places: int) -> Decimal:
    """Marks of one bid for one criterion, by seat; objective ones must be equal, subjective ones are averaged."""
    if not marks or any(not 0 <= mark <= criterion.weight for mark in marks.values()):
        raise NotAsPublished(why=f"a mark of {criterion.name} out of range", why_zh=f"{criterion.name}的评分超出范围")
    values = list(marks.values())
    if criterion.kind == "objective":
        if len(set(values)) > 1:
            raise NotAsPublished(
                why=f"objective marks of {criterion.name} differ", why_zh=f"客观项{criterion.name}评分不一致"
            )
        return rounded(Fraction(values[0]), places)
    return rounded(trimmed_mean(values, bands), places)


def deviation_alerts(marks: Mapping[str, Decimal], rules: Rulebook) -> list[DeviationAlert]:
    """Each seat against the mean of the other seats, ascending by seat. Others at zero give no percentage."""
    warn, strong = rules.share("R-MARK-WARN"), rules.share("R-MARK-STRONG")
    whole, others, alerts = sum(marks.values()), len(marks) - 1, []
    for seat in sorted(marks):
        rest = whole - marks[seat]
        off = others * marks[seat] - rest  # by rest: the deviation; decimals of a few places, so everything is exact
        if rest and abs(off) * warn.denominator >= warn.numerator * rest:
            deviation = Fraction(off) / Fraction(rest)
            band: Literal["warn", "strong"] = "strong" if abs(deviation) >= strong else "warn"
            alerts.append(DeviationAlert(seat, "high" if off > 0 else "low", band, deviation))
    return alerts
