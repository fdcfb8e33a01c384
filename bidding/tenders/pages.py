"""What the public sees of a tender: a line of the register, the whole page, and the cursor between two pages."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from bidding.projects.tables import Lot, Project
from bidding.tenders.refusals import CursorUnreadable
from bidding.tenders.rules import shown_state
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp, timestamp
from foundation.records import RecordRow

DOCUMENTS, TENDER, KEY_SET = "tianping/documents/1", "tianping/tender/1", "tianping/key-set/1"
STATEMENT, EXTENSION = "tianping/key-statement/1", "tianping/extension/1"
PAGE_RECORDS = (DOCUMENTS, TENDER, KEY_SET, STATEMENT, EXTENSION)

_CURSOR = re.compile(r"([0-9TZ:.-]{24})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


@dataclass(frozen=True)
class Listed:
    """One round with its lot and project, and the moment the list was made."""

    round: LotRound
    lot: Lot
    project: Project
    buyer: str
    now: datetime


def register_line(listed: Listed) -> dict[str, Any]:
    """One line of the register."""
    round_, lot, project = listed.round, listed.lot, listed.project
    return {
        "lot": str(lot.id),
        "round": round_.number,
        "name": lot.name,
        "project": {"code": project.code, "name": project.name, "class": project.project_class},
        "region_code": project.region_code,
        "buyer": listed.buyer,
        "state": shown_state(round_.state, round_.deadline, listed.now),
        "published_at": _shown(round_.published_at),
        "deadline": _shown(round_.deadline),
        "is_statutory": project.is_statutory,
        "is_in_remote_scope": project.is_in_remote_scope,
        "rehearsal": round_.rehearsal,
    }


def tender_page(listed: Listed, rows: list[RecordRow], rounds: int) -> dict[str, Any]:
    """Everything a page and a sealing client need; records are whole, so that a client can check them itself."""
    lot, round_ = listed.lot, listed.round
    by_digest = {row.digest: row.record() for row in rows}
    by_type = {kind: [by_digest[row.digest] for row in rows if row.type == kind] for kind in PAGE_RECORDS}
    documents = next((one for one in by_type[DOCUMENTS] if one["body"]["version"] == round_.document_version), None)
    tender = by_digest.get(round_.tender or b"")
    return {
        **register_line(listed),
        "now": timestamp(listed.now),
        "rounds": rounds,
        "rulebook": round_.rulebook,
        "estimate": f"{lot.estimate:.2f}",
        "ceiling": None if lot.ceiling is None else f"{lot.ceiling:.2f}",
        "document_version": round_.document_version,
        "deadlines": _deadlines(tender, by_type[EXTENSION]),
        "tender": tender,
        "extensions": by_type[EXTENSION],
        "key_set": by_digest.get(round_.key_set or b""),
        "key_sets": by_type[KEY_SET],
        "statements": by_type[STATEMENT],
        "documents": documents,
        "versions": by_type[DOCUMENTS],
        "files": [with_url(each) for each in documents["body"]["files"]] if documents else [],
        "offer_form": lot.offer_form,
        "coefficients": lot.coefficients,
    }


def _deadlines(tender: dict[str, Any] | None, extensions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every deadline of the round, earliest first, as the records tell it."""
    if tender is None:
        return []
    first = {"deadline": tender["body"]["deadline"], "set_at": tender["body"]["published_at"], "reason": ""}
    bodies = [extension["body"] for extension in extensions]
    return [first, *({"deadline": one["deadline"], "set_at": one["at"], "reason": one["reason"]} for one in bodies)]


def round_json(round_: LotRound, now: datetime) -> dict[str, Any]:
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


def with_url(file: dict[str, Any]) -> dict[str, Any]:
    """A file of a documents record with the path of its open download."""
    return {**file, "url": f"/files/{file['sha256']}/{quote(file['name'], safe='')}"}


def cursor_of(round_: LotRound) -> str:
    """Where the next page of the register begins."""
    assert round_.published_at is not None  # the register lists published rounds only
    return f"{timestamp(round_.published_at)}_{round_.id}"


def read_cursor(text: str) -> tuple[datetime, UUID]:
    """The place that `cursor_of` named; anything else is refused."""
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise CursorUnreadable()
    return parse_timestamp(match[1]), UUID(match[2])


def _shown(moment: datetime | None) -> str | None:
    return None if moment is None else timestamp(moment)
