"""Numbers from a seed, the same on every machine: SHA-256 in counter mode, without the bias of a remainder."""

from collections.abc import Sequence
from typing import TypeVar

from crypto.encoding import H, u64
from crypto.errors import DrawRefused

_Item = TypeVar("_Item")

RANGE = 2**64


class Stream:
    """The numbers of one seed for one purpose; each call goes on where the last one stopped.

    Block i is H("draw stream", seed, purpose, u64(i)); numbers are its 8 bytes at a time, big endian.
    """

    def __init__(self, seed: bytes, purpose: str) -> None:
        self._seed = seed
        self._purpose = purpose.encode()
        self._block = 0
        self._waiting = b""

    def below(self, bound: int) -> int:
        """A number from 0 to bound - 1, each equally likely; what would favour some is skipped."""
        if not 1 <= bound <= RANGE:
            raise DrawRefused("draw-stream", "a bound lies outside 1 to 2^64")
        limit = RANGE // bound * bound
        while (number := self._next()) >= limit:
            pass
        return number % bound

    def _next(self) -> int:
        if not self._waiting:
            self._waiting = H("draw stream", self._seed, self._purpose, u64(self._block))
            self._block += 1
        number, self._waiting = int.from_bytes(self._waiting[:8], "big"), self._waiting[8:]
        return number

    def sample(self, items: Sequence[_Item], count: int) -> list[_Item]:
        """`count` different items in drawn order (Fisher-Yates from the left, stopped after `count`)."""
        if not 0 <= count <= len(items):
            raise DrawRefused("draw-stream", f"{count} of {len(items)} cannot be drawn")
        rest = list(items)
        for place in range(count):
            taken = place + self.below(len(rest) - place)
            rest[place], rest[taken] = rest[taken], rest[place]
        return rest[:count]

    def shuffled(self, items: Sequence[_Item]) -> list[_Item]:
        """All items in drawn order."""
        return self.sample(items, len(items))
