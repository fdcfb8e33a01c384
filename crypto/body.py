"""Reading a body: any range of any file, or everything once in order. Memory does not grow with the body."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from crypto.aead import Buffer, ChunkCipher
from crypto.ahead import SLOTS, one_ahead
from crypto.errors import EnvelopeRefused
from crypto.header import Header, body_key
from crypto.manifest import FileEntry, Manifest
from crypto.padding import CHUNK, SEALED_CHUNK, chunk_count, payload_of_body
from crypto.payload import PREFIX, Layout

Sink = Callable[[str, memoryview], None]
"""Takes a file's name and its next bytes. The view is only good until the call returns."""


class BodyReader:
    """Random access to one opened envelope: `read(start, stop)` gives that range of its body."""

    def __init__(self, header: Header, secret: bytes, read: Callable[[int, int], bytes]) -> None:
        self._header = header
        self._cipher = ChunkCipher(body_key(secret, header))
        self._read = read
        self._payload = payload_of_body(header.body_length)
        self._chunks = chunk_count(self._payload, CHUNK)
        self._opened: tuple[Layout, Manifest] | None = None
        self._last: tuple[int, bytes] | None = None

    def manifest(self) -> Manifest:
        """What the envelope holds."""
        return self._contents()[1]

    def read_file(self, name: str, start: int = 0, stop: int | None = None) -> bytes:
        """That range of a file, cut off at its end."""
        layout, manifest = self._contents()
        entry = manifest.entry(name)
        end = entry.length if stop is None else min(stop, entry.length)
        begin = max(start, 0)
        base = layout.files_start + entry.offset
        return self._plain(base + begin, base + end) if begin < end else b""

    def check_file(self, name: str) -> None:
        """Read a whole file and refuse unless it has the manifest's hash."""
        entry, state = self.manifest().entry(name), hashlib.sha256()
        for start in range(0, entry.length, CHUNK):
            state.update(self.read_file(name, start, start + CHUNK))
        _check_hash(entry, state.digest())

    def _contents(self) -> tuple[Layout, Manifest]:
        if self._opened is None:
            layout = Layout.parse(self._plain(0, PREFIX), self._payload)
            data = self._plain(PREFIX, layout.files_start)
            files_length = layout.content_end - layout.files_start
            self._opened = layout, Manifest.parse(data, self._header.kind, files_length)
        return self._opened

    def _plain(self, start: int, stop: int) -> bytes:
        """A range of the payload."""
        first, after = start // CHUNK, chunk_count(stop, CHUNK)
        plain = b"".join(self._chunk(number) for number in range(first, after))
        return plain[start - first * CHUNK : stop - first * CHUNK]

    def _chunk(self, number: int) -> bytes:
        """One chunk; the last one read is kept, for whoever reads on from there."""
        if self._last is not None and self._last[0] == number:
            return self._last[1]
        plain = self._decrypt(number)
        self._last = number, plain
        return plain

    def _decrypt(self, number: int) -> bytes:
        start = number * SEALED_CHUNK
        stop = min(start + SEALED_CHUNK, self._header.body_length)
        sealed = self._read(start, stop)
        if len(sealed) != stop - start:
            raise EnvelopeRefused("body-length", "the body is shorter than the header says")
        return bytes(self._cipher.open_into(number, sealed, bytearray(CHUNK), last=number == self._chunks - 1))


def open_stream(header: Header, secret: bytes, chunks: Iterable[Buffer], sink: Sink | None = None) -> Manifest:
    """Open a whole body that comes in portions of any size; every byte, hash and zero of it is checked.

    `sink` is given each file's bytes as they come: each portion is authentic, but the file's own hash and the
    padding are only known to be right once this function has returned.
    """
    cipher = ChunkCipher(body_key(secret, header))
    payload = payload_of_body(header.body_length)
    last = chunk_count(payload, CHUNK) - 1
    targets = [bytearray(min(CHUNK, payload)) for _ in range(SLOTS)]

    def decrypt(numbered: tuple[int, memoryview]) -> memoryview:
        number, sealed = numbered
        return cipher.open_into(number, sealed, targets[number % SLOTS], last=number == last)

    reading = _Reading(header.kind, payload, sink)
    numbered = enumerate(_rechunked(chunks, header.body_length))
    for plain in one_ahead(numbered, decrypt) if last > 1 else map(decrypt, numbered):
        reading.take(plain)
    return reading.finish()


