"""Mathematics of an append-only log: RFC 9162 trees and proofs, and ticks that hide how much happened.

The outer tree has one leaf for every tick. A tick is a fixed tree of 1,024 values, real leaves among fillers,
sorted, so that neither their number nor their order says anything.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

from crypto.encoding import MAC, Body, H, canonical, u32, u64
from crypto.errors import LogRefused

TICK_SIZE = 1024
VALUE_SIZE = 32
TICK_TYPE = "tianping/tick/1"
EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Hash of a leaf's data (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def tree_root(hashes: Sequence[bytes]) -> bytes:
    """Merkle tree hash over leaf hashes; of none, the hash of nothing."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Path from leaf `index` to the root over all these leaf hashes (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < len(hashes):
        raise LogRefused("inclusion-index", "no such leaf")
    path: list[bytes] = []
    level = list(hashes)
    while len(level) > 1:
        if (sibling := index ^ 1) < len(level):
            path.append(level[sibling])
        paired = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
        index //= 2
    return path


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Refuse unless the leaf hash is number `index` of the tree with this size and root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(each) != VALUE_SIZE for each in proof):
        raise LogRefused("inclusion-proof", "no such leaf, or a proof of the wrong shape")
    here, last, node = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            raise LogRefused("inclusion-proof", "the proof is too long")
        if here & 1 or here == last:
            node = node_hash(sibling, node)
            here, last = _climb(here, last)
        else:
            node = node_hash(node, sibling)
        here, last = here >> 1, last >> 1
    if last != 0 or node != root:
        raise LogRefused("inclusion-proof", "the leaf is not in this tree")


def _climb(here: int, last: int) -> tuple[int, int]:
    """Skip the levels at which a node at the right edge has no sibling."""
    while here and not here & 1:
        here, last = here >> 1, last >> 1
    return here, last


def consistency_proof(hashes: Sequence[bytes], earlier: int) -> list[bytes]:
    """That the first `earlier` leaves are a prefix of all of them (RFC 9162, 2.1.4.1)."""
    if not 0 < earlier <= len(hashes):
        raise LogRefused("consistency-size", "a proof from size 0, or from a larger tree, proves nothing")
    return _subproof(earlier, hashes, whole=True)


