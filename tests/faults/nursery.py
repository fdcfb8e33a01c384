"""A process that has imported the whole house once and forks a real server at each order: a restart costs no import.

Orders are lines of JSON on stdin, `{"env": {...}, "log": file}`; what happens is told in lines of JSON on stdout:
`{"pid", "born"}`, `{"pid", "up"}` once the port is open, `{"pid", "ended": wait status}`.
"""

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

import alembic.command  # noqa: F401 - what a starting server imports late is imported here, before the forks
import uvicorn.lifespan.on
import uvicorn.protocols.http.httptools_impl  # noqa: F401
import uvloop

import app
from foundation.settings import from_environment

DEATH_OF_PARENT = 1
"""PR_SET_PDEATHSIG."""


def tell(**fact: Any) -> None:
    """One line, written at once: lines of several processes do not mix below the pipe's atomic size."""
    os.write(1, (json.dumps(fact) + "\n").encode())


def reap(*_: Any) -> None:
    """Tell of every server that ended, and how."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        tell(pid=pid, ended=status)


def live(order: dict[str, Any]) -> NoReturn:
    """A server's whole life, in the child."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(DEATH_OF_PARENT, signal.SIGKILL, 0, 0, 0)
    os.dup2(os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), 2)
    os.environ.update(order["env"])
    try:
        uvloop.run(app.serve(from_environment(order["env"]), lambda _: tell(pid=os.getpid(), up=True)))
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def main() -> None:
    """Serve orders until stdin ends."""
    signal.signal(signal.SIGCHLD, reap)
    tell(pid=os.getpid(), ready=True)
    while line := sys.stdin.readline():
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            live(order)
        tell(pid=pid, born=Path(order["log"]).name)


if __name__ == "__main__":
    main()
