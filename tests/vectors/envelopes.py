"""Vectors of the envelope."""

import hashlib
import io
from dataclasses import dataclass

from crypto.aead import ChunkCipher
from crypto.bid import offer_document
from crypto.encoding import Body, canonical, u32, u64
from crypto.envelope import BodyReader, Sealed, SourceFile, content_key, seal_envelope
from crypto.header import Header, body_key, write_preamble
from crypto.padding import CHUNK, SEALED_CHUNK, padme, payload_of_body
from tests.vectors.documents import identity
from tests.vectors.sources import FLOOR, LOT, counter, custodians, stream

GOOD_NAMES = ["投标函.pdf", "a", "a b.txt", "é.pdf", "工程量清单 (2).xlsx", "x" * 120, ".hidden"[1:]]
BAD_NAMES = [
    "",
    ".",
    "..",
    ".a",
    "a.",
    " a",
    "a ",
    "a/b",
    "a\\b",
    "a\nb",
    "a\x7fb",
    "a\u202egnp.exe",
    "a\u200bb",
    "e\u0301.pdf",
    "x" * 121,
]


@dataclass(frozen=True)
class Case:
    """What is sealed: each content is a string of bytes, or (label, length) for a made one."""

    name: str
    kind: str
    files: tuple[tuple[str, str, bytes | tuple[str, int]], ...]
    large: bool = False

    def sources(self) -> list[SourceFile]:
        """The files with their bytes."""
        return [SourceFile(name, media, _bytes(content)) for name, media, content in self.files]


def _bytes(content: bytes | tuple[str, int]) -> bytes:
    return content if isinstance(content, bytes) else stream(*content)


OFFER = canonical(offer_document(LOT, 1, stream("x", 32), {"price": "26888000.00"}))
CASES = (
    Case("identity", "identity", (("identity.json", "application/json", canonical(identity())),)),
    Case("offer", "offer", (("offer.json", "application/json", OFFER),)),
    Case(
        "documents with an empty file",
        "documents",
        (("投标文件.pdf", "application/pdf", ("pdf", 1000)), ("空.txt", "text/plain", b"")),
    ),
    Case("pricing without files", "pricing", ()),
    Case(
        "documents over three chunks",
        "documents",
        (("一.pdf", "application/pdf", ("big", 1_500_000)), ("二.pdf", "application/pdf", ("bigger", 900_000))),
        large=True,
    ),
)


def envelope() -> Body:
    """envelope.json."""
    return {
        "padme": [[length, padme(length)] for length in (9, 16384, 16385, 100_000, 1_000_000, 2**20, 2**20 + 1, 2**33)],
        "names": GOOD_NAMES,
        "names_refused": BAD_NAMES,
        "envelopes": [_case(case) for case in CASES],
        "refused": _refused(),
    }


def seal(case: Case) -> tuple[Sealed, bytes]:
    """Seal a case: what sealing returned, and the whole file."""
    target = io.BytesIO()
    sealed = seal_envelope(
        kind=case.kind,
        lot=LOT,
        round=1,
        document_version=2,
        floor=FLOOR,
        custodians=[key.public for key in custodians(3)],
        threshold=2,
        bid_key=stream("bid key", 32),
        files=case.sources(),
        target=target,
        entropy=counter(f"seal {case.name}"),
    )
    return sealed, target.getvalue()


def _case(case: Case) -> Body:
    sealed, data = seal(case)
    header, keys = sealed.header, custodians(3)
    body = data[len(write_preamble(sealed.header_bytes)) :]
    manifest = BodyReader(header, sealed.secret, lambda start, stop: body[start:stop]).manifest()
    return {
        "name": case.name,
        "kind": case.kind,
        "lot": LOT,
        "round": 1,
        "document_version": 2,
        "floor": FLOOR,
        "custodians": [key.public.hex() for key in keys],
        "custodian_secrets": [key.secret.hex() for key in keys],
        "threshold": 2,
        "bid_key": stream("bid key", 32).hex(),
        "entropy": f"seal {case.name}",
        "files": [{"name": n, "media_type": m, "content": _content(c)} for n, m, c in case.files],
        "secret": sealed.secret.hex(),
        "content_key": content_key(sealed.secret, header).hex(),
        "kc": header.kc.hex(),
        "ek": body_key(sealed.secret, header).hex(),
        "header_text": sealed.header_bytes.decode(),
        "header_hash": header.header_hash.hex(),
        "manifest_text": manifest.to_bytes().decode(),
        "payload_length": payload_of_body(sealed.body_length),
        "body_length": sealed.body_length,
        "body_root": sealed.body_root.hex(),
        "digest": sealed.digest.hex(),
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "file": None if case.large else data.hex(),
    }


def _content(content: bytes | tuple[str, int]) -> Body:
    if isinstance(content, bytes):
        return {"hex": content.hex()}
    return {"counter": content[0], "length": content[1]}


def reseal(sealed: Sealed, payload: bytes) -> bytes:
    """A body of any payload under the keys of a sealed header: what a false bidder could make."""
    cipher = ChunkCipher(body_key(sealed.secret, sealed.header))
    parts = [payload[at : at + CHUNK] for at in range(0, len(payload), CHUNK)]
    buffer = bytearray(SEALED_CHUNK)
    last = len(parts) - 1
    return b"".join(
        bytes(cipher.seal_into(number, part, buffer, last=number == last)) for number, part in enumerate(parts)
    )


