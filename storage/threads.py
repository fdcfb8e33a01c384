"""Blocking calls off the event loop, on threads of the store's own (the loop's default pool belongs to others)."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Threads:
    """A small pool whose calls are never left running behind a cancelled caller."""

    def __init__(self, count: int) -> None:
        self._pool = ThreadPoolExecutor(count, thread_name_prefix="storage")

    async def run(self, call: Callable[Arguments, Answer], *args: Arguments.args, **named: Arguments.kwargs) -> Answer:
        """The answer of `call`, made on a thread.

        A cancelled caller still waits until the call is over: otherwise it would close a file that the thread
        is writing, the number of the file would be given to another file, and two bids would mix.
        """
        future = asyncio.get_running_loop().run_in_executor(self._pool, lambda: call(*args, **named))
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            await _wait_out(future)
            raise

    def close(self) -> None:
        """Let the threads go; calls under way end by themselves."""
        self._pool.shutdown(wait=False)


async def _wait_out(future: asyncio.Future[Answer]) -> None:
    while not future.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([future])
    if not future.cancelled():
        future.exception()
