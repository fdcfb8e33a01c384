"""What is shown of an opening: phases and counts to everybody, the list to check, identities to custodians only."""

from base64 import b64encode
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select

from bidding.bids.receipts import EnvelopeKind
from bidding.bids.tables import Bid, EnvelopeRow
from bidding.companies.actions import records_of_companies
from bidding.custodians.actions import key_sets_of
from bidding.opening import refusals
from bidding.opening.actions.freeze import ensure_frozen, topic_of
from bidding.opening.actions.open import progress
from bidding.opening.actions.state import identity_outcomes, place_in_list, releases_of
from bidding.opening.answers import (
    CustodianSeen,
    FreezeShown,
    FrozenState,
    HallFrozen,
    HallShown,
    IdentitiesShown,
    Phase,
    Step,
)
from bidding.opening.documents import SignedFreeze, SignedOpeningRecord, SignedReadOut
from bidding.opening.rules import REQUEST_PATIENCE, confirm_until
from bidding.opening.tables import OpenedEnvelope, Opening, Release
from bidding.tenders.actions import current_round
from bidding.tenders.tables import LotRound
from crypto.encoding import parse_timestamp, timestamp
from crypto.errors import CryptoError
from crypto.signatures import check_document
from crypto.steps import PRICES
from foundation.realtime import TopicRow
from foundation.records import SignedDocument, find_record, records_of
from foundation.rulebook import rulebook
from foundation.work import Work
from storage.names import object_name


async def show_opening(work: Work, lot_id: UUID) -> HallShown:
    """Phase, moments, custodians who released, and k of n. Before the deadline: the deadline and nothing else."""
    round_ = await current_round(work.session, lot_id)
    at = await work.now()
    shown: HallShown = {
        "lot": str(lot_id),
        "round": round_.number,
        "deadline": timestamp(round_.deadline) if round_.deadline else None,
        "now": timestamp(at),
        "phase": "before",
        "seq": await _last_seq(work, lot_id),
    }
    if round_.deadline is None or at < round_.deadline:
        return shown
    opening = await work.session.get(Opening, round_.id)
    if opening is None:
        return {**shown, "phase": "closing"}
    return {**shown, "phase": cast(Phase, opening.phase), **await _after_freeze(work, round_, opening)}


async def _last_seq(work: Work, lot_id: UUID) -> int:
    return int(await work.session.scalar(select(TopicRow.last).where(TopicRow.topic == topic_of(lot_id))) or 0)


async def _after_freeze(work: Work, round_: LotRound, opening: Opening) -> HallFrozen:
    releases = await releases_of(work.session, round_.id)
    shut = select(func.count()).where(OpenedEnvelope.round_id == round_.id, OpenedEnvelope.state == "SHUT")
    shut = shut.where(OpenedEnvelope.step != PRICES.name)
    return {
        "state": cast(FrozenState, round_.state),
        "freeze": opening.freeze.hex(),
        "frozen_at": timestamp(opening.frozen_at),
        **await progress(work, opening),
        "custodians": await custodians_seen(work, round_, releases),
        "shut": int(await work.session.scalar(shut) or 0) if opening.read_out else 0,
        "read_out": opening.read_out.hex() if opening.read_out else None,
        "read_out_at": timestamp(opening.read_out_at) if opening.read_out_at else None,
        "confirm_until": timestamp(confirm_until(opening.read_out_at, rulebook(round_.rulebook)))
        if opening.read_out_at
        else None,
        "record": opening.record.hex() if opening.record else None,
    }


async def custodians_seen(work: Work, round_: LotRound, releases: Sequence[Release]) -> list[CustodianSeen]:
    """Everybody of the key sets, with the steps of which these releases are."""
    done: dict[str, list[Step]] = {}
    for one in releases:
        done.setdefault(one.share_key.hex(), []).append(cast(Step, one.step))
    sets = await key_sets_of(work.session, round_.id)
    return [
        {"index": m["index"], "name": m["name"], "threshold": s.threshold, "released": done.get(m["share_key"], [])}
        for s in sets
        for m in s.members
    ]


