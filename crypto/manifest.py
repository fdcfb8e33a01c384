"""What an envelope holds: names, media types, places, lengths and hashes of its files, in canonical JSON."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self
from unicodedata import category, is_normalized

from crypto.encoding import Body, canonical, parse_canonical
from crypto.errors import CryptoError, EnvelopeRefused
from crypto.shapes import conform, exactly, hex_of, integer, list_of, members, text

KINDS = ("identity", "offer", "documents", "pricing")
"""The kinds of envelope, in the order in which every bid lists them."""

SINGLE_FILES = {"identity": "identity.json", "offer": "offer.json"}
JSON_TYPE = "application/json"
LONGEST_MANIFEST = 1024 * 1024

_FORBIDDEN = frozenset({"Cc", "Cf", "Cs"})
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_MEDIA_TYPE = re.compile(r"[\x20-\x7e]{1,127}")

_FILE = members(name=text(1, 120), media_type=text(1, 127), offset=integer(), length=integer(), sha256=hex_of(32))
_SHAPE = members(v=integer(1, 1), kind=exactly(*KINDS), files=list_of(_FILE))


@dataclass(frozen=True)
class FileEntry:
    """One file: `offset` counts from the first byte of the first file."""

    name: str
    media_type: str
    offset: int
    length: int
    sha256: bytes

    def to_json(self) -> Body:
        """As it stands in the manifest."""
        return {
            "name": self.name,
            "media_type": self.media_type,
            "offset": self.offset,
            "length": self.length,
            "sha256": self.sha256.hex(),
        }


@dataclass(frozen=True)
class Manifest:
    """The files of one envelope, back to back in this order."""

    kind: str
    files: tuple[FileEntry, ...]

    @classmethod
    def parse(cls, data: bytes, kind: str, files_length: int) -> Self:
        """The manifest of these bytes, for an envelope of this kind whose files take `files_length` bytes."""
        try:
            body = conform(parse_canonical(data), _SHAPE, "manifest-shape")
        except CryptoError as refusal:
            raise EnvelopeRefused("manifest-shape", refusal.message) from None
        entries = tuple(
            FileEntry(each["name"], each["media_type"], each["offset"], each["length"], bytes.fromhex(each["sha256"]))
            for each in body["files"]
        )
        manifest = cls(body["kind"], entries)
        manifest.check(kind, files_length)
        return manifest

    def check(self, kind: str, files_length: int) -> None:
        """Refuse names, kinds and places that do not hold."""
        if self.kind != kind:
            raise EnvelopeRefused("manifest-kind", f"a manifest of kind {self.kind} in an envelope of kind {kind}")
        check_names([entry.name for entry in self.files])
        _check_types(self)
        _check_places(self.files, files_length)

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical({"v": 1, "kind": self.kind, "files": [entry.to_json() for entry in self.files]})

    def entry(self, name: str) -> FileEntry:
        """The file of that name."""
        for each in self.files:
            if each.name == name:
                return each
        raise EnvelopeRefused("manifest-name", "no such file in the envelope")

    @property
    def files_length(self) -> int:
        """Bytes of all files together."""
        return sum(entry.length for entry in self.files)


def check_names(names: Sequence[str]) -> None:
    """Refuse a name that could mean two things on two machines, or two names that could mean one."""
    for each in names:
        _check_name(each)
    if len({each.casefold() for each in names}) != len(names):
        raise EnvelopeRefused("manifest-name", "two files whose names differ at most in case")


def _check_name(name: str) -> None:
    if not 1 <= len(name) <= 120:
        raise EnvelopeRefused("manifest-name", "a file name has 1 to 120 characters")
    if any(category(letter) in _FORBIDDEN or letter in _BIDI for letter in name):
        raise EnvelopeRefused("manifest-name", "a control, format or bidi character in a file name")
    if not is_normalized("NFC", name):
        raise EnvelopeRefused("manifest-name", "a file name is not in normal form C")
    if "/" in name or "\\" in name or name[0] in " ." or name[-1] in " .":
        raise EnvelopeRefused("manifest-name", "a path, or a space or dot at the edge of a file name")


def _check_types(manifest: Manifest) -> None:
    for each in manifest.files:
        if not _MEDIA_TYPE.fullmatch(each.media_type):
            raise EnvelopeRefused("manifest-media-type", "a media type is 1 to 127 printable ASCII characters")
    single = SINGLE_FILES.get(manifest.kind)
    if single and [(each.name, each.media_type) for each in manifest.files] != [(single, JSON_TYPE)]:
        raise EnvelopeRefused("manifest-files", f"an envelope of kind {manifest.kind} holds exactly {single}")


def _check_places(entries: Sequence[FileEntry], files_length: int) -> None:
    position = 0
    for entry in entries:
        if entry.offset != position:
            raise EnvelopeRefused("manifest-places", "files do not stand back to back")
        position += entry.length
    if position != files_length:
        raise EnvelopeRefused("manifest-places", "files do not cover the content")
