"""The lots of a room as they are judged: frozen once from what the opening handed over, then read from one row."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from bidding.handover import JudgedLot, judged_lot
from bidding.methods.scheme import scheme_json
from evaluation_rooms.draws.actions.sealed import read_result
from evaluation_rooms.draws.actions.sessions import draws_of, lots_of
from evaluation_rooms.scoring.facts import LotFacts, pseudonyms, read_facts
from evaluation_rooms.scoring.refusals import NotJudgedHere
from evaluation_rooms.scoring.tables import ScoredLot
from foundation.errors import NoSuchThing
from foundation.money import money_text
from foundation.work import Work

LOT = "lot 标段"


async def scored_lots(work: Work, session_id: UUID) -> list[ScoredLot]:
    """Every lot of the room that has a scheme, by lot; frozen by whoever looks first."""
    found = {row.lot_id: row for row in await _rows(work, session_id)}
    named = [one.lot_id for one in await lots_of(work, session_id) if not one.void]
    missing = [lot for lot in named if lot not in found]
    for lot in missing:
        await _freeze(work, session_id, lot)
    return await _rows(work, session_id) if missing else [found[lot] for lot in named]


async def has_begun(work: Work, session_id: UUID) -> bool:
    """Whether anybody of the room has looked at a lot; before that nothing can be complete."""
    return bool(await _rows(work, session_id))


async def _rows(work: Work, session_id: UUID) -> list[ScoredLot]:
    query = select(ScoredLot).where(ScoredLot.session_id == session_id).order_by(ScoredLot.lot_id)
    return list(await work.session.scalars(query))


async def scored_lot(work: Work, session_id: UUID, lot_id: UUID) -> ScoredLot:
    """One lot of the room; to a room that does not judge it there is no such lot."""
    row = await work.session.get(ScoredLot, (session_id, lot_id))
    if row is None:
        row = next((one for one in await scored_lots(work, session_id) if one.lot_id == lot_id), None)
    if row is None:
        raise NoSuchThing(what=LOT)
    return row


async def _freeze(work: Work, session_id: UUID, lot_id: UUID) -> None:
    facts = await _facts(work, session_id, await judged_lot(work, lot_id))
    row = {"session_id": session_id, "lot_id": lot_id, "facts": facts, "must_vote": False}
    await work.session.execute(insert(ScoredLot).values(row).on_conflict_do_nothing())


async def take_prices(work: Work, row: ScoredLot) -> bool:
    """Prices, coefficients and seed of the second opening join the frozen lot; False until its record is made."""
    lot = await judged_lot(work, row.lot_id)
    if lot.price_record is None:
        return False
    row.facts = await _facts(work, row.session_id, lot)
    await work.session.flush()
    return True


async def draw_seed(work: Work, session_id: UUID) -> bytes:
    """The seed of the session's first draw: nobody who judges knows it."""
    return read_result(work, (await draws_of(work, session_id))[0]).seed


async def _facts(work: Work, session_id: UUID, lot: JudgedLot) -> dict[str, Any]:
    if lot.scheme is None:
        raise NotJudgedHere()
    names = pseudonyms([one.bid for one in lot.bids], lot.opening_record, await draw_seed(work, session_id))
    field = lot.scheme.price_field
    return {
        "lot": str(lot.lot),
        "round": lot.round,
        "number": lot.number,
        "name": lot.name,
        "project": str(lot.project),
        "works": lot.works,
        "rulebook": lot.rulebook,
        "rehearsal": lot.rehearsal,
        "tender": lot.tender,
        "opening_record": lot.opening_record,
        "seed": lot.seed or lot.opening_record,
        "ceiling": None if lot.ceiling is None else money_text(lot.ceiling),
        "coefficients": [[name, f"{value:f}"] for name, value in lot.coefficients.items()],
        "scheme_json": scheme_json(lot.scheme),
        "price_record": lot.price_record,
        "bids": [[one.bid, names[one.bid], one.name, one.uscc, one.values.get(field, "")] for one in lot.bids],
    }


def facts_of(row: ScoredLot) -> LotFacts:
    """What the row froze."""
    return read_facts(row.facts)
