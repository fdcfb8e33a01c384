"""What journeys with servers of their own take."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder outside pytest's own: as root the embedded database runs as another user, and must get there."""
    place = Path(tempfile.mkdtemp(prefix="tianping-journey-"))
    yield place
    shutil.rmtree(place, ignore_errors=True)
