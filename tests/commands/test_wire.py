"""The line to the platform: what is tried again, what is told at once, and in whose language."""

from io import StringIO
from pathlib import Path

import httpx
import pytest

from commands.refusals import PlatformRefused, PlatformUnreachable
from commands.speech import Voice
from commands.wire import Wire

LATE = {
    "type": "urn:tianping:problem:deadline-passed",
    "title": "Too late.",
    "title_zh": "已过投标截止时间。",
    "detail": "Tell the agency.",
    "detail_zh": "请告知招标代理机构。",
    "rule": "R-DEADLINE",
    "facts": {"at": "now"},
}


def wire(*answers: httpx.Response | Exception) -> tuple[Wire, list[float]]:
    """A line that gives these answers in this order, and the pauses made on it."""
    left = list(answers)
    pauses: list[float] = []

    def answer(_: httpx.Request) -> httpx.Response:
        given = left.pop(0)
        if isinstance(given, Exception):
            raise given
        return given

    transport = httpx.MockTransport(answer)
    return Wire("https://platform.example/", transport=transport, pause=pauses.append, tries=3), pauses


GOOD = httpx.Response(200, json={"ok": True})
DROPPED = httpx.ConnectError("refused")


def test_dropped_connections_and_a_busy_platform_are_tried_again() -> None:
    line, pauses = wire(DROPPED, httpx.Response(503), GOOD)
    assert line.get("/api/clock") == {"ok": True}
    assert pauses == [0.5, 1.0]


def test_a_platform_that_stays_away_is_told_with_what_to_do() -> None:
    line, _ = wire(DROPPED, DROPPED, DROPPED)
    with pytest.raises(PlatformUnreachable, match="run the same command again"):
        line.get("/api/clock")


@pytest.mark.parametrize(("language", "words"), [("zh", "已过投标截止时间"), ("en", "Too late.")])
def test_a_refusal_is_passed_on_in_the_readers_language_and_not_tried_again(language: str, words: str) -> None:
    line, pauses = wire(httpx.Response(409, json=LATE))
    with pytest.raises(PlatformRefused) as caught:
        line.post("/api/lots/x/bids", {})
    heard = StringIO()
    Voice(language, heard).refuse(caught.value)
    assert words in heard.getvalue()
    assert "R-DEADLINE" in heard.getvalue()
    assert (caught.value.name, caught.value.http_status, pauses) == ("deadline-passed", 409, [])


def test_an_answer_that_is_not_the_platforms_says_so() -> None:
    line, _ = wire(httpx.Response(403, text="<html>blocked</html>"))
    with pytest.raises(PlatformRefused, match="between you and the platform"):
        line.get("/api/clock")


def test_a_download_that_breaks_off_leaves_no_half_file(tmp_path: Path) -> None:
    line, _ = wire(DROPPED, httpx.Response(200, content=b"whole"))
    line.download("/x", tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == b"whole"
    line, _ = wire(httpx.Response(404, json=LATE))
    with pytest.raises(PlatformRefused):
        line.download("/x", tmp_path / "other")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]
