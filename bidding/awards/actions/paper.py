"""The award notice and the written report on paper: what the printer is given besides the record."""

from typing import Any, cast
from uuid import UUID

from bidding.awards.actions.state import candidates_of, find_award, record_of
from bidding.awards.actions.written_report import show_written_report
from bidding.awards.documents import SignedAward, WrittenReport
from bidding.awards.refusals import NotAwarded
from bidding.opening.actions.state import tender_body
from bidding.tenders.actions import current_round, lot_and_project
from foundation.work import Work


async def award_for_print(work: Work, lot_id: UUID) -> tuple[SignedAward, dict[str, Any]]:
    """The award in force, with the names that stand around it. Raises NotAwarded."""
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    if award.award is None:
        raise NotAwarded()
    tender = await tender_body(work.session, round_)
    lot, project = await lot_and_project(work.session, lot_id)
    words = {
        "project": project.name,
        "lot": lot.name,
        "buyer": tender["buyer"]["name"],
        "agency": tender["agency"]["name"] if tender["agency"] else "",
        "names": {one["bid"]: one["name"] for one in candidates_of(award)},
        "rehearsal": round_.rehearsal,
        "platform": work.settings.platform_name,
    }
    return cast(SignedAward, await record_of(work.session, award.award)), words


async def report_for_print(work: Work, lot_id: UUID) -> tuple[WrittenReport, dict[str, Any], bool]:
    """The written report, the words around it, and whether it is a draft still."""
    body = await show_written_report(work, lot_id)
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    words = {"rehearsal": round_.rehearsal, "platform": work.settings.platform_name}
    return body, words, award.written_report is None
