"""A member answers an alert on his own mark: it stays, or he gives another, with a reason in either case."""

from typing import cast
from uuid import UUID

from bidding.methods.scheme import Scheme
from evaluation_rooms.rooms.actions import at_seat, seated, tell
from evaluation_rooms.rooms.rules import Phase
from evaluation_rooms.scoring.actions.batches import read_mark
from evaluation_rooms.scoring.actions.going_on import go_on
from evaluation_rooms.scoring.actions.lots import facts_of, scored_lot
from evaluation_rooms.scoring.answers import AlertAnsweredShown
from evaluation_rooms.scoring.refusals import AlertAnswered, MustDiffer
from evaluation_rooms.scoring.rules import PART_OF_PHASE, Answered
from evaluation_rooms.scoring.tables import Alert, Mark
from foundation.errors import FieldRefused, NoSuchThing
from foundation.work import Work

RULE = "1117号(五)"
ASKED_IN = ("BLIND", "OPEN_PART", "CONFIRM")
"""Of the open part before its marks are locked: with two envelopes in that part, else once prices are compared."""


async def answer_alert(
    work: Work, alert_id: UUID, answer: Answered, reason: str, value: str | None
) -> AlertAnsweredShown:
    """Confirm the mark or change it. The last answer of the room lets it go on; the same again changes nothing."""
    seat = await at_seat(work, alone=True)
    row = await work.session.get(Alert, alert_id, populate_existing=True)
    if row is None or row.member_id != seat.member.id:
        raise NoSuchThing(what="alert 评分提示")
    if row.answered_at is None:
        seat = await seated(work, *(phase for phase in ASKED_IN if PART_OF_PHASE[phase] == row.part), alone=True)
        if not reason.strip():
            raise FieldRefused(field="reason", why="a reason is needed", why_zh="请填写理由")
        scheme = facts_of(await scored_lot(work, seat.session.id, row.lot_id)).scheme
        await _answer(work, row, answer, reason.strip(), value, scheme)
        await work.record("answer_alert", "mark alert", row.id, RULE, seat=seat.member.name, answer=answer)
        await tell(work, seat.session.id, "alert_answered", seat=seat.member.name, lot=str(row.lot_id))
        await go_on(work, seat.sitting)
    elif row.answer != answer:
        raise AlertAnswered(answer=row.answer)
    return {"answer": answer, "phase": cast(Phase, seat.sitting.phase)}


async def _answer(work: Work, row: Alert, answer: Answered, reason: str, value: str | None, scheme: Scheme) -> None:
    now = await work.now()
    row.answer, row.reason, row.answered_at, row.after = answer, reason, now, row.before
    if answer == "changed":
        weight = next(one.weight for one in scheme.method.criteria if one.name == row.criterion)
        mark = read_mark(value, row.criterion, weight)
        if mark is None or mark == row.before:
            raise MustDiffer(before=f"{row.before:.2f}")
        key = (row.member_id, row.lot_id, row.bid, row.criterion)
        held = await work.session.get_one(Mark, key, populate_existing=True, with_for_update=True)
        held.value, held.version, held.saved_at, held.batch = mark, held.version + 1, now, None
        row.after = mark
    await work.session.flush()
