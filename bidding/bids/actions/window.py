"""Is the round open for bids, and what are its bids held against? Shared by every deed of the bidder."""

from datetime import datetime
from uuid import UUID

from bidding.bids import refusals
from bidding.bids.rules import RoundFacts
from bidding.custodians.actions import key_sets_of
from bidding.tenders.actions import current_round, deadlines_of
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.work import Work


async def facts_of(work: Work, lot_id: UUID) -> tuple[LotRound, RoundFacts]:
    """The current round of a lot and what bids of it are held against."""
    round_ = await current_round(work.session, lot_id)
    sets = await key_sets_of(work.session, round_.id)
    keys = [(tuple(member["share_key"] for member in one.members), one.threshold) for one in sets]
    deadlines = await deadlines_of(work.session, round_.id)
    return round_, RoundFacts(str(lot_id), round_.number, deadlines, keys, round_.document_version)


def refuse_unless_open(round_: LotRound, at: datetime) -> None:
    """Refuse with the reason unless the round takes bids at this moment. Equal is late."""
    if round_.state == "BIDDING" and round_.deadline is not None and at >= round_.deadline:
        raise refusals.DeadlinePassed(at=timestamp(at), deadline=timestamp(round_.deadline))
    if round_.state != "BIDDING":
        if round_.deadline is not None and at >= round_.deadline:
            raise refusals.DeadlinePassed(at=timestamp(at), deadline=timestamp(round_.deadline))
        raise refusals.NotOpenForBids(state=round_.state)
