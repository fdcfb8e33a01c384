"""What a rehearsal found: phases with seconds and bytes, expectations that held or did not, a table at the end."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any
from unicodedata import east_asian_width

from commands.progress import size_text
from commands.speech import Voice
from foundation.clock import stopwatch

MEGA = 1_000_000


@dataclass
class Phase:
    """One step with how long it took; `size` is the bytes it moved, 0 where that means nothing."""

    name: str
    zh: str
    en: str
    seconds: float = 0.0
    size: int = 0
    count: int = 0

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        told: dict[str, Any] = {"name": self.name, "seconds": round(self.seconds, 3)}
        if self.size:
            told |= {"bytes": self.size, "mb_per_second": round(self.rate, 2)}
        return told | ({"count": self.count} if self.count else {})

    @property
    def rate(self) -> float:
        """Megabytes a second."""
        return self.size / MEGA / self.seconds if self.seconds > 0 else 0.0


@dataclass(frozen=True)
class Expectation:
    """Something that has to be so, and whether it was."""

    name: str
    held: bool
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """For `--json`."""
        return {"name": self.name, "held": self.held, "detail": self.detail}


@dataclass
class Report:
    """Told as it happens, and kept. Safe to use from the threads that watch children."""

    voice: Voice
    facts: dict[str, Any] = field(default_factory=dict)
    phases: list[Phase] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    _begun: float = field(default_factory=stopwatch)
    _lock: RLock = field(default_factory=RLock, repr=False)

    @property
    def holds(self) -> bool:
        """Whether everything held, and anything was expected at all."""
        return bool(self.expectations) and all(one.held for one in self.expectations)

    @contextmanager
    def phase(self, name: str, zh: str, en: str) -> Iterator[Phase]:
        """Time what happens in the block; a block that fails is told by whoever catches the fault."""
        phase = Phase(name, zh, en)
        self.say(f"… {zh}", f"… {en}")
        begun = stopwatch()
        yield phase
        phase.seconds = stopwatch() - begun
        self.add(phase)

    def add(self, phase: Phase) -> None:
        """Keep a phase that was timed elsewhere, and tell it."""
        with self._lock:
            self.phases.append(phase)
        amount = f"  {size_text(phase.size)}, {phase.rate:.1f} MB/s" if phase.size else ""
        self.say(f"✓ {phase.zh}  {phase.seconds:.2f} 秒{amount}", f"✓ {phase.en}  {phase.seconds:.2f} s{amount}")

    def expect(self, name: str, held: bool, zh: str, en: str, detail: str = "") -> bool:
        """Keep and tell an expectation; answers whether it held."""
        with self._lock:
            self.expectations.append(Expectation(name, held, detail))
        mark, shown = ("  ✓", "") if held else ("  ✗", f"  [{name}] {detail}")
        self.say(f"{mark} {zh}{shown}", f"{mark} {en}{shown}")
        return held

    def say(self, zh: str, en: str) -> None:
        """One line with the seconds since the beginning."""
        with self._lock:
            at = f"{stopwatch() - self._begun:7.2f}  "
            self.voice.say(at + zh, at + en)

    def tell(self) -> None:
        """The table of phases, and the verdict."""
        pick = self.voice.pick
        rows = [(pick("步骤", "Phase"), pick("秒", "Seconds"), pick("字节", "Bytes"), "MB/s")]
        for one in self.phases:
            sizes = (size_text(one.size), f"{one.rate:.1f}") if one.size else ("", "")
            rows.append((pick(one.zh, one.en), f"{one.seconds:.2f}", *sizes))
        rows.append((pick("合计", "All together"), f"{stopwatch() - self._begun:.2f}", "", ""))
        for line in table(rows):
            self.voice.say(line, line)
        self._tell_verdict()

    def _tell_verdict(self) -> None:
        failed = [one for one in self.expectations if not one.held]
        for one in failed:
            self.voice.say(f"✗ {one.name}: {one.detail}", f"✗ {one.name}: {one.detail}")
        count = len(self.expectations)
        if self.holds:
            self.voice.say(
                f"演练成功：{count}项核对全部符合预期。", f"The rehearsal held: {count} of {count} expectations."
            )
        else:
            self.voice.say(
                f"演练失败：{len(failed)}项不符合预期（共{count}项）。",
                f"The rehearsal failed: {len(failed)} of {count} expectations did not hold.",
            )

    def as_json(self) -> dict[str, Any]:
        """One object for programs."""
        return {
            "held": self.holds,
            **self.facts,
            "seconds": round(stopwatch() - self._begun, 2),
            "phases": [one.as_json() for one in self.phases],
            "expectations": [one.as_json() for one in self.expectations],
        }


def table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Columns of even width on a terminal, where a Chinese character takes two places; the first is left-aligned."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for row in rows:
        first = row[0] + " " * (widths[0] - width(row[0]))
        rest = (" " * (size - width(cell)) + cell for cell, size in zip(row[1:], widths[1:], strict=True))
        lines.append("  ".join((first, *rest)))
    return lines


def width(text: str) -> int:
    """Places on a terminal."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
