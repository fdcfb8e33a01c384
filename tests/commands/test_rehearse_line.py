"""The bad line of a rehearsal: passes on, then swallows, then passes again once it is mended."""

import socket
from collections.abc import Iterator
from threading import Thread
from urllib.parse import urlsplit

import pytest

from commands.rehearsal.line import bad_line


@pytest.fixture
def echo() -> Iterator[int]:
    """A server that sends back what it gets; its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            with near:
                while data := near.recv(65536):
                    near.sendall(data)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield listener.getsockname()[1]
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(5)


def call(url: str) -> socket.socket:
    """A connection through the line."""
    address = urlsplit(url)
    assert address.hostname is not None
    return socket.create_connection((address.hostname, address.port or 0), timeout=5)


def test_bytes_pass_until_the_limit_and_none_after_it(echo: int) -> None:
    with bad_line("127.0.0.1", echo, limit=10) as line, call(line.url) as client:
        client.sendall(b"0123456789")
        assert client.recv(100) == b"0123456789"
        assert not line.held.is_set()
        client.sendall(b"lost")
        assert line.held.wait(5)


def test_after_mending_a_new_connection_passes_everything(echo: int) -> None:
    with bad_line("127.0.0.1", echo, limit=0) as line:
        with call(line.url) as client:
            client.sendall(b"lost")
            assert line.held.wait(5)
        line.mend()
        with call(line.url) as client:
            client.sendall(b"through")
            assert client.recv(100) == b"through"
