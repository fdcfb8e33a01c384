"""A published package: records, envelopes and log, read from a mapping of paths to bytes that may be lazy.

Reading refuses what is missing or malformed; what it all proves is the business of `crypto.audit`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from crypto.encoding import Body, digest, parse_object
from crypto.errors import CryptoError, PackageRefused
from crypto.records import SHAPES, check_shape, short_type
from crypto.shapes import conform
from crypto.signatures import check_document, leaf_value, signers

INDEX = "package.json"
LONGEST_FILE = 4 * 1024**3

ROLE_OF_TYPE = {
    "key-statement": "custodian",
    "release": "custodian",
    "draw-dealing": "custodian",
    "draw-release": "custodian",
    "withdrawal": "bid",
    "objection": "bid",
    "confirmation": "bid",
}
"""Who signs a record of this type; the platform signs all others."""


class DirectoryFiles(Mapping[str, bytes]):
    """The files below a directory, each read when it is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def __getitem__(self, path: str) -> bytes:
        """The file's bytes; a path that leaves the directory is not there."""
        try:
            place = (self._root / path).resolve()
            if self._root not in place.parents:
                raise KeyError(path)
            return place.read_bytes()
        except (OSError, ValueError):
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        """Relative paths of all files."""
        files = (place for place in self._root.rglob("*") if place.is_file())
        return iter(sorted(place.relative_to(self._root).as_posix() for place in files))

    def __len__(self) -> int:
        """How many files there are."""
        return sum(1 for _ in self)


@dataclass(frozen=True)
class Record:
    """One record of a package; `fault` says what is wrong with its signatures, if anything."""

    short: str
    digest: str
    signed: Body
    fault: str | None

    @property
    def body(self) -> Body:
        """What was signed."""
        body: Body = self.signed["body"]
        return body

    @property
    def leaf(self) -> bytes:
        """Its value among the leaves of a tick."""
        return leaf_value(self.signed)

    def check_signed(self, role: str, keys: set[str], check: str) -> None:
        """Refuse unless its signatures hold and one of these keys signed in this role."""
        if self.fault is not None:
            raise PackageRefused(check, f"{self.name}: {self.fault}")
        if not keys & set(signers(self.signed, role)):
            raise PackageRefused(check, f"{self.name}: not signed by the expected {role} key")

    @property
    def name(self) -> str:
        """How a message calls it."""
        return f"{self.short} {self.digest[:16]}"


class Package:
    """What a stranger was given."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    @cached_property
    def index(self) -> Body:
        """package.json."""
        return conform(parse_object(self._raw(INDEX)), SHAPES["package"], "package-shape")

    @cached_property
    def paths(self) -> frozenset[str]:
        """All paths that the index names."""
        return frozenset(self.index["files"])

    @property
    def lot(self) -> str:
        """The lot it is about."""
        return str(self.index["lot"])

    @property
    def round(self) -> int:
        """And the round of it."""
        return int(self.index["round"])

    def _raw(self, path: str) -> bytes:
        try:
            return bytes(self._files[path])
        except KeyError:
            raise PackageRefused("package-missing", f"{path} is missing") from None

    def read(self, path: str) -> bytes:
        """A file that the index names."""
        if path not in self.paths:
            raise PackageRefused("package-missing", f"{path} is not in the package")
        return self._raw(path)

    def has(self, path: str) -> bool:
        """Whether the index names this file and it is there."""
        return path in self.paths and path in self._files

    def below(self, folder: str, ending: str) -> list[str]:
        """Paths of the index in that folder with that ending, sorted."""
        return sorted(path for path in self.paths if path.startswith(f"{folder}/") and path.endswith(ending))

    @cached_property
    def _records(self) -> tuple[dict[str, dict[str, Record]], list[str]]:
        records: dict[str, dict[str, Record]] = {}
        faults: list[str] = []
        for path in self.below("records", ".json"):
            try:
                record = self._record(path)
                records.setdefault(record.short, {})[record.digest] = record
            except CryptoError as refusal:
                faults.append(f"{path}: {refusal.message}")
        return records, faults

    def _record(self, path: str) -> Record:
        signed = parse_object(self.read(path))
        body = signed.get("body")
        short = self._checked_type(body)
        fault = _signature_fault(signed, short)
        leaf_value(signed)
        found = digest(body).hex()
        if path != f"records/{short}-{found}.json":
            raise PackageRefused("record-path", "another type or digest than its name says")
        return Record(short, found, signed, fault)

    def _checked_type(self, body: Any) -> str:
        short = short_type(body)
        if short in SHAPES:
            check_shape(body)
        for member, expected in (("lot", self.lot), ("round", self.round)):
            if short in SHAPES and body.get(member, expected) != expected:
                raise PackageRefused("record-lot", f"belongs to another {member}")
        return short

    @property
    def faults(self) -> list[str]:
        """What is wrong with records that could not be read."""
        return self._records[1]

    def records(self) -> list[Record]:
        """All records that could be read."""
        return [record for same in self._records[0].values() for record in same.values()]

    def of(self, short: str) -> list[Record]:
        """All records of one type, by digest."""
        return [record for _, record in sorted(self._records[0].get(short, {}).items())]

    def get(self, short: str, found: str) -> Record:
        """The record of that type and digest."""
        try:
            return self._records[0][short][found]
        except KeyError:
            raise PackageRefused("record-missing", f"no {short} record {found[:16]} that could be read") from None

    def only(self, short: str) -> Record:
        """The one record of that type."""
        found = self.of(short)
        if len(found) != 1:
            raise PackageRefused("record-missing", f"{len(found)} {short} records that could be read, not one")
        return found[0]


def _signature_fault(signed: Body, short: str) -> str | None:
    """What is wrong with the signatures; a document that is not even shaped like one is refused."""
    try:
        check_document(signed, type=f"tianping/{short}/1", role=ROLE_OF_TYPE.get(short, "platform"))
    except CryptoError as refusal:
        if refusal.check == "signature-shape":
            raise
        return refusal.message
    return None
