"""Tenders under many kills: random failpoints, random passings, and kills from outside at any moment.

Two lanes play tender after tender; each tender's server dies of a row of kills drawn from the seed among those that lie
ahead. After each death a census is taken, at the end of each tender everything is judged (tests/faults).
"""

import asyncio
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from foundation.database import EmbeddedPostgres
from tests.faults.patient import Acknowledged
from tests.faults.servers import Nursery
from tests.faults.stage import Prepared, prepare, prepare_sent, staged
from tests.faults.tender import PASSINGS, judge, play

ON_THE_WAY_IN = ["upload.created", "piece.stored", "piece.recorded", "seal.finished", "seal.judged", "seal.written"]
ON_THE_WAY_IN += ["seal.committed"]
MOST_KILLS = 40
"""Of one tender's server."""
LONGEST_LIFE = 1000
"""Milliseconds after which a kill from outside comes at the latest."""
LONGEST_WAIT = 1.5
"""Seconds in which a server must have passed its failpoint; then it is killed wherever it is."""


@dataclass
class Killed:
    """What came of it: deaths by their cause, tenders played, failures."""

    deaths: Counter[str] = field(default_factory=Counter)
    tenders: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


def points_ahead(kept: Acknowledged) -> list[str]:
    """Failpoints that a tender which came so far will pass next."""
    if len(kept.receipts) < 5:
        return ON_THE_WAY_IN if len(kept.receipts) < 4 else [*ON_THE_WAY_IN, *["withdraw.written"] * 4]
    if not kept.withdrawals:
        return ["withdraw.written"]
    if len(kept.releases) < 3:
        return ["freeze.written", "release.written", "tick.signed"]
    if len(kept.releases) == 3:
        return ["open.decrypted", "open.written", "count.written", "release.written"]
    if len(kept.releases) < 6:
        return ["release.written"]
    return ["open.decrypted", "open.written", "readout.written", "record.written", "tick.signed"]


def kills(dice: random.Random, kept: Acknowledged) -> Iterator[str]:
    """Kills as long as the tender has not reached its record."""
    for _ in range(MOST_KILLS):
        if kept.record is not None:
            return
        point = dice.choice(points_ahead(kept))
        passing = min(PASSINGS[point], dice.choice([1, 1, 1, 1, 2, 3]))
        yield f"anywhere:{dice.randrange(LONGEST_LIFE)}" if dice.random() < 0.15 else f"{point}:{passing}"


class Lanes:
    """Plays tenders until enough kills are done or the time is up."""

    def __init__(self, seed: int, wanted: int, seconds: float) -> None:
        self._seed, self._wanted, self._until = seed, wanted, time.monotonic() + seconds
        self._numbers = iter(range(1_000_000))
        self.told = Killed()

    async def run(self, lanes: int = 2) -> Killed:
        """Everything, on a database server of its own."""
        began, folder = time.monotonic(), Path(tempfile.mkdtemp(prefix="torture-"))
        postgres = EmbeddedPostgres(folder / "postgres", "torture")
        postgres.tell("ALTER SYSTEM SET fsync = off; SELECT pg_reload_conf()")
        nursery = await Nursery.open()
        try:
            sealed = await prepare(postgres.url, folder / "sealed")
            sent = await prepare_sent(sealed, postgres.url, folder / "sent")
            ready = {"sealed": sealed, "sent": sent}
            await asyncio.gather(*(self._lane(ready, nursery, postgres.url, folder) for _ in range(lanes)))
        finally:
            await nursery.close()
            await asyncio.to_thread(postgres.stop)
            shutil.rmtree(folder, ignore_errors=True)
        self.told.seconds = time.monotonic() - began
        return self.told

    async def _lane(self, ready: dict[str, Prepared], nursery: Nursery, url: str, folder: Path) -> None:
        while self.told.deaths.total() < self._wanted and time.monotonic() < self._until:
            await self._tender(next(self._numbers), ready, nursery, url, folder)

    async def _tender(self, number: int, ready: dict[str, Prepared], nursery: Nursery, url: str, folder: Path) -> None:
        dice = random.Random(f"{self._seed}/{number}")
        begin = dice.choice(["sealed", "sent"])
        draw, died_of = partial(kills, dice), list[str]()
        try:
            async with staged(ready[begin], nursery, url, f"torture_{number}", folder / f"t{number}", draw) as stage:
                died_of, stage.server.patience = stage.server.died_of, LONGEST_WAIT
                await judge(stage, await play(stage))
        except Exception as fault:
            place = traceback.format_exception_only(fault)[-1].strip()[:300]
            self.told.failures.append(f"tender {number} ({begin}: {' '.join(died_of)}): {place}")
        self.told.tenders += 1
        self.told.deaths.update(each.partition(":")[0] for each in died_of)
        print(f"tender {number}: {len(died_of)} kills, {self.told.deaths.total()} so far", flush=True)
