"""Inputs that nobody sends by accident, and what every refusal must look like."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

PARTS = (
    "%00",
    "a%00b",
    "%ed%a0%80",
    "%ff%fe",
    "%2e%2e%2f%2e%2e",
    "%5c..%5c",
    "%e2%80%ae",
    "-1",
    "0",
    "1e5",
    str(2**31),
    str(2**63),
    str(2**64),
    "9" * 400,
    "9" * 5000,
    "00000000-0000-7000-8000-000000000000",
    "a" * 10_000,
    "%e5" * 3000,
    "²",
    "１２",
)
"""Parts of a path, percent-encoded where need be."""

VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    2**64,
    10**30,
    1.5,
    1e308,
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "\U000e0001\u202e",
    "a" * 10_000,
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-11-20T01:00:00.0000000001Z",
    "٣",
    "ff" * 32,
    "00000000-0000-7000-8000-000000000000",
    [],
    {},
    [[]],
    {"\x00": "\ud800"},
    {"type": None, "body": {}, "signatures": [{}]},
)
"""Values in the place of a member of a JSON body."""


def _deep(member: str, kind: str, depth: int) -> bytes:
    """A signed document of that type with lists in lists, below what the reader refuses."""
    body = b'{"type":"tianping/%s/1","x":' % kind.encode() + b"[" * depth + b"]" * depth + b"}"
    signature = b'{"key":"%s","role":"custodian","value":"%s"}' % (b"ab" * 32, b"ab" * 64)
    rest = b',"envelopes":[]' if member == "statement" else b""
    return b'{"%s":{"body":%s,"signatures":[%s]}%s}' % (member.encode(), body, signature, rest)


DEEP = tuple(
    _deep(member, kind, depth)
    for member, kind in (
        ("signed", "key-statement"),
        ("signed", "drill"),
        ("signed", "withdrawal"),
        ("signed", "objection"),
        ("signed", "identities-request"),
        ("signed", "custody-request"),
        ("release", "release"),
        ("statement", "bid"),
    )
    for depth in (300, 480, 900)
)

BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b""),
    ("application/json", b"null"),
    ("application/json", b"[]"),
    ("application/json", b"{}"),
    ("application/json", b'"text"'),
    ("application/json", b"1e999"),
    ("application/json", b"NaN"),
    ("application/json", b"9" * 5000),
    ("application/json", b'{"a":1,"a":2}'),
    ("application/json", b'{"login":"a","login":"b","password":"c"}'),
    ("application/json", b"\xff\xfe{}"),
    ("application/json", b'{"\xed\xa0\x80":"\xed\xa0\x80"}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b"[" * 20_000 + b"]" * 20_000),
    ("application/json", b'{"signed":' * 5_000 + b"1" + b"}" * 5_000),
    ("application/json", b'{"release":{"a":' + b"[" * 900 + b"]" * 900 + b"}}"),
    ("application/json", b'{"' + b"a" * 1_048_600 + b'":1}'),
    *(("application/json", body) for body in DEEP),
    ("application/msgpack", b"\x81\xa1a\x01"),
    ("application/x-msgpack", b"\xc1"),
    ("text/plain", b"hello"),
    ("application/xml", b"<a/>"),
    ("application/x-www-form-urlencoded", b"a=%00&a=b&%ff=%ff"),
    ("multipart/form-data", b"--x\r\n"),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n--x--"),
    ("application/json; charset=utf-16", '{"a":1}'.encode("utf-16")),
    ("nonsense", b"\x00"),
    ("", b"{}"),
)
"""Whole bodies with their content type."""

MEMBERS = {"type", "status", "rule", "title", "title_zh", "detail", "detail_zh", "facts"}


def fault_of(response: Any) -> str | None:
    """What is wrong with an answer of whichever client: a fault of ours, or a refusal that says too little; None."""
    if response.status_code == 500:
        return f"500 {response.text}"
    if response.status_code < 400 or response.request.method == "HEAD":
        return None
    media_type = response.headers.get("content-type")
    if media_type not in ("application/problem+json", ["application/problem+json"]):
        return f"{response.status_code} as {media_type}"
    problem = response.json()
    if set(problem) != MEMBERS or not problem["type"].startswith("urn:tianping:problem:"):
        return f"{response.status_code} with {sorted(problem)}"
    texts = [problem[name] for name in ("rule", "title", "title_zh", "detail", "detail_zh")]
    if not all(isinstance(text, str) and text for text in texts) or problem["status"] != response.status_code:
        return f"{response.status_code} {problem}"
    return None


def mutated(value: Any) -> Iterator[Any]:
    """The JSON value with every member in turn replaced by every hostile value, left out, or joined by another."""
    if isinstance(value, dict):
        yield {**value, "unknown\x00": 1}
        for name, inner in value.items():
            yield {key: one for key, one in value.items() if key != name}
            for other in (*VALUES, *(mutated(inner) if isinstance(inner, (dict, list)) else ())):
                yield {**value, name: other}
    elif isinstance(value, list) and value:
        yield value * 3
        for other in (*VALUES, *mutated(value[0])):
            yield [other, *value[1:]]


def as_json(value: Any) -> bytes:
    """JSON with lone surrogates escaped, as a hostile client would send it."""
    return json.dumps(value).encode()


@dataclass
class Findings:
    """What went wrong, by kind of request: one example each."""

    found: dict[str, str] = field(default_factory=dict)

    def note(self, what: str, response: Any) -> None:
        """Keep the fault of an answer, if it has one."""
        fault = fault_of(response)
        if fault:
            self.found.setdefault(what, f"{what}: {str(response.request.url)[:120]}: {fault[:400]}")

    def told(self) -> str:
        """All of them, one a line; nothing is good."""
        return "\n".join(self.found.values())


def in_query(value: Any) -> str:
    """A hostile value as part of a query string."""
    text = value if isinstance(value, str) else json.dumps(value)
    return quote(text, safe="", errors="surrogatepass")


HEADERS = {
    "content-length": ("abc", "-1", "\xb2", "9" * 30, "1, 1"),
    "authorization": ("Bearer", "Bearer \xff\xfe", "Basic \x01", "Bearer " + "a" * 9000, "Bearer a b"),
    "cookie": ("session=\xff", "session=", "session=" + "a" * 5000, "=;=;=", "session=%00", 'session="\\303\\251"'),
    "range": ("bytes=-", "bytes=5-1", "bytes=\xb2-", "bytes=0-" + "9" * 400, "bytes=--1", "chars=1-2", "bytes=0-1,3-4"),
    "if-range": ("\xff", '"', "W/", "Thu, 99 Zzz 2026 99:99:99 GMT"),
    "if-none-match": ('"', "*", "\xff", "W/" * 500),
    "if-modified-since": ("yesterday", "\xff", "Thu, 01 Jan 99999 00:00:00 GMT"),
    "accept": ("text/html", "\xff", "*/*;q=x", "application/json;q=0"),
    "content-type": ("\xff/\xfe", "a" * 5000, ";", "application/json;charset=\xff"),
    "upload-length": ("\xb2", "-1", "+1", "1e9", "9" * 15, "9" * 16, "", "0", "\u0664".encode().decode("latin-1")),
    "upload-offset": ("\xb2", "-1", "9" * 15, "", "0 "),
    "upload-metadata": (
        "lot",
        "lot \xff",
        "lot /w==",
        "lot AA==,kind AA==",
        ",,,",
        "kind " + "A" * 4000,
        "lot bG90,lot bG90",
    ),
    "upload-checksum": ("sha256", "sha256 \xff", "sha256 AA==", "md5 AA==", " ", "sha256 !"),
    "x-http-method-override": ("PATCH", "DELETE", "GET", "\xff", ""),
    "origin": ("null", "\xff", "http://" + "a" * 5000),
    "x-tianping": ("\xff", "2"),
}
"""Values of headers, latin-1 as they come over the wire."""


def in_latin(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as bytes, for values that no client library would send by itself."""
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
