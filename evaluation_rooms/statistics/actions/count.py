"""A report is complete: count its lot by where the committee really sat, look again until the result is fixed.

A repeated run changes nothing. An evaluation that turns out void counts on neither side; the next one counts anew.
"""

import json
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, update

from bidding.handover import EVALUATION_OVER, RESULT_FIXED, CountedLot, CountedProject, counted_projects, project_of_lot
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import Draw, EvaluationSession, SessionLot
from evaluation_rooms.rooms.actions import everybody
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.statistics.actions.fold import drop_declared, hold_project, settle, settle_all
from evaluation_rooms.statistics.kinds import Seat, remote_cities
from evaluation_rooms.statistics.proof import Counted, seat_body, signed_seats
from evaluation_rooms.statistics.tables import ShareCount, ShareProject
from evaluation_rooms.venues.tables import Venue
from foundation.records import RecordRow, records_of
from foundation.rulebook import rulebook
from foundation.work import Work

COUNT: Final = "count_report"
RULE: Final = "R-SHARE-COUNT"
REPORT, REPORT_CLOSING = "tianping/evaluation-report/1", "tianping/report-closing/1"
STANDS: Final = (*EVALUATION_OVER, "FAILED_REJECTED")
"""States in which the newest round's report stands."""


async def run_count(work: Work, payload: dict[str, Any]) -> datetime | None:
    """Timer: payload session and lot."""
    return await count_report(work, UUID(payload["session"]), UUID(payload["lot"]))


async def count_report(work: Work, session_id: UUID, lot_id: UUID) -> datetime | None:
    """Count the lot, or take its count back; answers when to look again, None once nothing can change any more."""
    project_id = await project_of_lot(work, lot_id)
    (told,) = await counted_projects(work, [project_id])
    row = await hold_project(work, str(project_id), told.code, told.name, project_id)
    (told,) = await counted_projects(work, [project_id])  # as it is now that the row is held
    judged = await work.session.get(SessionLot, (session_id, lot_id), populate_existing=True)
    if judged is None:
        return None
    lot, count = told.lot(lot_id), await _count(work, session_id, lot_id)
    stands = not judged.void and (lot.round > judged.round_no or lot.state in STANDS)
    if stands and count is None:
        count = await _add(work, row, told, judged)
    elif not stands and count is not None and count.void_at is None:
        await _take_back(work, row, count)
    return await _again(work, lot, judged, count)


async def _count(work: Work, session_id: UUID, lot_id: UUID) -> ShareCount | None:
    query = select(ShareCount).where(ShareCount.session_id == session_id, ShareCount.lot_id == lot_id)
    return await work.session.scalar(query.execution_options(populate_existing=True))


async def _again(work: Work, lot: CountedLot, judged: SessionLot, count: ShareCount | None) -> datetime | None:
    if judged.void or count is None:
        return None
    rules, is_over = rulebook(lot_rulebook(lot)), lot.round > judged.round_no or lot.state in RESULT_FIXED
    if not is_over:
        return await work.now() + rules.duration("R-SHARE-LOOK")
    shown = update(RecordRow).where(RecordRow.digest == count.presence)
    await work.session.execute(shown.values(public=True))
    return None


def lot_rulebook(lot: CountedLot) -> int:
    """The clocks by which a lot is looked at again."""
    return 2 if lot.rehearsal else 1


async def _add(work: Work, row: ShareProject, told: CountedProject, judged: SessionLot) -> ShareCount | None:
    """None where the report is not there (yet): whoever completes it arms the timer."""
    found = await _counted(work, told, judged)
    if found is None:
        return None
    lot = told.lot(judged.lot_id)
    record = await work.publish(found.body(), lot=found.lot, round_no=found.round, public=False)
    count = ShareCount(
        project_key=row.key,
        lot_key=str(found.lot),
        lot_id=found.lot,
        round_no=found.round,
        lot_name=lot.name,
        session_id=found.session,
        source="rehearsal" if lot.rehearsal else "proven",
        counted_at=found.at,
        kind=found.kind,
        main_city=found.main,
        region=told.region,
        project_class=told.project_class,
        amount=lot.estimate,
        project_amount=told.amount,
        statutory=told.is_statutory,
        in_scope=told.is_in_remote_scope,
        seats=[seat_body(seat) for seat in found.seats],
        subs=remote_cities(found.main, found.seats),
        report=found.report,
        draw=found.draw,
        presence=record.digest,
    )
    work.session.add(count)
    declared = await drop_declared(work, f"declared:{row.code}", "proven here 本平台已计入")
    await settle_all(work, [row, *declared])
    await work.record("count_report", "lot", found.lot, RULE, session=found.session, kind=found.kind)
    return count


async def _take_back(work: Work, row: ShareProject, count: ShareCount) -> None:
    count.void_at, count.void_reason = await work.now(), "void evaluation 评标无效"
    await settle(work, row)
    await work.record("uncount_report", "lot", count.lot_id, RULE, session=count.session_id)


async def _counted(work: Work, told: CountedProject, judged: SessionLot) -> Counted | None:
    rows = await records_of(work.session, judged.lot_id, judged.round_no, REPORT, REPORT_CLOSING)
    report = _last(rows, REPORT, "session", str(judged.session_id))
    closing = _last(rows, REPORT_CLOSING, "report", report.digest.hex()) if report else None
    if report is None or closing is None:
        return None
    session = await work.session.get_one(EvaluationSession, judged.session_id)
    main = await _city(work, read_plan(session.plan).main.venue)
    return Counted(
        lot=judged.lot_id,
        round=judged.round_no,
        session=judged.session_id,
        project=told.id,
        report=report.digest,
        closing=closing.digest,
        draw=await _draw(work, session.id),
        main=main,
        seats=tuple(await _seats(work, session.id, main, signed_seats(json.loads(closing.body)))),
        least=rulebook(session.rulebook).count("R-REMOTE-EXPERTS-MIN"),
        rulebook=session.rulebook,
        at=closing.at,
    )


def _last(rows: list[RecordRow], type_: str, member: str, value: str) -> RecordRow | None:
    return next((row for row in reversed(rows) if row.type == type_ and json.loads(row.body)[member] == value), None)


async def _seats(work: Work, session_id: UUID, main: str, signed: set[str]) -> list[Seat]:
    """Who sat at the end, where their venue stands; whoever has no venue, no pledge or no signature proves nothing."""
    members = [one for one in await everybody(work, session_id) if one.state != "GONE"]
    return [await _seat(work, one, main, signed) for one in members]


async def _seat(work: Work, member: Member, main: str, signed: set[str]) -> Seat:
    is_placed = member.venue_id is not None and member.workstation_id is not None
    city = await _city(work, member.venue_id) if member.venue_id else main
    is_signed = is_placed and member.sign_key is not None and member.name in signed
    return Seat(member.name, member.kind == "expert", city, is_signed)


async def _city(work: Work, venue: UUID) -> str:
    return (await work.session.get_one(Venue, venue)).physical_city


async def _draw(work: Work, session_id: UUID) -> bytes | None:
    """Of the draw that filled the committee; null where another pool's system drew."""
    query = select(Draw.result).where(Draw.session_id == session_id, Draw.source == "platform")
    return await work.session.scalar(query.order_by(Draw.number).limit(1))
