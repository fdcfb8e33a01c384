"""What shows that a bid was rightly revoked for its documents or pricing: one envelope that stays shut, and t shares.

A secret that opens nothing reveals nothing. No other bid's shares of documents and pricing ever leave the database.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.bids.tables import EnvelopeRow
from bidding.opening.rules import BIDDER, RULED
from bidding.opening.tables import OpenedEnvelope, PriceOpening, Release, ShareRow
from crypto.header import Header
from crypto.steps import DOCUMENTS, PRICES

Shown = tuple[str, Sequence[dict[str, Any]]]
"""Name of the body's object, and the shares as `shares/<digest>.json` lists them."""


async def shut_envelopes(session: AsyncSession, round_id: UUID) -> dict[str, Shown]:
    """By digest, the envelopes of documents or pricing for which their bids are deemed revoked.

    Where the host ruled, because no worker could tell, nothing is shown: it might open after all.
    """
    bids: dict[bytes, dict[str, OpenedEnvelope]] = {}
    for row in await session.scalars(select(OpenedEnvelope).where(OpenedEnvelope.round_id == round_id)):
        bids.setdefault(row.bid, {})[row.kind] = row
    prices = await session.get(PriceOpening, round_id)
    told = prices is not None and prices.record is not None
    deciding = filter(None, (_deciding(kinds, prices_told=told) for kinds in bids.values()))
    return {row.envelope.hex(): await _shown(session, row) for row in deciding}


def _deciding(kinds: dict[str, OpenedEnvelope], *, prices_told: bool) -> OpenedEnvelope | None:
    """The envelope for which a bid is revoked, when it is one that nobody else can open (`rules.judge_contents`)."""
    closed = [kinds[kind] for kind in ("documents", "pricing") if kinds[kind].state == "SHUT"]
    found = closed[0] if closed else None
    if found is not None and found.step == PRICES.name and not prices_told:
        return None
    before = ("identity",) if found is not None and found.step == DOCUMENTS.name else ("identity", "offer")
    if any(kinds[kind].state != "OPEN" for kind in before):
        return None
    if found is None or found.cause != BIDDER or (found.detail or "").startswith(RULED):
        return None
    return found


async def _shown(session: AsyncSession, row: OpenedEnvelope) -> Shown:
    envelope = await session.get(EnvelopeRow, row.envelope)
    assert envelope is not None  # a foreign key says so
    keys = Header.parse(envelope.header).custodians
    query = select(Release).where(Release.round_id == row.round_id, Release.step == row.step)
    releases = {one.share_key: one.digest.hex() for one in await session.scalars(query)}
    shares = select(ShareRow).where(ShareRow.envelope == row.envelope).order_by(ShareRow.index).limit(row.threshold)
    return envelope.object_name, [
        _share(one, releases[keys[one.index - 1]]) for one in await session.scalars(shares) if one.salt is not None
    ]


def _share(row: ShareRow, release: str) -> dict[str, Any]:
    assert row.salt is not None  # withheld shares have one
    return {"release": release, "envelope": row.envelope.hex(), **row.share, "salt": row.salt.hex()}
