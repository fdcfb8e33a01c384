"""Files that clients keep: private ones for their owner only, nothing half-written, nothing overwritten by accident."""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from commands.refusals import FileAlreadyThere, FileUnreadable
from crypto.encoding import canonical

PRIVATE = 0o600
OPEN = 0o644


def read_bytes(path: Path) -> bytes:
    """The file's bytes; raises FileUnreadable."""
    try:
        return path.read_bytes()
    except OSError as fault:
        why = fault.strerror or type(fault).__name__
        raise FileUnreadable(path=str(path), why=why, why_zh=f"无法读取（{why}）") from None


def read_document(path: Path) -> dict[str, Any]:
    """A JSON object; whoever opened the file in an editor may have laid it out anew. Raises FileUnreadable."""
    try:
        value = json.loads(read_bytes(path))
    except ValueError:
        raise FileUnreadable(path=str(path), why="not JSON", why_zh="不是JSON文件") from None
    if not isinstance(value, dict):
        raise FileUnreadable(path=str(path), why="not a JSON object", why_zh="不是JSON对象")
    return value


def write_document(path: Path, value: Any, *, private: bool = False, replace: bool = False) -> None:
    """Canonical JSON into a file: whole or not at all. Refuses to overwrite unless `replace`."""
    write_bytes(path, canonical(value), private=private, replace=replace)


def write_bytes(path: Path, data: bytes, *, private: bool = False, replace: bool = False) -> None:
    """See `write_document`. What is private was never readable for others, not even while it was written."""
    if not replace and path.exists():
        raise FileAlreadyThere(path=str(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(path.name + ".part")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE if private else OPEN)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(fresh, path)
    settle(path.parent)


def write_once(path: Path, data: bytes) -> bytes:
    """Keep these bytes under the name unless something is kept there already; answers what is kept there.

    Two processes that ask at once agree on one answer: the name is taken by a hard link, which never overwrites.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name + ".") as fresh:
        fresh.write(data)
        fresh.flush()
        os.fsync(fresh.fileno())
        try:
            os.link(fresh.name, path)
        except FileExistsError:
            return read_bytes(path)
        except OSError:  # a USB stick without links, or Windows
            return _write_exclusively(path, data)
    settle(path.parent)
    return data


def _write_exclusively(path: Path, data: bytes) -> bytes:
    """As `write_once`; a kill in the middle leaves a file that nothing can be read from, which refuses for ever."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
    except FileExistsError:
        return read_bytes(path)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    return data


def append_line(path: Path, value: dict[str, Any]) -> None:
    """One more line of a private log, durable when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE)
    with os.fdopen(descriptor, "ab") as handle:
        handle.write(canonical(value) + b"\n")
        handle.flush()
        os.fsync(handle.fileno())


def settle(folder: Path) -> None:
    """Make the folder's names durable, where the system can (Windows cannot open folders)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
