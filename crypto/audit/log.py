"""Checks of the log: its signed head, its ticks, and that every record of the package is a leaf of it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from crypto.audit.case import Case
from crypto.encoding import Body, parse_object
from crypto.errors import PackageRefused
from crypto.package import Record
from crypto.records import check_shape, short_type
from crypto.signatures import check_document, signers
from crypto.transparency_log import EMPTY_ROOT, check_tick, node_hash, split_hashes, split_values


@dataclass(frozen=True)
class Place:
    """Where a leaf lies: the tick's number and moment."""

    tick: int
    at: str


class Log:
    """The log of a package under audit."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._package = case.package
        self._roots: dict[int, bytes] = {}

    @cached_property
    def head(self) -> Body:
        """The body of the signed head."""
        return self.checked_head(parse_object(self._package.read("log/head.json")), "log-head-signed")

    def checked_head(self, signed: Body, check: str) -> Body:
        """A head's body, once a key of the platform's history signed it."""
        body = check_shape(check_document(signed, type="tianping/head/1", role="platform"))
        if not set(signers(signed, "platform")) & set(self._case.platform_keys):
            raise PackageRefused(check, "signed by a key outside the platform's history")
        return body

    @cached_property
    def leaves(self) -> list[bytes]:
        """All outer leaf hashes."""
        return split_hashes(self._package.read("log/leaves.bin"))

    def roots_at(self, sizes: Collection[int]) -> dict[int, bytes]:
        """Roots over the first so many leaves."""
        missing = {size for size in sizes if size not in self._roots}
        if missing:
            self._roots.update(prefix_roots(self.leaves, missing))
        return self._roots

    def check_prefix(self, head: Body, check: str) -> None:
        """Refuse unless this log grew out of the tree with that size and root."""
        if not 0 < head["size"] <= len(self.leaves):
            raise PackageRefused(check, f"a head of size {head['size']} says nothing of {len(self.leaves)} leaves")
        if self.roots_at([head["size"]])[head["size"]].hex() != head["root"]:
            raise PackageRefused(check, f"this log is not the one that had the head of size {head['size']}")

    @cached_property
    def ticks(self) -> dict[int, tuple[str, list[bytes]]]:
        """Moment and values of each tick of the package, each checked against its outer leaf."""
        return dict(self._tick(path) for path in self._package.below("log/ticks", ".json"))

    def _tick(self, path: str) -> tuple[int, tuple[str, list[bytes]]]:
        entry = check_shape(parse_object(self._package.read(path)))
        if short_type(entry) != "tick":
            raise PackageRefused("ticks-in-log", f"{path} is another document than a tick")
        number = entry["number"]
        if path != f"log/ticks/{number}.json" or number >= len(self.leaves):
            raise PackageRefused("ticks-in-log", f"{path} is not a tick of this log")
        values = split_values(self._package.read(f"log/ticks/{number}.bin"))
        check_tick(entry, values, self.leaves[number])
        return number, (entry["at"], values)

    @cached_property
    def places(self) -> dict[bytes, Place]:
        """Where every value of the package's ticks lies."""
        return {value: Place(number, at) for number, (at, values) in self.ticks.items() for value in values}

    def place(self, record: Record) -> Place:
        """Where a record's leaf lies."""
        return self.place_of(record.leaf, record.name)

    def place_of(self, leaf: bytes, name: str) -> Place:
        """Where a leaf value lies."""
        if leaf not in self.places:
            raise PackageRefused("leaves-in-ticks", f"{name} is a leaf of no tick of the package")
        return self.places[leaf]


def prefix_roots(leaves: list[bytes], sizes: Collection[int]) -> dict[int, bytes]:
    """Roots over the first so many leaves, for several sizes in one pass."""
    roots = {0: EMPTY_ROOT} if 0 in sizes else {}
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaves[: max(sizes, default=0)], start=1):
        node, remaining = leaf, size
        while not remaining & 1:
            node, remaining = node_hash(peaks.pop(), node), remaining >> 1
        peaks.append(node)
        if size in sizes:
            roots[size] = _joined(peaks)
    return roots


def _joined(peaks: list[bytes]) -> bytes:
    node = peaks[-1]
    for peak in reversed(peaks[:-1]):
        node = node_hash(peak, node)
    return node


def check_head_signed(case: Case, log: Log) -> str:
    """The head is signed by the platform."""
    return f"size {log.head['size']} at {log.head['at']}"


def check_root(case: Case, log: Log) -> str:
    """The leaves are those of the head."""
    if log.head["size"] != len(log.leaves):
        raise PackageRefused("log-root", f"{len(log.leaves)} leaves, the head says {log.head['size']}")
    log.check_prefix(log.head, "log-root")
    return f"{len(log.leaves)} ticks, root {log.head['root'][:16]}"


def check_ticks(case: Case, log: Log) -> str:
    """Every tick of the package is a leaf of the log, and its root is over its values."""
    return f"{len(log.ticks)} ticks"


def check_leaves(case: Case, log: Log) -> str:
    """Every record of the package is a leaf of one of its ticks."""
    for record in case.package.records():
        log.place(record)
    return f"{len(case.package.records())} leaves"


def check_receipts_in_time(case: Case, log: Log) -> str:
    """Each receipt lies in the log within what it promised and not after the freeze list; each came in time."""
    freeze = log.place(case.freeze)
    if freeze.at < case.freeze.body["deadline"]:
        raise PackageRefused("receipts-before-deadline", "the freeze list is in the log before the deadline")
    for receipt in case.package.of("receipt"):
        check_promise(receipt.body, log.place(receipt), receipt.name)
        if receipt.body["at"] >= case.freeze.body["deadline"]:
            raise PackageRefused("receipts-before-deadline", f"{receipt.name} was given after the deadline")
        if max(receipt.body["tick"], log.place(receipt).tick) > freeze.tick:
            raise PackageRefused("receipts-before-deadline", f"{receipt.name} came into the log after the freeze list")
    return f"{len(case.package.of('receipt'))} receipts, freeze list in tick {freeze.tick}"


def check_promise(receipt: Body, place: Place, name: str) -> None:
    """Refuse unless the leaf came into the tick that the receipt promised, or later by at most `within`."""
    if not receipt["tick"] <= place.tick <= receipt["tick"] + receipt["within"] or place.at < receipt["at"]:
        raise PackageRefused("receipts-before-deadline", f"{name} is in tick {place.tick}, not where it was promised")


def check_receipt_heads(case: Case, log: Log) -> str:
    """The head that each receipt of the package names is an earlier head of this log."""
    heads = [receipt.body["head"] for receipt in case.package.of("receipt")]
    log.roots_at([head["size"] for head in heads if 0 < head["size"] <= len(log.leaves)])
    for head in heads:
        if head["size"] > 0:
            log.check_prefix(head, "receipt-heads")
    return f"{len(heads)} heads"
