"""Proofs over a log of millions of ticks from a few dozen of its rows.

Every tick keeps the frontier after it, and the last peak of the frontier after tick e-1 is the root of the largest
full subtree that ends at e. So any subtree that is a left child is one look-up, and a right child is its left half's
look-up and so on down: a proof costs O(log^2 n) rows instead of n.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from crypto.errors import LogRefused
from crypto.transparency_log import node_hash

Kept = Callable[[int, bool], bytes]
"""`kept(tick, False)` is that tick's leaf hash, `kept(tick, True)` the last peak of the frontier after it."""


class Proof(Protocol):
    """A proof as a function of what is kept."""

    def __call__(self, kept: Kept) -> list[bytes]:
        """The hashes of the proof."""
        ...


def inclusion(tick: int, size: int) -> Proof:
    """Path from a tick to the root of the first `size` ticks (RFC 9162, 2.1.3.1)."""
    if not 0 <= tick < size:
        raise LogRefused("inclusion-index", "no such leaf")
    return lambda kept: _path(tick, 0, size, kept)


def consistency(first: int, second: int) -> Proof:
    """That the first `first` ticks are a prefix of the first `second` (RFC 9162, 2.1.4.1); never from size 0."""
    if not 0 < first <= second:
        raise LogRefused("consistency-size", "a proof from size 0, or from a larger tree, proves nothing")
    return lambda kept: _subproof(first, 0, second, True, kept)


def ticks_needed(proof: Proof) -> list[int]:
    """The rows a proof will ask for, found by building it once over zeros."""
    asked: set[int] = set()

    def note(tick: int, _: bool) -> bytes:
        asked.add(tick)
        return bytes(32)

    proof(note)
    return sorted(asked)


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def _path(tick: int, low: int, high: int, kept: Kept) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if tick < middle:
        return [*_path(tick, low, middle, kept), _root(middle, high, kept)]
    return [*_path(tick, middle, high, kept), _root(low, middle, kept)]


def _subproof(first: int, low: int, high: int, whole: bool, kept: Kept) -> list[bytes]:
    if first == high:
        return [] if whole else [_root(low, high, kept)]
    middle = low + _split(high - low)
    if first <= middle:
        return [*_subproof(first, low, middle, whole, kept), _root(middle, high, kept)]
    return [*_subproof(first, middle, high, False, kept), _root(low, middle, kept)]


def _root(low: int, high: int, kept: Kept) -> bytes:
    """Root over ticks low..high-1; low is a multiple of the largest power of two in the range."""
    size = high - low
    if size == 1:
        return kept(low, False)
    if size & (size - 1) == 0 and (low // size) % 2 == 0:
        return kept(high - 1, True)
    middle = low + _split(size)
    return node_hash(_root(low, middle, kept), _root(middle, high, kept))


def last_peak(frontier: bytes) -> bytes:
    """The last 32 bytes of a frontier's bytes: its smallest full subtree."""
    return frontier[-32:]


def as_hex(proof: Sequence[bytes]) -> list[str]:
    """A proof as its clients read it."""
    return [each.hex() for each in proof]
