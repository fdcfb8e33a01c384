"""`make torture`: kills and fuzzed inputs by the thousand, a hundred full rooms, and `docs/faults.md` about them.

python -m tests.torture [--kills 1000] [--fuzz 1000000] [--rooms 100] [--seconds 7200] [--seed N] [--report FILE]
"""

import argparse
import asyncio
import random
import sys
from pathlib import Path

from tests.torture.fuzz import run_fuzz
from tests.torture.kills import Lanes
from tests.torture.report import ROOT, Wanted, commit, write
from tests.torture.rooms import run_rooms


def arguments() -> argparse.Namespace:
    """What to do, and for how long at the most."""
    parser = argparse.ArgumentParser(prog="make torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--fuzz", type=int, default=1_000_000)
    parser.add_argument("--rooms", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=7200, help="for the kills; inputs and rooms half of it each")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--report", type=Path, default=ROOT / "docs" / "faults.md")
    return parser.parse_args()


def main() -> int:
    """Run, write the page, and fail when anything was found."""
    told, tested = arguments(), commit()
    print(f"torture: commit {tested}, seed {told.seed}", flush=True)
    fuzzed = run_fuzz(told.seed, told.fuzz, told.seconds / 2)
    print(f"{fuzzed.total:,} inputs, {len(fuzzed.findings)} findings", flush=True)
    killed = asyncio.run(Lanes(told.seed, told.kills, told.seconds).run())
    print(f"{killed.deaths.total():,} kills, {len(killed.failures)} failures", flush=True)
    held = asyncio.run(run_rooms(told.seed, told.rooms, told.seconds / 2))
    print(f"{held.rooms} rooms, {held.deaths} kills, {len(held.failures)} failures", flush=True)
    write(told.report, told.seed, tested, (killed, fuzzed, held), Wanted(told.kills, told.fuzz, told.rooms))
    found = [*fuzzed.findings, *killed.failures, *held.failures]
    for each in found:
        print(each, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
