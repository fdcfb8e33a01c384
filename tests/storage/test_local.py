"""What files promise besides: they survive a kill at any moment, and say when the disk is full."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL

import pytest

from storage.errors import StoreUnavailable
from storage.interface import PIECE, Piece
from storage.local import LocalBlobs
from storage.names import ObjectName
from tests.storage.killed_writer import PARTS
from tests.storage.sealed_bytes import STEP, Place, contents, everything, fresh_name, stream, upload

EVERY = 4


@pytest.fixture
def place(folder: Path) -> Place:
    return Place(lambda: LocalBlobs(folder))


def run(module: str, *args: object) -> tuple[int, list[str]]:
    command = [sys.executable, "-m", f"tests.storage.{module}", *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout.split("\n")[:-1]


class TestKilledWriter:
    async def test_the_upload_goes_on_wherever_the_writer_died(self, place: Place, folder: Path) -> None:
        step = 1
        while await self.die_and_go_on(place, folder, step):
            step += EVERY
        assert step > len(PARTS) + PIECE // STEP  # after the last chunk there was still something to die in
        await place.close()

    async def die_and_go_on(self, place: Place, folder: Path, step: int) -> bool:
        """Whether the writer died, and did not come to its end before."""
        name, store = fresh_name(), place.store()
        handle = await store.begin(name)
        code, said = run("killed_writer", folder, name, handle, step)
        assert code in (-SIGKILL, 0), step
        acknowledged = said[: len(PARTS)]
        await store.finish(name, handle, await self.remaining(place, name, handle, acknowledged))
        await store.check()
        assert await everything(store.read(name)) == b"".join(PARTS), step
        assert len(await place.kept(name)) == 1 + len(PARTS), step
        assert os.listdir(folder / "writing") == [], step
        return code == -SIGKILL

    async def remaining(self, place: Place, name: ObjectName, handle: str, tags: list[str]) -> list[Piece]:
        """All pieces: the acknowledged as they are, the others put again."""
        store, pieces = place.store(), []
        for number, part in enumerate(PARTS):
            known = number < len(tags)
            tag = tags[number] if known else await store.put_piece(name, handle, number, len(part), stream(part))
            pieces.append(Piece(number, len(part), tag))
        return pieces


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Whether a disk of 4 MB could be mounted on `folder`."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], capture_output=True)
    try:
        yield mounted.returncode == 0
    finally:
        if mounted.returncode == 0:
            subprocess.run(["umount", folder], check=True)


class TestFullDisk:
    def test_a_file_that_may_not_grow_is_a_full_store(self, folder: Path) -> None:
        for limit in (1_000, 1_000_000, PIECE - 1):
            assert run("full_disk", folder, limit) == (0, ["StoreFull", "[]"]), limit

    def test_a_full_disk_is_a_full_store(self, folder: Path) -> None:
        """On a small disk of its own where this account may mount one, else under the limit above."""
        (folder / "disk").mkdir()
        with small_disk(folder / "disk") as mounted:
            assert run("full_disk", folder / "disk", 0 if mounted else 2_000_000) == (0, ["StoreFull", "[]"])


class TestCheck:
    async def test_a_folder_that_is_gone_is_told_and_not_made_again(self, folder: Path) -> None:
        place = Place(lambda: LocalBlobs(folder / "not mounted"))
        with pytest.raises(StoreUnavailable):
            await place.store().check()
        with pytest.raises(StoreUnavailable):
            await place.store().begin(fresh_name())
        assert not (folder / "not mounted").exists()
        await place.close()

    async def test_the_living_keep_their_unfinished_files(self, place: Place, folder: Path) -> None:
        name, store = fresh_name(), place.store()
        handle = await store.begin(name)

        async def checked_meanwhile() -> AsyncIterator[bytes]:
            yield b"ab"
            await place.store().check()
            assert len(os.listdir(folder / "writing")) == 1
            yield b"c"

        await store.finish(name, handle, [Piece(0, 3, await store.put_piece(name, handle, 0, 3, checked_meanwhile()))])
        assert await everything(store.read(name)) == b"abc"
        await place.close()


async def test_nobody_else_on_the_machine_may_read(place: Place, folder: Path) -> None:
    await upload(place.store(), b"abc")
    for path in contents(folder):
        assert path.stat().st_mode & 0o077 == 0, path
    await place.close()
