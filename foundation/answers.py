"""What the doors of the house itself answer, and what many answers are made of."""

from typing import Literal, TypedDict

from foundation.rulebook import Tag, Unit


class BothLanguages(TypedDict):
    """The same words twice."""

    zh: str
    en: str


class HealthShown(TypedDict):
    """Constant."""

    status: Literal["ok"]


class ClockShown(TypedDict):
    """The server's moment, `2026-12-17T01:30:00.000Z`, and whether it is a demonstration's, whose clock is moved."""

    now: str
    demonstration: bool


class RuleShown(TypedDict):
    """A row of a rulebook; `value` is a figure in its unit, or words with unit `text`. Dates are `2026-01-01`."""

    id: str
    value: str
    unit: Unit
    tag: Tag
    what: BothLanguages
    basis: BothLanguages
    effective_from: str
    effective_to: str | None


class RulebookShown(TypedDict):
    """Everything that held together under one number."""

    number: int
    name: BothLanguages
    rows: list[RuleShown]
