"""Sending sealed envelopes in pieces that survive lost connections and killed clients (a subset of tus 1.0).

Memory stays flat: one piece of 8 MiB. Where a firewall drops PATCH, POST with X-HTTP-Method-Override goes through.
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from commands.files import read_document, write_document
from commands.refusals import FileUnreadable, PlatformRefused
from commands.wire import BUSY, Wire, backoff, problem_of, told
from crypto.header import PREAMBLE, Header, read_preamble
from crypto.pieces import PIECE

TUS = {"Tus-Resumable": "1.0.0"}
STATE = "tianping/upload-state/1"
STATE_FILE = "upload-state.json"
PORTION = 128 * 1024
NO_PATCH = frozenset({405, 501})
SENT_AGAIN = frozenset({"checksum-differs", "piece-cut-off", "offset-differs"})

Report = Callable[[str, int], None]
"""Kind, and bytes of this envelope's body that are through."""


@dataclass(frozen=True)
class EnvelopeFile:
    """A sealed envelope on disk: the body begins at byte `start`."""

    kind: str
    path: Path
    header: bytes
    start: int
    length: int


def read_envelope(kind: str, path: Path, at: int = 0, size: int | None = None) -> EnvelopeFile:
    """Header and size of an envelope that begins at byte `at` and is `size` bytes long (None: the whole file).

    Raises FileUnreadable when it is cut off, EnvelopeRefused.
    """
    try:
        with path.open("rb") as source:
            source.seek(at)
            header = read_preamble(source)
        size = path.stat().st_size - at if size is None else size
    except OSError as fault:
        why = fault.strerror or "unreadable"
        raise FileUnreadable(path=str(path), why=why, why_zh=f"无法读取（{why}）") from None
    start = PREAMBLE + len(header)
    length = Header.parse(header).body_length
    if size != start + length:
        raise FileUnreadable(path=str(path), why="not complete", why_zh="文件不完整")
    return EnvelopeFile(kind, path, header, at + start, length)


class UploadState:
    """Which uploads were begun, kept beside the bid, so that a killed client finds them again."""

    def __init__(self, path: Path, url: str, bid: str) -> None:
        self._path = path
        self._kept = {"type": STATE, "url": url, "bid": bid, "uploads": {}}
        if path.exists():
            earlier = read_document(path)
            same = all(earlier.get(name) == self._kept[name] for name in ("type", "url", "bid"))
            self._kept = earlier if same else self._kept

    def find(self, kind: str) -> str | None:
        """The upload of this kind of envelope."""
        return self._uploads.get(kind)

    def keep(self, kind: str, upload: str) -> None:
        """Remember it."""
        self._uploads[kind] = upload
        write_document(self._path, self._kept, replace=True)

    @property
    def _uploads(self) -> dict[str, str]:
        uploads = self._kept["uploads"]
        assert isinstance(uploads, dict)  # written by this class
        return uploads


class Uploader:
    """Sends the envelopes of one bid."""

    def __init__(self, wire: Wire, lot: str, state: UploadState, report: Report) -> None:
        self._wire, self._lot, self._state, self._report = wire, lot, state, report
        self._override = False

    def send(self, envelope: EnvelopeFile) -> str:
        """The upload's id, once the platform keeps the whole body; begins where an earlier try ended."""
        upload, offset = self._find_or_create(envelope)
        while offset < envelope.length:
            try:
                offset = self._send_piece(upload, offset, envelope)
            except PlatformRefused as refusal:
                if refusal.name != "upload-unknown":
                    raise
                upload, offset = self._create(envelope), 0
        self._report(envelope.kind, envelope.length)
        return upload

    def _find_or_create(self, envelope: EnvelopeFile) -> tuple[str, int]:
        known = self._state.find(envelope.kind)
        offset = self._ask_offset(known, envelope.length) if known else None
        if known is None or offset is None:
            return self._create(envelope), 0
        return known, offset

    def _create(self, envelope: EnvelopeFile) -> str:
        named = {"lot": self._lot, "kind": envelope.kind}
        told_of = ",".join(f"{name} {b64encode(value.encode()).decode()}" for name, value in named.items())
        headers = {**TUS, "Upload-Length": str(envelope.length), "Upload-Metadata": told_of}
        answer = told(self._wire.ask("POST", "/api/uploads", headers=headers))
        upload = str(answer.headers["location"]).rstrip("/").rpartition("/")[2]
        self._state.keep(envelope.kind, upload)
        return upload

    def _ask_offset(self, upload: str, length: int) -> int | None:
        """Bytes kept so far; None when the upload is unknown or of another body."""
        answer = self._wire.ask("HEAD", f"/api/uploads/{upload}", headers=TUS)
        if answer.status_code in (404, 410):
            return None
        told(answer)
        same = answer.headers.get("upload-length") == str(length)
        return int(answer.headers["upload-offset"]) if same else None

    def _send_piece(self, upload: str, offset: int, envelope: EnvelopeFile) -> int:
        """Try to send the piece at `offset`; where the platform stands afterwards."""
        piece = _read_piece(envelope, offset)
        checksum = "sha256 " + b64encode(hashlib.sha256(piece).digest()).decode()
        headers = {**TUS, "Upload-Offset": str(offset), "Upload-Checksum": checksum, "Content-Length": str(len(piece))}
        headers["Content-Type"] = "application/offset+octet-stream"
        fault: Exception | None = None
        for attempt in range(self._wire.tries):
            try:
                answer = self._send_once(upload, headers, self._portions(piece, envelope.kind, offset))
            except httpx.TransportError as dropped:
                fault = dropped
                self._wire.pause(backoff(attempt))
                self._override ^= attempt % 2 == 1  # a firewall that resets PATCH looks like a bad line: try both ways
                kept = self._ask_offset(upload, envelope.length)
                if kept is not None and kept != offset:
                    return kept
                continue
            settled = self._settle(answer, upload, envelope.length, attempt)
            if settled is not None:
                return settled
        raise self._wire.unreachable(fault)

    def _send_once(self, upload: str, headers: dict[str, str], portions: Iterator[bytes]) -> httpx.Response:
        path = f"/api/uploads/{upload}"
        if self._override:
            headers = {**headers, "X-HTTP-Method-Override": "PATCH"}
            return self._wire.once("POST", path, headers=headers, content=portions)
        return self._wire.once("PATCH", path, headers=headers, content=portions)

    def _settle(self, answer: httpx.Response, upload: str, length: int, attempt: int) -> int | None:
        """The new offset; None = try the same piece again. Raises what cannot be mended by sending again."""
        if answer.status_code == 204:
            return int(answer.headers["upload-offset"])
        if answer.status_code in NO_PATCH and not self._override:
            self._override = True
            return None
        refusal = PlatformRefused(problem_of(answer))
        if refusal.name in SENT_AGAIN:
            return self._ask_offset(upload, length)
        if answer.status_code in BUSY:
            self._wire.pause(backoff(attempt))
            return None
        raise refusal

    def _portions(self, piece: bytes, kind: str, offset: int) -> Iterator[bytes]:
        for at in range(0, len(piece), PORTION):
            self._report(kind, offset + at)
            yield piece[at : at + PORTION]


def _read_piece(envelope: EnvelopeFile, offset: int) -> bytes:
    size = min(PIECE - offset % PIECE, envelope.length - offset)
    with envelope.path.open("rb") as source:
        source.seek(envelope.start + offset)
        piece = source.read(size)
    if len(piece) != size:
        raise FileUnreadable(path=str(envelope.path), why="became shorter", why_zh="文件变短")
    return piece
