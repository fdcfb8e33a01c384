"""The report on paper: what the printer is given besides its records."""

from typing import Any
from uuid import UUID

from bidding.handover import buyer_name, judged_rounds
from evaluation_rooms.reports.actions.show import handed_in, report_to_sign
from foundation.records import RecordRow, SignedDocument
from foundation.regions import region
from foundation.work import Work

Printed = tuple[SignedDocument, SignedDocument | None, dict[str, Any]]


async def report_for_print(work: Work, lot_id: UUID) -> Printed:
    """The report that was handed in, its closing, and the words around. Raises NoReport."""
    _, record, closing = await handed_in(work, lot_id)
    return await _with_words(work, lot_id, record, closing)


async def draft_for_print(work: Work, lot_id: UUID) -> Printed:
    """The same for the members who sign it."""
    return await _with_words(work, lot_id, *await report_to_sign(work, lot_id))


async def _with_words(work: Work, lot_id: UUID, record: RecordRow, closing: RecordRow | None) -> Printed:
    told = record.record()
    [lot] = await judged_rounds(work, [lot_id])
    words = {
        "buyer": await buyer_name(work, lot.project),
        "cities": {one["city"]: _city(one["city"]) for one in told["body"]["committee"]},
        "rehearsal": lot.rehearsal,
        "platform": work.settings.platform_name,
    }
    return told, closing.record() if closing else None, words


def _city(code: str) -> str:
    found = region(code)
    return f"{found.zh} {found.en}" if found else code
