"""The releases of one lot round: each follows from one public record, so whoever has the records makes the same."""

from collections.abc import Callable, Iterator
from typing import Any

from crypto.encoding import digest
from evaluation_rooms.publication.ocds.awarding import awarded, contracted, failed, published, rejected_all
from evaluation_rooms.publication.ocds.panel import drawn
from evaluation_rooms.publication.ocds.process import (
    AWARD,
    CANDIDATES,
    CONTRACT,
    DOCUMENTS,
    DRAW,
    EXTENSION,
    FAILED,
    OPENING,
    REPORT,
    TENDER,
    Body,
    Process,
)
from evaluation_rooms.publication.ocds.story import Made, Story
from evaluation_rooms.publication.ocds.tendering import amended, announced, extended, opened

TELLERS: dict[str, Callable[[Story, Body, str], Made | None]] = {
    TENDER: announced,
    DOCUMENTS: amended,
    EXTENSION: extended,
    OPENING: opened,
    REPORT: rejected_all,
    CANDIDATES: published,
    AWARD: awarded,
    FAILED: failed,
    CONTRACT: contracted,
    DRAW: drawn,
}


def ocid_of(prefix: str, lot: str, number: int) -> str:
    """A lot that is tendered again is another contracting process."""
    return f"{prefix}-{lot}-{number}"


def releases_of(process: Process) -> list[dict[str, Any]]:
    """All releases, oldest first."""
    return list(_told(process))


def _told(process: Process) -> Iterator[dict[str, Any]]:
    story = Story(process)
    for record in sorted(process.records, key=lambda one: moment_of(one["body"])):
        body = record["body"]
        teller = TELLERS.get(body["type"])
        found = digest(body).hex()
        made = teller(story, body, found) if teller else None
        if made is not None:
            yield story.release(made, moment_of(body), process.release_id(body["type"], found))


def moment_of(body: Body) -> str:
    """When a record was made."""
    return str(body.get("at") or body.get("published_at") or body.get("closed_at"))
