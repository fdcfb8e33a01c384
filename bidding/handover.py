"""The one door between the houses: what the opening hands to whoever judges or publishes.

Documents and bytes go through it, never rows: a reader on the other side needs no table of ours.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bidding.bids.tables import Bid, EnvelopeRow
from bidding.companies.actions import records_of_companies
from bidding.opening.actions.shut import shut_envelopes
from bidding.opening.actions.state import identity_outcomes
from bidding.opening.custody import read_custody_request
from bidding.opening.rules import BIDDER
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.tenders.tables import LotRound
from foundation.errors import NoSuchThing
from foundation.records import SignedDocument
from foundation.work import Work
from storage.names import ObjectName, object_name

PUBLIC_KINDS = ("identity", "offer")


@dataclass(frozen=True)
class FrozenEnvelope:
    """One envelope of a frozen list; `body` is its object when anybody may open it (identity, offer) or is shown that
    it does not open, else None. `shares`: the t withheld shares that show it, by custodian.
    """

    digest: str
    kind: str
    header: bytes
    root: bytes
    body: ObjectName | None
    shares: tuple[dict[str, Any], ...] = ()


async def closed_round(work: Work, lot_id: UUID, number: int) -> UUID:
    """Id of a lot round whose opening is closed and whose record is signed; NoSuchThing before that."""
    query = (
        select(LotRound.id)
        .join(Opening, Opening.round_id == LotRound.id)
        .where(LotRound.lot_id == lot_id, LotRound.number == number, Opening.record.is_not(None))
    )
    found = await work.session.scalar(query)
    if found is None:
        raise NoSuchThing(what="package 存证包")
    return found


async def frozen_envelopes(work: Work, round_id: UUID) -> list[FrozenEnvelope]:
    """Every envelope of the frozen list; bodies only of those identities and offers that were opened.

    Of a bid that is revoked for its documents or pricing, also the body and t withheld shares of that one envelope.
    """
    query = (
        select(EnvelopeRow, OpenedEnvelope.state, OpenedEnvelope.cause)
        .join(Bid, Bid.digest == EnvelopeRow.bid)
        .outerjoin(OpenedEnvelope, OpenedEnvelope.envelope == EnvelopeRow.digest)
        .where(Bid.round_id == round_id, Bid.state == "SEALED")
        .order_by(EnvelopeRow.digest)
    )
    envelopes = [_frozen(*found) for found in await work.session.execute(query)]
    shown = await shut_envelopes(work.session, round_id)
    return [_shown(one, *shown[one.digest]) if one.digest in shown else one for one in envelopes]


def _frozen(row: EnvelopeRow, state: str | None, cause: str | None) -> FrozenEnvelope:
    # A body that stayed shut by its sealer's fault is published too: anyone can see that it does not open. One that we
    # damaged or lost is not the body that was frozen, and is not shown as if it were.
    opened = state == "OPEN" or (state == "SHUT" and cause == BIDDER)
    shown = row.kind in PUBLIC_KINDS and opened
    body = object_name(row.object_name) if shown else None
    return FrozenEnvelope(row.digest.hex(), row.kind, row.header, row.root, body)


def _shown(one: FrozenEnvelope, name: str, shares: Sequence[dict[str, Any]]) -> FrozenEnvelope:
    return replace(one, body=object_name(name), shares=tuple(shares))


async def bidders_records(work: Work, round_id: UUID) -> list[SignedDocument]:
    """Registration records of the companies that appear in the opening; of a lot that failed unopened, nobody's."""
    began = select(OpenedEnvelope.envelope).where(OpenedEnvelope.round_id == round_id).limit(1)
    if await work.session.scalar(began) is None:
        return []
    outcomes = await identity_outcomes(work.session, round_id)
    rows = await records_of_companies(work.session, [one.uscc for one in outcomes if one.uscc])
    return [row.record() for row in rows]


def envelope_body(work: Work, envelope: FrozenEnvelope) -> AsyncIterator[bytes]:
    """The ciphertext of a public envelope's body, streamed."""
    if envelope.body is None:
        raise NoSuchThing(what="body")
    return work.store.read(envelope.body)


def asking_custodian(signed: dict[str, Any], now: datetime) -> tuple[str, str]:
    """Share key and signing key, in hex, of the body that signed this custody request of these minutes.

    Raises CryptoError, RequestStale.
    """
    keys = read_custody_request(signed, now)
    return keys.share.hex(), keys.sign.hex()
