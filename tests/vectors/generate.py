"""Writes every vector from fixed seeds: `python tests/vectors/generate.py`; `--check` compares without writing."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1]))

from tests.vectors import (  # noqa: E402  (the house is found by the line above)
    bidders,
    documents,
    draws,
    envelopes,
    judged,
    logs,
    package_vectors,
    prices,
    sharings,
    signings,
    sittings,
)

FILES: dict[str, Callable[[], Any]] = {
    "encoding.json": documents.encoding,
    "signatures.json": signings.signatures,
    "sharing.json": sharings.sharing,
    "envelope.json": envelopes.envelope,
    "bid.json": documents.bid,
    "receipts.json": documents.receipts,
    "client_releases.json": documents.client_releases,
    "log.json": logs.log,
    "coefficients.json": documents.coefficients,
    **package_vectors.FILES,
    **bidders.FILES,
    **draws.FILES,
    **sittings.FILES,
    **judged.FILES,
    **prices.FILES,
}


def contents() -> dict[str, bytes]:
    """Every generated file by its path."""
    return {**{name: _readable(make()) for name, make in FILES.items()}, **package_vectors.package_files()}


def _readable(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=True, indent=1) + "\n").encode()


def main(arguments: list[str]) -> int:
    """Write, or with --check report files that differ."""
    made = contents()
    old = {path.relative_to(HERE).as_posix() for path in (HERE / "package").rglob("*") if path.is_file()} - made.keys()
    differing = [name for name, data in made.items() if _read(name) != data] + sorted(old)
    if "--check" in arguments:
        print("\n".join(differing) or "all vectors are as generated")
        return 1 if differing else 0
    for name in old:
        (HERE / name).unlink()
    for name, data in made.items():
        (HERE / name).parent.mkdir(parents=True, exist_ok=True)
        (HERE / name).write_bytes(data)
    return 0


def _read(name: str) -> bytes | None:
    path = HERE / name
    return path.read_bytes() if path.exists() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
