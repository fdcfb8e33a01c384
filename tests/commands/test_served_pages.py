"""A stranger holds what a platform serves as its pages against what it said in its log, and against his own build."""

import gzip
from collections.abc import Callable
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

from commands.client import Findings, compare, read_build
from commands.files import write_bytes
from commands.refusals import FileUnreadable, PagesNotTrusted
from commands.served_pages import Digests
from commands.speech import Voice
from crypto.encoding import Body
from tests.commands.logs import LogServer
from tests.commands.openings import PLATFORM, as_record
from tests.crypto.story import at

Look = Callable[..., tuple[Findings, str]]

FILES = {
    "assets/index-0aB1cD2e.js": b"// words\n" * 200,
    "assets/look-fj61hodI.css": b"a{}",
    "index.html": b"<!doctype html>",
}


class PageServer(LogServer):
    """A log, its record of the pages, and the pages; `secret` are served to whoever takes gzip."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = {f"/{path}": data for path, data in FILES.items()} | {"/": FILES["index.html"]}
        self.pages["/tenders/any"] = FILES["index.html"]
        self.secret: dict[str, bytes] = {}
        self.record = release()

    def answer(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        if path == "/api/client-release":
            return httpx.Response(200, json={"record": self.record, "tick": None})
        if path not in self.pages:
            return super().answer(request)
        if "gzip" in request.headers["accept-encoding"]:
            data = self.secret.get(path, self.pages[path])
            return httpx.Response(200, content=gzip.compress(data), headers={"content-encoding": "gzip"})
        return httpx.Response(200, content=self.pages[path])


def release(**changes: Any) -> Body:
    """The record of FILES."""
    files = [
        {"path": path, "sha256": sha256(data).hexdigest(), "length": len(data)} for path, data in sorted(FILES.items())
    ]
    body = {"type": "tianping/client-release/1", "version": "0.1.0", "files": files, "tick": 1, "at": at(days=11)}
    return as_record({**body, **changes})


@pytest.fixture
def server() -> PageServer:
    """The log holds the record."""
    server = PageServer()
    server.idle(1, 10)
    server.put(server.record, at(days=11, seconds=5))
    return server


@pytest.fixture
def look(server: PageServer) -> Look:
    """What the stranger finds, and what he is told in English."""

    def look(built: Digests | None = None, key: str | None = None) -> tuple[Findings, str]:
        told = StringIO()
        return compare(server.wire(), Voice("en", told), key, built), told.getvalue()

    return look


def refused(look: Look, **given: Any) -> str:
    with pytest.raises(PagesNotTrusted) as caught:
        look(**given)
    return str(caught.value.facts["check"])


def test_pages_that_are_what_was_said_are_found_so(look: Look) -> None:
    found, told = look(key=PLATFORM.public.hex())
    assert found == Findings(3, 1, [], None)
    assert found.ok
    assert "NOT SO" not in told


def test_a_script_that_is_served_otherwise_is_named(look: Look, server: PageServer) -> None:
    server.pages["/assets/index-0aB1cD2e.js"] += b"steal()"
    found, told = look()
    assert (found.ok, found.served_otherwise) == (False, ["assets/index-0aB1cD2e.js"])
    assert "✗ assets/index-0aB1cD2e.js" in told


def test_a_compressed_copy_of_something_else_is_found_too(look: Look, server: PageServer) -> None:
    server.secret["/assets/look-fj61hodI.css"] = b"a{display:none}"
    assert look()[0].served_otherwise == ["assets/look-fj61hodI.css"]


def test_so_is_something_else_for_whoever_takes_no_compression(look: Look, server: PageServer) -> None:
    server.secret["/assets/look-fj61hodI.css"] = FILES["assets/look-fj61hodI.css"]
    server.pages["/assets/look-fj61hodI.css"] = b"a{display:none}"
    assert look()[0].served_otherwise == ["assets/look-fj61hodI.css"]


@pytest.mark.parametrize("address", ["/", "/index.html", "/tenders/any"])
def test_the_index_must_be_the_same_at_every_page(look: Look, server: PageServer, address: str) -> None:
    server.pages[address] = b"<!doctype html><script>"
    assert look()[0].served_otherwise == ["index.html"]


def test_a_file_that_is_not_served_is_found(look: Look, server: PageServer) -> None:
    del server.pages["/assets/look-fj61hodI.css"]
    assert look()[0].served_otherwise == ["assets/look-fj61hodI.css"]


def test_ones_own_build_is_compared_file_by_file(look: Look, tmp_path: Path) -> None:
    for path, data in FILES.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        write_bytes(tmp_path / path, data)
    assert look(read_build(tmp_path))[0].built_otherwise == []
    write_bytes(tmp_path / "index.html", b"other", replace=True)
    write_bytes(tmp_path / "more.txt", b"")
    (tmp_path / "assets/look-fj61hodI.css").unlink()
    found, _ = look(read_build(tmp_path))
    assert (found.ok, found.served_otherwise) == (False, [])
    assert found.built_otherwise == ["assets/look-fj61hodI.css", "index.html", "more.txt"]


def test_a_folder_without_a_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadable):
        read_build(tmp_path)


def test_a_record_by_another_key_or_changed_is_not_believed(look: Look, server: PageServer) -> None:
    assert refused(look, key="00" * 32) == "signature-role"
    server.record["body"]["version"] = "0.2.0"
    assert refused(look) == "signature"


def test_a_record_without_a_leaf_is_not_believed(look: Look, server: PageServer) -> None:
    del server.record["salt"]
    assert refused(look) == "signature-shape"


def test_a_record_that_the_log_passed_by_is_not_believed(look: Look, server: PageServer) -> None:
    server.record = release(version="0.2.0")
    assert look()[0].tick is None
    server.idle(1, 12)
    assert refused(look) == "leaf-in-log"
