"""Children of a rehearsal: the same commands that bidders and custodians type, each in a process of its own."""

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from commands.rehearsal.servers import tianping
from foundation.clock import stopwatch

PATIENCE = 1800.0


@dataclass(frozen=True)
class Told:
    """How a child ended: exit code, the JSON it printed, what it said to people, seconds it took."""

    code: int
    answer: dict[str, Any]
    words: str
    seconds: float

    @property
    def last_words(self) -> str:
        """The end of what it said, on one line."""
        return " ".join(self.words.split())[-400:]


class ChildFailed(Exception):
    """A child that had to succeed did not."""

    def __init__(self, arguments: tuple[str, ...], told: Told) -> None:
        super().__init__(f"tianping {arguments[0]}: exit {told.code}: {told.last_words}")
        self.told = told


class Interrupted(Exception):
    """The rehearsal is over before its end: no child is started any more."""


_running: "set[subprocess.Popen[str]]" = set()
_over = Event()
_lock = Lock()


def run_child(*arguments: str | Path) -> Told:
    """Run `tianping ...` to its end."""
    begun = stopwatch()
    pipe = subprocess.PIPE
    with _lock:
        if _over.is_set():
            raise Interrupted
        quiet = subprocess.DEVNULL
        child = subprocess.Popen(tianping(*map(str, arguments)), stdin=quiet, stdout=pipe, stderr=pipe, text=True)
        _running.add(child)
    try:
        output, errors = child.communicate(timeout=PATIENCE)
    finally:
        with _lock:
            _running.discard(child)
    return Told(child.returncode, _json_of(output), output + errors, stopwatch() - begun)


def end_children() -> None:
    """Kill every child that runs and start no other; for a rehearsal that was interrupted."""
    with _lock:
        _over.set()
        for child in _running:
            child.kill()


def need_child(*arguments: str | Path) -> Told:
    """The same; anything but success raises ChildFailed."""
    told = run_child(*arguments)
    if told.code != 0:
        raise ChildFailed(tuple(map(str, arguments)), told)
    return told


def start_child(*arguments: str | Path) -> "subprocess.Popen[bytes]":
    """A child that is going to be killed."""
    quiet = subprocess.DEVNULL
    return subprocess.Popen(tianping(*map(str, arguments)), stdin=quiet, stdout=quiet, stderr=quiet)


class Working:
    """A deed that goes on in a thread of its own while its beginner watches."""

    def __init__(self, deed: Callable[[], Any]) -> None:
        self._deed = deed
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._deed()
        except BaseException as fault:  # raised again by whoever waits
            self._fault = fault

    def is_over(self, seconds: float) -> bool:
        """Wait so long; whether it has ended, well or not."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def raise_fault(self) -> None:
        """Raise what stopped it, if anything did."""
        if self._fault is not None:
            raise self._fault


@contextmanager
def working(deed: Callable[[], Any]) -> Iterator[Working]:
    """Begin a deed, and end with it; its fault is raised at the end."""
    work = Working(deed)
    yield work
    while not work.is_over(1.0):
        pass
    work.raise_fault()


def _json_of(output: str) -> dict[str, Any]:
    """The last line that is a JSON object."""
    for line in reversed(output.splitlines()):
        if line.startswith("{"):
            try:
                answer: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            return answer
    return {}
