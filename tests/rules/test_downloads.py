"""The open download as arithmetic: ranges, conditions, headers."""

from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bidding.documents.downloads import Named, answer, disposition

CONTENT = bytes(range(100))
FILE = Named("招标文件 第1版.pdf", "application/pdf", 100, sha256(CONTENT).digest())
EMPTY = Named("空.txt", "text/plain", 0, sha256(b"").digest())


def served(headers: dict[str, str], file: Named = FILE) -> tuple[int, bytes, str | None]:
    """Status, the bytes that follow, and the Content-Range."""
    given_ = answer(file, headers, is_head=False)
    return given_.status, CONTENT[given_.start : given_.stop], given_.headers.get("content-range")


@pytest.mark.parametrize(
    ("wanted", "status", "content", "where"),
    [
        ("bytes=0-0", 206, CONTENT[:1], "bytes 0-0/100"),
        ("bytes=0-99", 206, CONTENT, "bytes 0-99/100"),
        ("bytes=10-19", 206, CONTENT[10:20], "bytes 10-19/100"),
        ("bytes=90-", 206, CONTENT[90:], "bytes 90-99/100"),
        ("bytes=90-500", 206, CONTENT[90:], "bytes 90-99/100"),
        ("bytes=90-" + "9" * 40, 206, CONTENT[90:], "bytes 90-99/100"),
        ("bytes=-1", 206, CONTENT[99:], "bytes 99-99/100"),
        ("bytes=-100", 206, CONTENT, "bytes 0-99/100"),
        ("bytes=-101", 206, CONTENT, "bytes 0-99/100"),
        ("BYTES = 5-6", 206, CONTENT[5:7], "bytes 5-6/100"),
        ("bytes=100-", 416, b"", "bytes */100"),
        ("bytes=100-200", 416, b"", "bytes */100"),
        ("bytes=-0", 416, b"", "bytes */100"),
    ],
)
def test_one_range(wanted: str, status: int, content: bytes, where: str) -> None:
    assert served({"range": wanted}) == (status, content, where)


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=5-4",
        "bytes=a-b",
        "bytes=0-1,5-6",
        "items=0-1",
        "bytes=--1",
        "bytes=+1-2",
        "bytes=1-2;x",
        "bytes=" + "9" * 41 + "-",
        "bytes=１-２",
    ],
)
def test_what_is_no_single_range_gets_the_whole(wanted: str) -> None:
    assert served({"range": wanted}) == (200, CONTENT, None)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [("bytes=0-", (416, "bytes */0")), ("bytes=-5", (200, None)), ("bytes=-0", (416, "bytes */0")), ("", (200, None))],
)
def test_an_empty_file(wanted: str, expected: tuple[int, str | None]) -> None:
    status, content, where = served({"range": wanted}, EMPTY)
    assert (status, where) == expected and content == b""


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (FILE.etag, 206),
        (f"  {FILE.etag} ", 206),
        ("W/" + FILE.etag, 200),
        ('"other"', 200),
        ("Mon, 02 Mar 2026 01:00:00 GMT", 200),
        ("", 200),
    ],
)
def test_a_range_counts_only_if_it_is_still_this_content(condition: str, status: int) -> None:
    assert served({"range": "bytes=0-0", "if-range": condition})[0] == status


@pytest.mark.parametrize(
    ("listed", "status"),
    [
        (FILE.etag, 304),
        ("W/" + FILE.etag, 304),
        (f'"a", {FILE.etag} ,"b"', 304),
        ("*", 304),
        ('"a"', 200),
        (FILE.etag.strip('"'), 200),
        ("", 200),
    ],
)
def test_what_the_client_has_is_not_sent_again(listed: str, status: int) -> None:
    for is_head in (True, False):
        given_ = answer(FILE, {"if-none-match": listed, "range": ""}, is_head=is_head)
        assert given_.status == status
        assert given_.headers["etag"] == FILE.etag and "max-age" in given_.headers["cache-control"]
    assert answer(FILE, {"if-none-match": "*", "range": "bytes=0-0"}, is_head=False).status == 304


def test_head_tells_the_whole_and_ignores_a_range() -> None:
    given_ = answer(FILE, {"range": "bytes=0-0"}, is_head=True)
    assert (given_.status, given_.headers["content-length"]) == (200, "100")
    assert "content-range" not in given_.headers


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=3-5"}])
def test_every_content_is_described(headers: dict[str, str]) -> None:
    told = answer(FILE, headers, is_head=False).headers
    assert told["etag"] == f'"{sha256(CONTENT).hexdigest()}"'
    assert told["repr-digest"] == f"sha-256=:{b64encode(sha256(CONTENT).digest()).decode()}:"
    assert told["accept-ranges"] == "bytes"
    assert told["cache-control"] == "public, max-age=31536000, immutable"
    assert told["content-type"] == "application/pdf"
    assert told["content-security-policy"].startswith("sandbox")


def test_chinese_names_are_safe_in_the_header() -> None:
    assert disposition("招标文件 第1版.pdf") == (
        "attachment; filename=\"____ _1_.pdf\"; filename*=UTF-8''"
        "%E6%8B%9B%E6%A0%87%E6%96%87%E4%BB%B6%20%E7%AC%AC1%E7%89%88.pdf"
    )
    assert disposition("a\"b';\r\n%c.txt") == (
        "attachment; filename=\"a_b_____c.txt\"; filename*=UTF-8''a%22b%27%3B%0D%0A%25c.txt"
    )


@given(name=st.text(max_size=120), wanted=st.text(max_size=40), condition=st.text(max_size=80))
def test_no_header_of_a_stranger_is_a_fault(name: str, wanted: str, condition: str) -> None:
    disposition(name.encode("utf-8", "replace").decode()).encode("ascii")
    for file in (FILE, EMPTY):
        given_ = answer(file, {"range": wanted, "if-range": condition, "if-none-match": condition}, is_head=False)
        assert 0 <= given_.start <= given_.stop <= file.length


@given(first=st.integers(0, 130), last=st.integers(0, 130))
def test_a_range_gives_what_a_slice_gives(first: int, last: int) -> None:
    status, content, _ = served({"range": f"bytes={first}-{last}"})
    if first > last:
        assert (status, content) == (200, CONTENT)
    else:
        assert content == CONTENT[first : last + 1] and status == (206 if first < 100 else 416)
