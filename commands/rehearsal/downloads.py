"""The open download as a stranger meets it: no account, no cookie, in ranges, the digest as published."""

import hashlib

from commands.rehearsal.report import Report
from commands.wire import Wire, told

PARTS = 4


def check_downloads(report: Report, wire: Wire, lot: str) -> None:
    """Fetch every document in ranges, compare digests, ask again with what is held."""
    page = wire.get(f"/api/lots/{lot}")
    with report.phase("download", "公开下载（分段）", "Open download, in ranges") as phase:
        fetched = {file["name"]: _fetch_in_ranges(wire, file["url"]) for file in page["files"]}
        phase.size = sum(len(content) for content, _ in fetched.values())
    published = {file["name"]: file["sha256"] for file in page["documents"]["body"]["files"]}
    found = {name: hashlib.sha256(content).hexdigest() for name, (content, _) in fetched.items()}
    report.expect(
        "download-digests",
        found == published and bool(found),
        f"{len(found)}个招标文件分段下载，指纹与公告一致",
        f"{len(found)} documents, fetched in ranges, have the published digests",
        f"{found} / {published}",
    )
    report.expect(
        "download-leaves-no-trace",
        not any(cookie for _, cookie in fetched.values()),
        "下载无需登录，不设Cookie",
        "downloads need no account and set no cookie",
    )
    _check_held(report, wire, page["files"][0]["url"])


def _fetch_in_ranges(wire: Wire, path: str) -> tuple[bytes, bool]:
    """The content in PARTS ranges, each only if the file is still the same; whether any answer set a cookie."""
    first = told(wire.ask("HEAD", path))
    size, tag = int(first.headers["content-length"]), first.headers["etag"]
    content, cookie = b"", "set-cookie" in first.headers
    step = -(-size // PARTS)
    for start in range(0, size, step):
        headers = {"Range": f"bytes={start}-{min(size, start + step) - 1}", "If-Range": tag}
        answer = told(wire.ask("GET", path, headers=headers))
        content += answer.content if answer.status_code == 206 else b""
        cookie |= "set-cookie" in answer.headers
    return content, cookie


def _check_held(report: Report, wire: Wire, path: str) -> None:
    tag = told(wire.ask("HEAD", path)).headers["etag"]
    again = wire.ask("GET", path, headers={"If-None-Match": tag})
    report.expect(
        "download-not-twice",
        again.status_code == 304,
        "已下载的文件不重复传输（304）",
        "what is held is not sent again (304)",
        str(again.status_code),
    )
