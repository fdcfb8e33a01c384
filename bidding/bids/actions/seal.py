"""The deed that counts: a sealed bid is checked, judged by the one clock after the lot's lock, and receipted."""

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.bids import refusals
from bidding.bids.actions.uploads import find_upload, pieces_of
from bidding.bids.actions.window import facts_of, refuse_unless_open
from bidding.bids.actions.withdraw import withdraw_from
from bidding.bids.receipts import ReceiptShown, SignedReceipt, receipt_body
from bidding.bids.rules import Arrived, Statement, check_envelopes, read_statement
from bidding.bids.tables import Bid, EnvelopeRow, Upload
from bidding.tenders.actions import lock_round
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.envelope import body_root, envelope_digest
from crypto.header import LONGEST_HEADER
from foundation.errors import StoreAway
from foundation.failpoints import hit
from foundation.ledger.sequencer import last_tick, next_tick_number
from foundation.records import find_record
from foundation.rulebook import LAW_2026, rulebook
from foundation.work import Work
from storage.names import fresh_id, object_name


@dataclass(frozen=True)
class SentEnvelope:
    """What a seal request says of one envelope: its kind, the upload with its body, its header bytes."""

    kind: str
    upload: str
    header: bytes


async def seal_bid(
    work: Work,
    lot_id: UUID,
    signed: dict[str, Any],
    sent: Sequence[SentEnvelope],
    replaces: dict[str, Any] | None = None,
) -> SignedReceipt:
    """Take a sealed bid: check everything, lock the lot, judge the deadline, answer with the receipt record.

    Idempotent by the statement's digest: whoever asks again gets the same receipt, also after the deadline.
    Order 20 Art. 27: completion decides; the moment is taken after the lot's lock; equal is late.
    """
    # (1) The statement, and the receipt when it was given before.
    round_, facts = await facts_of(work, lot_id)
    statement = read_statement(signed, facts)
    earlier = await _receipt_given(work, statement)
    if earlier:
        return earlier
    # (2) Everything that can be checked without the lot's lock; curve arithmetic off the event loop.
    uploads = {one.kind: await find_upload(work, one.upload, lock=True) for one in sorted(sent, key=lambda s: s.upload)}
    # A rival with the same statement may have been first while we waited for its uploads.
    earlier = await _receipt_given(work, statement)
    if earlier:
        return earlier
    arrived = [await _arrived(work, one, uploads[one.kind], round_) for one in sent]
    await asyncio.to_thread(check_envelopes, statement, arrived, facts)
    # (3) The objects are made whole: idempotent, so a repeated request is harmless.
    for upload in uploads.values():
        _, pieces = await pieces_of(work, upload.id)
        await work.store.finish(object_name(upload.object_name), upload.handle, pieces)
    hit("seal.finished")
    # (4) Lock, then judge by the one clock.
    round_ = await lock_round(work, lot_id, share=True)
    refuse_unless_open(round_, await work.now())
    hit("seal.judged")
    # (5) Write bid, envelopes, receipt; withdraw what it replaces in the same transaction.
    if not await _write_bid(work, round_, statement, arrived, uploads):
        earlier = await _receipt_given(work, statement)
        assert earlier is not None  # the rival that was first has committed
        return earlier
    if replaces is not None:
        await withdraw_from(work, round_, replaces, replaced_by=statement.digest)
    receipt = await _give_receipt(work, round_, statement, arrived)
    hit("seal.written")
    return receipt


async def _arrived(work: Work, one: SentEnvelope, upload: Upload, round_: LotRound) -> Arrived:
    if len(one.header) > LONGEST_HEADER:
        raise refusals.NotSealed(kind=one.kind, why="its header is too long")
    if upload.round_id != round_.id or upload.kind != one.kind or upload.bid is not None:
        raise refusals.WrongLot(kind=one.kind)
    if upload.done != upload.length:
        raise refusals.Truncated(kind=one.kind, have=upload.done, need=upload.length)
    leaves, _ = await pieces_of(work, upload.id)
    return Arrived(one.kind, one.header, upload.done, body_root(leaves))


async def _receipt_given(work: Work, statement: Statement) -> SignedReceipt | None:
    bid = await work.session.scalar(select(Bid).where(Bid.digest == statement.digest))
    if bid is None:
        return None
    row = await find_record(work.session, bid.receipt)
    return cast(SignedReceipt, row.record()) if row else None


async def _write_bid(
    work: Work,
    round_: LotRound,
    statement: Statement,
    arrived: Sequence[Arrived],
    uploads: dict[str, Upload],
) -> bool:
    values = {
        "digest": statement.digest,
        "round_id": round_.id,
        "bid_key": statement.bid_key,
        "statement": statement.signed,
        "document_version": statement.body["document_version"],
        "state": "SEALED",
        "received_at": await work.now(),
        "receipt_number": fresh_id(work.entropy),
        "receipt": b"",
    }
    made = await work.session.scalar(insert(Bid).values(values).on_conflict_do_nothing().returning(Bid.digest))
    if made is None:
        return False
    for one in arrived:
        hashed = hashlib.sha256(one.header).digest()
        row = EnvelopeRow(
            digest=envelope_digest(hashed, one.root),
            bid=statement.digest,
            kind=one.kind,
            header=one.header,
            root=one.root,
            length=one.done,
            object_name=uploads[one.kind].object_name,
        )
        work.session.add(row)
        uploads[one.kind].bid = statement.digest
    await work.session.flush()
    return True


async def _give_receipt(
    work: Work, round_: LotRound, statement: Statement, arrived: Sequence[Arrived]
) -> SignedReceipt:
    bid = await work.session.get(Bid, statement.digest)
    assert bid is not None  # written a moment ago
    tick = await last_tick(work.session)
    if tick is None:
        raise StoreAway()
    body = receipt_body(
        statement,
        number=bid.receipt_number,
        at=timestamp(bid.received_at),
        tick=await next_tick_number(work.session),
        within=ticks_within(),
        head=tick.head["body"],
    )
    row = await work.publish({**body}, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.receipt = row.digest
    await work.record("seal_bid", "bid", statement.digest.hex(), "Order 20 Art. 27", veil=round_.id)
    return cast(SignedReceipt, row.record())


async def find_receipt(session: AsyncSession, number: str) -> ReceiptShown | None:
    """The receipt record of that number and its bid's state, or None."""
    bid = await session.scalar(select(Bid).where(Bid.receipt_number == number))
    row = await find_record(session, bid.receipt) if bid else None
    if bid is None or row is None:
        return None
    state = cast(Literal["SEALED", "WITHDRAWN"], bid.state)
    return {"record": cast(SignedReceipt, row.record()), "state": state}


def ticks_within() -> int:
    """M of a receipt: how many ticks later than named its leaf may come, by the platform's own rulebook."""
    rules = rulebook(LAW_2026)
    return int(rules.duration("R-TICK-WITHIN") / rules.duration("R-TICK"))


def decode_header(text: str, kind: str) -> bytes:
    """Header bytes of a seal request's base64."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise refusals.NotSealed(kind=kind, why="its header is not base64") from None