async def show_freeze(work: Work, lot_id: UUID) -> FreezeShown:
    """Everything a custodian's client checks before it touches its key: list, tender, keys, headers and roots."""
    round_, opening = await ensure_frozen(work, lot_id)
    record = await find_record(work.session, opening.freeze)
    assert record is not None  # the opening names it
    wanted = ("tianping/tender/1", "tianping/extension/1", "tianping/key-set/1", "tianping/key-statement/1")
    others = await records_of(work.session, lot_id, round_.number, *wanted)
    query = (
        select(EnvelopeRow)
        .join(Bid, Bid.digest == EnvelopeRow.bid)
        .where(Bid.round_id == round_.id, Bid.state == "SEALED")
    )
    return {
        "freeze": cast(SignedFreeze, record.record()),
        "records": [row.record() for row in others],
        "envelopes": [
            {
                "bid": row.bid.hex(),
                "kind": cast(EnvelopeKind, row.kind),
                "digest": row.digest.hex(),
                "header": b64encode(row.header).decode(),
                "root": row.root.hex(),
            }
            for row in sorted(await work.session.scalars(query), key=place_in_list)
        ],
    }


async def show_identities(work: Work, lot_id: UUID, request: dict[str, Any]) -> IdentitiesShown:
    """Identity releases and bodies, for a custodian who checks that three distinct bidders exist (crypto.md 3.4).

    The request is signed by the custodian's key and not older than five minutes. Nobody else sees an identity before
    the read-out.
    """
    round_, opening = await ensure_frozen(work, lot_id)
    await _check_request(work, round_, opening, request)
    if opening.phase in ("await_identities", "open_identities"):
        raise refusals.NotYourTurn(phase=opening.phase)
    releases = [one for one in await releases_of(work.session, round_.id) if one.step == "identities"]
    records = [await find_record(work.session, one.digest) for one in releases]
    return {
        "releases": [row.record() for row in records if row],
        "bodies": await _identity_bodies(work, round_),
        "companies": await _company_records(work, round_),
    }


async def _check_request(work: Work, round_: LotRound, opening: Opening, request: dict[str, Any]) -> None:
    try:
        body = check_document(request, type="tianping/identities-request/1", role="custodian")
        at = parse_timestamp(body.get("at"))
    except CryptoError as fault:
        raise refusals.ReleaseRefused(why=str(fault)) from None
    signers = {one["key"] for one in request["signatures"]}
    sets = await key_sets_of(work.session, round_.id)
    known = {member["sign_key"] for one in sets for member in one.members}
    if not signers & known:
        raise refusals.NoCustodianOfThisLot()
    fresh = abs(await work.now() - at) <= REQUEST_PATIENCE
    if not fresh or (body.get("lot"), body.get("freeze")) != (str(round_.lot_id), opening.freeze.hex()):
        raise refusals.ReleaseRefused(why="the request is old or names another list")


async def _identity_bodies(work: Work, round_: LotRound) -> dict[str, str]:
    query = (
        select(EnvelopeRow)
        .join(OpenedEnvelope, OpenedEnvelope.envelope == EnvelopeRow.digest)
        .where(OpenedEnvelope.round_id == round_.id, EnvelopeRow.kind == "identity", OpenedEnvelope.state == "OPEN")
    )
    bodies = {}
    for row in await work.session.scalars(query):
        data = b"".join([chunk async for chunk in work.store.read(object_name(row.object_name))])
        bodies[row.digest.hex()] = b64encode(data).decode()
    return bodies


async def _company_records(work: Work, round_: LotRound) -> list[SignedDocument]:
    outcomes = await identity_outcomes(work.session, round_.id)
    rows = await records_of_companies(work.session, [one.uscc for one in outcomes if one.uscc])
    return [row.record() for row in rows]


async def show_read_out(work: Work, lot_id: UUID) -> SignedReadOut:
    """The read-out, once there is one, with the objections so far."""
    _, opening = await ensure_frozen(work, lot_id)
    if opening.read_out is None:
        raise refusals.NotYourTurn(phase=opening.phase)
    row = await find_record(work.session, opening.read_out)
    assert row is not None  # the opening names it
    return cast(SignedReadOut, row.record())


async def show_record(work: Work, lot_id: UUID) -> tuple[LotRound, SignedOpeningRecord]:
    """The signed opening record."""
    round_, opening = await ensure_frozen(work, lot_id)
    if opening.record is None:
        raise refusals.NotYourTurn(phase=opening.phase)
    row = await find_record(work.session, opening.record)
    assert row is not None  # the opening names it
    return round_, cast(SignedOpeningRecord, row.record())
