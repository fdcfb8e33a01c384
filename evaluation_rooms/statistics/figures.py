"""The indicators, each a whole number over a whole number: K1, K2 by four bases, K3. Pure.

The target is tested on the exact fraction: 9999 of 19999 shows as 50.00 % and fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, Literal, cast, get_args

from evaluation_rooms.statistics.kinds import CROSS_PROVINCE, IN_PROVINCE, KINDS, REMOTE, Kind
from foundation.money import percent_of
from foundation.rulebook import Rulebook

Indicator = Literal["K1", "K2-A", "K2-B", "K2-C", "K2-D", "K3"]
INDICATORS: Final = cast(tuple[Indicator, ...], get_args(Indicator))
BASES: Final[tuple[Indicator, ...]] = ("K2-A", "K2-B", "K2-C", "K2-D")

Population = Literal["platform", "statutory", "scope"]
"""Everything judged; of it what the law makes tender, judged in the province; of that what must be remote."""
POPULATIONS: Final = cast(tuple[Population, ...], get_args(Population))

Measure = tuple[Population, Kind, bool]
"""One count: population, kind of session, whether it is exempt."""
MEASURES: Final[tuple[Measure, ...]] = tuple(
    (population, kind, exempt) for population in POPULATIONS for kind in KINDS for exempt in (False, True)
)


@dataclass(frozen=True)
class Side:
    """One side of an indicator: which kinds of which population."""

    population: Population
    kinds: frozenset[Kind]


@dataclass(frozen=True)
class Definition:
    """An indicator in words and sets; `target` is a rule row, or None for a trend."""

    indicator: Indicator
    above: Side
    below: Side
    target: str | None
    zh: str
    en: str


_ALL: Final = frozenset(KINDS)
_BOTH_TARGET: Final = "R-REMOTE-TARGET"

DEFINITIONS: Final[Mapping[Indicator, Definition]] = MappingProxyType(
    {
        one.indicator: one
        for one in (
            Definition(
                "K1",
                Side("scope", REMOTE),
                Side("scope", _ALL),
                "R-REMOTE-FULL",
                "规模标准以上的政府投资依法必须招标项目中，实际完成远程异地评标的项目数÷同期完成评标的该类项目数",
                "projects that must be remote and were judged remotely, of all of them that were judged",
            ),
            Definition(
                "K2-A",
                Side("statutory", IN_PROVINCE),
                Side("statutory", _ALL),
                _BOTH_TARGET,
                "实际完成的省内跨市州远程异地评标的依法必须招标项目数÷同期在省内完成评标的依法必须招标项目数(口径A)",
                "statutory projects judged remotely within the province, of all statutory projects judged in it",
            ),
            Definition(
                "K2-B",
                Side("statutory", REMOTE),
                Side("statutory", _ALL),
                _BOTH_TARGET,
                "口径A的分子加跨省远程异地评标的依法必须招标项目数，分母同口径A(口径B)",
                "as base A, with those judged across provinces among the numerator",
            ),
            Definition(
                "K2-C",
                Side("statutory", IN_PROVINCE),
                Side("platform", _ALL),
                _BOTH_TARGET,
                "分子同口径A，分母为同期在公共资源交易平台完成评标的全部项目数(口径C)",
                "the numerator of base A, of all projects judged on trading platforms",
            ),
            Definition(
                "K2-D",
                Side("scope", IN_PROVINCE),
                Side("scope", _ALL),
                _BOTH_TARGET,
                "规模标准以上的政府投资依法必须招标项目中，省内跨市州远程异地评标的项目数÷同期完成评标的该类项目数(口径D)",
                "projects that must be remote and were judged remotely within the province, of all of them judged",
            ),
            Definition(
                "K3",
                Side("platform", CROSS_PROVINCE),
                Side("platform", REMOTE),
                None,
                "跨省远程异地评标项目数÷全部远程异地评标项目数(只看趋势，不设目标)",
                "projects judged across provinces, of all that were judged remotely; a trend without a target",
            ),
        )
    }
)


def sides_of(indicator: Indicator, *, both_in_province: bool = False) -> tuple[Side, Side]:
    """Numerator and denominator. The switch takes sessions with sub venues of both sorts as in-province in K2."""
    found = DEFINITIONS[indicator]
    if both_in_province and found.above.kinds == IN_PROVINCE:
        return Side(found.above.population, IN_PROVINCE | {"REMOTE_BOTH"}), found.below
    return found.above, found.below


@dataclass(frozen=True)
class Counts:
    """How many of each measure; what is not named is none."""

    numbers: Mapping[Measure, int]

    def of(self, side: Side, *, exempt: bool = True) -> int:
        """The count of a side; without `exempt`, those with an exemption are left out."""
        chosen = [
            (side.population, kind, flag) for kind in side.kinds for flag in ((False, True) if exempt else (False,))
        ]
        return sum(self.numbers.get(one, 0) for one in chosen)


def add_counts(many: Iterable[Counts]) -> Counts:
    """Their sum."""
    total: dict[Measure, int] = {}
    for one in many:
        for measure, number in one.numbers.items():
            total[measure] = total.get(measure, 0) + number
    return Counts(total)


@dataclass(frozen=True)
class Ratio:
    """A whole number over a whole number; a denominator of none is no share at all."""

    above: int
    below: int

    @property
    def share(self) -> Fraction | None:
        """Exactly."""
        return Fraction(self.above, self.below) if self.below else None

    def meets(self, target: Fraction) -> bool | None:
        """Whether the exact share reaches the target; None where nothing was counted."""
        return None if self.share is None else self.share >= target

    @property
    def percent(self) -> str | None:
        """As shown, two places, half up: never what a target is tested on."""
        return str(percent_of(Decimal(self.above), Decimal(self.below))) if self.below else None


@dataclass(frozen=True)
class Figure:
    """An indicator: raw (exempt ones in the denominator), adjusted (exempt ones on neither side), and its target."""

    indicator: Indicator
    raw: Ratio
    adjusted: Ratio
    target: Fraction | None

    @property
    def passes(self) -> bool | None:
        """Of the raw share; None for a trend and where nothing was counted."""
        return None if self.target is None else self.raw.meets(self.target)

    @property
    def passes_adjusted(self) -> bool | None:
        """Of the adjusted one."""
        return None if self.target is None else self.adjusted.meets(self.target)


def figure_of(indicator: Indicator, counts: Counts, rules: Rulebook, *, both_in_province: bool = False) -> Figure:
    """An indicator of these counts."""
    above, below = sides_of(indicator, both_in_province=both_in_province)
    row = DEFINITIONS[indicator].target
    return Figure(
        indicator,
        Ratio(counts.of(above), counts.of(below)),
        Ratio(counts.of(above, exempt=False), counts.of(below, exempt=False)),
        rules.share(row) if row else None,
    )
