"""Sealed bytes in files under one folder.

A blob is written under `writing/`, synced, renamed into its place, and its folder synced: a power cut leaves it whole
or not there. Every writer holds a lock on its unfinished file; the kernel drops the lock with the process, so
`check` can tell the leavings of the dead from the work of the living without asking a clock.
"""

import errno
import fcntl
import os
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import mkstemp
from typing import ParamSpec, TypeVar

from storage.errors import ObjectMissing, StoreFull, StoreTrouble, StoreUnavailable
from storage.streams import batches, exactly
from storage.threads import Threads

BATCH = 192 * 1024
CHUNK = 512 * 1024
THREADS = 16
TRIES = 5
PAGE = 500
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class LocalBlobs:
    """Files under `root`, which has to be there; readable by the server's own account only."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._threads = Threads(THREADS)

    def __repr__(self) -> str:
        return f"file://{self._root}"

    async def write(self, key: str, size: int, chunks: AsyncIterator[bytes]) -> None:
        part = await self._run(_Part, self._root)
        try:
            async for batch in batches(exactly(size, chunks), BATCH):
                await self._run(part.write, batch)
            await self._run(part.keep, key)
        finally:
            await self._run(part.drop)

    async def read(self, key: str, start: int, stop: int) -> AsyncIterator[bytes]:
        file = await self._run(_open_to_read, self._root / key)
        try:
            while start < stop:
                chunk = await self._run(os.pread, file, min(CHUNK, stop - start), start)
                if not chunk:
                    raise ObjectMissing
                start += len(chunk)
                yield chunk
        finally:
            os.close(file)

    async def load(self, key: str) -> bytes | None:
        return await self._run(_load, self._root / key)

    async def has(self, key: str) -> bool:
        return await self._run((self._root / key).is_file)

    async def sizes(self, prefix: str) -> AsyncIterator[tuple[str, int]]:
        files = _files(self._root, prefix)
        while page := await self._run(_page, files):
            for found in page:
                yield found

    async def remove(self, keys: Iterable[str]) -> None:
        await self._run(_remove, self._root, list(keys))

    async def check(self) -> None:
        await self._run(_check, self._root)

    async def close(self) -> None:
        self._threads.close()

    async def _run(self, call: Callable[Arguments, Answer], *args: Arguments.args, **named: Arguments.kwargs) -> Answer:
        """Paths stay out of the reason: they hold object names, and reasons are logged."""
        try:
            return await self._threads.run(call, *args, **named)
        except OSError as error:
            raise _trouble(error) from error


def _trouble(error: OSError) -> StoreTrouble:
    kind = StoreFull if error.errno in _NO_ROOM else StoreUnavailable
    return kind(f"the folder of the store: {error.strerror}")


class _Part:
    """One unfinished file, locked while its writer lives."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._path: Path | None = None
        self._file = -1
        while self._path is None:
            self._open()

    def _open(self) -> None:
        _make_folder(self._root, self._root / "writing")
        self._file, path = mkstemp(dir=self._root / "writing")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        if os.fstat(self._file).st_nlink:
            self._path = Path(path)
        else:  # `check` of another process took it for a dead one's, between the two lines above
            os.close(self._file)

    def write(self, batch: list[bytes]) -> None:
        written = os.writev(self._file, batch)
        rest = memoryview(b"" if written == sum(map(len, batch)) else b"".join(batch)[written:])
        while rest:  # a disk that fills up takes part first, and says why when it is asked again
            rest = rest[os.write(self._file, rest) :]

    def keep(self, key: str) -> None:
        """Durable under `key` when this returns."""
        os.fsync(self._file)
        place = self._root / key
        self._move(place)
        _sync_folder(place.parent)

    def _move(self, place: Path) -> None:
        """An empty folder may be pruned between its making and the move; then it is made again."""
        for left in reversed(range(TRIES)):
            _make_folder(self._root, place.parent)
            with suppress(*([FileNotFoundError] if left else [])):
                os.rename(self._path or "", place)
                self._path = None
                return

    def drop(self) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        os.close(self._file)


def _make_folder(root: Path, folder: Path) -> None:
    """Durable folders below `root`; never `root` itself, which may be a disk that is not mounted."""
    if folder == root or folder.is_dir():
        return
    _make_folder(root, folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    with suppress(FileNotFoundError):  # pruned meanwhile: whoever did it removed what we put there
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(file)
        finally:
            os.close(file)


def _open_to_read(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except FileNotFoundError as error:
        raise ObjectMissing from error


def _load(path: Path) -> bytes | None:
    with suppress(FileNotFoundError):
        return path.read_bytes()
    return None


def _files(root: Path, prefix: str) -> Iterator[tuple[str, int]]:
    for folder, _, files in os.walk(root / prefix.rpartition("/")[0]):
        for path in (Path(folder, file) for file in files):
            key = path.relative_to(root).as_posix()
            if key.startswith(prefix):
                with suppress(FileNotFoundError):
                    yield key, path.stat().st_size


def _page(files: Iterator[tuple[str, int]]) -> list[tuple[str, int]]:
    return list(islice(files, PAGE))


def _remove(root: Path, keys: list[str]) -> None:
    """And the folders of handle and name once they are empty."""
    for path in (root / key for key in keys):
        path.unlink(missing_ok=True)
        with suppress(OSError):
            path.parent.rmdir()
            path.parent.parent.rmdir()


def _check(root: Path) -> None:
    if not root.is_dir():
        raise StoreUnavailable("the folder of the store is not there")
    part = _Part(root)
    try:
        part.write([b"?"])
    finally:
        part.drop()
    _bury(root / "writing")


def _bury(folder: Path) -> None:
    """Remove what killed writers left behind."""
    for path in folder.iterdir():
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
