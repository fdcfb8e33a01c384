"""Sealing one envelope, and reading back what was sealed. Flat memory, whatever the size.

An envelope file is a preamble, a public header, and a body in chunks. The header carries a sharing of the key's
secret among the custodians: whoever holds t of their releases opens it, nobody else does.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from crypto.aead import ChunkCipher
from crypto.ahead import SLOTS, one_ahead
from crypto.body import BodyReader, Sink, open_stream
from crypto.encoding import Entropy
from crypto.errors import EnvelopeRefused
from crypto.header import (
    LONGEST_HEADER,
    Header,
    body_key,
    check_commitment,
    check_header_sharing,
    commitment,
    content_key,
    read_preamble,
    write_preamble,
)
from crypto.manifest import KINDS, FileEntry, Manifest
from crypto.padding import CHUNK, SEALED_CHUNK, body_length, chunk_count
from crypto.payload import PayloadSource, SourceFile, manifest_of
from crypto.pieces import PIECE, PieceHasher, body_root, envelope_digest, piece_hash
from crypto.secret_sharing import deal

__all__ = [
    "KINDS",
    "PIECE",
    "BodyReader",
    "FileEntry",
    "Header",
    "Manifest",
    "PieceHasher",
    "Sealed",
    "Sink",
    "SourceFile",
    "body_root",
    "check_commitment",
    "check_header_sharing",
    "content_key",
    "envelope_digest",
    "open_stream",
    "piece_hash",
    "read_preamble",
    "seal_envelope",
    "self_test",
]

Progress = Callable[[int, int], None]
"""Bytes of body written so far, and in all."""


@dataclass(frozen=True)
class Sealed:
    """What sealing leaves behind. `secret` opens the envelope: it belongs into the bidder's recovery file only."""

    header: Header
    header_bytes: bytes
    body_length: int
    digest: bytes
    body_root: bytes
    secret: bytes = field(repr=False)


def seal_envelope(
    *,
    kind: str,
    lot: str,
    round: int,
    document_version: int,
    floor: str,
    custodians: Sequence[bytes],
    threshold: int,
    bid_key: bytes,
    files: Sequence[SourceFile],
    target: BinaryIO,
    entropy: Entropy,
    progress: Progress | None = None,
) -> Sealed:
    """Seal these files into `target`. Reads each file twice: once for the manifest, once to encrypt it.

    Draws entropy only for the dealing. `floor` is the deadline known now; `bid_key` the bidder's Ed25519 key.
    """
    manifest = manifest_of(kind, files)
    source = PayloadSource(manifest, files)
    draft = Header(
        kind=kind,
        lot=lot,
        round=round,
        document_version=document_version,
        floor=floor,
        custodians=tuple(custodians),
        threshold=threshold,
        bid_key=bid_key,
        body_length=body_length(source.length),
        sharing={},
        kc=b"",
    )
    header, secret = _dealt(draft, entropy)
    header_bytes = header.to_bytes()
    target.write(write_preamble(header_bytes))
    try:
        root = _seal_body(ChunkCipher(body_key(secret, header)), source, target, progress)
    finally:
        source.close()
    digest = envelope_digest(header.header_hash, root)
    return Sealed(header, header_bytes, header.body_length, digest, root, secret)


def _dealt(draft: Header, entropy: Entropy) -> tuple[Header, bytes]:
    """The header with its sharing and commitment, and the secret that was shared."""
    dealing = deal(draft.custodians, draft.threshold, draft.ctx, entropy)
    kc = commitment(content_key(dealing.secret, draft))
    header = replace(draft, sharing=dealing.sharing, kc=kc)
    if Header.parse(header.to_bytes()) != header:
        raise EnvelopeRefused("header-shape", f"a header of more than {LONGEST_HEADER} bytes, or of the wrong shape")
    return header, dealing.secret


def _seal_body(cipher: ChunkCipher, source: PayloadSource, target: BinaryIO, progress: Progress | None) -> bytes:
    """Write the body; its root. One thread encrypts while the other reads, hashes and writes."""
    last = chunk_count(source.length, CHUNK) - 1
    total = body_length(source.length)
    sealed = [bytearray(min(SEALED_CHUNK, total)) for _ in range(SLOTS)]

    def encrypt(numbered: tuple[int, memoryview]) -> memoryview:
        number, plain = numbered
        return cipher.seal_into(number, plain, sealed[number % SLOTS], last=number == last)

    pieces = PieceHasher()
    numbered = enumerate(_plain_chunks(source, last + 1))
    for chunk in one_ahead(numbered, encrypt) if last > 1 else map(encrypt, numbered):
        pieces.update(chunk)
        target.write(chunk)
        if progress is not None:
            progress(pieces.length, total)
    return pieces.root()


def _plain_chunks(source: PayloadSource, count: int) -> Iterator[memoryview]:
    slots = [bytearray(min(CHUNK, source.length)) for _ in range(SLOTS)]
    for number in range(count):
        yield source.fill(slots[number % SLOTS])


def self_test(source: BinaryIO, secret: bytes, digest: bytes) -> Manifest:
    """Read back an envelope file as an opener would, and refuse unless it is whole and has this digest."""
    header_bytes = read_preamble(source)
    header = Header.parse(header_bytes)
    check_header_sharing(header)
    pieces = PieceHasher()

    def portions() -> Iterator[bytes]:
        while portion := source.read(CHUNK):
            pieces.update(portion)
            yield portion

    manifest = open_stream(header, secret, portions())
    if envelope_digest(header.header_hash, pieces.root()) != digest:
        raise EnvelopeRefused("envelope-digest", "the file has another digest than was sealed")
    return manifest


