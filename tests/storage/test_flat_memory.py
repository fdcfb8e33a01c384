"""Four hundred megabytes pass through; they never stay."""

import subprocess
import sys
from pathlib import Path

import pytest

MEGABYTE = 1_000_000


@pytest.mark.parametrize("kind", ["local", "s3"])
def test_fifty_pieces_at_once_leave_memory_flat(kind: str, folder: Path, request: pytest.FixtureRequest) -> None:
    url = f"file://{folder}/sealed" if kind == "local" else request.getfixturevalue("loopback_url")
    command = [sys.executable, "-m", "tests.storage.fifty_pieces", url]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown < 100 * MEGABYTE
