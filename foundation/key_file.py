"""A secret in a file of its own: read, or made on the first start."""

import os
from pathlib import Path

from foundation.entropy import Entropy


def read_or_make(file: Path, size: int, entropy: Entropy) -> bytes:
    """The secret of `size` bytes, kept as hex; a new file has mode 0600 and is never written over."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as handle:
            handle.write(entropy(size).hex() + "\n")
    return bytes.fromhex(file.read_text().strip())
