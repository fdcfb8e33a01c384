"""The count of distinct valid bidders, between the identities and everything else."""

from uuid import UUID

from bidding.opening.actions.failed import fail_opening
from bidding.opening.actions.state import identity_outcomes
from bidding.opening.rules import distinct_bidders
from bidding.opening.tables import Opening
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from foundation.failpoints import hit
from foundation.rulebook import rulebook
from foundation.work import Work


async def count_bidders(work: Work, round_id: UUID, opening: Opening) -> None:
    """Count distinct valid bidders; below the minimum nothing else is ever opened (条例44)."""
    round_ = await work.lock(LotRound, round_id)
    outcomes = await identity_outcomes(work.session, round_.id)
    counted = distinct_bidders(outcomes)
    few = counted < int(rulebook(round_.rulebook).value("R-BIDS-MIN"))
    round_.state = MACHINE.step(round_.state, "count", "FAILED_FEW" if few else "DECRYPTING").after
    hit("count.written")
    if few:
        await fail_opening(work, round_, outcomes)
        return
    opening.phase = "await_contents"
    await work.record("count_bidders", "lot_round", round_.id, "R-BIDS-MIN", enough=True)
    await work.announce(f"opening:{round_.lot_id}", "counted", enough=True)
