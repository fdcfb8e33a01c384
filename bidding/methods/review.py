"""Preliminary review 初步评审 and the other votes of a committee: a majority decides, every no has its reasons. Pure.

A rejection names an item of the tender document, its ground of 条例51 and the page; an item that says so is asked about
before anybody fails it (1117号十三). A low price is a question and a vote, never a rejection by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from bidding.methods.low_price import low_price_grounds
from bidding.methods.refusals import AskFirst, ItemUnknown, VoteUnreasoned
from bidding.methods.scheme import PreliminaryItem, Scheme
from foundation.rulebook import Rulebook

OPENING, PRELIMINARY = "OPENING", "PRELIMINARY"
"""Phases of a rejection that come before any benchmark; OPENING is what follows from the read-out price alone."""

CEILING_ITEM, PRICE_ITEM, LOW_PRICE_ITEM = "R-CEILING", "R-PRICE", "R-LOW"
"""Stand for an item where the law itself rejects: above the ceiling, without a price, below cost."""
BELOW_COST, NO_SUBSTANCE = 5, 6
"""Numbers of 条例51: below cost or above the ceiling; no substantive response."""
LONGEST_REASON = 2000


@dataclass(frozen=True)
class ItemVote:
    """One member's pass or fail of one item of one bid; a fail has a page of the bid and a reason."""

    bid: str
    item: str
    seat: str
    passed: bool
    page: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class Rejection:
    """A bid that is out: by which item, on which ground of 条例51, why, and in which phase of the room."""

    bid: str
    item: str
    ground: int
    reason: str
    phase: str


@dataclass(frozen=True)
class PriceVote:
    """Whether a member finds a low price explained, and why."""

    bid: str
    seat: str
    explained: bool
    reason: str


def item_of(scheme: Scheme, code: str) -> PreliminaryItem:
    """The item of the document; ItemUnknown for what it does not name (条例49)."""
    found = next((one for one in scheme.preliminary if one.code == code), None)
    if found is None:
        raise ItemUnknown(item=code)
    return found


def check_vote(scheme: Scheme, vote: ItemVote, *, asked: bool) -> None:
    """Refuse a fail without page and reason, and one that a question must precede. `asked`: it was, and is over."""
    item = item_of(scheme, vote.item)
    if vote.passed:
        return
    if vote.page is None or vote.page < 1 or not 0 < len(vote.reason.strip()) <= LONGEST_REASON:
        raise VoteUnreasoned(item=item.code)
    if item.clarify_first and not asked:
        raise AskFirst(item=item.code, clause=item.clause)


def is_majority(against: int, seats: int) -> bool:
    """More than half of the members who sit, whoever of them voted."""
    return 2 * against > seats


def preliminary(scheme: Scheme, votes: Iterable[ItemVote], seats: Iterable[str]) -> list[Rejection]:
    """Every item that a majority failed, by bid and then in the document's order. Votes of others count for nothing."""
    sitting = set(seats)
    against: dict[tuple[str, str], dict[str, str]] = {}
    for vote in votes:
        if vote.seat in sitting and not vote.passed:
            against.setdefault((vote.bid, vote.item), {})[vote.seat] = vote.reason.strip()
    place = {one.code: number for number, one in enumerate(scheme.preliminary)}
    failed = [key for key, seats_ in against.items() if is_majority(len(seats_), len(sitting))]
    ordered = sorted(failed, key=lambda key: (key[0], place.get(key[1], len(place))))
    return [
        Rejection(bid, code, item_of(scheme, code).ground, _reasons(against[bid, code]), PRELIMINARY)
        for bid, code in ordered
    ]


def _reasons(by_seat: Mapping[str, str]) -> str:
    return "；".join(dict.fromkeys(by_seat[seat] for seat in sorted(by_seat)))


def by_price(prices: Mapping[str, Decimal], ceiling: Decimal | None) -> list[Rejection]:
    """What the price as read out rejects by law, by bid: there is none, or it is above the ceiling."""
    found = []
    for bid in sorted(prices):
        if prices[bid] <= 0:
            found.append(Rejection(bid, PRICE_ITEM, NO_SUBSTANCE, "开标一览表中没有可读的报价", OPENING))
        elif ceiling is not None and prices[bid] > ceiling:
            found.append(Rejection(bid, CEILING_ITEM, BELOW_COST, "投标报价高于最高投标限价", OPENING))
    return found


def by_late_price(
    scheme: Scheme, prices: Mapping[str, Decimal], ceiling: Decimal | None, voted: Iterable[Rejection], *, told: bool
) -> list[Rejection]:
    """`by_price`; with two envelopes only of bids that no vote rejected, and only once their prices are `told`."""
    if scheme.envelopes == 1:
        return by_price(prices, ceiling)
    out = {one.bid for one in voted}
    return by_price({bid: price for bid, price in prices.items() if bid not in out}, ceiling) if told else []


def low_prices(
    prices: Mapping[str, Decimal], ceiling: Decimal | None, rules: Rulebook, *, works: bool
) -> dict[str, list[str]]:
    """The bids that have to be asked about their price, with the rules that ask; `prices` are those of valid bids."""
    found = {bid: low_price_grounds(bid, prices, ceiling, rules, works=works) for bid in sorted(prices)}
    return {bid: grounds for bid, grounds in found.items() if grounds}


def unexplained(votes: Iterable[PriceVote], seats: Iterable[str], phases: Mapping[str, str]) -> list[Rejection]:
    """Low prices that a majority found unexplained (Order 12 Art. 21), by bid; `phases`: when each was decided."""
    sitting = set(seats)
    against: dict[str, dict[str, str]] = {}
    for vote in votes:
        if vote.seat in sitting and not vote.explained:
            against.setdefault(vote.bid, {})[vote.seat] = vote.reason.strip()
    return [
        Rejection(bid, LOW_PRICE_ITEM, BELOW_COST, _reasons(against[bid]), phases[bid])
        for bid in sorted(against)
        if is_majority(len(against[bid]), len(sitting))
    ]


def is_lacking(votes: Mapping[str, bool], seats: Sequence[str]) -> bool | None:
    """Whether a majority says that competition is obviously lacking (Order 12 Art. 27); null until all have voted."""
    if any(seat not in votes for seat in seats):
        return None
    return is_majority(sum(votes[seat] for seat in seats), len(seats))
