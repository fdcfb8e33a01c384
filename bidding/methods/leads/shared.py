"""Values that should be one bidder's own and stand in the bids of several: gathered into one lead a group. Pure."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from bidding.methods.leads.lead import Fact, Lead, Measure, Strength
from bidding.methods.leads.texts import BidText

MOST_PLACES = 3
"""Of one value in one bid; a person looks at the first and finds the others."""
MOST_VALUES = 20


class Seen(NamedTuple):
    """A value in a bid. `told`: as it is shown; `is_strong`: whether where it stands leaves little doubt."""

    value: str
    place: str
    told: str
    is_strong: bool


Finder = Callable[[BidText], Iterable[Seen]]
Holders = Mapping[str, Sequence[Seen]]
"""Who holds a value, and where: by bid."""


def shared(bids: Sequence[BidText], find: Finder) -> dict[str, Holders]:
    """Values that at least two bids hold."""
    found: dict[str, dict[str, list[Seen]]] = defaultdict(lambda: defaultdict(list))
    for bid in sorted(bids, key=lambda one: one.bid):
        for seen in find(bid):
            found[seen.value][bid.bid].append(seen)
    return {value: holders for value, holders in sorted(found.items()) if len(holders) > 1}


def grouped(rule: str, found: Mapping[str, Holders]) -> Iterator[Lead]:
    """One lead for each set of bids; red as soon as one value stands without doubt in every one of them."""
    groups: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for value, holders in found.items():
        groups[tuple(sorted(holders))].append(value)
    for bids, values in sorted(groups.items()):
        strong = [value for value in values if _is_strong(found[value])]
        shown = [*strong, *(value for value in values if value not in strong)][:MOST_VALUES]
        strength: Strength = "red" if strong else "yellow"
        facts = tuple(fact for value in shown for fact in _facts(found[value]))
        yield Lead(rule, strength, bids, (), facts, (Measure("values", str(len(values))),))


def _is_strong(holders: Holders) -> bool:
    return all(any(one.is_strong for one in seen) for seen in holders.values())


def _facts(holders: Holders) -> Iterator[Fact]:
    for bid, seen in sorted(holders.items()):
        for one in sorted(set(seen), key=lambda one: not one.is_strong)[:MOST_PLACES]:
            yield Fact(bid, one.place, one.told)
