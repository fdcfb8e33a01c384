"""A lot that fails for want of bidders: its record is written at once, nothing more is ever opened."""

from collections.abc import Sequence

from bidding.bids.tables import Bid
from bidding.opening.actions.state import releases_of
from bidding.opening.documents import OpeningFacts, record_body
from bidding.opening.rules import FrozenBid, Outcome, distinct_bidders
from bidding.opening.tables import Opening
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.records import RecordRow
from foundation.work import Work


async def write_failed_record(work: Work, round_: LotRound, freeze: RecordRow, bids: Sequence[Bid]) -> None:
    """Fewer than three sealed bids at the deadline: not even an identity is opened (法28, 条例44)."""
    frozen = [FrozenBid(bid.digest.hex(), timestamp(bid.received_at), bid.statement["body"]) for bid in bids]
    await fail_opening(work, round_, [Outcome(bid) for bid in frozen], counted=0)


async def fail_opening(work: Work, round_: LotRound, outcomes: Sequence[Outcome], counted: int | None = None) -> None:
    """Write the record of a failed opening and close it. Valid bids that were not opened further are UNOPENED."""
    opening = await work.session.get(Opening, round_.id)
    assert opening is not None  # the freeze made it
    assert round_.deadline is not None and round_.tender is not None  # a frozen round was published
    number = distinct_bidders(outcomes) if counted is None else counted
    for one in outcomes:
        if one.outcome in ("VALID", "REPLACED") and one.values is None:
            one.outcome = "UNOPENED"
    releases = await releases_of(work.session, round_.id)
    at = timestamp(await work.now())
    facts = OpeningFacts(
        lot=str(round_.lot_id),
        round=round_.number,
        freeze=opening.freeze.hex(),
        tender=round_.tender.hex(),
        deadline=timestamp(round_.deadline),
        outcomes=outcomes,
        result="FAILED_FEW",
    )
    body = record_body(
        facts,
        opened_at=timestamp(opening.frozen_at),
        read_out_at=None,
        closed_at=at,
        releases=[one.digest.hex() for one in releases],
        clients=[{"index": one.index, "client": one.client} for one in releases if one.step == "identities"],
        valid_bidders=number,
    )
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    opening.phase, opening.record, opening.closed_at = "closed", row.digest, await work.now()
    await work.record("fail_opening", "lot_round", round_.id, "R-BIDS-MIN", valid_bidders=number)
    await work.announce(f"opening:{round_.lot_id}", "failed", valid_bidders=number, record=row.digest.hex())
