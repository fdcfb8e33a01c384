"""A room around the second opening of a lot with two envelopes 双信封: it says who passed, then takes the prices."""

from uuid import UUID

from bidding.handover import open_prices, prices_appointed
from bidding.methods.review import PRELIMINARY, by_late_price
from bidding.methods.scores_record import settlement_json
from bidding.methods.settle import Settlement
from crypto.encoding import Body, timestamp
from evaluation_rooms.rooms.actions import tell
from evaluation_rooms.scoring.actions.table import Table, reviewed, standing
from foundation.work import Work


async def appoint(work: Work, table: Table, lot: UUID) -> None:
    """Publish who passed, and have their prices opened; a list that stands already, from before a restart, stays."""
    if await prices_appointed(work, lot):
        return
    facts, passed = table.facts[lot], await standing(work, table, lot)
    body: Body = {
        "type": "tianping/price-review/1",
        "lot": facts.lot,
        "round": facts.round,
        "tender": facts.tender,
        "opening_record": facts.opening_record,
        "at": timestamp(await work.now()),
        "passed": passed,
        "rejected": [one.bid for one in facts.bids if one.bid not in passed],
    }
    record = await work.publish(body, lot=lot, round_no=facts.round)
    await open_prices(work, lot, passed, record.digest)
    await tell(work, table.sitting.session_id, "price_opening", lot=str(lot))


async def reject_by_prices(work: Work, table: Table, lot: UUID) -> None:
    """Who has no readable price, or one above the ceiling, is out: of those that the votes left."""
    facts, row = table.facts[lot], table.lots[lot]
    if facts.price_record is None:
        return
    voted = [one for one in reviewed(row) if one.phase == PRELIMINARY]
    prices = {one.bid: one.amount for one in facts.bids}
    found = [*voted, *by_late_price(facts.scheme, prices, facts.ceiling_amount, voted, told=True)]
    row.rejected = list(settlement_json(Settlement(tuple(found)))["rejected"])
    await work.session.flush()
