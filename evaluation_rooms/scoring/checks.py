"""Which marks their own members are asked to look at again, once all have handed in. Nothing here changes a mark. Pure.

A member learns direction and band of his own mark against the others', never their mean and never anybody's mark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from bidding.methods.marks import deviation_alerts
from bidding.methods.method import Criterion
from bidding.methods.settle import SeatMark
from evaluation_rooms.scoring.rules import Band, Direction
from foundation.rulebook import Rulebook


@dataclass(frozen=True)
class Check:
    """One mark of one seat to be looked at again."""

    bid: str
    criterion: str
    seat: str
    direction: Direction
    band: Band
    mark: Decimal


def checks_of(criteria: Iterable[Criterion], marks: Iterable[SeatMark], rules: Rulebook) -> list[Check]:
    """By bid, criterion and seat: deviations of subjective marks, and everybody's where objective ones differ."""
    given: dict[tuple[str, str], dict[str, Decimal]] = {}
    for one in marks:
        given.setdefault((one.bid, one.criterion), {})[one.seat] = one.mark
    kinds = {one.name: one.kind for one in criteria}
    found: list[Check] = []
    for (bid, criterion), by_seat in sorted(given.items()):
        if kinds.get(criterion) == "subjective":
            found += _deviating(bid, criterion, by_seat, rules)
        elif kinds.get(criterion) == "objective":
            found += _unequal(bid, criterion, by_seat)
    return found


def _deviating(bid: str, criterion: str, by_seat: Mapping[str, Decimal], rules: Rulebook) -> list[Check]:
    alerts = deviation_alerts(by_seat, rules)
    return [Check(bid, criterion, one.seat, one.direction, one.band, by_seat[one.seat]) for one in alerts]


def _unequal(bid: str, criterion: str, by_seat: Mapping[str, Decimal]) -> list[Check]:
    """Whoever is right is not said: all look again."""
    if len(set(by_seat.values())) < 2:
        return []
    return [Check(bid, criterion, seat, "unequal", "strong", by_seat[seat]) for seat in sorted(by_seat)]
