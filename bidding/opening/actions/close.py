"""After the read-out: objections, answers, confirmations, remedies, and the record that closes the opening."""

from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from bidding.bids.tables import Bid
from bidding.opening import refusals
from bidding.opening.actions.causes import HOSTS
from bidding.opening.actions.freeze import ensure_frozen, topic_of
from bidding.opening.actions.read_out import opening_facts
from bidding.opening.actions.state import lock_opening, releases_of
from bidding.opening.answers import Confirmed, ObjectionTold
from bidding.opening.documents import (
    ConfirmationRecorded,
    Host,
    ObjectionRecorded,
    SignedOpeningRecord,
    record_body,
)
from bidding.opening.rules import confirm_until
from bidding.opening.tables import Confirmation, Objection, Opening
from bidding.tenders.actions import need_relation
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import digest, timestamp
from crypto.errors import CryptoError
from crypto.records import check_shape
from crypto.signatures import check_document
from foundation.accounts.tables import Organisation
from foundation.errors import FieldRefused, NoSuchThing
from foundation.failpoints import hit
from foundation.records import find_record
from foundation.rulebook import rulebook
from foundation.work import Work

MOST_WORDS = 4000


async def signed_by_bidder(
    work: Work, round_: LotRound, signed: dict[str, Any], kind: str
) -> tuple[dict[str, Any], Bid]:
    """The body of a bidder's document and the frozen bid whose key signed it."""
    try:
        body = check_document(signed, type=kind, role="bid")
        check_shape(body)
    except CryptoError as fault:
        raise refusals.ReleaseRefused(why=str(fault)) from None
    bid = await work.session.get(Bid, bytes.fromhex(body["bid"]))
    keys = {one["key"] for one in signed["signatures"]}
    if bid is None or bid.round_id != round_.id or bid.state != "SEALED" or bid.bid_key.hex() not in keys:
        raise refusals.NotBidderOfThisLot()
    if (body["lot"], body["round"]) != (str(round_.lot_id), round_.number):
        raise refusals.NotBidderOfThisLot()
    return body, bid


async def _locked(work: Work, lot_id: UUID) -> tuple[LotRound, Opening]:
    round_, _ = await ensure_frozen(work, lot_id)
    opening = await lock_opening(work.session, round_.id)
    assert opening is not None  # ensure_frozen found it
    if opening.phase == "closed":
        raise refusals.ObjectionsClosed()
    return round_, opening


async def object_to_opening(work: Work, lot_id: UUID, signed: dict[str, Any]) -> ObjectionTold:
    """Take an objection on the spot (条例44); told to everybody at once. Safe to repeat."""
    round_, opening = await _locked(work, lot_id)
    if opening.phase != "read_out":
        raise refusals.NotYourTurn(phase=opening.phase)
    return await take_objection(work, round_, signed, "object_to_opening")


async def take_objection(work: Work, round_: LotRound, signed: dict[str, Any], verb: str) -> ObjectionTold:
    """Keep an objection that may be made now, at the first opening or at the second; the same again changes nothing."""
    body, bid = await signed_by_bidder(work, round_, signed, "tianping/objection/1")
    before = await work.session.get(Objection, digest(body))
    if before is not None:
        return {"objection": before.digest.hex(), "answer": before.answer}
    row = await work.keep(signed, lot=round_.lot_id, round_no=round_.number)
    at = await work.now()
    work.session.add(Objection(digest=row.digest, round_id=round_.id, bid=bid.digest, text=body["text"], at=at))
    await work.record(verb, "lot_round", round_.id, "R-OBJ-OPEN", objection=row.digest.hex())
    await work.announce(topic_of(round_.lot_id), "objection", objection=row.digest.hex())
    return {"objection": row.digest.hex(), "answer": None}


async def answer_objection(work: Work, lot_id: UUID, objection: bytes, text: str) -> ObjectionTold:
    """The host answers on the spot; the answer stands in the record."""
    await need_relation(work, lot_id, *HOSTS)
    said = read_answer(text)
    round_, _ = await _locked(work, lot_id)
    return await write_answer(work, round_, objection, said)


def read_answer(text: str) -> str:
    """The host's words; raises FieldRefused."""
    said = text.strip()
    if not 0 < len(said) <= MOST_WORDS:
        raise FieldRefused(field="text", why=f"1 to {MOST_WORDS} characters", why_zh=f"应为1至{MOST_WORDS}字")
    return said


async def write_answer(
    work: Work, round_: LotRound, objection: bytes, said: str, *, since: datetime | None = None
) -> ObjectionTold:
    """Answer an objection of this round; with `since`, one that was made from then on."""
    row = await work.session.get(Objection, objection)
    if row is None or row.round_id != round_.id or (since is not None and row.at < since):
        raise NoSuchThing(what="objection 异议")
    row.answer, row.answered_at, row.answered_by = said, await work.now(), work.actor.person
    await work.record("answer_objection", "lot_round", round_.id, "R-OBJ-OPEN", objection=objection.hex())
    await work.announce(topic_of(round_.lot_id), "answered", objection=objection.hex())
    return {"objection": objection.hex(), "answer": said}


