"""After an opening and its read-out, no process holds a text of `documents` in memory (crypto.md section 8).

A core dump would show what the memory shows; reading the memory of live processes needs no dump. The test first finds
the text in its own memory, so that a scanner that finds nothing anywhere fails.
"""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path

from benchmarks.stage import Stage, stage
from foundation.database import plain_connection
from tests.market import PDF

LARGEST_REGION = 512 << 20


def holds(pid: int, text: bytes) -> bool:
    """Whether any readable region of the process's memory holds the text; one that has ended holds nothing."""
    try:
        return _holds(pid, text)
    except (FileNotFoundError, ProcessLookupError):
        return False


def _holds(pid: int, text: bytes) -> bool:
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_, name = [*line.split(), ""]
            start, end = (int(part, 16) for part in place.split("-"))
            if "r" not in rights or end - start > LARGEST_REGION or name in ("[vvar]", "[vsyscall]"):
                continue
            try:
                memory.seek(start)
                if text in memory.read(end - start):
                    return True
            except (OSError, ValueError, OverflowError):
                continue
    return False


def family(pid: int) -> Iterable[int]:
    """The process and everything below it."""
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield from family(int(child))


async def backends(one: Stage) -> list[int]:
    """The database's processes."""
    async with plain_connection(one.house.settings.database_url) as connection:
        return [row["pid"] for row in await connection.fetch("SELECT pid FROM pg_stat_activity")]


async def until(one: Stage, phase: str) -> None:
    while (await one.market.hall())["phase"] != phase:
        await asyncio.sleep(0)


async def test_no_process_holds_a_text_of_documents_after_the_read_out() -> None:
    secret = os.urandom(24).hex().encode()
    async with stage() as one:
        for _ in range(3):
            await one.market.bid(technical=PDF + secret * 200)
        await one.market.clock.forward(days=1, minutes=1)
        for step in ("identities", "contents"):
            await until(one, f"await_{step}")
            await one.market.release_by(step, 1, 2, 3)
        await until(one, "read_out")
        assert holds(os.getpid(), secret)
        pids = [*family(one.process.pid), *await backends(one)]
        assert len(pids) >= 3  # server, nursery, backends
        assert [pid for pid in pids if holds(pid, secret)] == []
