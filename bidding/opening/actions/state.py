"""Reading an opening back from its rows: frozen bids in list order, outcomes so far, secrets, releases."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.bids.tables import Bid, EnvelopeRow
from bidding.companies.actions import bound_companies
from bidding.custodians.actions import key_sets_of
from bidding.opening.rules import FrozenBid, Opened, Outcome, judge_identities
from bidding.opening.tables import OpenedEnvelope, Opening, Release, ShareRow
from bidding.tenders.tables import LotRound
from crypto.bid import parse_identity
from crypto.encoding import timestamp
from crypto.errors import CryptoError
from crypto.manifest import KINDS
from crypto.secret_sharing import combine
from foundation.records import find_record


async def lock_opening(session: AsyncSession, round_id: UUID) -> Opening | None:
    """The opening's row, locked: whoever advances a phase holds it."""
    query = select(Opening).where(Opening.round_id == round_id).with_for_update()
    return await session.scalar(query.execution_options(populate_existing=True))


async def frozen_bids(session: AsyncSession, round_id: UUID) -> list[FrozenBid]:
    """The bids of the frozen list in its order (by digest)."""
    query = select(Bid).where(Bid.round_id == round_id, Bid.state == "SEALED").order_by(Bid.digest)
    return [
        FrozenBid(bid.digest.hex(), timestamp(bid.received_at), bid.statement["body"])
        for bid in await session.scalars(query)
    ]


async def envelopes_of(session: AsyncSession, round_id: UUID) -> list[OpenedEnvelope]:
    """Every frozen envelope's row, ordered by bid and kind."""
    query = select(OpenedEnvelope).where(OpenedEnvelope.round_id == round_id)
    return list(await session.scalars(query.order_by(OpenedEnvelope.bid, OpenedEnvelope.kind)))


def as_opened(row: OpenedEnvelope) -> Opened:
    """The rules' view of a row."""
    if row.state == "SHUT":
        return Opened(cause=row.cause, detail=row.detail)
    return Opened(form=row.form.encode() if row.form is not None else b"")


async def identity_outcomes(session: AsyncSession, round_id: UUID) -> list[Outcome]:
    """Outcomes once the identities are open; company keys count as they were bound at the freeze."""
    rows = await envelopes_of(session, round_id)
    opened = {row.bid.hex(): as_opened(row) for row in rows if row.kind == "identity"}
    opening = await session.get(Opening, round_id)
    assert opening is not None  # whoever asks for outcomes has one
    companies = await bound_companies(session, _company_keys(opened.values()), opening.frozen_at)
    known = {key.hex(): (company.uscc, company.name) for key, company in companies.items()}
    return judge_identities(await frozen_bids(session, round_id), opened, known)


def _company_keys(opened: Any) -> list[bytes]:
    keys = []
    for one in opened:
        try:
            keys.append(bytes.fromhex(parse_identity(one.form or b"")["company_key"]))
        except CryptoError:
            continue
    return keys


def place_in_list(row: EnvelopeRow) -> tuple[bytes, int]:
    """Sorts envelopes as the freeze list does: by bid, and the kinds in their fixed order."""
    return row.bid, KINDS.index(row.kind)


async def secrets_of(session: AsyncSession, rows: Sequence[OpenedEnvelope]) -> dict[bytes, bytes]:
    """The shared secret of each envelope that has t shares."""
    query = select(ShareRow).where(ShareRow.envelope.in_([row.envelope for row in rows])).order_by(ShareRow.index)
    shares: dict[bytes, list[dict[str, Any]]] = {}
    for share in await session.scalars(query):
        shares.setdefault(share.envelope, []).append(share.share)
    return {
        row.envelope: combine(shares[row.envelope][: row.threshold], row.threshold)
        for row in rows
        if len(shares.get(row.envelope, [])) >= row.threshold
    }


async def releases_of(session: AsyncSession, round_id: UUID) -> list[Release]:
    """Accepted releases, the earlier step first, by custodian."""
    query = select(Release).where(Release.round_id == round_id)
    return list(await session.scalars(query.order_by(Release.step.desc(), Release.index)))


async def tender_body(session: AsyncSession, round_: LotRound) -> dict[str, Any]:
    """The body of the round's tender record."""
    row = await find_record(session, round_.tender or b"")
    assert row is not None  # a published round has one
    body: dict[str, Any] = row.record()["body"]
    return body


async def custodian_names(session: AsyncSession, round_id: UUID) -> dict[int, str]:
    """The custodians' names by index, of the round's newest complete key set."""
    sets = await key_sets_of(session, round_id)
    return {member["index"]: member["name"] for member in sets[-1].members} if sets else {}
