"""The pages: the built site, read once when the server starts and then answered from memory with its compressed copies.

A request only ever picks from what was read: no name of a file is made of a request's path, so none leads elsewhere.
"""

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"

INDEX = "index.html"
HASHED = "assets/"
"""Folder of the files whose names carry a hash of what is in them: they never change under their name."""

RESERVED = ("api", "files", "schema", "health")
"""First parts of addresses that are no pages."""

ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Compressed copies that the build may have laid beside a file, the smaller kind first."""

SMALLEST = 1024
"""Bytes below which compressing saves nothing that a packet would notice."""

MEDIA_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".map": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".txt": "text/plain",
    ".bcmap": "application/octet-stream",
}
COMPRESSED_ALREADY = {".png", ".woff2", ".bcmap"}
ACTIVE = ("text/html", "text/javascript")
"""What a content policy is read from: a page's, and a worker's from its script."""

NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>天平 Tianping</title>
<h1>网页尚未构建</h1><p>请在程序目录运行 make setup，然后重新启动服务。接口（/api、/schema）照常可用。</p>
<div lang="en"><h1>The pages are not built</h1>
<p>Run make setup in the program's folder, then start the server again. The interface (/api, /schema) works.</p></div>
</html>
"""
"""Told with status 503 in place of every page."""


def is_page(path: str) -> bool:
    """Whether the pages' own router decides about this address.

    It never does below `assets/`: a part of an older build is gone, and no page must stand in for it.
    """
    parts = path.strip("/").split("/")
    return parts[0] not in (*RESERVED, HASHED.strip("/")) and ".." not in parts


@dataclass(frozen=True)
class Copy:
    """A file in one encoding, and the headers that it is sent with."""

    data: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class SiteFile:
    """One file of the site; `copies` by their content coding, best first, `identity` last."""

    path: str
    sha256: str
    length: int
    media_type: str
    copies: dict[str, Copy]

    def copy_for(self, accepted: str) -> Copy:
        """The best copy for this Accept-Encoding (RFC 9110, 12.5.3); the plain one when nothing is said."""
        taken = {name for name, weight in _codings(accepted) if weight}
        return next((copy for name, copy in self.copies.items() if name in taken), self.copies["identity"])


def _codings(accepted: str) -> Iterator[tuple[str, float]]:
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        try:
            yield name.strip(), float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            yield name.strip(), 0


@dataclass(frozen=True)
class Site:
    """All files of the pages by their path; none when they were not built."""

    files: dict[str, SiteFile]

    def find(self, path: str) -> SiteFile | None:
        """The file at this address; the index, which draws it, where it is a page; None where it is neither."""
        file = self.files.get(path.strip("/"))
        return self.files.get(INDEX) if file is None and is_page(path) else file

    def listing(self) -> list[dict[str, str | int]]:
        """Path, SHA-256 and length of every file, by path: what the log says of this release."""
        return [{"path": one.path, "sha256": one.sha256, "length": one.length} for _, one in sorted(self.files.items())]


NO_SITE = Site({})


def site_folder(named: str) -> Path:
    """The folder that the setting names, or `web/dist` beside the program: in a checkout as in an installed wheel."""
    return Path(named) if named else Path(__file__).resolve().parents[1] / "web" / "dist"


def read_site(folder: Path) -> Site:
    """Everything below the folder; NO_SITE when there is no index in it. Blocks for as long as the disk needs."""
    if not (folder / INDEX).is_file():
        return NO_SITE
    found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    shown = [name for name in found if not _is_copy(name, found) and not _is_hidden(name)]
    return Site({name: _read_file(name, found) for name in shown})


def _is_copy(name: str, found: Mapping[str, Path]) -> bool:
    return any(name.endswith(suffix) and name.removesuffix(suffix) in found for suffix in ENCODINGS.values())


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/"))


def _read_file(name: str, found: Mapping[str, Path]) -> SiteFile:
    data = found[name].read_bytes()
    digest = sha256(data).hexdigest()
    media_type = MEDIA_TYPES.get(found[name].suffix, "application/octet-stream")
    coded = {
        coding: found[name + suffix].read_bytes() for coding, suffix in ENCODINGS.items() if name + suffix in found
    }
    if "gzip" not in coded and len(data) >= SMALLEST and found[name].suffix not in COMPRESSED_ALREADY:
        coded["gzip"] = gzip.compress(data, mtime=0)
    copies = {
        coding: Copy(each, _headers(name, digest, media_type, coding))
        for coding, each in {**coded, "identity": data}.items()
    }
    return SiteFile(name, digest, len(data), media_type, copies)


def _headers(name: str, digest: str, media_type: str, coding: str) -> dict[str, str]:
    """A strong ETag for these very bytes: each coding has its own (RFC 9110, 8.8.3.3)."""
    etag = f'"{digest[:32]}"' if coding == "identity" else f'"{digest[:32]}-{coding}"'
    vary = "Accept-Encoding, User-Agent" if media_type in ACTIVE else "Accept-Encoding"
    headers = {"etag": etag, "vary": vary, "cache-control": FOREVER if name.startswith(HASHED) else ASK_AGAIN}
    return headers if coding == "identity" else {**headers, "content-encoding": coding}
