"""One step of work ahead in a second thread: ciphers and hashes leave the interpreter's lock alone."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

SLOTS = 2
"""Buffers that items and outcomes need: one is worked on while its neighbour is filled or emptied."""


def one_ahead(items: Iterable[Item], work: Callable[[Item], Outcome]) -> Iterator[Outcome]:
    """Outcomes of `work` in order; while the caller looks at one, the next is being made.

    `items` and the caller's use of outcomes stay in the caller's thread; only `work` runs in the other.
    """
    with ThreadPoolExecutor(1) as pool:
        pending: Future[Outcome] | None = None
        for item in items:
            started = pool.submit(work, item)
            if pending is not None:
                yield pending.result()
            pending = started
        if pending is not None:
            yield pending.result()
