"""Fetching a published package: the index first, then every file that it names, into a folder."""

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


def fetch_package(wire: Wire, lot: str, round_number: int | None, folder: Path) -> None:
    """Download into the folder; raises PlatformRefused, FileUnreadable."""
    number = round_number or wire.get(f"/api/lots/{lot}")["round"]
    base = f"/api/lots/{lot}/rounds/{number}/package/"
    data = wire.get_bytes(base + INDEX)
    index = _read_index(data)
    for path in index["files"]:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        wire.download(base + path, target)
    write_bytes(folder / INDEX, data, replace=True)


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
