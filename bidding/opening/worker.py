"""The opening worker: a process of its own that opens one envelope and ends. Run as `python -m bidding.opening.worker`.

A small parent (the nursery) listens on a unix socket, gives up its rights, and forks a child per envelope. A child has
its own user where the server runs as root, no network where the kernel lets us, no core dump, no file it could write,
bounded memory and time. It parses the manifest and the form only; what it read of `documents` dies with it.

A job is `u32 length | JSON {header, secret, files}` and then the body's bytes; the answer is one JSON object.
"""

import ctypes
import io
import json
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha512
from itertools import count
from typing import Any

from crypto.envelope import SourceFile, open_stream, seal_envelope
from crypto.errors import CryptoError
from crypto.header import Header
from crypto.secret_sharing import new_custodian_key

CLONE_NEWNET = 0x40000000
CLONE_NEWUSER = 0x10000000
PR_SET_DUMPABLE = 4
PR_SET_NO_NEW_PRIVS = 38

MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 900
LONGEST_JOB = 1 << 20
LARGEST_FORM = 1 << 20
PORTION = 1 << 20


def confine(user: str) -> list[str]:
    """Give up what a worker does not need; answers the names of the walls that stand."""
    libc = ctypes.CDLL(None, use_errno=True)
    walls = []
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    walls += ["no-core", "memory", "no-files"]
    flags = CLONE_NEWNET if os.geteuid() == 0 else CLONE_NEWNET | CLONE_NEWUSER
    if libc.unshare(flags) == 0:
        walls.append("no-network")
    if os.geteuid() == 0:
        _become(user)
        walls.append("own-user")
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0:
        walls.append("not-dumpable")
    return walls


def _become(user: str) -> None:
    import pwd

    entry = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(entry.pw_gid)
    os.setuid(entry.pw_uid)


def _receive(connection: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = connection.recv(min(size, PORTION))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _body(connection: socket.socket, length: int) -> Iterator[memoryview]:
    """The body in portions; a caller that breaks off gives a short body, which the reader refuses."""
    buffer = bytearray(PORTION)
    while length:
        count = connection.recv_into(buffer, min(length, PORTION))
        if not count:
            return
        length -= count
        yield memoryview(buffer)[:count]


def answer(connection: socket.socket) -> dict[str, Any]:
    """Open the one envelope of this connection."""
    size = int.from_bytes(_receive(connection, 4), "big")
    if size > LONGEST_JOB:
        return {"ok": False, "check": "job", "message": "the job is too long"}
    job = json.loads(_receive(connection, size))
    forms: dict[str, bytearray] = {name: bytearray() for name in job["files"]}

    def keep(name: str, part: memoryview) -> None:
        if name in forms and len(forms[name]) + len(part) <= LARGEST_FORM:
            forms[name] += part

    try:
        header = Header.parse(bytes.fromhex(job["header"]))
        manifest = open_stream(header, bytes.fromhex(job["secret"]), _body(connection, header.body_length), keep)
    except CryptoError as fault:
        return {"ok": False, "check": fault.check, "message": fault.message}
    texts = {name: bytes(data).decode("utf-8", "replace") for name, data in forms.items()}
    return {"ok": True, "manifest": json.loads(manifest.to_bytes()), "files": texts}


def serve_one(connection: socket.socket) -> None:
    """A child's whole life."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    with connection, suppress(OSError, EOFError):
        try:
            told = answer(connection)
        except MemoryError:
            told = {"ok": False, "check": "memory", "message": "the envelope needs more memory than a worker has"}
        connection.sendall(json.dumps(told).encode())
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(PORTION):  # a socket closed over unread bytes would take the answer with it
            pass


def nurse(listener: socket.socket) -> None:
    """Fork a child for every connection; children are not waited for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            serve_one(connection)
            os._exit(0)
        connection.close()


def end_with_parent() -> None:
    """Ask the kernel to end the nursery when the server dies, however it dies."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == 1:
        os._exit(0)


def warm_up() -> None:
    """Open one tiny envelope while the interpreter's own files can still be read: a confined worker imports nothing."""
    seeds = count()
    file = SourceFile("warm.txt", "text/plain", b"warm")
    target = io.BytesIO()

    def entropy(size: int) -> bytes:
        return (sha512(str(next(seeds)).encode()).digest() * 4)[:size]

    one = seal_envelope(
        kind="documents",
        lot="00000000-0000-7000-8000-000000000000",
        round=1,
        document_version=1,
        floor="2026-01-01T00:00:00.000Z",
        custodians=[new_custodian_key(entropy).public],
        threshold=1,
        bid_key=bytes(32),
        files=[file],
        target=target,
        entropy=entropy,
    )
    body = target.getvalue()[-one.body_length :]
    json.dumps(json.loads(open_stream(Header.parse(one.header_bytes), one.secret, [body]).to_bytes()))
    with suppress(CryptoError):
        open_stream(one.header, one.secret, [body[:-1]])
    b"\xff".decode("utf-8", "replace")


def main() -> None:
    """Bind the socket named on the command line, confine, say which walls stand, and serve."""
    path, user = sys.argv[1], sys.argv[2]
    with suppress(FileNotFoundError):
        os.unlink(path)
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(64)
    warm_up()
    walls = confine(user)
    end_with_parent()
    sys.stdout.write(json.dumps({"walls": walls}) + "\n")
    sys.stdout.flush()
    nurse(listener)


if __name__ == "__main__":
    main()
