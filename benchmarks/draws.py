"""The lottery, a draw and its verification by pool and committee size; beside the package `sortition-algorithms`.

The package is installed into a temporary environment and run there on the same pool: one speciality for each expert
and no least number of cities, which are what it can express. `--without` leaves it out.
"""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.timing import Figure, seconds, tell
from crypto.verifiable_draw.chances import chances
from crypto.verifiable_draw.draw import draw_committee
from crypto.verifiable_draw.optimum import Lottery, solve, upper_bound
from crypto.verifiable_draw.pool import Entry, pool_root
from crypto.verifiable_draw.quotas import Quotas
from crypto.verifiable_draw.table import group
from tests.pools.fixed import QUOTAS, entries

LARGE = 50
PATIENCE = 300
"""Seconds after which the package is not waited for."""

CASES = ((200, "five"), (200, "seven"), (2000, "any"), (2000, "five"), (2000, "seven"), (10000, "any"), (10000, "five"))
BESIDE = ((200, "five"), (200, "any"), (2000, "five"), (2000, "any"))


def solved(eligible: Sequence[Entry], quotas: Quotas) -> tuple[float, Lottery]:
    """Seconds and the lottery, run once."""
    found: list[Lottery] = []
    return seconds(lambda: found.append(solve(eligible, quotas, LARGE)), times=1), found[0]


def measure(size: int, name: str) -> list[Figure]:
    """One pool under one set of quotas; a time that has no other limit stands beside itself."""
    quotas = QUOTAS[name]
    eligible = [one for one in entries(size) if quotas.fits(one)]
    taken, lottery = solved(eligible, quotas)
    groups = group(eligible, quotas, lottery.large)

    def light() -> None:
        pool_root(eligible)
        draw_committee(group(eligible, quotas, lottery.large), quotas, lottery.table, bytes(32))

    def full() -> None:
        chances(groups, quotas, lottery.table)
        upper_bound(groups, quotas, lottery.certificate)

    told = f"{quotas.seats} of {len(eligible):,} ({name}), {len(lottery.table.types)} types"
    draw = seconds(lambda: draw_committee(groups, quotas, lottery.table, bytes(32)))
    times = {
        "lottery": taken,
        "draw": draw,
        "pool, types and draw again": seconds(light),
        "chances and bound": seconds(full),
    }
    figures = [Figure(f"{what}: {told}", "-", each, each, "s") for what, each in times.items()]
    least = Figure(f"least chance: {told}", "the bound", float(lottery.least), float(lottery.bound), "/s")
    return [*figures, least]


def environment(folder: Path) -> Path:
    """A new environment with the package; its interpreter."""
    venv.create(folder, with_pip=True)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "sortition-algorithms"], check=True, capture_output=True)
    return python


def features(quotas: Quotas) -> list[dict[str, str]]:
    """The quotas as the package reads them: columns with values, each with its least and most."""
    rows = [("city", city, least, most) for city, least, most in quotas.cities]
    rows += [("speciality", code, seats, seats) for code, seats in quotas.specialities]
    rows += [("remote", "yes", quotas.remote_least, quotas.seats), ("remote", "no", 0, quotas.seats)]
    head = ("feature", "value", "min", "max")
    return [dict(zip(head, map(str, row), strict=True)) for row in rows]


def beside(python: Path, size: int, name: str) -> list[Figure]:
    """Both on one pool: seconds, and the least chance; nothing where the package does not finish."""
    quotas = replace(QUOTAS[name], cities_least=1)
    eligible = [replace(one, specialities=one.specialities[:1]) for one in entries(size)]
    eligible = [one for one in eligible if quotas.fits(one)]
    people = [
        {
            "id": one.ref,
            "city": one.city,
            "speciality": quotas.fits(one)[0],
            "remote": "no" if one.city == quotas.main else "yes",
            "employer": one.employer,
        }
        for one in eligible
    ]
    asked = json.dumps({"people": people, "features": features(quotas), "seats": quotas.seats})
    script = Path(__file__).with_name("sortition_beside.py")
    taken, lottery = solved(eligible, quotas)
    told = f"{quotas.seats} of {len(eligible):,} ({name}, simplified)"
    try:
        done = subprocess.run(
            [python, script], input=asked, capture_output=True, text=True, check=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        print(f"sortition-algorithms did not finish {told} in {PATIENCE} s; ours took {taken:.1f} s")
        return []
    theirs = json.loads(done.stdout.splitlines()[-1])
    rival = "sortition-algorithms, maximin"
    print(f"greatest chance, {told}: ours {float(lottery.greatest):.4f}, {rival} {theirs['greatest']:.4f}")
    return [
        Figure(f"lottery: {told}", rival, taken, theirs["seconds"], "s"),
        Figure(f"least chance: {told}", rival, float(lottery.least), theirs["least"], "/s"),
    ]


def main() -> None:
    """All cases, then the package's; each is told when it is there."""
    for case in CASES:
        tell(measure(*case))
    if "--without" not in sys.argv:
        with tempfile.TemporaryDirectory() as folder:
            python = environment(Path(folder))
            for case in BESIDE:
                tell(beside(python, *case))


if __name__ == "__main__":
    main()
