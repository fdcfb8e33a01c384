"""What the press's door answers, and the facts that a notice may bear."""

from typing import Literal, TypedDict

from bidding.projects.pages import OrganisationNamed
from bidding.projects.scope import ProjectClass
from foundation.answers import BothLanguages

NoticeKind = Literal[
    "tender", "version", "extension", "key-set", "failed", "price-opening", "candidates", "award", "award-failed"
]
"""What is announced: a tender, a version of its documents, a later deadline, other custodians, a failed round, the
hour of a second opening; after the report its candidates, the winner, or the end without a contract."""


class ProjectNamed(TypedDict):
    """A project's code and name."""

    code: str
    name: str


class FileNamed(TypedDict):
    """A file as a record names it; `length` in bytes, `sha256` in hex."""

    name: str
    media_type: str
    length: int
    sha256: str


class CandidateNamed(TypedDict):
    """A candidate or the winner as a notice names it; `price` as "26888000.00"."""

    rank: int
    name: str
    uscc: str
    price: str


# One of its names is a keyword of the language, so it cannot be written as a class.
NoticeBody = TypedDict(
    "NoticeBody",
    {
        "class": ProjectClass,
        "text": BothLanguages,
        "lot": str,
        "round": int,
        "project": ProjectNamed,
        "buyer": OrganisationNamed,
        "agency": OrganisationNamed | None,
        "previous": str,
        "deadline": str,
        "reason": str,
        "rulebook": int,
        "version": int,
        "files": list[FileNamed],
        "candidates": list[CandidateNamed],
        "ends": str,
        "winner": CandidateNamed,
    },
    total=False,
)
"""The facts of a notice, by its kind; every kind but `failed`, whose title says all, has class, text, lot and round.

tender: project, buyer, agency, deadline, rulebook; version: version, files; extension: previous, deadline, reason;
candidates: candidates, ends; award: winner, reason; award-failed: reason;
price-opening: deadline (its hour).
"""


class NoticeTold(TypedDict):
    """A notice; `lot` is what it is about, `record` the digest of what it tells of."""

    number: int
    kind: NoticeKind
    lot: str
    region_code: str
    title: BothLanguages
    body: NoticeBody
    record: str | None
    at: str
    rehearsal: bool


Order = Literal["oldest", "newest"]


class NoticeList(TypedDict):
    """A portion of the notices. Oldest first: ask again with `after` = `next`, at any time.

    Newest first: ask again with `before` = `next`, until it is 0.
    """

    notices: list[NoticeTold]
    next: int
