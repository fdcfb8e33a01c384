"""Everything that may differ between the empty and the crowded world before the hour, each with its reason.

An opaque value is replaced by its name and its place of first appearance in the answer, so that answers with another
*number* of values, other equalities among them, or values of another shape or length still differ. What is not listed
here must be equal to the last byte.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
HEX16 = re.compile(r"[0-9a-f]{32}")
HEX32 = re.compile(r"[0-9a-f]{64}")
HEX64 = re.compile(r"[0-9a-f]{128}")


@dataclass(frozen=True)
class Opaque:
    """Values of this shape in these JSON members (or, for `text`, anywhere in a text) say nothing to anybody."""

    name: str
    shape: re.Pattern[str]
    members: frozenset[str]
    reason: str


def _members(text: str) -> frozenset[str]:
    return frozenset(text.split())


IN_JSON = (
    Opaque(
        "id",
        UUID,
        _members("id lot project buyer agency centre venue organisation person body subject_id subject next"),
        "UUIDv7 of public things: 48 bits of the machine's own time and 74 random bits; no counter (crypto.md 7)",
    ),
    Opaque(
        "digest",
        HEX32,
        _members(
            "digest record key_set key_sets documents statements document_digest tender freeze previous subject_id bid"
            " receipt"
        ),
        "SHA-256 of a document that names such ids",
    ),
    Opaque("bid key", HEX32, _members("bid_key"), "the bidder's own, fresh for every bid"),
    Opaque("signature", HEX64, _members("value"), "Ed25519 over a document that names such ids"),
    Opaque("salt", HEX16, _members("salt number"), "fresh entropy, so that leaves cannot be guessed"),
    Opaque(
        "root",
        HEX32,
        _members("root proof filler filler_key"),
        "tree hash or commitment over 1,024 leaf values, which are random either way",
    ),
    Opaque(
        "point or scalar",
        HEX32,
        _members("C Y c r R s S"),
        "proofs and dealings of custodians over terms that name the lot: fresh randomness of fixed length",
    ),
    Opaque(
        "drill",
        re.compile(r"[a-z]+-[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}"),
        _members("drill"),
        "names the deadline and the first digits of the key set's digest",
    ),
)

IN_TEXT = (
    Opaque("id", UUID, frozenset(), "links and urn:uuid in the Atom feed: see id"),
    Opaque("digest", HEX32, frozenset(), "printed digests in notices: see digest"),
)

COMPOSED = _members("ocid id uri url releaseID amendsReleaseID awardID submissionMethodDetails")
"""Members of open data that are made of such ids and digests, among other words: those other words must be equal."""

HEADERS = {
    "etag": (re.compile(r'"[0-9a-f]{64}"'), "SHA-256 of an answer that names such ids; the answers are compared"),
    "location": (re.compile(r"/api/uploads/[0-9a-f]{32}"), "the id of an upload: 128 random bits"),
}
"""Headers that are compared by shape; every other header must be equal."""

BINARY: dict[str, Callable[[bytes], Any]] = {
    "GET /api/log/leaves": lambda data: len(data),
    "GET /api/log/ticks/{number:int}/leaves": lambda data: (
        len(data),
        len({data[at : at + 32] for at in range(0, len(data), 32)}),
        sorted(data[at : at + 32] for at in range(0, len(data), 32))
        == [data[at : at + 32] for at in range(0, len(data), 32)],
    ),
}
"""Bodies of hashes: length; for a tick also that its 1,024 values are distinct and sorted, real or filler."""

BINARY |= dict.fromkeys(("GET /schema", "GET /schema/openapi.json"), lambda data: data)
"""The description of the interface: to the byte."""

LOG_MILLISECONDS = re.compile(r"\d+\.\d+ms$")
"""How long a request took, in an access line: compared by statements and rows instead."""


@dataclass
class Veiling:
    """Replaces opaque values of one answer, numbering them in the order of their first appearance."""

    seen: dict[str, str] = field(default_factory=dict)

    def body(self, data: bytes, media_type: str) -> Any:
        """The body with opaque values replaced: JSON by members, other text by shape; files to the byte."""
        if "jsonl" in media_type:
            return [self.value(json.loads(line), "") for line in data.splitlines()]
        if data and "json" in media_type:
            return self.value(json.loads(data), "")
        if media_type.startswith("text/") or "+xml" in media_type:
            return self.text(data.decode())
        return data

    def value(self, value: Any, member: str) -> Any:
        """A JSON value that stands under this member (items of a list stand under the list's)."""
        if isinstance(value, dict):
            return {self.value(key, "id"): self.value(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.value(inner, member) for inner in value]
        if isinstance(value, str):
            for opaque in IN_JSON:
                if member in opaque.members and opaque.shape.fullmatch(value):
                    return self._name(opaque, value)
            return self.text(value) if member in COMPOSED else value
        return value

    def text(self, text: str) -> str:
        """A text in which opaque values stand anywhere."""
        for opaque in IN_TEXT:
            text = opaque.shape.sub(lambda found, opaque=opaque: self._name(opaque, found[0]), text)  # type: ignore[misc]
        return text

    def _name(self, opaque: Opaque, value: str) -> str:
        return self.seen.setdefault(value, f"<{opaque.name} {len(self.seen) + 1}>")


def veil_headers(headers: dict[str, str]) -> dict[str, str]:
    """Headers with the declared ones reduced to their shape."""
    told = dict(headers)
    for name, (shape, _) in HEADERS.items():
        if name in told and shape.fullmatch(told[name]):
            told[name] = f"<{name} {len(headers[name])}>"
    return told


def veil_line(line: str) -> str:
    """A log line without its duration."""
    return LOG_MILLISECONDS.sub("<ms>", line)
