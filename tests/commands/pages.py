"""A tender page (GET /api/lots/{lot}) made from the honest story; tests change one thing of it."""

from copy import deepcopy
from functools import cache
from typing import Any

from tests.commands.openings import as_record
from tests.crypto.packages import DEADLINE_TEXT, Story
from tests.vectors.sources import LOT


def page() -> dict[str, Any]:
    """A fresh copy."""
    return deepcopy(_honest())


@cache
def _honest() -> dict[str, Any]:
    story = Story()
    story.compact = True
    story.idle_ticks = 1
    told = story.tell().records
    tender = told["tender"][0]
    return {
        "lot": LOT,
        "round": 1,
        "name": "一标段",
        "deadline": DEADLINE_TEXT,
        "now": "2026-12-10T00:00:00.000Z",
        "document_version": 1,
        "ceiling": "27950000.00",
        "tender": tender,
        "extensions": told["extension"],
        "key_set": told["key-set"][0],
        "key_sets": told["key-set"],
        "statements": told["key-statement"],
        "versions": told["documents"],
        "offer_form": tender["body"]["offer_form"],
    }


def signed_anew(record: dict[str, Any], **members: Any) -> dict[str, Any]:
    """The platform signs it with other members."""
    return as_record({**record["body"], **members})
