"""`docs/faults.md`: what was done to the server and the parsers, with seed and commit, and what came of it."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from foundation.failpoints import POINTS
from tests.torture.fuzz import Fuzzed
from tests.torture.kills import Killed
from tests.torture.rooms import Held

ROOT = Path(__file__).parents[2]


def commit() -> str:
    """The commit that was tortured, with a note when files of it were changed."""
    asked = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    return subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()


@dataclass(frozen=True)
class Wanted:
    """What was asked for."""

    kills: int
    fuzz: int
    rooms: int


def write(file: Path, seed: int, tested: str, found: tuple[Killed, Fuzzed, Held], wanted: Wanted) -> None:
    """The whole page."""
    today, (killed, fuzzed, held) = datetime.now(UTC).date().isoformat(), found
    asked = {"kills": wanted.kills, "fuzz": wanted.fuzz, "rooms": wanted.rooms}
    parts = [
        HEAD.format(seed=seed, commit=tested, today=today, **asked),
        _kills(killed, wanted.kills),
        _rooms(held, wanted.rooms),
        _fuzz(fuzzed, wanted.fuzz),
        TAIL,
    ]
    file.write_text("\n".join(parts))


HEAD = """# Faults

What is done to the platform on purpose, and what came of it. This page is written by `make torture`; the tests of every
run (`tests/faults/`) do the same in small.

| | |
| --- | --- |
| commit | `{commit}` |
| seed | `{seed}` |
| day | {today} |
| asked for | {kills:,} kills, {fuzz:,} fuzzed inputs, {rooms} rooms |

The same seed draws the same inputs and the same kinds of kills again: `make torture TORTURE="--seed {seed}"`. In which
moment a server dies is up to the machine, too.
"""


def _kills(told: Killed, wanted: int) -> str:
    short = "" if told.deaths.total() >= wanted else f" (of {wanted:,} asked for: the time was up)"
    rows = [f"| `{name}` | {told.deaths[name]} | {meaning} |" for name, meaning in POINTS.items()]
    rows.append(
        f"| from outside | {told.deaths['anywhere']} | kill -9 at any moment, or where the failpoint was not passed |"
    )
    return "\n".join(
        [
            "## Kill -9 of the server",
            "",
            f"**{told.deaths.total():,} kills**{short} in {told.tenders} tenders, {told.seconds:.0f} s, two at a time;",
            f"**{len(told.failures)} failures.**",
            "",
            _TENDER,
            "| killed at | times | |",
            "| --- | --- | --- |",
            *rows,
            "",
            *_listed(told.failures),
        ]
    )


def _rooms(told: Held, wanted: int) -> str:
    short = "" if told.rooms >= wanted else f" (of {wanted} asked for: the time was up)"
    return "\n".join(
        [
            "## Evaluation rooms",
            "",
            f"**{told.rooms} rooms**{short} on one server, {told.marks:,} marks, {told.seconds:.0f} s;",
            f"the server was killed {told.deaths} times. **{len(told.failures)} failures.**",
            "",
            _ROOMS,
            *_listed(told.failures),
        ]
    )


def _fuzz(told: Fuzzed, wanted: int) -> str:
    short = "" if told.total >= wanted else f" (of {wanted:,} asked for: the time was up)"
    rows = [
        f"| {name.replace('_', ' ')} | {told.cases[name]:,} | {told.refused[name]:,} |" for name in sorted(told.cases)
    ]
    return "\n".join(
        [
            "## Fuzzed envelopes, headers, manifests, records",
            "",
            f"**{told.total:,} inputs**{short} in {told.seconds:.0f} s on two processors, made from the documents of",
            f"`tests/vectors/` by one to three mutations each. **{len(told.findings)} findings.**",
            "",
            _INPUTS,
            "| parser | inputs | refused |",
            "| --- | --- | --- |",
            *rows,
            "",
            *_listed(told.findings),
        ]
    )


def _listed(faults: list[str]) -> list[str]:
    return [*(f"* {each}" for each in faults[:50]), ""] if faults else []


_TENDER = """A tender: five bids sealed by four companies (one replaced, one withdrawn), six releases, twelve envelopes
opened, read-out, record. Its server dies again and again, is restarted, and its clients repeat what was cut off.

After each death the database is looked through: every receipt, withdrawal, release and record that reached a client is
there; no bid without its receipt, no step half done, no head without its tick, no event left out. At the end the frozen
list is the receipts without the withdrawals, every event was told once, and a stranger's audit of the published package
with the bidders' receipts finds nothing wrong.
"""

_ROOMS = """A room: seven members, fifty bids, sixty criteria; 21,000 marks in batches of five hundred. All rooms are
open, four mark at a time. A batch whose answer never came is sent again as it was. Every acknowledged mark is there
once, every room is ranked, and its scores record, computed again, is the same.
"""

_INPUTS = """Only a refusal may come out of a parser; nothing spoiled may pass where a seal or a signature covers it.
What was not refused was still well-formed (another date in an unsigned header), or the mutation changed nothing.
"""

TAIL = """## In every run of the tests

`tests/faults/` plays 32 kills (each failpoint twice), and by construction, never by luck of time: the freeze against
seals, withdrawals and replacements; two workers at one envelope; releases, ticks and closes at once; clients killed in
the middle of a piece; the object store away, full, killed and restarted; the database restarted and every connection
cut during uploads and openings; a database set back to an earlier state; the opening protocol beside a model of it.
"""
