"""The one read-out: coefficients from the sealed offers' own secrets, outcomes, everything published at once."""

from collections.abc import Sequence
from uuid import UUID

from bidding.opening.actions.failed import fail_opening
from bidding.opening.actions.state import (
    as_opened,
    envelopes_of,
    identity_outcomes,
    secrets_of,
    tender_body,
)
from bidding.opening.documents import Coefficient, OpeningFacts, Result, read_out_body
from bidding.opening.rules import CONTENTS, Outcome, distinct_bidders, judge_contents
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.coefficients import coefficient_seed, pick
from crypto.encoding import timestamp
from crypto.steps import PRICES
from foundation.failpoints import hit
from foundation.rulebook import rulebook
from foundation.work import Work


async def judged_outcomes(work: Work, round_id: UUID) -> list[Outcome]:
    """Outcome of every frozen bid once all envelopes of the hour are decided."""
    outcomes = await identity_outcomes(work.session, round_id)
    rows = await envelopes_of(work.session, round_id)
    due = [row for row in rows if row.kind != "identity" and row.step != PRICES.name]
    opened = {(row.bid.hex(), row.kind): as_opened(row) for row in due}
    return judge_contents(outcomes, opened, [kind for kind in CONTENTS if kind in {row.kind for row in due}])


async def draw_coefficients(
    work: Work, round_: LotRound, over: bytes, offers: Sequence[OpenedEnvelope]
) -> tuple[str, list[Coefficient]]:
    """Seed in hex and the drawn values: fixed by the bidders at the deadline, known to nobody until t releases.

    `over`: the digest of the list whose offers these are.
    """
    secrets = await secrets_of(work.session, offers)
    ordered = [secrets[row.envelope] for row in sorted(offers, key=lambda row: row.bid)]
    seed = coefficient_seed(str(round_.lot_id), round_.number, over, ordered)
    tender = await tender_body(work.session, round_)
    drawn: list[Coefficient] = [
        {"name": one["name"], "value": pick(seed, one["name"], one["values"])} for one in tender["coefficients"]
    ]
    return seed.hex(), drawn


async def opening_facts(work: Work, round_: LotRound, opening: Opening, result: Result) -> OpeningFacts:
    """What read-out and record state in common, recomputed from the rows."""
    rows = await envelopes_of(work.session, round_.id)
    offers = [row for row in rows if row.kind == "offer" and row.step != PRICES.name]
    seed, drawn = await draw_coefficients(work, round_, opening.freeze, offers) if offers else (None, [])
    assert round_.deadline is not None and round_.tender is not None  # a frozen round was published
    return OpeningFacts(
        lot=str(round_.lot_id),
        round=round_.number,
        freeze=opening.freeze.hex(),
        tender=round_.tender.hex(),
        deadline=timestamp(round_.deadline),
        outcomes=await judged_outcomes(work, round_.id),
        result=result,
        seed=seed,
        coefficients=drawn,
    )


async def read_out(work: Work, opening: Opening) -> None:
    """Publish names, offers and outcomes in one document; fewer than the minimum opened fails the lot (条例44)."""
    round_ = await work.lock(LotRound, opening.round_id)
    facts = await opening_facts(work, round_, opening, "OPENED")
    counted = distinct_bidders(facts.outcomes)
    few = counted < int(rulebook(round_.rulebook).value("R-BIDS-MIN"))
    round_.state = MACHINE.step(round_.state, "read_out", "FAILED_FEW" if few else "READ_OUT").after
    if few:
        await fail_opening(work, round_, facts.outcomes)
        return
    at = await work.now()
    row = await work.publish({**read_out_body(facts, timestamp(at))}, lot=round_.lot_id, round_no=round_.number)
    opening.phase, opening.read_out, opening.read_out_at = "read_out", row.digest, at
    await work.record("read_out", "lot_round", round_.id, "Order 20 Art. 30", read_out=row.digest.hex())
    await work.announce(f"opening:{round_.lot_id}", "read_out", read_out=row.digest.hex(), bids=len(facts.outcomes))
    hit("readout.written")