async def confirm_read_out(work: Work, lot_id: UUID, signed: dict[str, Any]) -> Confirmed:
    """A bidder confirms what was read out, by its bid key. Safe to repeat."""
    round_, opening = await _locked(work, lot_id)
    body, bid = await signed_by_bidder(work, round_, signed, "tianping/confirmation/1")
    if opening.read_out is None or body["readout"] != opening.read_out.hex():
        raise refusals.NotYourTurn(phase=opening.phase)
    before = await work.session.get(Confirmation, bid.digest)
    if before is None:
        row = await work.keep(signed, lot=round_.lot_id, round_no=round_.number)
        values = {"bid": bid.digest, "round_id": round_.id, "digest": row.digest, "at": await work.now()}
        await work.session.execute(insert(Confirmation).values(values).on_conflict_do_nothing())
        await work.announce(topic_of(lot_id), "confirmed", confirmed=await _confirmed(work, round_.id))
    return {"confirmed": True}


async def _confirmed(work: Work, round_id: UUID) -> int:
    return int(await work.session.scalar(select(func.count()).where(Confirmation.round_id == round_id)) or 0)


async def close_opening(work: Work, lot_id: UUID) -> SignedOpeningRecord:
    """The host closes the opening: the record is signed and published. Asked again, it answers the same record.

    Every objection is answered; the silence window of the clause has ended, or every bidder has confirmed.
    """
    await need_relation(work, lot_id, *HOSTS)
    round_, _ = await ensure_frozen(work, lot_id)
    locked = await lock_opening(work.session, round_.id)
    assert locked is not None  # ensure_frozen found it
    if locked.record is not None:
        row = await find_record(work.session, locked.record)
        assert row is not None  # the opening names it
        return cast(SignedOpeningRecord, row.record())
    round_ = await work.lock(LotRound, round_.id)
    if locked.phase != "read_out" or locked.read_out_at is None:
        raise refusals.NotYourTurn(phase=locked.phase)
    await _refuse_too_early(work, round_, locked)
    return await _write_record(work, round_, locked)


async def _refuse_too_early(work: Work, round_: LotRound, opening: Opening) -> None:
    open_ones = select(func.count()).where(Objection.round_id == round_.id, Objection.answer.is_(None))
    count = await work.session.scalar(open_ones)
    if count:
        raise refusals.ObjectionUnanswered(count=count)
    assert opening.read_out_at is not None  # asked by close_opening
    until = confirm_until(opening.read_out_at, rulebook(round_.rulebook))
    if await work.now() < until and await _confirmed(work, round_.id) < opening.frozen:
        raise refusals.WindowStillOpen(until=timestamp(until))


async def _write_record(work: Work, round_: LotRound, opening: Opening) -> SignedOpeningRecord:
    facts = await opening_facts(work, round_, opening, "OPENED")
    releases = await releases_of(work.session, round_.id)
    assert opening.read_out_at is not None  # asked by close_opening
    body = record_body(
        facts,
        opened_at=timestamp(opening.frozen_at),
        read_out_at=timestamp(opening.read_out_at),
        closed_at=timestamp(await work.now()),
        releases=[one.digest.hex() for one in releases],
        clients=[{"index": one.index, "client": one.client} for one in releases if one.step == "identities"],
        objections=await objections_recorded(work, round_.id),
        confirmations=await _confirmations(work, round_.id),
        host=await host_of(work),
    )
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)
    opening.phase, opening.record, opening.closed_at = "closed", row.digest, await work.now()
    round_.state = MACHINE.step(round_.state, "close").after
    await work.record("close_opening", "lot_round", round_.id, "Order 20 Art. 32", record=row.digest.hex())
    await work.announce(topic_of(round_.lot_id), "closed", record=row.digest.hex())
    hit("record.written")
    return cast(SignedOpeningRecord, row.record())


async def objections_recorded(work: Work, round_id: UUID, since: datetime | None = None) -> list[ObjectionRecorded]:
    """Objections with their answers; `since` the read-out of prices those of the second opening alone."""
    query = select(Objection).where(Objection.round_id == round_id).order_by(Objection.at)
    rows = await work.session.scalars(query if since is None else query.where(Objection.at >= since))
    return [
        {
            "objection": row.digest.hex(),
            "bid": row.bid.hex(),
            "text": row.text,
            "answer": row.answer,
            "answered_at": timestamp(row.answered_at) if row.answered_at else None,
        }
        for row in rows
    ]


async def _confirmations(work: Work, round_id: UUID) -> list[ConfirmationRecorded]:
    query = select(Confirmation).where(Confirmation.round_id == round_id).order_by(Confirmation.bid)
    return [{"bid": row.bid.hex(), "at": timestamp(row.at)} for row in await work.session.scalars(query)]


async def host_of(work: Work) -> Host | None:
    """Who closes, and for which organisation."""
    organisation = await work.session.get(Organisation, work.actor.organisation)
    return {"name": work.actor.name, "organisation": organisation.name} if organisation else None
