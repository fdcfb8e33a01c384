"""Questions of the committee to a bidder 澄清: asked in writing, answered in time under the key of the bid, or not.

The committee asks by itself only; what a bidder brings unasked is not taken (条例52). Nobody is asked while names are
hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from bidding.methods.review import item_of
from crypto.encoding import timestamp
from evaluation_rooms.rooms.actions import seated, tell
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.answers import QuestionShown
from evaluation_rooms.scoring.facts import LotFacts
from evaluation_rooms.scoring.refusals import QuestionTaken
from evaluation_rooms.scoring.rules import QUESTIONS_IN, QuestionKind
from evaluation_rooms.scoring.tables import Question
from foundation.rulebook import rulebook
from foundation.work import Work

RULE = "R-QUESTION"


@dataclass(frozen=True)
class QuestionAsked:
    """A question as sent; `item`: of the preliminary review, where it is about one."""

    id: UUID
    bid: str
    kind: QuestionKind
    item: str | None
    text: str


def patience(facts: LotFacts) -> timedelta:
    """How long a bidder has: as the document says; in a rehearsal as its rulebook says."""
    if facts.rehearsal:
        return rulebook(facts.rulebook).duration(RULE)
    return timedelta(minutes=facts.scheme.clarification_minutes)


async def ask(work: Work, lot_id: UUID, asked: QuestionAsked) -> QuestionShown:
    """Ask a bidder in the committee's name. The same id again changes nothing."""
    seat = await seated(work, *QUESTIONS_IN)
    facts = facts_of(await scored_lot(work, seat.session.id, lot_id))
    if (known := await work.session.get(Question, asked.id)) is not None:
        if known.asked_by != seat.member.id:
            raise QuestionTaken()
        return await _shown_one(work, known)
    bid = facts.named(asked.bid, hidden=False)
    if asked.item is not None:
        item_of(facts.scheme, asked.item)
    now = await work.now()
    row = Question(id=asked.id, session_id=seat.session.id, lot_id=lot_id, round_no=facts.round)
    row.bid, row.kind, row.item, row.text = bytes.fromhex(bid.bid), asked.kind, asked.item, asked.text.strip()
    row.asked_by, row.asked_at, row.due = seat.member.id, now, now + patience(facts)
    work.session.add(row)
    await work.session.flush()
    await work.record("ask_bidder", "question", row.id, "条例52", lot=str(lot_id), due=timestamp(row.due))
    await tell(work, seat.session.id, "question", id=str(row.id), lot=str(lot_id))
    return await _shown_one(work, row)


async def show_questions(work: Work, lot_id: UUID) -> list[QuestionShown]:
    """Every question of the lot with its answer, for whoever judges it."""
    seat = await seated(work, held_ok=True)
    await scored_lot(work, seat.session.id, lot_id)
    rows = await questions_of(work, seat.session.id, lot_id)
    names = await _names(work, rows)
    now = await work.now()
    return [shown(row, names[row.asked_by], now) for row in rows]


async def questions_of(work: Work, session_id: UUID, lot_id: UUID) -> list[Question]:
    """In order of asking."""
    query = select(Question).where(Question.session_id == session_id, Question.lot_id == lot_id)
    query = query.order_by(Question.asked_at, Question.id).execution_options(populate_existing=True)
    return list(await work.session.scalars(query))


async def asked_and_over(work: Work, session_id: UUID, lot_id: UUID) -> set[tuple[str, str | None]]:
    """(bid, item or null) of every question that is answered or whose time is over."""
    rows, now = await questions_of(work, session_id, lot_id), await work.now()
    return {(row.bid.hex(), row.item) for row in rows if is_over(row, now)}


def is_over(row: Question, now: datetime) -> bool:
    """Whether the committee may go on: it has an answer, or the time is over; equal is over."""
    return row.answered_at is not None or now >= row.due


async def _shown_one(work: Work, row: Question) -> QuestionShown:
    return shown(row, (await _names(work, [row]))[row.asked_by], await work.now())


async def _names(work: Work, rows: Sequence[Question]) -> dict[UUID, str]:
    query = select(Member.id, Member.name).where(Member.id.in_({row.asked_by for row in rows}))
    return {one.id: one.name for one in await work.session.execute(query)}


def shown(row: Question, seat: str, now: datetime) -> QuestionShown:
    """A question as the committee sees it."""
    return {
        "id": str(row.id),
        "bid": row.bid.hex(),
        "kind": "low_price" if row.kind == "low_price" else "clarify",
        "item": row.item,
        "text": row.text,
        "seat": seat,
        "asked_at": timestamp(row.asked_at),
        "due": timestamp(row.due),
        "over": is_over(row, now),
        "answer": row.answer,
        "answered_at": timestamp(row.answered_at) if row.answered_at else None,
    }
