"""A member hands in a part of a lot; the last one of the room lets it go on. The sitting's lock orders them."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from bidding.methods.scheme import Scheme
from evaluation_rooms.rooms.actions import at_seat, tell
from evaluation_rooms.rooms.rules import Phase
from evaluation_rooms.scoring.actions.batches import Desk, desk_of
from evaluation_rooms.scoring.actions.going_on import go_on
from evaluation_rooms.scoring.actions.table import left_of_review, load, standing
from evaluation_rooms.scoring.answers import HandedIn
from evaluation_rooms.scoring.refusals import SheetHandedIn, SheetIncomplete, SheetStale
from evaluation_rooms.scoring.rules import SHEET, Part, SheetState, expected
from evaluation_rooms.scoring.tables import Mark, Sheet, Vote
from foundation.work import Work

PHASES: dict[Part, str] = {"preliminary": "PRELIMINARY", "blind": "BLIND", "open": "OPEN_PART"}


async def hand_in(work: Work, lot_id: UUID, part: Part, version: int) -> HandedIn:
    """Hand in one's sheet of this part. `version`: of the sheet as its owner saw it.

    What is handed in stays so: asked again, also when the room has gone on since, it is answered as it stands.
    """
    if (before := await _before(work, lot_id, part)) is not None:
        return before
    desk = await desk_of(work, lot_id, PHASES[part], alone=True)
    sheet = desk.sheet
    if desk.is_over:
        raise SheetHandedIn()
    if sheet.state == "OPEN":
        if sheet.version != version:
            raise SheetStale(version=sheet.version)
        await _need_complete(work, desk)
        step = SHEET.step(sheet.state, "hand_in")
        sheet.state, sheet.handed_in_at = step.after, await work.now()
        await work.session.flush()
        told: dict[str, Any] = {"lot": str(lot_id), "part": sheet.part, "seat": desk.seat.member.name}
        await work.record("hand_in", "sheet", sheet.id, step.rule, version=sheet.version, **told)
        await tell(work, desk.seat.session.id, "handed_in", **told)
        await go_on(work, desk.seat.sitting)
    return {"state": cast(SheetState, sheet.state), "phase": cast(Phase, desk.seat.sitting.phase)}


async def _before(work: Work, lot_id: UUID, part: Part) -> HandedIn | None:
    seat = await at_seat(work, alone=True)
    named = {"session_id": seat.session.id, "member_id": seat.member.id, "lot_id": lot_id, "part": part}
    query = select(Sheet.state).filter_by(**named).where(Sheet.state != "OPEN")
    state = await work.session.scalar(query)
    return {"state": cast(SheetState, state), "phase": cast(Phase, seat.sitting.phase)} if state else None


async def _need_complete(work: Work, desk: Desk) -> None:
    bids = await _bids(work, desk)
    wanted = expected(desk.facts.scheme, desk.sheet.part, bids)
    lacking = wanted - await given_places(work, desk.seat.member.id, desk.sheet.lot_id, desk.sheet.part)
    if lacking:
        bid, name = min(lacking, key=lambda place: _order(desk.facts.scheme, place))
        raise SheetIncomplete(count=len(lacking), first=f"{desk.facts.shown(bid, hidden=desk.hidden)} {name}")


def _order(scheme: Scheme, place: tuple[str, str]) -> tuple[str, int]:
    names = [one.code for one in scheme.preliminary] + [one.name for one in scheme.method.criteria]
    return place[0], names.index(place[1])


async def _bids(work: Work, desk: Desk) -> list[str]:
    """The bids of this sheet: all in the review, then those that stand."""
    if desk.sheet.part == "preliminary":
        return [one.bid for one in desk.facts.bids]
    if desk.sheet.part == "blind":
        return left_of_review(desk.lot, desk.facts)
    return await standing(work, await load(work, desk.seat.sitting), desk.sheet.lot_id)


async def given_places(work: Work, member: UUID, lot: UUID, part: str) -> set[tuple[str, str]]:
    """(bid, item or criterion) that the member has filled in."""
    if part == "preliminary":
        query = select(Vote.bid, Vote.item).where(Vote.passed.is_not(None))
        query = query.where(Vote.member_id == member, Vote.lot_id == lot)
    else:
        query = select(Mark.bid, Mark.criterion).where(Mark.value.is_not(None))
        query = query.where(Mark.member_id == member, Mark.lot_id == lot)
    return {(bid.hex(), name) for bid, name in await work.session.execute(query)}
