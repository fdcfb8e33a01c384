"""The states of a sheet, which part of the work belongs to which phase of a room, and what it consists of. Pure."""

from collections.abc import Iterable
from typing import Final, Literal

from bidding.methods.method import Criterion
from bidding.methods.scheme import Scheme
from foundation.machine import Machine, Step

SHEET = Machine(
    "score sheet",
    "score sheet 评分表",
    (
        Step("OPEN", "hand_in", "HANDED_IN", "expert", "条例49"),
        Step("HANDED_IN", "lock", "LOCKED", "expert|clock", "条例49"),
        Step("HANDED_IN", "reopen", "OPEN", "clock", "条例48"),
        Step("LOCKED", "unlock", "HANDED_IN", "clock", "条例48"),
    ),
)

Part = Literal["preliminary", "blind", "open"]
SheetState = Literal["OPEN", "HANDED_IN", "LOCKED"]
Direction = Literal["high", "low", "unequal"]
Band = Literal["warn", "strong"]
Answered = Literal["confirmed", "changed"]
QuestionKind = Literal["clarify", "low_price"]
CorrectionKind = Literal["words", "unit_price", "sum", "adjustment"]

PART_OF_PHASE: Final[dict[str, Part]] = {
    "PRELIMINARY": "preliminary",
    "BLIND": "blind",
    "OPEN_PART": "open",
    "PRICE_OPENING": "open",
    "CONFIRM": "open",
}
"""The sheet on which members work in a phase; in CONFIRM only alerts are answered."""

QUESTIONS_IN: Final = ("PRELIMINARY", "OPEN_PART", "CONFIRM")
"""Phases in which bidders are asked: never while names are hidden."""
LOW_PRICES_IN: Final = ("OPEN_PART", "CONFIRM")
CORRECTIONS_IN: Final = ("PRELIMINARY", "OPEN_PART")
RANKED: Final = ("RANKED", "SIGNING", "CLOSED")
"""Phases in which every member sees everything that all gave."""

MOST_IN_BATCH: Final = 500


def criteria_of(scheme: Scheme, part: str) -> list[Criterion]:
    """What is marked in a part, in the document's order; the price is computed and marked by nobody."""
    marked = [one for one in scheme.method.criteria if one.kind != "price"]
    return [one for one in marked if one.blind == (part == "blind") and part != "preliminary"]


def expected(scheme: Scheme, part: str, bids: Iterable[str]) -> set[tuple[str, str]]:
    """Every (bid, item or criterion) that a complete sheet holds."""
    names = [one.code for one in scheme.preliminary] if part == "preliminary" else []
    names += [one.name for one in criteria_of(scheme, part)]
    return {(bid, name) for bid in bids for name in names}
