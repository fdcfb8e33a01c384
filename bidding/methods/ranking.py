"""Totals, the order of bids with its tie chain, and which lots a leader may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from types import MappingProxyType

from bidding.methods.method import LotAwardRule
from bidding.methods.refusals import NotAsPublished

Key = tuple[Decimal, ...]


@dataclass(frozen=True)
class Standing:
    """A bid as it stands: rounded marks by criterion, and the price that is compared."""

    bid: str
    marks: Mapping[str, Decimal]
    price: Decimal

    @property
    def total(self) -> Decimal:
        """The sum of the marks as rounded."""
        return sum(self.marks.values(), Decimal(0))


@dataclass(frozen=True)
class Ranked:
    """A place; `tied_by` is `draw` or `buyer` while that still has to decide between equal places."""

    place: int
    bid: str
    total: Decimal
    tied_by: str = ""


NO_ORDER: Mapping[str, int] = MappingProxyType({})


def ranking(
    standings: Sequence[Standing], ties: Sequence[str], decided: Mapping[str, int] = NO_ORDER, *, by_price: bool = False
) -> list[Ranked]:
    """First place first. `decided` is the drawn or chosen order of tied bids; without it they share a place.

    `by_price` compares evaluated prices alone.
    """
    keys = {one.bid: _key(one, ties, decided, by_price) for one in standings}
    if len(keys) < len(standings):
        raise NotAsPublished(why="a bid stands twice", why_zh="同一投标重复")
    last = ties[-1] if ties and ties[-1] in {"draw", "buyer"} else "buyer"
    ranked: list[Ranked] = []
    ordered = sorted(standings, key=lambda one: (keys[one.bid], one.bid))
    for _, group in groupby(ordered, key=lambda one: keys[one.bid]):
        tied, place = list(group), len(ranked) + 1
        ranked += [Ranked(place, one.bid, one.total, last if len(tied) > 1 else "") for one in tied]
    return ranked


def _key(one: Standing, ties: Sequence[str], decided: Mapping[str, int], by_price: bool) -> Key:
    key = [one.price if by_price else -one.total]
    for tie in ties:
        if tie == "lower_price":
            key.append(one.price)
        elif tie.startswith("higher:"):
            key.append(-one.marks[tie.removeprefix("higher:")])
    return (*key, Decimal(decided.get(one.bid, 0)))


def lot_awards(rankings: Mapping[str, Sequence[str]], rule: LotAwardRule) -> dict[str, str | None]:
    """Who leads each lot when nobody takes more than the rule allows; rankings are bidders, first place first."""
    if rule.most is not None and set(rule.order) != set(rankings):
        raise NotAsPublished(why="the order of lots is not the lots", why_zh="标段顺序与标段不符")
    taken: dict[str, int] = {}
    awards: dict[str, str | None] = {}
    for lot in rule.order or sorted(rankings):
        free = (one for one in rankings[lot] if rule.most is None or taken.get(one, 0) < rule.most)
        awards[lot] = next(free, None)
        if (bidder := awards[lot]) is not None:
            taken[bidder] = taken.get(bidder, 0) + 1
    return awards
