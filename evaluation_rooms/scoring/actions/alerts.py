"""Alerts on marks: made once all have handed in, answered by their own members; unequal objective marks come again."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from bidding.methods.method import Criterion
from evaluation_rooms.rooms.actions import tell
from evaluation_rooms.scoring.actions.table import Table, seat_marks, standing
from evaluation_rooms.scoring.checks import Check, checks_of
from evaluation_rooms.scoring.rules import criteria_of
from evaluation_rooms.scoring.tables import Alert
from foundation.rulebook import rulebook
from foundation.work import Work


async def all_checked(work: Work, table: Table, part: str, lots: Sequence[UUID]) -> bool:
    """Make what alerts a part still needs; answers whether none waits for an answer and objective marks are equal."""
    for lot in lots:
        await _check(work, table, part, lot)
    if await open_alerts(work, table, part):
        return False
    unequal = [lot for lot in lots if await _ask_again(work, table, part, lot)]
    return not unequal


async def _check(work: Work, table: Table, part: str, lot: UUID) -> None:
    """The first time, once for all sheets of the part."""
    sheets = table.of_part(part, [lot])
    if all(one.checked_at is not None for one in sheets):
        return
    now = await work.now()
    for sheet in sheets:
        sheet.checked_at = now
    criteria = criteria_of(table.facts[lot].scheme, part)
    await _make(work, table, part, lot, await _checks(work, table, lot, criteria))


async def _checks(work: Work, table: Table, lot: UUID, criteria: Sequence[Criterion]) -> list[Check]:
    """In a thread: a full room has some ten thousand marks, and other rooms wait for the loop."""
    left, rules = set(await standing(work, table, lot)), rulebook(table.facts[lot].rulebook)
    marks = [one for one in await seat_marks(work, table, lot) if one.bid in left]
    return await asyncio.to_thread(checks_of, criteria, marks, rules)


async def _ask_again(work: Work, table: Table, part: str, lot: UUID) -> bool:
    """Objective marks must be equal in the end: who is asked again sees the same alert once more."""
    criteria = [one for one in criteria_of(table.facts[lot].scheme, part) if one.kind == "objective"]
    found = await _checks(work, table, lot, criteria) if criteria else []
    await _make(work, table, part, lot, found)
    return bool(found)


async def _make(work: Work, table: Table, part: str, lot: UUID, checks: Sequence[Check]) -> None:
    members, now = {seat: member for member, seat in table.seats.items()}, await work.now()
    for one in checks:
        row = Alert(member_id=members[one.seat], lot_id=lot, bid=bytes.fromhex(one.bid), criterion=one.criterion)
        row.part, row.direction, row.band, row.before, row.made_at = part, one.direction, one.band, one.mark, now
        work.session.add(row)
    await work.session.flush()
    if checks:
        await tell(work, table.sitting.session_id, "alerts", lot=str(lot), part=part)


async def open_alerts(work: Work, table: Table, part: str) -> int:
    """How many of a part wait for an answer of who sits."""
    query = select(func.count()).select_from(Alert).where(Alert.part == part, Alert.answered_at.is_(None))
    query = query.where(Alert.member_id.in_(table.seats), Alert.lot_id.in_(table.live))
    return int(await work.session.scalar(query) or 0)


async def alerts_of(work: Work, table: Table, lot: UUID) -> list[Alert]:
    """Every alert of who sits, in order of making."""
    query = select(Alert).where(Alert.lot_id == lot, Alert.member_id.in_(table.seats))
    return list(await work.session.scalars(query.order_by(Alert.id).execution_options(populate_existing=True)))
