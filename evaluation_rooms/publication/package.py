"""Names inside a package (`docs/formats/package.md`): pure."""

from collections.abc import Iterable, Sequence
from typing import Any

RECORD, HEADER, ROOT, BODY = "records", "header", "root", "body"


def record_path(short: str, digest: str) -> str:
    """`records/freeze-<digest>.json`."""
    return f"records/{short}-{digest}.json"


def envelope_path(digest: str, part: str) -> str:
    """`envelopes/<digest>.header|root|body`."""
    return f"envelopes/{digest}.{part}"


def shares_path(digest: str) -> str:
    """`shares/<digest>.json`."""
    return f"shares/{digest}.json"


def draw_path(digest: str) -> str:
    """`draws/<digest>.json`: the digest of the file's own bytes."""
    return f"draws/{digest}.json"


def shares_body(digest: str, shares: Iterable[dict[str, Any]]) -> dict[str, object]:
    """What shows that an envelope of documents or pricing does not open: t of its withheld shares."""
    return {"type": "tianping/withheld-shares/1", "envelope": digest, "shares": list(shares)}


def tick_paths(number: int) -> tuple[str, str]:
    """Entry and values of a tick."""
    return f"log/ticks/{number}.json", f"log/ticks/{number}.bin"


def package_body(lot: str, round_no: int, paths: Iterable[str]) -> dict[str, object]:
    """`package.json`: the list of every other file."""
    return {"type": "tianping/package/1", "lot": lot, "round": round_no, "files": sorted(paths)}


def split_path(path: str) -> Sequence[str]:
    """`records/freeze-ab.json` -> ("records", "freeze-ab", "json"); empty when it is no such path."""
    folder, _, name = path.rpartition("/")
    stem, _, ending = name.partition(".")
    return (folder, stem, ending) if folder and stem and ending else ()
