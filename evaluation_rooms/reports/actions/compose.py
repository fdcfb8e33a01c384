"""The head has the reports made: one a lot, of its scores, in the words of the law; then all sign."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from bidding.handover import judged_project, judged_rounds
from crypto.encoding import Body, timestamp
from evaluation_rooms.draws.plans import read_plan
from evaluation_rooms.draws.tables import EvaluationSession
from evaluation_rooms.reports.actions.close import arm_silence
from evaluation_rooms.reports.actions.state import standing_reports
from evaluation_rooms.reports.bodies import Surroundings, report_body
from evaluation_rooms.reports.refusals import NothingToReport, OnlyHead
from evaluation_rooms.reports.rules import COMPOSED_IN
from evaluation_rooms.reports.tables import Report
from evaluation_rooms.rooms.actions import Seated, advance, holds_of, members_of, seated, tell
from evaluation_rooms.rooms.tables import Hold, Member, Sitting
from evaluation_rooms.scoring.actions import scores_of
from evaluation_rooms.venues.tables import Venue
from foundation.errors import FieldRefused
from foundation.records import RecordRow
from foundation.regions import city_key
from foundation.rulebook import rulebook
from foundation.work import Work

RULE = "Order 12 Art. 42"


async def compose(work: Work, matters: Mapping[UUID, str]) -> list[Report]:
    """Make the report of every lot of the room and let the signing begin; asked again, the same reports.

    `matters`: by lot, what is to be settled before the contract.
    """
    seat = await seated(work, *COMPOSED_IN, alone=True)
    if seat.sitting.head_id != seat.member.id:
        raise OnlyHead()
    scores = await scores_of(work, seat.session.id)
    if not scores:
        raise NothingToReport()
    for lot in matters.keys() - scores.keys():
        raise FieldRefused(field="lots", why=f"a lot of this room, {lot} is none", why_zh="应为本场评审的标段")
    there = await standing_reports(work, seat.session.id)
    if {one.lot_id: one.scores for one in there} == {lot: one.digest for lot, one in scores.items()}:
        return there
    return await _make(work, seat, scores, matters)


async def _make(
    work: Work, seat: Seated, scores: Mapping[UUID, RecordRow], matters: Mapping[UUID, str]
) -> list[Report]:
    session = seat.session.id
    await work.session.execute(update(Report).where(Report.session_id == session, ~Report.void).values(void=True))
    due = await work.now() + rulebook(seat.session.rulebook).duration("R-REPORT-SILENCE")
    around = await _surroundings(work, seat.session, seat.sitting)
    names = {one.lot: one.name for one in await judged_rounds(work, sorted(scores))}
    for lot, record in sorted(scores.items()):
        told = {**around, "project": {**around["project"], "lot": names[lot]}, "matters": matters.get(lot, "")}
        await _write(work, session, lot, record, Surroundings(**told), due)
    if seat.sitting.phase == "RANKED":
        await advance(work, session, "to_signing")
    await arm_silence(work, session, due)
    await tell(work, session, "report", due=timestamp(due))
    return await standing_reports(work, session)


async def _write(work: Work, session: UUID, lot: UUID, scores: RecordRow, around: Surroundings, due: Any) -> None:
    body = report_body(json.loads(scores.body), scores.digest.hex(), around)
    record = await work.publish(body, lot=lot, round_no=scores.round, public=False)
    row = Report(digest=record.digest, session_id=session, lot_id=lot, scores=scores.digest, failed=body["failed"])
    row.made_at, row.due = record.at, due
    work.session.add(row)
    await work.session.flush()
    await work.record("make_report", "lot", lot, RULE, session=session, report=record.digest.hex())


async def _surroundings(work: Work, session: EvaluationSession, sitting: Sitting) -> dict[str, Any]:
    project = await judged_project(work, session.project_id)
    return {
        "at": timestamp(await work.now()),
        "project": {"id": str(project.id), "code": project.code, "name": project.name},
        "committee": await _committee(work, session, sitting),
        "interruptions": [_interruption(one) for one in await holds_of(work, session.id)],
        "judged_seconds": await _judged(work, sitting),
    }


async def _judged(work: Work, sitting: Sitting) -> int:
    running = (await work.now() - sitting.running_since).total_seconds() if sitting.running_since else 0
    return sitting.judged_seconds + int(running)


async def _committee(work: Work, session: EvaluationSession, sitting: Sitting) -> list[Body]:
    """Where everybody sat who judged to the end; by the physical city of his venue (domain.md 4)."""
    members = await members_of(work, session.id)
    main = read_plan(session.plan).main.venue
    named = {main} | {one.venue_id for one in members if one.venue_id}
    cities = {venue: (await work.session.get_one(Venue, venue)).physical_city for venue in named}
    ordered = sorted(members, key=lambda one: one.name)
    return [_seat(one, cities[one.venue_id or main], one.venue_id or main, cities[main], sitting) for one in ordered]


def _seat(one: Member, city: str, venue: UUID, main: str, sitting: Sitting) -> Body:
    return {
        "seat": one.name,
        "kind": one.kind,
        "head": one.id == sitting.head_id,
        "venue": str(venue),
        "city": city,
        "remote": city_key(city) != city_key(main),
        "sign_key": one.sign_key.hex() if one.sign_key else None,
    }


def _interruption(one: Hold) -> Body:
    until = timestamp(one.until) if one.until else None
    return {"kind": one.kind, "reason": one.reason, "since": timestamp(one.since), "until": until}
