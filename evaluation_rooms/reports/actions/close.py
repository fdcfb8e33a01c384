"""The reports are complete: everybody signed, or the time to say something is over (条例53). The room is closed."""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import update

from bidding.handover import accept_report, reject_all
from crypto.encoding import Body, timestamp
from evaluation_rooms.draws.actions.sessions import finish_judging
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.reports.actions.state import dissents_of, record_of, signatures_of, standing_reports
from evaluation_rooms.reports.bodies import closing_body
from evaluation_rooms.reports.tables import Dissent, Report
from evaluation_rooms.rooms.actions import advance, lock_sitting, members_of
from evaluation_rooms.rooms.tables import Member, Sitting
from foundation.records import RecordRow
from foundation.rulebook import rulebook
from foundation.schedule import arm
from foundation.work import Work

SILENCE: Final = "report silence"
COUNT: Final = "count_report"
"""The timer of the statistics, which come later in the life of an evaluation and read what is written here."""
RULE = "条例53"


async def arm_silence(work: Work, session_id: UUID, due: datetime) -> None:
    """Look at the room when the time to sign is over."""
    await arm(work, SILENCE, f"{SILENCE} {session_id}", due, session=str(session_id))


async def run_silence(work: Work, payload: dict[str, Any]) -> datetime | None:
    """Timer: whoever said nothing agrees. While the room is held, time does not run against anybody."""
    sitting = await lock_sitting(work, UUID(payload["session"]))
    reports = await standing_reports(work, sitting.session_id)
    if sitting.phase != "SIGNING" or not reports:
        return None
    session = await work.session.get_one(EvaluationSession, sitting.session_id)
    now = await work.now()
    if sitting.held:
        return now + rulebook(session.rulebook).duration("R-ROOM-BEAT")
    due = max(one.due for one in reports)
    if now < due:
        return due
    await _close(work, sitting, reports)
    return None


async def close_if_all_signed(work: Work, sitting: Sitting) -> None:
    """Close the room once every member has signed every report; the sitting is locked alone by the caller."""
    await work.session.flush()
    reports = await standing_reports(work, sitting.session_id)
    members = {one.id for one in await members_of(work, sitting.session_id)}
    signed = await signatures_of(work, reports)
    if all(members <= found.keys() for found in signed.values()):
        await _close(work, sitting, reports)


async def _close(work: Work, sitting: Sitting, reports: list[Report]) -> None:
    members = await members_of(work, sitting.session_id)
    signed, dissents = await signatures_of(work, reports), await dissents_of(work, reports)
    await advance(work, sitting.session_id, "close")
    await finish_judging(work, await work.session.get_one(EvaluationSession, sitting.session_id))
    for report in reports:
        said = {one.name: one.id in signed[report.digest] for one in members}
        await _hand_in(work, report, said, [_told(one, members) for one in dissents[report.digest]])


def _told(one: Dissent, members: list[Member]) -> Body:
    seat = next(member.name for member in members if member.id == one.member_id)
    return {"seat": seat, "text": one.text, "signature": one.value.hex(), "at": timestamp(one.at)}


async def _make_public(work: Work, digests: list[bytes]) -> None:
    """The round is over without a winner: from now on anybody may read why."""
    await work.session.execute(update(RecordRow).where(RecordRow.digest.in_(digests)).values(public=True))


async def _hand_in(work: Work, report: Report, said: dict[str, bool], dissent: list[Body]) -> None:
    """The lot goes on to the buyer, or has failed; either way it is counted."""
    record, now = await record_of(work, report.digest), await work.now()
    body = closing_body(json.loads(record.body), report.digest.hex(), timestamp(now), said, dissent)
    closing = await work.publish(body, lot=report.lot_id, round_no=record.round, public=False)
    report.closing = closing.digest
    await work.record("hand_in_report", "lot", report.lot_id, RULE, report=report.digest.hex(), silent=body["silent"])
    if report.failed:
        await reject_all(work, [report.lot_id])
        await _make_public(work, [report.digest, report.scores, closing.digest])
    else:
        await accept_report(work, record)
    await arm(
        work, COUNT, f"{COUNT} {report.session_id} {report.lot_id}", now,
        session=str(report.session_id), lot=str(report.lot_id),
    )  # fmt: skip
