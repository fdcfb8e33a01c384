"""Reading the public log and believing nothing of it but what was proven here: heads, prefixes, whole ticks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from commands.signed_records import Refuse
from commands.wire import Wire
from crypto.encoding import Body, parse_object, parse_timestamp, timestamp, unhex
from crypto.errors import CryptoError
from crypto.records import check_shape, type_of
from crypto.signatures import check_document
from crypto.transparency_log import check_consistency, check_inclusion, check_tick, entry_leaf, split_values


class PublicLog:
    """The log of one platform, whose heads `key` (hex) signs; `refuse` makes the refusal when something does not hold.

    Ticks are asked for whole, so that asking tells nothing.
    """

    def __init__(self, wire: Wire, key: str, refuse: Refuse) -> None:
        self._wire, self._key, self._refuse = wire, key, refuse
        self._head: Body = {"size": 0}

    def head(self) -> Body:
        """The newest head, signed."""
        return self.read_head(self._wire.get("/api/log/head"))

    def read_head(self, signed: Any) -> Body:
        """The body of a head signed by the key."""
        try:
            return check_shape(check_document(signed, type=type_of("head"), role="platform", key=self._key))
        except CryptoError as fault:
            raise self._refuse("log-head-signed", fault.message, "公开存证签名不成立") from None

    def check_prefix(self, earlier: Body, head: Body) -> None:
        """Refuse unless the earlier {"size", "root"} is a prefix of this head; an empty log is a prefix of all."""
        if earlier["size"] == 0:
            return
        if earlier["size"] > head["size"]:
            raise self._refuse("log-head-consistent", "the log became smaller", "公开存证比原先变小")
        try:
            told = self._wire.get("/api/log/consistency", first=earlier["size"], second=head["size"])
            proof = [unhex(each, 32) for each in told["proof"]]
            roots = unhex(earlier["root"], 32), unhex(head["root"], 32)
            check_consistency(earlier["size"], roots[0], head["size"], roots[1], proof)
        except CryptoError as fault:
            raise self._refuse("log-head-consistent", fault.message, "公开存证被改写") from None

    def entry(self, number: int) -> Body:
        """What tick `number` says of itself."""
        try:
            return check_shape(parse_object(self._wire.get_bytes(f"/api/log/ticks/{number}")))
        except CryptoError as fault:
            raise self._refuse("ticks-in-log", fault.message, "存证数据格式不符") from None

    def find(self, value: bytes, first: int, head: Body, until: str) -> tuple[int, Body] | None:
        """The tick from `first` on whose values hold this leaf, proven to be in the head.

        None: the head does not reach `until` yet. Refuses when the log passed that moment without the leaf.
        """
        for number, entry, values in self._ticks(first, head["size"]):
            if value in values:
                self._check_outer(number, entry, values, head)
                return number, entry
            if entry["at"] > until:
                raise self._refuse("leaf-in-log", "the log passed the promised moment without it", "公开存证逾期未收录")
        return None

    def _ticks(self, first: int, size: int) -> Iterator[tuple[int, Body, list[bytes]]]:
        for number in range(first, size):
            try:
                values = split_values(self._wire.get_bytes(f"/api/log/ticks/{number}/leaves"))
            except CryptoError as fault:
                raise self._refuse("ticks-in-log", fault.message, "存证数据格式不符") from None
            yield number, self.entry(number), values

    def _check_outer(self, number: int, entry: Body, values: list[bytes], head: Body) -> None:
        """Refuse unless the tick's root is over these values and the tick is leaf `number` of the head."""
        try:
            leaf = entry_leaf(entry)
            check_tick(entry, values, leaf)
            told = self._wire.get("/api/log/inclusion", tick=number, size=head["size"])
            proof = [unhex(each, 32) for each in told["proof"]]
            check_inclusion(leaf, number, head["size"], proof, unhex(head["root"], 32))
        except CryptoError as fault:
            raise self._refuse("ticks-in-log", fault.message, "存证不在签名的总目录中") from None

    def first_tick_at(self, moment: str, size: int) -> int:
        """The first tick made at that moment or later, by halving; `size` when there is none. A hint, no proof."""
        low, high = 0, size
        while low < high:
            middle = (low + high) // 2
            if self.entry(middle)["at"] < moment:
                low = middle + 1
            else:
                high = middle
        return low


def later(moment: str, seconds: int) -> str:
    """That moment and so many seconds, as text that sorts like time."""
    return timestamp(parse_timestamp(moment) + timedelta(seconds=seconds))
