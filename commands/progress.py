"""How far it is: bytes, rate, time left, and a warning in time when the deadline comes first (text 2)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from commands.speech import SHANGHAI, Voice
from foundation.clock import stopwatch, wall_clock

WIDTH = 24
BETWEEN = 0.2
"""Seconds between two drawings."""
SURE_AFTER = 5.0
"""Seconds after which a measured rate is worth a warning."""


def size_text(count: float) -> str:
    """`41.9 MB`."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.2f} GB"


def time_text(seconds: float) -> str:
    """`1:07:05` or `3:20`."""
    minutes, second = divmod(round(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"


def progress_line(label: str, done: int, total: int, rate: float) -> str:
    """`offer [####----] 12.0 MB / 96.0 MB  3.1 MB/s  0:27`."""
    share = done / total if total else 1.0
    bar = "#" * int(share * WIDTH)
    left = f"  {time_text((total - done) / rate)}" if rate > 0 else ""
    return f"{label} [{bar:-<{WIDTH}}] {size_text(done)} / {size_text(total)}  {size_text(rate)}/s{left}"


def finish_after(now: datetime, done: int, total: int, rate: float, deadline: datetime) -> datetime | None:
    """When it will be finished at this rate, if that is not before the deadline."""
    if rate <= 0:
        return None
    finish = now + timedelta(seconds=(total - done) / rate)
    return finish if finish >= deadline else None


class Bar:
    """Draws on a terminal, is silent elsewhere. `deadline`: warn once when it cannot be reached."""

    def __init__(
        self, voice: Voice, total: int, *, done: int = 0, deadline: datetime | None = None,
        watch: Callable[[], float] = stopwatch, clock: Callable[[], datetime] = wall_clock,
    ) -> None:  # fmt: skip
        self._voice, self._total, self._first = voice, total, done
        self._deadline, self._watch, self._clock = deadline, watch, clock
        self._begun = self._drawn = watch()
        self._live = voice.stream.isatty()

    def show(self, label: str, done: int) -> None:
        """`done` bytes of all are through."""
        now = self._watch()
        spent = now - self._begun
        rate = (done - self._first) / spent if spent > 0 else 0.0
        if self._deadline is not None and spent >= SURE_AFTER:
            self._warn(done, rate)
        if self._live and (now - self._drawn >= BETWEEN or done == self._total):
            self._drawn = now
            line = progress_line(label, done, self._total, rate)
            print(f"\r\x1b[K{line}", end="", file=self._voice.stream, flush=True)

    def finish(self) -> None:
        """Leave the line."""
        if self._live:
            print(file=self._voice.stream, flush=True)

    def _warn(self, done: int, rate: float) -> None:
        assert self._deadline is not None  # the caller looked
        finish = finish_after(self._clock(), done, self._total, rate, self._deadline)
        if finish is None:
            return
        self._deadline = None
        at = f"{finish.astimezone(SHANGHAI):%H:%M}"
        self._voice.say(
            f"\n! 按当前网速预计{at}传完，晚于投标截止时间。请立即更换网络或改用其他电脑续传（已传部分不会丢失）。"
            "截止时间前未完成传输的，视为撤回投标文件。",
            f"\n! At this rate you finish at {at}, after the deadline. Change the network or go on from another "
            "computer now; what was sent is kept. A bid that is not complete by the deadline counts as withdrawn.",
        )
