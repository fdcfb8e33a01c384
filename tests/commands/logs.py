"""A platform's public log behind a wire: the honest story's book, served as the routes of foundation/ledger do."""

import re
from typing import Any

import httpx

from commands.wire import Wire
from crypto.encoding import Body, canonical
from crypto.signatures import sign_document
from crypto.transparency_log import consistency_proof, inclusion_proof
from tests.commands.openings import PLATFORM
from tests.crypto.story import Book, at


class LogServer:
    """Serves one book; what it must not do is done by changing `book` or `signer`."""

    def __init__(self) -> None:
        self.book = Book("served")
        self.signer = PLATFORM
        self.asked: list[str] = []
        self.more: dict[str, Any] = {}

    def put(self, record: Body, moment: str) -> int:
        """A tick with this leaf; its number."""
        self.book.put(record)
        return self.book.tick(moment)

    def idle(self, count: int, day: float) -> None:
        """Ticks in which nothing happens: they share their values."""
        for number in range(count):
            self.book.values[self.book.tick(at(days=day, seconds=10 * number))] = _idle()

    def head(self) -> Body:
        """Size and root."""
        return self.book.head()

    def wire(self) -> Wire:
        """A line to it."""
        transport = httpx.MockTransport(self.answer)
        return Wire("https://platform.example", transport=transport, pause=lambda _: None, tries=2)

    def answer(self, request: httpx.Request) -> httpx.Response:
        """GET, and POST to what `more` holds."""
        path, query = request.url.path, {name: int(value) for name, value in request.url.params.items()}
        self.asked.append(path)
        if path in self.more:
            value = self.more[path]
            return httpx.Response(200, content=canonical(value(request) if callable(value) else value))
        if path == "/api/log/head":
            body = {"type": "tianping/head/1", **self.head(), "at": at(days=30)}
            return httpx.Response(200, json=sign_document(body, self.signer.seed, "platform"))
        if path == "/api/log/consistency":
            return self._proof(consistency_proof(self.book.hashes[: query["second"]], query["first"]))
        if path == "/api/log/inclusion":
            return self._proof(inclusion_proof(self.book.hashes[: query["size"]], query["tick"]))
        found = re.fullmatch(r"/api/log/ticks/(\d+)(/leaves)?", path)
        if found is None:
            return httpx.Response(404, json={"type": "x:no-such-thing", "title": path, "status": 404})
        number = int(found[1])
        if found[2]:
            return httpx.Response(200, content=b"".join(self.book.values[number]))
        return httpx.Response(200, content=canonical(self.book.entries[number]))

    @staticmethod
    def _proof(hashes: list[bytes]) -> httpx.Response:
        return httpx.Response(200, json={"proof": [each.hex() for each in hashes]})


def _idle() -> list[bytes]:
    from tests.crypto.story import _idle_values  # the story hides what no published package shows

    return _idle_values()
