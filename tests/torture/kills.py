"""Tenders under many kills: random failpoints, random passings, and kills from outside at any moment.

Two lanes play tender after tender; each tender's server dies of a row of kills drawn from the seed, in the order of a
tender's life. After each death a census is taken, at the end of each tender everything is judged (tests/faults).
"""

import asyncio
import random
import shutil
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from foundation.database import EmbeddedPostgres
from tests.faults.servers import Nursery
from tests.faults.stage import Prepared, prepare, prepare_sent, staged
from tests.faults.tender import PASSINGS, judge, play

ON_THE_WAY_IN = ["upload.created", "piece.stored", "piece.recorded", "seal.finished", "seal.judged", "seal.written"]
ON_THE_WAY_IN += ["seal.committed"]
AFTER = ["freeze.written", "release.written", "open.decrypted", "open.written", "count.written"]
AFTER += ["release.written", "open.decrypted", "open.written", "readout.written", "record.written"]
KILLS_ON_THE_WAY_IN = 18
LONGEST_LIFE = 1500
"""Milliseconds after which a kill from outside comes at the latest."""


@dataclass
class Killed:
    """What came of it: deaths by their cause, tenders played, kills that were armed but never reached, failures."""

    deaths: Counter[str] = field(default_factory=Counter)
    tenders: int = 0
    unreached: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0.0


def draw(dice: random.Random, begin: str) -> list[str]:
    """A row of kills in the order of a tender's life."""
    rows: list[str] = []
    if begin == "sealed":
        rows += [_kill(dice, dice.choice(ON_THE_WAY_IN)) for _ in range(KILLS_ON_THE_WAY_IN)]
        rows += ["withdraw.written:1"] * dice.randrange(2)
    for point in AFTER:
        rows += [_kill(dice, point) for _ in range(dice.choice([0, 1, 1, 2]))]
        if dice.random() < 0.3:
            rows.append(dice.choice(["tick.signed:1", f"anywhere:{dice.randrange(LONGEST_LIFE)}"]))
    return rows


def _kill(dice: random.Random, point: str) -> str:
    if dice.random() < 0.2:
        return f"anywhere:{dice.randrange(LONGEST_LIFE)}"
    return f"{point}:{dice.randrange(1, min(3, PASSINGS[point]) + 1)}"


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
        kills = draw(dice, begin)
        died_of: list[str] = []
        try:
            async with staged(ready[begin], nursery, url, f"torture_{number}", folder / f"t{number}", kills) as stage:
                died_of = stage.server.died_of
                await judge(stage, await play(stage))
        except Exception as fault:
            place = traceback.format_exception_only(fault)[-1].strip()[:300]
            self.told.failures.append(f"tender {number} ({begin}: {' '.join(kills)}): {place}")
        self.told.tenders += 1
        self.told.deaths.update(each.partition(":")[0] for each in died_of)
        self.told.unreached += len(kills) - len(died_of)
        print(f"tender {number}: {len(died_of)} kills, {self.told.deaths.total()} so far", flush=True)
