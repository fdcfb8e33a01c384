"""The plaintext of an envelope: length, manifest, files back to back, zeros."""

import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Self, cast

from crypto.encoding import u32, u64
from crypto.errors import EnvelopeRefused
from crypto.manifest import LONGEST_MANIFEST, FileEntry, Manifest
from crypto.padding import CHUNK, LENGTH_PREFIX, payload_length

MANIFEST_PREFIX = 4
PREFIX = LENGTH_PREFIX + MANIFEST_PREFIX


@dataclass(frozen=True)
class SourceFile:
    """A file to be sealed: its bytes, or where they lie."""

    name: str
    media_type: str
    content: bytes | Path | str

    def open(self) -> BinaryIO:
        """The bytes from the start."""
        if isinstance(self.content, bytes):
            return io.BytesIO(self.content)
        return cast(BinaryIO, open(self.content, "rb", buffering=0))

    def entry(self, offset: int) -> FileEntry:
        """Read it once for length and hash."""
        state, length = hashlib.sha256(), 0
        buffer = bytearray(CHUNK)
        with self.open() as source:
            while count := _read_into(source, memoryview(buffer)):
                state.update(memoryview(buffer)[:count])
                length += count
        return FileEntry(self.name, self.media_type, offset, length, state.digest())


def _read_into(source: Any, view: memoryview) -> int:
    """Bytes read into the view; 0 at the end."""
    return int(source.readinto(view) or 0)


def manifest_of(kind: str, files: Sequence[SourceFile]) -> Manifest:
    """First pass over the files: names, places and hashes, all of them checked."""
    entries: list[FileEntry] = []
    offset = 0
    for each in files:
        entries.append(each.entry(offset))
        offset += entries[-1].length
    manifest = Manifest(kind, tuple(entries))
    manifest.check(kind, offset)
    if len(manifest.to_bytes()) > LONGEST_MANIFEST:
        raise EnvelopeRefused("manifest-length", "the manifest is longer than 1 MiB")
    return manifest


@dataclass(frozen=True)
class Layout:
    """Where things stand in a payload."""

    content: int
    manifest: int

    @classmethod
    def parse(cls, prefix: bytes, payload: int) -> Self:
        """From the first 12 bytes of a payload of this length."""
        content = int.from_bytes(prefix[:LENGTH_PREFIX], "big")
        manifest = int.from_bytes(prefix[LENGTH_PREFIX:PREFIX], "big")
        if LENGTH_PREFIX + content > payload or payload_length(content) != payload:
            raise EnvelopeRefused("payload-length", "the content's length does not give the payload's")
        if manifest > LONGEST_MANIFEST or MANIFEST_PREFIX + manifest > content:
            raise EnvelopeRefused("manifest-length", "the manifest is longer than 1 MiB or than the content")
        return cls(content, manifest)

    @property
    def files_start(self) -> int:
        """Where the first file begins."""
        return PREFIX + self.manifest

    @property
    def content_end(self) -> int:
        """Where the padding begins."""
        return LENGTH_PREFIX + self.content


class PayloadSource:
    """Second pass: the payload's bytes in order, into buffers of the caller's."""

    def __init__(self, manifest: Manifest, files: Sequence[SourceFile]) -> None:
        data = manifest.to_bytes()
        content = MANIFEST_PREFIX + len(data) + manifest.files_length
        self.length = payload_length(content)
        prefix = u64(content) + u32(len(data)) + data
        self._left = self.length
        self._parts = self._sources(prefix, manifest, files)
        self._open_next()

    @staticmethod
    def _sources(
        prefix: bytes, manifest: Manifest, files: Sequence[SourceFile]
    ) -> Iterator[tuple[Callable[[], BinaryIO], int]]:
        yield lambda: io.BytesIO(prefix), len(prefix)
        for each, entry in zip(files, manifest.files, strict=True):
            yield each.open, entry.length

    def _open_next(self) -> None:
        """The next part, or None: from there on all is padding."""
        opener, self._part_left = next(self._parts, (None, 0))
        self._part = opener() if opener else None

    def fill(self, buffer: bytearray) -> memoryview:
        """Fill the buffer as far as the payload reaches; the part of it that was filled."""
        view = memoryview(buffer)[: min(len(buffer), self._left)]
        at = 0
        while at < len(view):
            at += self._fill_some(view[at:])
        self._left -= len(view)
        return view

    def _fill_some(self, view: memoryview) -> int:
        if self._part is None:
            view[:] = bytes(len(view))
            return len(view)
        if self._part_left == 0:
            self._close_part()
            return 0
        count = _read_into(self._part, view[: self._part_left])
        if count == 0:
            raise EnvelopeRefused("source-changed", "a file became shorter while it was being sealed")
        self._part_left -= count
        return count

    def _close_part(self) -> None:
        if self._part is not None:
            with self._part as source:
                if source.read(1):
                    raise EnvelopeRefused("source-changed", "a file became longer while it was being sealed")
        self._open_next()

    def close(self) -> None:
        """Let go of a file that is still open."""
        if self._part is not None:
            self._part.close()
