"""A scheme as the doors show it and the tender record prints it: `scheme_json`, member by member. Figures are texts."""

from typing import TypedDict

from bidding.methods.method import Base, CriterionKind, Family, Population, Take
from bidding.methods.scheme import Direction, Group, Part


class CriterionShown(TypedDict):
    """One criterion and its full marks."""

    name: str
    kind: CriterionKind
    weight: str
    blind: bool


class BandShown(TypedDict):
    """What is left out of a mean from so many values on."""

    at_least: int
    drop_low: int
    drop_high: int
    percent: str
    take: Take


class CoefficientShown(TypedDict):
    """A coefficient and the values it may be drawn from."""

    name: str
    values: list[str]


class RoundingShown(TypedDict):
    """Places by step; null is exact."""

    benchmark: int | None
    deviation: int | None
    score: int


class PriceRuleShown(TypedDict):
    """How a price becomes marks."""

    family: Family
    base: Base
    bands: list[BandShown]
    coefficients: list[CoefficientShown]
    above: str
    below: str
    floor: str
    population: Population
    frozen: bool
    rounding: RoundingShown


class LotAwardShown(TypedDict):
    """How many lots one bidder may win."""

    most: int | None
    order: list[str]


class MethodShown(TypedDict):
    """The method."""

    name: str
    criteria: list[CriterionShown]
    price: PriceRuleShown
    mark_bands: list[BandShown]
    mark_places: int
    ties: list[str]
    lots: LotAwardShown


class PreliminaryItemShown(TypedDict):
    """An item that passes or fails."""

    code: str
    group: Group
    name: str
    clause: str
    ground: int
    clarify_first: bool


class CriterionPartShown(TypedDict):
    """The part by which a criterion is marked."""

    criterion: str
    part: Part


class CriterionHelpShown(TypedDict):
    """What is said beside a criterion."""

    criterion: str
    text: str


class AdjustmentShown(TypedDict):
    """What is added to a price, or deducted."""

    name: str
    direction: Direction


class SchemeShown(TypedDict):
    """The whole of how a committee judges."""

    method: MethodShown
    preliminary: list[PreliminaryItemShown]
    parts: list[CriterionPartShown]
    help: list[CriterionHelpShown]
    price_field: str
    adjustments: list[AdjustmentShown]
    candidates: int
    envelopes: int
    clarification_minutes: int
