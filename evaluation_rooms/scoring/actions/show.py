"""What is told of scoring beside one's own sheet: the ranking to all members once it stands, progress in counts."""

import json
from collections.abc import Collection, Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select

from evaluation_rooms.draws.actions.sessions import lots_of
from evaluation_rooms.draws.actions.show import seen_session
from evaluation_rooms.rooms.actions import members_of, seated
from evaluation_rooms.rooms.rules import Phase
from evaluation_rooms.rooms.tables import Member, Sitting
from evaluation_rooms.scoring.actions.lots import scored_lot
from evaluation_rooms.scoring.answers import BidRanked, LotProgress, PartProgress, ProgressShown, RankingShown
from evaluation_rooms.scoring.refusals import NothingToVote
from evaluation_rooms.scoring.rules import RANKED, Part
from evaluation_rooms.scoring.tables import Alert, Question, ScoredLot, Sheet
from foundation.records import RecordRow, records_named
from foundation.work import Work

PARTS: tuple[Part, ...] = ("preliminary", "blind", "open")


async def show_ranking(work: Work, lot_id: UUID) -> RankingShown:
    """The whole of what the committee found, for each of its members."""
    seat = await seated(work, *RANKED, held_ok=True)
    row = await scored_lot(work, seat.session.id, lot_id)
    if row.record is None:
        raise NothingToVote()
    [record] = await records_named(work.session, [row.record])
    body = json.loads(record.body)
    return {
        "lot": str(lot_id),
        "scores": row.record.hex(),
        "benchmark": body["benchmark"],
        "failed": body["failed"],
        "results": _ranked(body),
        "marks": body["marks"],
        "rejected": body["rejected"],
    }


def _ranked(body: dict[str, Any]) -> list[BidRanked]:
    bids = {one["bid"]: one for one in body["bids"]}
    places = {bid: number for number, bid in enumerate(body["candidates"], 1)}
    return [
        {
            "bid": one["bid"],
            "name": bids[one["bid"]]["name"],
            "price": bids[one["bid"]]["price"],
            "evaluated_price": bids[one["bid"]]["evaluated_price"],
            "criteria": one["criteria"],
            "price_score": one["price_score"],
            "total": one["total"],
            "rank": one["rank"],
            "candidate": places.get(one["bid"]),
        }
        for one in body["results"]
    ]


async def scores_of(work: Work, session_id: UUID) -> dict[UUID, RecordRow]:
    """The scores record of every settled lot of a room, by lot: what the report is made of."""
    query = select(ScoredLot).where(ScoredLot.session_id == session_id, ScoredLot.record.is_not(None))
    rows = list(await work.session.scalars(query.execution_options(populate_existing=True)))
    records = await records_named(work.session, [row.record for row in rows if row.record])
    return {row.lot_id: record for row, record in zip(rows, records, strict=True)}


async def standing_scores(work: Work, sessions: Collection[UUID]) -> set[bytes]:
    """Digests of the scores records that stand in these rooms; one that a restart overtook is not among them."""
    query = select(ScoredLot.record).where(ScoredLot.session_id.in_(sessions), ScoredLot.record.is_not(None))
    return {digest for digest in await work.session.scalars(query) if digest is not None}


async def show_progress(work: Work, session_id: UUID) -> ProgressShown:
    """How far a room is, for its staff and the project's own people: counts only."""
    await seen_session(work, session_id)
    sitting = await work.session.get(Sitting, session_id)
    people = await members_of(work, session_id) if sitting else []
    lots = [one.lot_id for one in await lots_of(work, session_id)]
    return {
        "phase": cast(Phase, sitting.phase) if sitting else None,
        "members": len(people),
        "experts": sum(one.kind == "expert" for one in people),
        "parts": await _parts(work, people, lots) if sitting else [],
        "lots": [await _lot(work, session_id, lot) for lot in lots] if sitting else [],
    }


async def _parts(work: Work, people: Sequence[Member], lots: Sequence[UUID]) -> list[PartProgress]:
    ids = [one.id for one in people]
    query = select(Sheet.lot_id, Sheet.part, func.count()).where(Sheet.member_id.in_(ids), Sheet.state != "OPEN")
    counted = await work.session.execute(query.group_by(Sheet.lot_id, Sheet.part))
    handed = {(lot, part): count for lot, part, count in counted}
    query = select(Alert.lot_id, Alert.part, func.count()).where(Alert.member_id.in_(ids), Alert.answered_at.is_(None))
    counted = await work.session.execute(query.group_by(Alert.lot_id, Alert.part))
    waiting = {(lot, part): count for lot, part, count in counted}
    return [
        {
            "lot": str(lot),
            "part": part,
            "handed_in": handed.get((lot, part), 0),
            "alerts_open": waiting.get((lot, part), 0),
        }
        for lot in lots
        for part in PARTS
    ]


async def _lot(work: Work, session_id: UUID, lot: UUID) -> LotProgress:
    mine = (Question.session_id == session_id, Question.lot_id == lot)
    asked = await work.session.scalar(select(func.count()).select_from(Question).where(*mine))
    answered = (*mine, Question.answered_at.is_not(None))
    done = await work.session.scalar(select(func.count()).select_from(Question).where(*answered))
    row = await work.session.get(ScoredLot, (session_id, lot))
    return {
        "lot": str(lot),
        "questions": int(asked or 0),
        "questions_open": int(asked or 0) - int(done or 0),
        "settled": row is not None and row.record is not None,
    }
