"""What the public sees of a tender: a line of the register, the whole page, and the cursor between two pages."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast
from urllib.parse import quote
from uuid import UUID

from bidding.methods.scheme_shown import SchemeShown
from bidding.notices.answers import FileNamed
from bidding.projects.scope import ProjectClass
from bidding.projects.tables import Lot, Project
from bidding.tenders.answers import (
    DeadlineShown,
    Extension,
    FileShown,
    RegisterLine,
    RoundShown,
    SignedDocuments,
    SignedExtension,
    SignedKeySet,
    SignedKeyStatement,
    SignedTender,
    TenderPage,
)
from bidding.tenders.refusals import CursorUnreadable
from bidding.tenders.rules import shown_state
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp, timestamp
from foundation.records import RecordRow

DOCUMENTS: Final = "tianping/documents/1"
TENDER: Final = "tianping/tender/1"
KEY_SET: Final = "tianping/key-set/1"
STATEMENT: Final = "tianping/key-statement/1"
EXTENSION: Final = "tianping/extension/1"
PAGE_RECORDS = (DOCUMENTS, TENDER, KEY_SET, STATEMENT, EXTENSION)

_CURSOR = re.compile(r"([0-9TZ:.-]{24})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")

Order = Literal["newest", "deadline", "-deadline"]
"""How the register is ordered: by publication, newest first; by deadline, earliest or latest first."""


@dataclass(frozen=True)
class Listed:
    """One round with its lot and project, and the moment the list was made."""

    round: LotRound
    lot: Lot
    project: Project
    buyer: str
    now: datetime


def register_line(listed: Listed) -> RegisterLine:
    """One line of the register."""
    round_, lot, project = listed.round, listed.lot, listed.project
    assert round_.published_at is not None and round_.deadline is not None  # the register lists published rounds only
    project_class = cast(ProjectClass, project.project_class)
    return {
        "lot": str(lot.id),
        "round": round_.number,
        "name": lot.name,
        "project": {"code": project.code, "name": project.name, "class": project_class},
        "region_code": project.region_code,
        "buyer": listed.buyer,
        "state": shown_state(round_.state, round_.deadline, listed.now),
        "published_at": timestamp(round_.published_at),
        "deadline": timestamp(round_.deadline),
        "is_statutory": project.is_statutory,
        "is_in_remote_scope": project.is_in_remote_scope,
        "rehearsal": round_.rehearsal,
    }


def tender_page(listed: Listed, rows: list[RecordRow], rounds: int) -> TenderPage:
    """Everything a page and a sealing client need; records are whole, so that a client can check them itself."""
    lot, round_ = listed.lot, listed.round
    by_digest = {row.digest: row.record() for row in rows}
    by_type = {kind: [by_digest[row.digest] for row in rows if row.type == kind] for kind in PAGE_RECORDS}
    versions = cast(list[SignedDocuments], by_type[DOCUMENTS])
    extensions = cast(list[SignedExtension], by_type[EXTENSION])
    documents = next((one for one in versions if one["body"]["version"] == round_.document_version), None)
    tender = cast(SignedTender | None, by_digest.get(round_.tender or b""))
    return {
        **register_line(listed),
        "now": timestamp(listed.now),
        "rounds": rounds,
        "rulebook": round_.rulebook,
        "estimate": f"{lot.estimate:.2f}",
        "ceiling": None if lot.ceiling is None else f"{lot.ceiling:.2f}",
        "document_version": round_.document_version,
        "deadlines": _deadlines(tender, extensions),
        "tender": tender,
        "extensions": extensions,
        "key_set": cast(SignedKeySet | None, by_digest.get(round_.key_set or b"")),
        "key_sets": cast(list[SignedKeySet], by_type[KEY_SET]),
        "statements": cast(list[SignedKeyStatement], by_type[STATEMENT]),
        "documents": documents,
        "versions": versions,
        "files": [with_url(each) for each in documents["body"]["files"]] if documents else [],
        "offer_form": lot.offer_form,
        "coefficients": lot.coefficients,
        "scheme": cast(SchemeShown | None, lot.scheme),
    }


def _deadlines(tender: SignedTender | None, extensions: list[SignedExtension]) -> list[DeadlineShown]:
    """Every deadline of the round, earliest first, as the records tell it."""
    if tender is None:
        return []
    opened, later = tender["body"], [extension["body"] for extension in extensions]
    first: DeadlineShown = {"deadline": opened["deadline"], "set_at": opened["published_at"], "reason": ""}
    return [first, *(_moved(one) for one in later)]


def _moved(extension: Extension) -> DeadlineShown:
    return {"deadline": extension["deadline"], "set_at": extension["at"], "reason": extension["reason"]}


def round_json(round_: LotRound, now: datetime) -> RoundShown:
    """A round as its own staff see it, drafts included."""
    return {
        "number": round_.number,
        "state": shown_state(round_.state, round_.deadline, now),
        "deadline": _shown(round_.deadline),
        "published_at": _shown(round_.published_at),
        "rulebook": round_.rulebook,
        "rehearsal": round_.rehearsal,
        "document_version": round_.document_version,
        "key_set": None if round_.key_set is None else round_.key_set.hex(),
    }


def with_url(file: FileNamed) -> FileShown:
    """A file of a documents record with the path of its open download."""
    return {**file, "url": f"/files/{file['sha256']}/{quote(file['name'], safe='')}"}


def cursor_of(round_: LotRound, order: Order = "newest") -> str:
    """Where the next page of the register, in this order, begins."""
    moment = round_.published_at if order == "newest" else round_.deadline
    assert moment is not None  # the register lists published rounds only
    return f"{timestamp(moment)}_{round_.id}"


def read_cursor(text: str) -> tuple[datetime, UUID]:
    """The place that `cursor_of` named; anything else is refused."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorUnreadable()
    return parse_timestamp(match[1]), UUID(match[2])


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)
