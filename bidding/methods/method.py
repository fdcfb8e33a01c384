"""A method of evaluation as a value: frozen in the tender document, nothing outside it may be used (条例49)."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

CriterionKind = Literal["subjective", "objective", "price"]
Family = Literal["benchmark", "lowest", "evaluated_lowest"]
Base = Literal["mean", "composite", "abc"]
Take = Literal["mean", "second_lowest"]
Population = Literal["valid_after_preliminary", "all_opened"]


@dataclass(frozen=True)
class Criterion:
    """One criterion and its full marks; `blind` ones are marked before identities are known."""

    name: str
    kind: CriterionKind
    weight: Decimal
    blind: bool = False


@dataclass(frozen=True)
class Band:
    """What is left out of a mean from so many values on: counts, and a percentage of the number at either side."""

    at_least: int
    drop_low: int = 0
    drop_high: int = 0
    percent: Decimal = Decimal(0)
    take: Take = "mean"


@dataclass(frozen=True)
class Coefficient:
    """A coefficient by name and the values it may be drawn from; one value is no draw."""

    name: str
    values: tuple[Decimal, ...]


@dataclass(frozen=True)
class Rounding:
    """Places by step; None is exact. With `deviation` None only the score is rounded (late)."""

    benchmark: int | None = None
    deviation: int | None = None
    score: int = 2


@dataclass(frozen=True)
class PriceRule:
    """How a price becomes marks. `above` and `below` are marks lost per 1 % from the benchmark."""

    family: Family
    base: Base = "mean"
    bands: tuple[Band, ...] = ()
    coefficients: tuple[Coefficient, ...] = ()
    above: Decimal = Decimal(0)
    below: Decimal = Decimal(0)
    floor: Decimal = Decimal(0)
    population: Population = "valid_after_preliminary"
    frozen: bool = True
    rounding: Rounding = Rounding()


@dataclass(frozen=True)
class LotAwardRule:
    """At most so many lots for one bidder (None: unlimited), decided in this order of lots."""

    most: int | None = None
    order: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """The whole method. `ties` are `lower_price`, `higher:<criterion>`, then at last `draw` or `buyer`."""

    name: str
    criteria: tuple[Criterion, ...]
    price: PriceRule
    mark_bands: tuple[Band, ...]
    mark_places: int = 2
    ties: tuple[str, ...] = ("lower_price", "buyer")
    lots: LotAwardRule = LotAwardRule()

    @property
    def price_weight(self) -> Decimal:
        """Full marks of the price; nothing where offers are compared by evaluated price alone."""
        return sum((one.weight for one in self.criteria if one.kind == "price"), Decimal(0))
