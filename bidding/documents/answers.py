"""What the doors of tender documents answer. Digests are hex, moments `2026-12-17T01:30:00.000Z`."""

from typing import TypedDict

from bidding.notices.answers import FileNamed
from bidding.tenders.answers import SignedDocuments


class FileDrafted(FileNamed):
    """A file as it was put into the draft of that version."""

    version: int


class DocumentVersionShown(TypedDict):
    """A version as its own staff see it: a draft until `settled_at`, public from `published_at`."""

    version: int
    digest: str | None
    settled_at: str | None
    published_at: str | None
    files: list[FileNamed]


class DocumentVersions(TypedDict):
    """Every version of the newest round, drafts included."""

    versions: list[DocumentVersionShown]


class VersionSettled(TypedDict):
    """The version that was closed, its record and the record's digest, which custodians sign."""

    version: int
    digest: str
    record: SignedDocuments


class VersionOpened(TypedDict):
    """The draft that was begun, with the files of the version before."""

    version: int
    files: list[FileNamed]