def _refused() -> list[Body]:
    sealed, data = seal(CASES[2])
    body = data[len(write_preamble(sealed.header_bytes)) :]
    head = Header.parse(sealed.header_bytes)
    header = sealed.header_bytes.decode()
    members = head.to_json()
    other = stream("pdf", 1000)
    length = payload_of_body(head.body_length)
    text = lambda **changes: canonical({**members, **changes}).decode()  # noqa: E731
    payload = lambda **changes: reseal(sealed, _payload(length, **changes))  # noqa: E731
    good = [_entry("a", 0, other)]
    cases: list[tuple[str, str, bytes, str]] = [
        ("header: another kind", text(kind="pricing"), body, "kc"),
        ("header: unknown kind", text(kind="bond"), body, "header-shape"),
        ("header: another lot", text(lot=LOT.replace("1", "2")), body, "kc"),
        ("header: another round", text(round=2), body, "kc"),
        ("header: another document version", text(document_version=3), body, "kc"),
        ("header: earlier floor", text(floor="2026-12-16T01:30:00.000Z"), body, "kc"),
        ("header: custodians in another order", text(custodians=members["custodians"][::-1]), body, "kc"),
        ("header: another threshold", text(t=1), body, "kc"),
        ("header: threshold above n", text(t=4), body, "header-roster"),
        ("header: one custodian twice", text(custodians=members["custodians"][:1] * 3), body, "header-roster"),
        ("header: another bid key", text(bid_key="00" * 32), body, "kc"),
        ("header: another length", text(body_length=17424), body, "kc"),
        ("header: impossible length", text(body_length=head.body_length + 1), body, "header-length"),
        ("header: another sharing", text(sharing={**members["sharing"], "c": "01" * 32}), body, "body-chunk"),
        ("header: another commitment", text(kc="00" * 32), body, "kc"),
        ("header: another suite", text(suite=2), body, "header-shape"),
        ("header: one member more", text(note=""), body, "header-shape"),
        ("header: not canonical", header.replace('{"', '{ "', 1), body, "header-shape"),
        ("body: flipped bit", header, bytes([body[0] ^ 1]) + body[1:], "body-chunk"),
        ("body: flipped tag", header, body[:-1] + bytes([body[-1] ^ 1]), "body-chunk"),
        ("body: cut off", header, body[:-1], "body-length"),
        ("body: one byte more", header, body + b"\0", "body-length"),
        ("body: not the last chunk", header, _sealed_as(sealed, body, number=0, last=False), "body-chunk"),
        ("body: another number", header, _sealed_as(sealed, body, number=1, last=True), "body-chunk"),
        ("payload: padding not zero", header, payload(files=good, data=other, pad=b"\x01"), "padding"),
        ("payload: content too long", header, payload(files=good, data=other, n=2**63), "payload-length"),
        ("payload: content too short", header, payload(files=good, data=other, m=5000), "manifest-length"),
        ("payload: another hash", header, payload(files=good, data=bytes(1000)), "file-hash"),
        ("manifest: gap", header, payload(files=[{**good[0], "offset": 1}], data=other), "manifest-places"),
        ("manifest: not covering", header, payload(files=good, data=other + b"x"), "manifest-places"),
        ("manifest: path", header, payload(files=[{**good[0], "name": "../a"}], data=other), "manifest-name"),
        ("manifest: kind", header, payload(files=good, data=other, kind="pricing"), "manifest-kind"),
        (
            "manifest: names that fold together",
            header,
            payload(files=[_entry("A", 0, other), _entry("a", 1000, b"")], data=other),
            "manifest-name",
        ),
        (
            "manifest: one member more",
            header,
            payload(files=[{**good[0], "mode": 1}], data=other),
            "manifest-shape",
        ),
    ]
    return [
        {
            "name": name,
            "header_text": each,
            "body": None if data == body else data.hex(),
            "secret": secret.hex(),
            "check": check,
        }
        for name, each, data, check, secret in [
            *((*case, sealed.secret) for case in cases),
            ("another secret", header, body, "kc", custodians(1)[0].public),
        ]
    ]


def _entry(name: str, offset: int, data: bytes) -> Body:
    sha256 = hashlib.sha256(data).hexdigest()
    return {"name": name, "media_type": "application/pdf", "offset": offset, "length": len(data), "sha256": sha256}


def _payload(
    length: int,
    *,
    files: list[Body],
    data: bytes,
    kind: str = "documents",
    pad: bytes = b"",
    n: int | None = None,
    m: int | None = None,
) -> bytes:
    manifest = canonical({"v": 1, "kind": kind, "files": files})
    content = u32(len(manifest) if m is None else m) + manifest + data
    payload = u64(len(content) if n is None else n) + content + pad
    return payload + bytes(length - len(payload))


def _sealed_as(sealed: Sealed, body: bytes, *, number: int, last: bool) -> bytes:
    """The same payload of one chunk, sealed under another number or flag."""
    cipher = ChunkCipher(body_key(sealed.secret, sealed.header))
    plain = bytes(cipher.open_into(0, body, bytearray(CHUNK), last=True))
    return bytes(cipher.seal_into(number, plain, bytearray(SEALED_CHUNK), last=last))


