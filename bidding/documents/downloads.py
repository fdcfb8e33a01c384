"""The open download as arithmetic: which status, headers and bytes a request for a file gets (RFC 9110, 9530, 8187).

1. If-None-Match is judged first: 304. 2. Range counts for GET only, and only when If-Range, if there, names this very
content. 3. One range is served (206), one that holds nothing is refused (416), several or a malformed one are as if
they were not there: the whole (200).
"""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

FOREVER = "public, max-age=31536000, immutable"
SANDBOX = "sandbox; default-src 'none'"

_RANGE = re.compile(r"bytes[ \t]*=[ \t]*([0-9]{0,40})-([0-9]{0,40})[ \t]*", re.IGNORECASE)
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"


@dataclass(frozen=True)
class Named:
    """A file that can be downloaded."""

    name: str
    media_type: str
    length: int
    sha256: bytes

    @property
    def etag(self) -> str:
        """Strong: the content itself."""
        return f'"{self.sha256.hex()}"'


@dataclass(frozen=True)
class Answer:
    """Status, headers, and the bytes [start:stop] of the file that follow."""

    status: int
    headers: dict[str, str]
    start: int = 0
    stop: int = 0


def answer(file: Named, headers: Mapping[str, str], *, is_head: bool) -> Answer:
    """What a GET or HEAD of this file is answered; `headers` by lower-case name."""
    if _matches(headers.get("if-none-match"), file.etag):
        return Answer(304, _kept(file))
    span = None if is_head else _wanted(file, headers)
    if span is None:
        return Answer(200, {**_described(file), "content-length": str(file.length)}, 0, file.length)
    start, stop = span
    if start >= stop:
        return Answer(416, {**_kept(file), "content-range": f"bytes */{file.length}", "content-length": "0"})
    part = {"content-range": f"bytes {start}-{stop - 1}/{file.length}", "content-length": str(stop - start)}
    return Answer(206, {**_described(file), **part}, start, stop)


def _kept(file: Named) -> dict[str, str]:
    return {"etag": file.etag, "cache-control": FOREVER, "accept-ranges": "bytes"}


def _described(file: Named) -> dict[str, str]:
    return {
        **_kept(file),
        "content-type": file.media_type,
        "content-disposition": disposition(file.name),
        "repr-digest": f"sha-256=:{b64encode(file.sha256).decode()}:",
        "content-security-policy": SANDBOX,
        "x-content-type-options": "nosniff",
    }


def disposition(name: str) -> str:
    """Always a download: a plain name for old programs, the true one in UTF-8 (RFC 6266, 8187)."""
    plain = re.sub(r"[^A-Za-z0-9 ._()-]", "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS)}"


def _matches(listed: str | None, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks for."""
    if listed is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in listed.split(",")}
    return "*" in tags or etag in tags


def _wanted(file: Named, headers: Mapping[str, str]) -> tuple[int, int] | None:
    """[start, stop) of the range that counts; empty = it cannot be satisfied; None = the whole."""
    condition = headers.get("if-range")
    match = _RANGE.fullmatch(headers.get("range", ""))
    if match is None or (condition is not None and condition.strip() != file.etag):
        return None
    first, last = match.groups()
    if not first:
        return _suffix(last, file.length)
    start = int(first)
    if last and int(last) < start:
        return None
    stop = min(int(last) + 1, file.length) if last else file.length
    return (start, stop) if start < file.length else (0, 0)


def _suffix(last: str, length: int) -> tuple[int, int] | None:
    """`bytes=-n`: the last n bytes; of an empty file that is the whole, which no Content-Range can name."""
    if not last or (length == 0 and int(last) > 0):
        return None
    return max(0, length - int(last)), length
