"""The reports as their signers see them, and the report of a lot as the buyer's side, the supervisor, the world do."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from bidding.handover import judged_project, project_of_lot
from crypto.encoding import timestamp
from evaluation_rooms.reports.actions.state import (
    dissents_of,
    record_of,
    signatures_of,
    standing_report,
    standing_reports,
)
from evaluation_rooms.reports.answers import (
    DissentShown,
    ReportBody,
    ReportsOfRoom,
    ReportToSign,
    ReviewShown,
    SignedClosing,
    SignedReport,
    WholeReport,
)
from evaluation_rooms.reports.refusals import NoReport
from evaluation_rooms.reports.rules import READERS
from evaluation_rooms.reports.tables import Dissent, Report, ReportReview, ReportSignature
from evaluation_rooms.rooms.actions import everybody, seated
from evaluation_rooms.rooms.tables import Member
from foundation.records import RecordRow
from foundation.work import Work

TO_SIGN = ("SIGNING", "CLOSED")


async def show_reports(work: Work) -> ReportsOfRoom:
    """Every report of the room with who signed and who dissents, for each of its members."""
    seat = await seated(work, *TO_SIGN, held_ok=True)
    reports = await standing_reports(work, seat.session.id)
    people = {one.id: one for one in await everybody(work, seat.session.id)}
    signed, said = await signatures_of(work, reports), await dissents_of(work, reports)
    return {
        "reports": [
            await _to_sign(work, one, people, signed[one.digest], said[one.digest], seat.member.id) for one in reports
        ]
    }


async def _to_sign(
    work: Work,
    report: Report,
    people: Mapping[UUID, Member],
    signed: Mapping[UUID, ReportSignature],
    dissents: list[Dissent],
    me: UUID,
) -> ReportToSign:
    record = await record_of(work, report.digest)
    return {
        "lot": str(report.lot_id),
        "report": report.digest.hex(),
        "body": cast(ReportBody, record.record()["body"]),
        "signed": sorted(people[one].name for one in signed),
        "mine": me in signed,
        "dissent": [_dissent(one, people) for one in dissents],
        "due": timestamp(report.due),
        "handed_in": report.closing is not None,
    }


def _dissent(one: Dissent, people: Mapping[UUID, Member]) -> DissentShown:
    return {"seat": people[one.member_id].name, "text": one.text, "at": timestamp(one.at)}


async def report_to_sign(work: Work, lot_id: UUID) -> tuple[RecordRow, RecordRow | None]:
    """What a member prints before he signs: the report as it is signed so far."""
    seat = await seated(work, *TO_SIGN, held_ok=True)
    report = await standing_report(work, seat.session.id, lot_id)
    return await _records(work, report)


async def _records(work: Work, report: Report) -> tuple[RecordRow, RecordRow | None]:
    closing = await record_of(work, report.closing) if report.closing else None
    return await record_of(work, report.digest), closing


async def handed_in(work: Work, lot_id: UUID) -> tuple[Report, RecordRow, RecordRow]:
    """The newest report that was handed in, where the actor may read it; to everybody else there is none yet."""
    query = select(Report).where(Report.lot_id == lot_id, Report.closing.is_not(None), ~Report.void)
    report = await work.session.scalar(query.order_by(Report.made_at.desc()).limit(1))
    if report is None:
        raise NoReport()
    record, closing = await _records(work, report)
    if not record.public and not await _is_reader(work, lot_id):
        raise NoReport()
    assert closing is not None  # asked for above
    return report, record, closing


async def _is_reader(work: Work, lot_id: UUID) -> bool:
    if work.actor.role not in READERS:
        return False
    project = await judged_project(work, await project_of_lot(work, lot_id))
    return work.actor.role in project.relation


async def show_report(work: Work, lot_id: UUID) -> WholeReport:
    """The signed report with its closing; checks that were asked for, to those who may ask."""
    report, record, closing = await handed_in(work, lot_id)
    reviews = await reviews_of(work, report) if await _is_reader(work, lot_id) else []
    return {
        "digest": report.digest.hex(),
        "report": cast(SignedReport, record.record()),
        "closing": cast(SignedClosing, closing.record()),
        "reviews": [review_shown(one) for one in reviews],
    }


async def reviews_of(work: Work, report: Report) -> list[ReportReview]:
    """Every check of a report, in order."""
    query = select(ReportReview).where(ReportReview.report == report.digest).order_by(ReportReview.id)
    return list(await work.session.scalars(query.execution_options(populate_existing=True)))


def review_shown(one: ReportReview) -> ReviewShown:
    """As an answer."""
    told: dict[str, Any] = {name: getattr(one, name) for name in ("ground", "text", "asked_by", "outcome", "answer")}
    told["answered_at"] = timestamp(one.answered_at) if one.answered_at else None
    return cast(ReviewShown, {**told, "asked_at": timestamp(one.asked_at), "answered_by": one.answered_by})
