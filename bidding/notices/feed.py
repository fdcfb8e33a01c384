"""The feeds: a notice as JSON, and the newest of them as Atom (RFC 4287)."""

from collections.abc import Mapping, Sequence
from typing import cast
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from bidding.notices.answers import NoticeBody, NoticeKind, NoticeTold
from bidding.notices.tables import NoticeRow
from crypto.encoding import timestamp
from foundation.answers import BothLanguages

ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"


def notice_json(notice: NoticeRow) -> NoticeTold:
    """A notice as the JSON feed gives it; `lot` is what it is about."""
    return {
        "number": notice.number,
        "kind": cast(NoticeKind, notice.kind),
        "lot": str(notice.subject),
        "region_code": notice.region_code,
        "title": cast(BothLanguages, notice.title),
        "body": cast(NoticeBody, notice.body),
        "record": None if notice.record is None else notice.record.hex(),
        "at": timestamp(notice.at),
        "rehearsal": notice.rehearsal,
    }


def query_of(asked: Mapping[str, object]) -> str:
    """The filters that were set, as an address has them: `?region=420500&class=works`, or nothing."""
    told = {name: str(value).lower() if isinstance(value, bool) else value for name, value in asked.items()}
    query = urlencode({name: value for name, value in told.items() if value not in (None, "")})
    return f"?{query}" if query else ""


def atom_feed(notices: Sequence[NoticeRow], address: str, query: str, platform: str, now: str) -> bytes:
    """The feed's document; `address` is the platform's, without a trailing slash, `now` only stands in for no entry.

    Its own address, filters included, is also its id: readers take two feeds of one id for the same.
    """
    own = f"{address}/api/notices.atom{query}"
    feed = Element("feed", {"xmlns": ATOM, "xml:lang": "zh-CN"})
    _text(feed, "id", own)
    _text(feed, "title", f"{platform} 公告")
    _text(feed, "updated", timestamp(notices[0].at) if notices else now)
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": own})
    author = SubElement(feed, "author")
    _text(author, "name", platform)
    for notice in notices:
        _entry(feed, notice, address)
    document: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return document


def _entry(feed: Element, notice: NoticeRow, address: str) -> None:
    entry = SubElement(feed, "entry")
    _text(entry, "id", f"urn:uuid:{notice.id}")
    _text(entry, "title", str(notice.title.get("zh", "")))
    _text(entry, "updated", timestamp(notice.at))
    _text(entry, "published", timestamp(notice.at))
    SubElement(entry, "link", {"rel": "alternate", "href": f"{address}/lots/{notice.subject}"})
    SubElement(entry, "category", {"term": notice.kind})
    text = notice.body.get("text", {})
    _text(entry, "summary", "\n".join(str(text[word]) for word in ("zh", "en") if word in text))


def _text(parent: Element, name: str, words: str) -> None:
    SubElement(parent, name).text = words
