"""The buyer looks before he publishes (1117号五): he, or the supervisor, has a report checked; it stands or is void."""

from typing import Any
from uuid import UUID

from bidding.handover import judged_project, keep_report, project_of_lot, review_report, void_report
from crypto.encoding import timestamp
from evaluation_rooms.draws.actions.sessions import find_session, free_lots
from evaluation_rooms.reports.actions.close import COUNT
from evaluation_rooms.reports.actions.show import handed_in, review_shown, reviews_of
from evaluation_rooms.reports.actions.state import record_of
from evaluation_rooms.reports.answers import ReviewShown
from evaluation_rooms.reports.refusals import NoReviewRuns, ReviewedOften, ReviewRuns
from evaluation_rooms.reports.rules import REVIEW
from evaluation_rooms.reports.tables import Report, ReportReview
from foundation.errors import NoSuchThing, NotAllowed, NotSignedIn
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

RULE = "R-REVIEW"
ASKERS = ("buyer", "supervisor")


async def ask_review(work: Work, lot_id: UUID, ground: str, text: str) -> ReviewShown:
    """The report is checked; nothing is published or awarded meanwhile. The same again changes nothing."""
    report, reviews = await _own(work, lot_id)
    if reviews and reviews[-1].answered_at is None:
        if (reviews[-1].ground, reviews[-1].text, reviews[-1].asked_by) == (ground, text, work.actor.role):
            return review_shown(reviews[-1])
        raise ReviewRuns()
    session = await find_session(work, report.session_id)
    most = rulebook(session.rulebook).count(RULE)
    if len(reviews) >= most:
        raise ReviewedOften(most=str(most))
    await review_report(work, lot_id)
    now = await work.now()
    asked: dict[str, Any] = {"ground": ground, "text": text, "asked_by": work.actor.role}
    body = {"type": REVIEW, "lot": str(lot_id), "report": report.digest.hex(), **asked, "at": timestamp(now)}
    record = await work.publish(body, lot=lot_id, round_no=await _round(work, report), public=False)
    row = ReportReview(report=report.digest, asked_at=now, record=record.digest, **asked)
    work.session.add(row)
    await work.session.flush()
    await work.record("ask_review", "lot", lot_id, RULE, ground=ground, report=report.digest.hex())
    return review_shown(row)


async def answer_review(work: Work, lot_id: UUID, outcome: str, text: str) -> ReviewShown:
    """The report stands as it is, or nothing of it counts and another committee is drawn."""
    report, reviews = await _own(work, lot_id)
    row = reviews[-1] if reviews else None
    if row is None or row.answered_at is not None:
        if row is not None and (row.outcome, row.answer) == (outcome, text):
            return review_shown(row)
        raise NoReviewRuns()
    row.outcome, row.answer, row.answered_by, row.answered_at = outcome, text, work.actor.role, await work.now()
    if outcome == "accept":
        await keep_report(work, lot_id)
    else:
        await _void(work, report)
    await work.record("answer_review", "lot", lot_id, RULE, outcome=outcome, report=report.digest.hex())
    await work.session.flush()
    return review_shown(row)


async def _void(work: Work, report: Report) -> None:
    """The lot is free for a session with other people; the share takes it back."""
    await void_report(work, report.lot_id)
    await free_lots(work, await find_session(work, report.session_id), [report.lot_id])
    report.void = True
    named = {"session": str(report.session_id), "lot": str(report.lot_id)}
    await arm(work, COUNT, f"{COUNT} {report.session_id} {report.lot_id}", await work.now(), **named)


async def _own(work: Work, lot_id: UUID) -> tuple[Report, list[ReportReview]]:
    """For the project's buyer and its supervisor only; their report, locked, with its checks."""
    if work.actor.role == "public":
        raise NotSignedIn()
    project = await judged_project(work, await project_of_lot(work, lot_id))
    if not project.relation:
        raise NoSuchThing(what="lot 标段")
    if not set(ASKERS) & set(project.relation):
        raise NotAllowed(needed=" / ".join(ASKERS))
    report, _, _ = await handed_in(work, lot_id)
    await work.session.refresh(report, with_for_update=True)
    return report, await reviews_of(work, report)


async def _round(work: Work, report: Report) -> int | None:
    return (await record_of(work, report.digest)).round
