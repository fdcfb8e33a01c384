"""Which files a committee sees of an opened bid, and which of them are its blind part 暗标. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from crypto.encoding import canonical
from crypto.payload import PREFIX

FileKind = Literal["documents", "pricing"]
FilePart = Literal["blind", "open"]

KINDS: Final[tuple[FileKind, ...]] = ("documents", "pricing")
BLIND_NAMES: Final = ("暗标", "blind")
"""How the name of a blind file begins: a manifest has no other place to say so."""
BLIND_PREFIX: Final = "暗标-"
"""What whoever seals puts before the name of a blind file that does not begin so."""


@dataclass(frozen=True)
class BidFile:
    """A file of an opened envelope; `part` says whether it is shown while names are hidden."""

    kind: FileKind
    name: str
    media_type: str
    length: int
    sha256: str
    part: FilePart


@dataclass(frozen=True)
class FilePlace:
    """Where a file's bytes stand in the payload of its envelope."""

    start: int
    length: int


def is_blind(name: str) -> bool:
    """Whether a file's name says that it is of the blind part."""
    return name.casefold().startswith(BLIND_NAMES)


def part_of(kind: str, name: str) -> FilePart:
    """Blind are documents whose name begins with 暗标 (or blind); prices never are."""
    return "blind" if kind == "documents" and is_blind(name) else "open"


def files_of(kind: FileKind, manifest: Mapping[str, Any]) -> list[BidFile]:
    """The files of an envelope's manifest, in its order."""
    return [
        BidFile(kind, one["name"], one["media_type"], one["length"], one["sha256"], part_of(kind, one["name"]))
        for one in manifest["files"]
    ]


def place_of(manifest: Mapping[str, Any], name: str) -> FilePlace | None:
    """Where that file stands; None where the envelope has none of this name."""
    before = PREFIX + len(canonical(dict(manifest)))
    found = next((one for one in manifest["files"] if one["name"] == name), None)
    return None if found is None else FilePlace(before + found["offset"], found["length"])
