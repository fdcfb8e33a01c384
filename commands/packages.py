"""Fetching a published package: the index first, then every file that it names, into a folder.

A package grows when a record comes out. If it did so meanwhile, the index has become another one, and what is new or
was rewritten (the end of the log) is fetched again.
"""

import re
from pathlib import Path
from typing import Any

from commands.files import write_bytes
from commands.refusals import FileUnreadable
from commands.wire import Wire
from crypto.encoding import parse_object
from crypto.errors import CryptoError
from crypto.package import INDEX
from crypto.records import SHAPES
from crypto.shapes import conform

_PATH = re.compile(r"[a-z0-9][a-z0-9-]*(?:/[a-z0-9][a-z0-9-]*)*\.[a-z]+")
"""Paths of a package: plain words, never upwards, whatever the index says."""

GROWING = ("log/head.json", "log/leaves.bin")
"""Files whose content depends on how far the package has come; all others are what their paths say."""


def fetch_package(wire: Wire, lot: str, round_number: int | None, folder: Path) -> None:
    """Download into the folder; raises PlatformRefused, FileUnreadable."""
    number = round_number or wire.get(f"/api/lots/{lot}")["round"]
    base = f"/api/lots/{lot}/rounds/{number}/package/"
    held: set[str] = set()
    before, data = b"", wire.get_bytes(base + INDEX)
    while before != data:
        for path in _read_index(data)["files"]:
            if path not in held or path in GROWING:
                _fetch(wire, base + path, folder / path)
                held.add(path)
        before, data = data, wire.get_bytes(base + INDEX)
    write_bytes(folder / INDEX, data, replace=True)


def _fetch(wire: Wire, address: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    wire.download(address, target)


def _read_index(data: bytes) -> dict[str, Any]:
    try:
        index = conform(parse_object(data), SHAPES["package"], "package-shape")
    except CryptoError as fault:
        raise FileUnreadable(path=INDEX, why=fault.message, why_zh="目录格式不符") from None
    for path in index["files"]:
        if not _PATH.fullmatch(path):
            why = f"it names the path {path[:80]!r}"
            raise FileUnreadable(path=INDEX, why=why, why_zh="目录中有不允许的路径")
    return index
