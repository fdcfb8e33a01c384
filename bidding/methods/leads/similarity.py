"""C08: the technical texts of two bids are the same over long stretches (条例40(4)). Pure.

Compared are runs of eight words' characters, without those that stand in the tender's documents: what everybody copies
from there is no evidence. The share is that of the smaller text, so that a short copy of a long text is found too.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final, NamedTuple
from zlib import crc32

from bidding.methods.leads.lead import Fact, Lead, Measure, percent
from bidding.methods.leads.texts import BidText, Ordinary, Stream
from foundation.rulebook import Rulebook

RULE: Final = "C08"
RUN: Final = 8
"""Characters of a run. Independent texts on the same works share one run in ten or so."""
KEPT: Final = 2_000_000
"""Runs that are looked at first: of more, every second, third .. by their hash, and pairs near the limit again."""
NEAR: Final = Fraction(1, 20)
PASSAGES: Final = 5
SHORTEST_PASSAGE: Final = 20
LONGEST_SHOWN: Final = 160


class Pair(NamedTuple):
    """Two bids by digest, ascending, and the share of the smaller text that stands in the other."""

    one: str
    other: str
    share: Fraction
    length: int


def similar(bids: Sequence[BidText], ordinary: Ordinary, rules: Rulebook) -> Iterator[Lead]:
    """One lead for each group of bids that are alike, pair by pair."""
    by_bid = {one.bid: one.technical_words for one in bids}
    pairs = alike(by_bid, ordinary.words, rules)
    for group in groups([(one.one, one.other) for one in pairs]):
        inside = [one for one in pairs if one.one in group]
        texts = {bid: by_bid[bid] for bid in group}
        best = max(inside, key=lambda one: (one.share, one.length, one.one, one.other))
        facts = tuple(_facts(passages(texts[best.one], texts[best.other], ordinary.words), texts))
        yield Lead(RULE, "yellow", group, (), facts, tuple(_measures(inside, rules)))


def alike(by_bid: dict[str, Stream], ordinary: str, rules: Rulebook) -> list[Pair]:
    """Pairs from R-LEAD-TEXT on, of texts that hold R-LEAD-TEXT-LEAST runs of their own."""
    limit, least = rules.share("R-LEAD-TEXT"), rules.count("R-LEAD-TEXT-LEAST")
    every = 1 + sum(len(text.words) for text in by_bid.values()) // KEPT
    sketches = {bid: _own(text.words, ordinary, every) for bid, text in sorted(by_bid.items())}
    found = []
    for one, other in combinations(sorted(by_bid), 2):
        if _share(sketches[one], sketches[other]) < limit - (NEAR if every > 1 else 0):
            continue
        left, right = (
            _exact(by_bid[one], ordinary, every, sketches[one]),
            _exact(by_bid[other], ordinary, every, sketches[other]),
        )
        pair = Pair(one, other, _share(left, right), min(len(left), len(right)))
        if pair.length >= least and pair.share >= limit:
            found.append(pair)
    return found


def _exact(text: Stream, ordinary: str, every: int, sketch: set[int]) -> set[int]:
    return sketch if every == 1 else _own(text.words, ordinary, 1)


def _own(words: str, ordinary: str, every: int) -> set[int]:
    return runs(words, every) - runs(ordinary, every)


def runs(words: str, every: int = 1) -> set[int]:
    """Hashes of all runs, or of every so manieth by its hash."""
    hashes = {crc32(words[at : at + RUN].encode()) for at in range(len(words) - RUN + 1)}
    return hashes if every == 1 else {one for one in hashes if one % every == 0}


def _share(one: set[int], other: set[int]) -> Fraction:
    smaller = min(len(one), len(other))
    return Fraction(len(one & other), smaller) if smaller else Fraction(0)


def groups(pairs: Sequence[tuple[str, str]]) -> list[tuple[str, ...]]:
    """What hangs together through pairs, each ascending."""
    found: list[set[str]] = []
    for pair in pairs:
        touched = [one for one in found if one & set(pair)]
        found = [one for one in found if one not in touched]
        found.append(set(pair).union(*touched))
    return sorted(tuple(sorted(one)) for one in found)


def passages(one: Stream, other: Stream, ordinary: str) -> list[str]:
    """The longest stretches of the one that stand in the other and not in the tender's documents."""
    common = (runs(one.words) & runs(other.words)) - runs(ordinary)
    found, at = set[str](), 0
    while at <= len(one.words) - RUN:
        end = at
        while end <= len(one.words) - RUN and crc32(one.words[end : end + RUN].encode()) in common:
            end += 1
        if end > at:
            found.add(_standing(one.words[at : end + RUN - 1], other.words))
        at = max(end, at + 1)
    long = [text for text in found if len(text) >= SHORTEST_PASSAGE]
    return sorted(long, key=lambda text: (-len(text), text))[:PASSAGES]


def _standing(text: str, where: str) -> str:
    """The longest beginning of a stretch that stands in one piece in the other text: pieces may be in another order."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if text[:middle] in where else (low, middle - 1)
    return text[:low]


def _facts(found: Sequence[str], texts: dict[str, Stream]) -> Iterator[Fact]:
    for passage in found:
        for bid, text in sorted(texts.items()):
            if (at := text.words.find(passage)) >= 0:
                shown = passage if len(passage) <= LONGEST_SHOWN else passage[:LONGEST_SHOWN] + "…"
                yield Fact(bid, text.place(at), shown)


def _measures(pairs: Sequence[Pair], rules: Rulebook) -> Iterator[Measure]:
    shares = sorted(one.share for one in pairs)
    yield Measure("similarity", percent(float(shares[-1])))
    if len(shares) > 1:
        yield Measure("similarity_least", percent(float(shares[0])))
        yield Measure("pairs", str(len(shares)))
    yield Measure("limit", percent(float(rules.share("R-LEAD-TEXT"))))
    yield Measure("characters", str(min(one.length for one in pairs)))