def _rechunked(portions: Iterable[Buffer], length: int) -> Iterator[memoryview]:
    """The same bytes in sealed chunks; refuses more or fewer bytes than `length`."""
    slots = [bytearray(min(SEALED_CHUNK, length)) for _ in range(SLOTS)]
    number = filled = 0
    left = length
    for portion in portions:
        view = memoryview(portion)
        if len(view) > left:
            raise EnvelopeRefused("body-length", "the body is longer than the header says")
        left -= len(view)
        while len(view) > 0:
            slot = slots[number % SLOTS]
            part = view[: len(slot) - filled]
            slot[filled : filled + len(part)] = part
            filled, view = filled + len(part), view[len(part) :]
            if filled == len(slot):
                yield memoryview(slot)
                number, filled = number + 1, 0
    if left:
        raise EnvelopeRefused("body-length", "the body is shorter than the header says")
    if filled:
        yield memoryview(slots[number % SLOTS])[:filled]


@dataclass
class _Reading:
    """A payload on its way through: first the manifest, then the files, then zeros."""

    kind: str
    payload: int
    sink: Sink | None
    _head: bytearray = field(default_factory=bytearray)
    _manifest: Manifest | None = None
    _files: "_Files | None" = None

    def take(self, plain: memoryview) -> None:
        if self._files is not None:
            self._files.take(plain)
            return
        self._head += plain
        layout = Layout.parse(bytes(self._head[:PREFIX]), self.payload)
        if len(self._head) < layout.files_start:
            return
        files_length = layout.content_end - layout.files_start
        data = bytes(self._head[PREFIX : layout.files_start])
        self._manifest = Manifest.parse(data, self.kind, files_length)
        self._files = _Files(self._manifest.files, self.sink)
        self._files.take(memoryview(bytes(self._head[layout.files_start :])))
        self._head.clear()

    def finish(self) -> Manifest:
        if self._manifest is None or self._files is None:
            raise EnvelopeRefused("payload-length", "the payload ends inside the manifest")
        self._files.finish()
        return self._manifest


class _Files:
    """Gives each file's bytes to its hash and to the sink; after the last one, only zeros may come."""

    def __init__(self, entries: Sequence[FileEntry], sink: Sink | None) -> None:
        self._entries = list(entries)
        self._sink = sink
        self._at = 0
        self._start_file()

    def _start_file(self) -> None:
        self._state = hashlib.sha256()
        self._left = self._entries[self._at].length if self._at < len(self._entries) else 0

    def take(self, view: memoryview) -> None:
        while len(view) > 0 and self._at < len(self._entries):
            part = view[: self._left]
            self._take_part(part)
            view = view[len(part) :]
        if any_set(view):
            raise EnvelopeRefused("padding", "the padding is not zero")

    def _take_part(self, part: memoryview) -> None:
        if len(part) > 0:
            self._state.update(part)
            if self._sink is not None:
                self._sink(self._entries[self._at].name, part)
        self._left -= len(part)
        if self._left == 0:
            _check_hash(self._entries[self._at], self._state.digest())
            self._at += 1
            self._start_file()

    def finish(self) -> None:
        while self._at < len(self._entries):
            if self._left:
                raise EnvelopeRefused("payload-length", "the payload ends inside a file")
            self._take_part(memoryview(b""))


def any_set(view: memoryview) -> bool:
    """Whether any byte is not zero."""
    return bytes(view) != bytes(len(view))


def _check_hash(entry: FileEntry, found: bytes) -> None:
    if found != entry.sha256:
        raise EnvelopeRefused("file-hash", f"{entry.name} has another hash than the manifest says")