def _subproof(earlier: int, hashes: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if earlier == len(hashes):
        return [] if whole else [tree_root(hashes)]
    middle = _split(len(hashes))
    if earlier <= middle:
        return [*_subproof(earlier, hashes[:middle], whole=whole), tree_root(hashes[middle:])]
    return [*_subproof(earlier - middle, hashes[middle:], whole=False), tree_root(hashes[:middle])]


def check_consistency(
    earlier: int, earlier_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Refuse unless the tree of `earlier` leaves is a prefix of the tree of `size` leaves (RFC 9162, 2.1.4.2)."""
    if not 0 < earlier <= size or any(len(each) != VALUE_SIZE for each in proof):
        raise LogRefused("consistency-size", "sizes or proof of the wrong shape; size 0 proves nothing")
    if earlier == size:
        if proof or earlier_root != root:
            raise LogRefused("consistency-proof", "two roots of one size")
        return
    path = [earlier_root, *proof] if earlier & (earlier - 1) == 0 else list(proof)
    if not path:
        raise LogRefused("consistency-proof", "the proof is empty")
    if _replay(earlier, size, path) != (earlier_root, root):
        raise LogRefused("consistency-proof", "the earlier tree is not a prefix of this one")


def _replay(earlier: int, size: int, path: Sequence[bytes]) -> tuple[bytes, bytes]:
    """Both roots that the path leads to."""
    here, last = earlier - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            raise LogRefused("consistency-proof", "the proof is too long")
        if here & 1 or here == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            here, last = _climb(here, last)
        else:
            new = node_hash(new, sibling)
        here, last = here >> 1, last >> 1
    if last != 0:
        raise LogRefused("consistency-proof", "the proof is too short")
    return old, new


@dataclass(frozen=True)
class Frontier:
    """All that a growing tree must remember: its size, and the roots of its full subtrees, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The frontier after one more leaf hash: O(log n)."""
        peaks, node, size = list(self.peaks), leaf, self.size
        while size & 1:
            node, size = node_hash(peaks.pop(), node), size >> 1
        return Frontier(self.size + 1, (*peaks, node))

    def root(self) -> bytes:
        """Root of the tree so far."""
        if not self.peaks:
            return EMPTY_ROOT
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def to_bytes(self) -> bytes:
        """Size as eight bytes, then the peaks."""
        return u64(self.size) + b"".join(self.peaks)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """What `to_bytes` wrote."""
        size, rest = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(rest) != VALUE_SIZE * size.bit_count():
            raise LogRefused("frontier", "not a frontier")
        return cls(size, tuple(rest[at : at + VALUE_SIZE] for at in range(0, len(rest), VALUE_SIZE)))


def filler_commitment(filler_key: bytes) -> bytes:
    """What the tick's entry says of its filler key before the key comes out."""
    return H("filler commitment", filler_key)


def fill_tick(leaf_values: Sequence[bytes], filler_key: bytes, tick: int) -> list[bytes]:
    """The 1,024 values of a tick, ascending: these leaves, and fillers for the rest."""
    if len(leaf_values) > TICK_SIZE or any(len(value) != VALUE_SIZE for value in leaf_values):
        raise LogRefused("tick-leaves", f"a tick holds at most {TICK_SIZE} values of {VALUE_SIZE} bytes")
    missing = TICK_SIZE - len(leaf_values)
    fillers = [MAC(filler_key, "filler", u64(tick), u32(number)) for number in range(missing)]
    values = sorted([*leaf_values, *fillers])
    if len(set(values)) != TICK_SIZE:
        raise LogRefused("tick-leaves", "a value stands twice in the tick")
    return values


def tick_root(values: Sequence[bytes]) -> bytes:
    """Merkle tree hash over a tick's values."""
    return tree_root([leaf_hash(value) for value in values])


def tick_entry(number: int, at: str, root: bytes, filler_key: bytes) -> Body:
    """The entry whose canonical bytes are leaf `number` of the outer log."""
    commitment = filler_commitment(filler_key).hex()
    return {"type": TICK_TYPE, "number": number, "at": at, "root": root.hex(), "filler": commitment}


def entry_leaf(entry: Body) -> bytes:
    """Outer leaf hash of a tick's entry."""
    return leaf_hash(canonical(entry))


def split_values(data: bytes) -> list[bytes]:
    """A tick's values from its 32,768 bytes; refuses another length and another order than strictly ascending."""
    if len(data) != TICK_SIZE * VALUE_SIZE:
        raise LogRefused("tick-values", f"a tick has {TICK_SIZE * VALUE_SIZE} bytes")
    values = split_hashes(data)
    if any(left >= right for left, right in pairwise(values)):
        raise LogRefused("tick-values", "a tick's values are not ascending")
    return values


def split_hashes(data: bytes) -> list[bytes]:
    """Hashes of 32 bytes that stand back to back."""
    if len(data) % VALUE_SIZE:
        raise LogRefused("log-leaves", "not a whole number of hashes")
    return [data[at : at + VALUE_SIZE] for at in range(0, len(data), VALUE_SIZE)]


def check_tick(entry: Body, values: Sequence[bytes], outer_leaf: bytes) -> None:
    """Refuse unless the entry is that outer leaf and its root is over these values."""
    if entry_leaf(entry) != outer_leaf:
        raise LogRefused("tick-entry", "the entry is not that leaf of the log")
    if tick_root(values).hex() != entry.get("root"):
        raise LogRefused("tick-root", "the tick's root is over other values")


def leaf_position(value: bytes, values: Sequence[bytes]) -> int:
    """Where a leaf value stands in its tick; refuses when it is not there."""
    try:
        return list(values).index(value)
    except ValueError:
        raise LogRefused("tick-membership", "the leaf is not in this tick") from None


def check_fillers(values: Sequence[bytes], leaf_values: Sequence[bytes], filler_key: bytes, entry: Body) -> None:
    """Once the filler key is out: refuse unless every value of the tick is one of these leaves or a filler."""
    if filler_commitment(filler_key).hex() != entry.get("filler"):
        raise LogRefused("tick-filler", "another filler key than the entry commits to")
    if fill_tick(leaf_values, filler_key, entry["number"]) != list(values):
        raise LogRefused("tick-filler", "a value of the tick is neither a known leaf nor a filler")
