"""What was never opened is destroyed after the last remedy: withdrawn bids, and the offers of a lot that failed.

With two envelopes also the prices of bids that did not pass, once the result is fixed. Rule row R-DESTROY; the
destruction is journalled, hence a leaf of the log. Released shares of it go as well.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from bidding.bids.tables import Bid, EnvelopeRow
from bidding.opening.tables import OpenedEnvelope, Opening, ShareRow
from bidding.tenders.rules import RESULT_FIXED
from bidding.tenders.tables import LotRound
from crypto.steps import PRICES
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm
from foundation.work import Work
from storage.names import object_name


async def arm_destruction(work: Work, round_: LotRound) -> None:
    """Arm the destruction for this round, counted from now."""
    due = await work.now() + rulebook(round_.rulebook).duration("R-DESTROY")
    await arm(work, "destroy_unopened", f"destroy:{round_.id}", due, round=str(round_.id))


async def destroy_unopened(work: Work, payload: dict[str, Any]) -> datetime | None:
    """Delete the ciphertext of envelopes that were never to be opened; those opened stay for the archive."""
    round_id = UUID(payload["round"])
    opening = await work.session.get(Opening, round_id)
    round_ = await work.session.get(LotRound, round_id)
    assert round_ is not None  # rounds are never deleted
    if opening is None or opening.closed_at is None:
        return await work.now() + rulebook(round_.rulebook).duration("R-DESTROY")
    if payload.get("prices"):
        return await _destroy_prices(work, round_)
    await _destroy(work, round_id, await _unopened(work, round_))
    if await _shut_prices(work, round_):
        due = await work.now() + rulebook(round_.rulebook).duration("R-DESTROY")
        await arm(work, "destroy_unopened", f"destroy:{round_id}:prices", due, round=str(round_id), prices=True)
    return None


async def _destroy_prices(work: Work, round_: LotRound) -> datetime | None:
    """Prices of bids that did not pass: kept while the result may still change."""
    if round_.state not in RESULT_FIXED:
        return await work.now() + rulebook(round_.rulebook).duration("R-DESTROY")
    await _destroy(work, round_.id, await _shut_prices(work, round_))
    return None


async def _shut_prices(work: Work, round_: LotRound) -> list[EnvelopeRow]:
    """Envelopes of a second opening that no worker was given; none where the lot failed as a whole."""
    query = select(EnvelopeRow).join(OpenedEnvelope, OpenedEnvelope.envelope == EnvelopeRow.digest)
    query = query.where(OpenedEnvelope.round_id == round_.id, OpenedEnvelope.step == PRICES.name)
    found = await work.session.scalars(query.where(OpenedEnvelope.state == "WAITING"))
    return [] if round_.state == "FAILED_FEW" else list(found)


async def _destroy(work: Work, round_id: UUID, unopened: Sequence[EnvelopeRow]) -> None:
    for envelope in unopened:
        await work.store.delete(object_name(envelope.object_name))
    digests = [envelope.digest for envelope in unopened]
    await work.session.execute(delete(ShareRow).where(ShareRow.envelope.in_(digests)))
    if unopened:
        detail = [digest.hex() for digest in sorted(digests)]
        await work.record("destroy_unopened", "lot_round", round_id, "R-DESTROY", envelopes=detail)


async def _unopened(work: Work, round_: LotRound) -> list[EnvelopeRow]:
    """Envelopes of withdrawn bids; of a failed lot also those that no worker opened."""
    query = (
        select(EnvelopeRow, Bid.state, OpenedEnvelope.state)
        .join(Bid, Bid.digest == EnvelopeRow.bid)
        .outerjoin(OpenedEnvelope, OpenedEnvelope.envelope == EnvelopeRow.digest)
        .where(Bid.round_id == round_.id)
    )
    failed = round_.state == "FAILED_FEW"
    found = (await work.session.execute(query)).all()
    return [row for row, bid, opened in found if bid == "WITHDRAWN" or (failed and opened not in ("OPEN", "SHUT"))]


TIMERS: dict[str, Handler] = {"destroy_unopened": destroy_unopened}
