"""Texts of bids and where in them something stands: what the rules about files are given. Pure.

Words are compared without what differs from one typesetting to the next: widths, capitals, white space, punctuation.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bidding.methods.bills.bill import Bill

_NO_WORD = re.compile(r"[\W_]+")
_TECHNICAL = re.compile(r"技术|施工组织|方案|大纲|暗标|blind", re.IGNORECASE)


class Page(NamedTuple):
    """A piece of a file under the name by which a person finds it: a page, a paragraph, a row of a sheet."""

    label: str
    text: str


class FileText(NamedTuple):
    """What could be read of a file; `kind`: of its envelope, documents or pricing."""

    name: str
    kind: str
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class BidText:
    """What a bidder wrote. `bond`: what it names as its bond in its identity; `bill`: its priced bill, where read."""

    bid: str
    name: str
    uscc: str
    files: tuple[FileText, ...] = ()
    bond: str = ""
    bill: Bill | None = None

    @cached_property
    def pages(self) -> tuple[tuple[str, str], ...]:
        """(place, text) of everything, in the narrow forms of letters and figures."""
        return tuple((f"{file.name} {page.label}", narrow(page.text)) for file in self.files for page in file.pages)

    @cached_property
    def all_words(self) -> "Stream":
        """The words of all files."""
        return stream(self.files)

    @cached_property
    def technical_words(self) -> "Stream":
        """The words of the technical files; where no name tells which they are, of all documents."""
        documents = [one for one in self.files if one.kind == "documents"]
        return stream([one for one in documents if _TECHNICAL.search(one.name)] or documents)


@dataclass(frozen=True)
class Stream:
    """Words one after another, and where each position stands."""

    words: str
    starts: tuple[int, ...]
    places: tuple[str, ...]

    def place(self, at: int) -> str:
        """File and page of that position."""
        return self.places[bisect_right(self.starts, at) - 1]


def narrow(text: str) -> str:
    """NFKC: full-width letters, figures and signs as the usual ones."""
    return unicodedata.normalize("NFKC", text)


def words(text: str) -> str:
    """Nothing but letters, characters and figures."""
    return _NO_WORD.sub("", narrow(text)).casefold()


def stream(files: Iterable[FileText]) -> Stream:
    """The words of files in their order."""
    parts, starts, places, at = [], [], [], 0
    for file in files:
        for page in file.pages:
            if part := words(page.text):
                parts.append(part)
                starts.append(at)
                places.append(f"{file.name} {page.label}")
                at += len(part)
    return Stream("".join(parts), tuple(starts), tuple(places))


@dataclass(frozen=True)
class Ordinary:
    """What every bidder may have from the same source: the tender's own documents, with their bill. Never evidence."""

    files: tuple[FileText, ...] = ()
    bill: Bill | None = None

    @cached_property
    def words(self) -> str:
        """All of it."""
        return stream(self.files).words

    def has(self, text: str) -> bool:
        """Whether these words stand in it."""
        return bool(found := words(text)) and found in self.words
