"""The written report to the supervisor 招标投标情况书面报告 (法47), made of the records that there are."""

from typing import cast
from uuid import UUID

from bidding.awards.actions.publicity import method_of
from bidding.awards.actions.state import (
    STAFF,
    body_of,
    find_award,
    lock_own,
    objections_of,
    record_of,
)
from bidding.awards.documents import (
    AwardBody,
    ObjectionReported,
    OpeningReported,
    ProjectReported,
    SignedWrittenReport,
    VersionReported,
    WrittenReport,
)
from bidding.awards.refusals import NotAwarded
from bidding.awards.tables import Award, ResultObjection
from bidding.opening.actions.state import tender_body
from bidding.opening.tables import Opening
from bidding.projects.scope import ProjectClass
from bidding.tenders.actions import current_round, lot_and_project, need_relation
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.records import records_of
from foundation.work import Work


async def show_written_report(work: Work, lot_id: UUID) -> WrittenReport:
    """The report as it was filed, or as it would be filed now: for those whose lot it is."""
    await need_relation(work, lot_id, *STAFF)
    round_ = await current_round(work.session, lot_id)
    award = await find_award(work.session, round_.id)
    if award.written_report is not None:
        return cast(WrittenReport, await body_of(work.session, award.written_report))
    return await _draft(work, round_, award, "")


async def file_written_report(work: Work, lot_id: UUID, remarks: str) -> SignedWrittenReport:
    """File the report with the supervisor, with what the buyer adds. Safe to repeat: what was filed stands."""
    round_, award = await lock_own(work, lot_id)
    if award.written_report is None:
        body = await _draft(work, round_, award, remarks)
        row = await work.publish({**body}, lot=lot_id, round_no=round_.number, public=False)
        award.written_report, award.filed_at = row.digest, await work.now()
        await work.session.flush()
        await work.record("file_written_report", "lot_round", round_.id, "R-REPORT", record=row.digest.hex())
    return cast(SignedWrittenReport, await record_of(work.session, award.written_report))


async def _draft(work: Work, round_: LotRound, award: Award, remarks: str) -> WrittenReport:
    if award.award is None or award.publicity is None:
        raise NotAwarded()
    session = work.session
    report, scores = await body_of(session, award.report), await body_of(session, award.scores)
    tender = await tender_body(session, round_)
    lot, project = await lot_and_project(session, round_.lot_id)
    named: ProjectReported = {
        "code": project.code,
        "name": project.name,
        "kind": cast(ProjectClass, project.project_class),
        "statutory": project.is_statutory,
        "buyer": tender["buyer"],
        "agency": tender["agency"],
    }
    return {
        "type": "tianping/written-report/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "project": named,
        "scope": lot.name,
        "method": method_of(scores),
        "media": [work.settings.platform_name],
        "documents": await _documents(work, round_),
        "opening": await _opening(work, round_),
        "committee": report["committee"],
        "report": award.report.hex(),
        "scores": award.scores.hex(),
        "candidates": award.publicity.hex(),
        "award": cast(AwardBody, await body_of(session, award.award)),
        "objections": [_objection(one) for one in await objections_of(session, round_.id)],
        "remarks": remarks,
        "at": timestamp(await work.now()),
    }


async def _documents(work: Work, round_: LotRound) -> list[VersionReported]:
    rows = await records_of(work.session, round_.lot_id, round_.number, "tianping/documents/1")
    bodies = [(row.digest, row.record()["body"]) for row in rows]
    return [{"version": one["version"], "at": one["at"], "record": digest.hex()} for digest, one in bodies]


async def _opening(work: Work, round_: LotRound) -> OpeningReported:
    opening = await work.session.get(Opening, round_.id)
    body = await body_of(work.session, opening.record if opening else None)
    told = {name: body[name] for name in ("deadline", "opened_at", "closed_at", "valid_bidders")}
    bids = [{name: one[name] for name in ("bid", "name", "outcome")} for one in body["bids"]]
    return cast(OpeningReported, told | {"bids": bids})


def _objection(one: ResultObjection) -> ObjectionReported:
    answered = timestamp(one.answered_at) if one.answered_at else None
    return {"by": one.name, "text": one.text, "at": timestamp(one.at), "answer": one.answer, "answered_at": answered}
