"""C11: another bidder's name or credit code stands in a bid: files are mixed up (条例40(5)). Pure.

A name inside a longer one is the longer one's; whom the tender's documents name may be named by anybody.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from bidding.methods.leads.lead import Fact, Lead, Measure
from bidding.methods.leads.texts import BidText, Ordinary, words

RULE: Final = "C11"
SHORTEST_NAME: Final = 4
AROUND: Final = 20
MOST_PLACES: Final = 5


def mixed(bids: Sequence[BidText], ordinary: Ordinary) -> Iterator[Lead]:
    """For every two bids of which one names the other's bidder."""
    named = _named(bids, ordinary)
    for bid in sorted(bids, key=lambda one: one.bid):
        for other, facts in sorted(_found_in(bid, named).items()):
            if other != bid.uscc and (owners := [one.bid for one in bids if one.uscc == other]):
                told = tuple(Fact(bid.bid, place, text) for place, text in facts[:MOST_PLACES])
                concerned = tuple(sorted({bid.bid, *owners}))
                yield Lead(RULE, "red", concerned, (), told, (Measure("places", str(len(facts))),))


def _named(bids: Sequence[BidText], ordinary: Ordinary) -> dict[str, str]:
    """Words that mean a bidder, each with his credit code; those of two bidders mean nobody."""
    found: dict[str, set[str]] = {}
    for bid in bids:
        for text in (words(bid.name), words(bid.uscc)):
            if len(text) >= SHORTEST_NAME and not ordinary.has(text):
                found.setdefault(text, set()).add(bid.uscc)
    return {text: min(codes) for text, codes in found.items() if len(codes) == 1}


def _found_in(bid: BidText, named: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Places by credit code. The longest name first: it is not read as the shorter one inside it."""
    if not named:
        return {}
    pattern = re.compile("|".join(re.escape(one) for one in sorted(named, key=lambda one: (-len(one), one))))
    text, found = bid.all_words, dict[str, list[tuple[str, str]]]()
    for one in pattern.finditer(text.words):
        around = text.words[max(0, one.start() - AROUND) : one.end() + AROUND]
        found.setdefault(named[one[0]], []).append((text.place(one.start()), around))
    return found
