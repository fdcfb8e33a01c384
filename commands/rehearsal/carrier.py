"""The carrier of a rehearsal: a gateway for text messages on loopback that signs and answers for the experts.

The platform hands it every invitation; it knows nobody's name and reads no more than a telephone company would.
"""

import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

SIGNATURE = "Tianping-Signature"


@dataclass
class Carrier:
    """Where the platform delivers to, the secret both sides know, and what was delivered so far."""

    secret: str
    url: str = ""
    messages: SimpleQueue[dict[str, Any]] = field(default_factory=SimpleQueue)
    forged: int = 0

    def sign(self, body: bytes) -> str:
        """HMAC-SHA256 in hex, as in the header."""
        return hmac.digest(self.secret.encode(), body, sha256).hex()

    def next(self, seconds: float) -> dict[str, Any] | None:
        """The next message, or nothing within so long."""
        try:
            return self.messages.get(timeout=seconds)
        except Empty:
            return None

    def take(self, body: bytes, signature: str) -> bool:
        """Keep a message whose signature holds."""
        if not hmac.compare_digest(self.sign(body), signature):
            self.forged += 1
            return False
        self.messages.put(json.loads(body))
        return True


@contextmanager
def carrier_on_loopback(secret: str) -> Iterator[Carrier]:
    """A carrier, as long as the block lasts."""
    carrier = Carrier(secret)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _door(carrier.take))
    thread = Thread(target=server.serve_forever, name="carrier", daemon=True)
    carrier.url = f"http://127.0.0.1:{server.server_address[1]}/messages"
    thread.start()
    try:
        yield carrier
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _door(take: Callable[[bytes, str], bool]) -> type[BaseHTTPRequestHandler]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(204 if take(body, self.headers.get(SIGNATURE, "")) else 401)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Messages are nobody's business."""

    return Door
