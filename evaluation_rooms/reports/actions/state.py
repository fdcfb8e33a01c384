"""The reports of a room as they stand, and who sits to sign them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from evaluation_rooms.reports.refusals import NoReport
from evaluation_rooms.reports.tables import Dissent, Report, ReportSignature
from foundation.records import RecordRow, records_named
from foundation.work import Work


async def standing_reports(work: Work, session_id: UUID) -> list[Report]:
    """The reports that no later ranking replaced, by lot."""
    query = select(Report).where(Report.session_id == session_id, ~Report.void).order_by(Report.lot_id)
    return list(await work.session.scalars(query.execution_options(populate_existing=True)))


async def standing_report(work: Work, session_id: UUID, lot_id: UUID) -> Report:
    """The one of a lot. Raises NoReport."""
    found = next((one for one in await standing_reports(work, session_id) if one.lot_id == lot_id), None)
    if found is None:
        raise NoReport()
    return found


async def signatures_of(work: Work, reports: Sequence[Report]) -> dict[bytes, dict[UUID, ReportSignature]]:
    """Who signed what: by report, then by member."""
    found: dict[bytes, dict[UUID, ReportSignature]] = {one.digest: {} for one in reports}
    query = select(ReportSignature).where(ReportSignature.report.in_(found))
    for row in await work.session.scalars(query.order_by(ReportSignature.at)):
        found[row.report][row.member_id] = row
    return found


async def dissents_of(work: Work, reports: Sequence[Report]) -> dict[bytes, list[Dissent]]:
    """Who dissents from what, in order of time."""
    found: dict[bytes, list[Dissent]] = {one.digest: [] for one in reports}
    query = select(Dissent).where(Dissent.report.in_(found))
    for row in await work.session.scalars(query.order_by(Dissent.at, Dissent.member_id)):
        found[row.report].append(row)
    return found


async def record_of(work: Work, digest: bytes) -> RecordRow:
    """A record that a row of ours names."""
    [row] = await records_named(work.session, [digest])
    return row
