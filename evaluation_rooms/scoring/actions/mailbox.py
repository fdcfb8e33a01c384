"""The mailbox of a bid: whoever holds its key reads what the committee asks and answers it, and nobody else does.

It exists once the committee sits; before that the platform says the same to every key.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from bidding.handover import bid_key_of
from crypto.encoding import Body, parse_timestamp, timestamp
from crypto.signatures import signers
from evaluation_rooms.rooms.actions import tell
from evaluation_rooms.scoring.actions.questions import RULE
from evaluation_rooms.scoring.answers import LetterShown, MailboxShown
from evaluation_rooms.scoring.letters import ANSWER, PATIENCE, REQUEST, read_letter
from evaluation_rooms.scoring.refusals import AnswerLate, LetterRefused, MailboxClosed
from evaluation_rooms.scoring.tables import Question
from foundation.errors import NoSuchThing
from foundation.work import Work


async def show_mailbox(work: Work, lot_id: UUID, signed: dict[str, Any]) -> MailboxShown:
    """The questions to this bid, asked under its key within these minutes."""
    body = await _holder(work, lot_id, signed, REQUEST)
    now = await work.now()
    if abs(now - parse_timestamp(body["at"])) > PATIENCE:
        raise LetterRefused(why=f"{body['at']} is not of these minutes, it is {timestamp(now)}")
    query = select(Question).where(Question.lot_id == lot_id, Question.bid == bytes.fromhex(body["bid"]))
    rows = await work.session.scalars(query.order_by(Question.asked_at, Question.id))
    return {"questions": [_letter(row) for row in rows], "now": timestamp(now)}


async def _holder(work: Work, lot_id: UUID, signed: dict[str, Any], kind: str) -> Body:
    """The body, once it is signed by the key of the bid that it names, of this lot."""
    body = read_letter(signed, kind)
    key = await bid_key_of(work, lot_id, body["bid"])
    if key is None or body["lot"] != str(lot_id) or key.hex() not in signers(signed, "bid"):
        raise MailboxClosed()
    return body


async def answer_question(work: Work, lot_id: UUID, question_id: UUID, signed: dict[str, Any]) -> LetterShown:
    """Take the answer, in time; equal to the end is late. The same answer again answers the same."""
    body = await _holder(work, lot_id, signed, ANSWER)
    row = await work.lock(Question, question_id, what="question 澄清")
    if (row.lot_id, row.bid.hex()) != (lot_id, body["bid"]) or body["question"] != str(question_id):
        raise NoSuchThing(what="question 澄清")
    if row.answered_at is not None and row.answer == body["text"]:
        return _letter(row)
    await _take(work, row, signed)
    return _letter(row)


async def _take(work: Work, row: Question, signed: dict[str, Any]) -> None:
    now = await work.now()
    if row.answered_at is not None:
        raise AnswerLate(why="it has an answer", why_zh="已有答复")
    if now >= row.due:
        raise AnswerLate(why=f"the time was over at {timestamp(row.due)}", why_zh="答复时限已过")
    if signed["body"]["round"] != row.round_no:
        raise LetterRefused(why="it names another round")
    kept = await work.keep(signed, lot=row.lot_id, round_no=row.round_no, public=False)
    row.answer, row.answered_at, row.record = signed["body"]["text"], now, kept.digest
    await work.session.flush()
    await work.record("answer_question", "question", row.id, RULE, answer=kept.digest.hex())
    await tell(work, row.session_id, "answered", id=str(row.id), lot=str(row.lot_id))


def _letter(row: Question) -> LetterShown:
    return {
        "id": str(row.id),
        "round": row.round_no,
        "kind": "low_price" if row.kind == "low_price" else "clarify",
        "item": row.item,
        "text": row.text,
        "asked_at": timestamp(row.asked_at),
        "due": timestamp(row.due),
        "answer": row.answer,
        "answered_at": timestamp(row.answered_at) if row.answered_at else None,
    }
