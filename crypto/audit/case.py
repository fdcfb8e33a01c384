"""What several checks look at: the one tender, freeze list and opening record of a package, keys and headers."""

import hashlib
from collections.abc import Mapping
from functools import cached_property

from crypto.encoding import Body, unhex
from crypto.errors import CryptoError, PackageRefused
from crypto.header import Header
from crypto.package import Package, Record
from crypto.pieces import envelope_digest
from crypto.signatures import signers
from crypto.steps import has_two_envelopes


class Case:
    """A package under audit. Members refuse when what they need is missing or malformed."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.package = Package(files)

    @cached_property
    def freeze(self) -> Record:
        """The one freeze list."""
        return self.package.only("freeze")

    @cached_property
    def tender(self) -> Record:
        """The tender that the freeze list names."""
        return self.package.get("tender", self.freeze.body["tender"])

    @cached_property
    def record(self) -> Record:
        """The one opening record."""
        return self.package.only("opening-record")

    @property
    def two_envelopes(self) -> bool:
        """Whether offers are opened later, and only those of bids that passed the review."""
        return has_two_envelopes(self.tender.body)

    @cached_property
    def price_list(self) -> Record | None:
        """The one list of the bids that passed; None before the prices are opened."""
        return self._of_second_opening("price-list")

    @cached_property
    def price_record(self) -> Record | None:
        """The one record of the price opening; None before it is closed."""
        return self._of_second_opening("price-opening-record")

    def _of_second_opening(self, short: str) -> Record | None:
        if not self.package.of(short):
            return None
        if not self.two_envelopes:
            raise PackageRefused("price-list-named", f"a {short} record, and the tender has no second opening")
        return self.package.only(short)

    @property
    def passed(self) -> list[Body]:
        """Frozen bids that the price list names, in the order of the freeze list."""
        named = set(self.price_list.body["bids"]) if self.price_list else set()
        return [bid for bid in self.bids if bid["bid"] in named]

    @property
    def bids(self) -> list[Body]:
        """The frozen bids, in the list's order."""
        bids: list[Body] = self.freeze.body["bids"]
        return bids

    @cached_property
    def key_sets(self) -> list[Record]:
        """Key sets that the freeze list names, in its order."""
        return [self.package.get("key-set", found) for found in self.freeze.body["key_sets"]]

    @cached_property
    def platform_keys(self) -> list[str]:
        """The platform's keys in order: the first names no predecessor, each later one names the one before."""
        left = {record.body["previous"]: record for record in self.package.of("platform-key")}
        if len(left) != len(self.package.of("platform-key")):
            raise PackageRefused("key-history", "two keys with one predecessor")
        keys: list[str] = []
        previous: str | None = None
        while (record := left.pop(previous, None)) is not None:
            record.check_signed("platform", {previous or record.body["key"]}, "key-history")
            previous = record.body["key"]
            keys.append(previous)
        if not keys or left:
            raise PackageRefused("key-history", "the platform's keys do not form one chain")
        return keys

    def check_platform_signed(self, record: Record, check: str) -> None:
        """Refuse unless a key of the platform's history signed this record."""
        record.check_signed("platform", set(self.platform_keys), check)

    @cached_property
    def headers(self) -> dict[str, Header]:
        """Header of every frozen envelope by digest; its body root is bound to it by the digest."""
        return {
            envelope["digest"]: self._header(envelope["digest"]) for bid in self.bids for envelope in bid["envelopes"]
        }

    def _header(self, found: str) -> Header:
        data = self.package.read(f"envelopes/{found}.header")
        header = Header.parse(data)
        if envelope_digest(hashlib.sha256(data).digest(), self.root(found)).hex() != found:
            raise PackageRefused("envelope-headers", f"envelope {found[:16]}: header and root give another digest")
        return header

    def root(self, found: str) -> bytes:
        """The published body root of an envelope."""
        text = self.package.read(f"envelopes/{found}.root")
        try:
            return unhex(text.decode("ascii"), 32)
        except (UnicodeDecodeError, CryptoError):
            raise PackageRefused("envelope-headers", f"envelope {found[:16]}: its root is not hex") from None

    def custodian_of(self, release: Record) -> Body:
        """The roster entry with the number and share key that a release names and a signing key that signed it."""
        index, share_key, keys = release.body["index"], release.body["share_key"], signers(release.signed, "custodian")
        for key_set in self.key_sets:
            for entry in key_set.body["custodians"]:
                if (entry["index"], entry["share_key"]) == (index, share_key) and entry["sign_key"] in keys:
                    custodian: Body = entry
                    return custodian
        raise PackageRefused("releases-signed", f"no custodian {index} of this lot has the share key {share_key[:16]}")


def envelope_of(bid: Body, kind: str) -> str:
    """Digest of a bid's envelope of this kind."""
    for each in bid["envelopes"]:
        if each["kind"] == kind:
            return str(each["digest"])
    raise PackageRefused("bids-recomputed", f"bid {bid['bid'][:16]} has no envelope of kind {kind}")
