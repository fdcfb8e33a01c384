"""A bad line: passes bytes on up to a limit, then swallows them, so that a client can be killed in the middle.

A rehearsal pulls the plug on one bidder; without such a line the moment would be luck.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Lock, Thread

PORTION = 64 * 1024


class BadLine:
    """Forwards from loopback to one server. `held` is set once `limit` bytes went up; `mend` lifts the limit."""

    def __init__(self, host: str, port: int, limit: int) -> None:
        self._target = (host, port)
        self._left: int | None = limit
        self._lock = Lock()
        self.held = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        """Begin to take connections."""
        Thread(target=self._accept, daemon=True).start()

    def mend(self) -> None:
        """From now on everything passes: what is left of a killed client's connection is only its end."""
        with self._lock:
            self._left = None

    def close(self) -> None:
        """Take no more connections."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            Thread(target=self._serve, args=(near,), daemon=True).start()

    def _serve(self, near: socket.socket) -> None:
        with near, suppress(OSError), socket.create_connection(self._target) as far:
            Thread(target=_pass_on, args=(far, near), daemon=True).start()
            try:
                while portion := near.recv(PORTION):
                    if self._may_pass(len(portion)):
                        far.sendall(portion)
            finally:
                far.shutdown(socket.SHUT_RDWR)  # the other thread still reads from it: closing alone tells nobody

    def _may_pass(self, size: int) -> bool:
        """Whether these bytes go on; when the first do not, `held` is set: the client waits for an answer in vain."""
        with self._lock:
            if self._left is None:
                return True
            self._left = max(-1, self._left - size)
            if self._left >= 0:
                return True
        self.held.set()
        return False


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while portion := source.recv(PORTION):
            target.sendall(portion)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


@contextmanager
def bad_line(host: str, port: int, limit: int) -> Iterator[BadLine]:
    """A line that lives as long as the block."""
    line = BadLine(host, port, limit)
    line.start()
    try:
        yield line
    finally:
        line.close()
