"""Deeds of the bidder: open an upload, keep a piece, seal, withdraw. Nobody is asked who he is."""

import asyncio
import hashlib
from base64 import b64decode
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.bids import refusals
from bidding.bids.receipts import receipt_body
from bidding.bids.rules import Arrived, RoundFacts, Statement, check_envelopes, look_plain, read_statement
from bidding.bids.tables import Bid, EnvelopeRow, Upload, UploadPiece
from bidding.custodians.actions import key_sets_of
from bidding.tenders.actions import current_round, deadlines_of, lock_round
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.envelope import body_root, envelope_digest
from crypto.errors import CryptoError
from crypto.header import LONGEST_HEADER
from crypto.manifest import KINDS
from crypto.signatures import check_document
from foundation.errors import FieldRefused, NoSuchThing, TooMuch
from foundation.failpoints import hit
from foundation.ledger.sequencer import last_tick, next_tick_number
from foundation.records import find_record
from foundation.rulebook import rulebook
from foundation.work import Work
from storage.interface import PIECE, Piece
from storage.names import fresh_id, new_name, object_name


async def facts_of(work: Work, lot_id: UUID) -> tuple[LotRound, RoundFacts]:
    """The current round of a lot and what bids of it are held against."""
    round_ = await current_round(work.session, lot_id)
    sets = await key_sets_of(work.session, round_.id)
    keys = [(tuple(member["share_key"] for member in one.members), one.threshold) for one in sets]
    deadlines = await deadlines_of(work.session, round_.id)
    return round_, RoundFacts(str(lot_id), round_.number, deadlines, keys, round_.document_version)


async def open_upload(work: Work, lot_id: UUID, kind: str, length: int) -> Upload:
    """Begin an upload of one envelope's body of `length` bytes. Raises NotOpenForBids, Oversize, NoRoomForLot."""
    round_ = await current_round(work.session, lot_id)
    at = await work.now()
    refuse_unless_open(round_, at)
    rules = rulebook(round_.rulebook)
    if kind not in KINDS:
        raise FieldRefused(field="kind", why="one of " + ", ".join(KINDS), why_zh="应为" + "、".join(KINDS))
    if not 0 < length <= int(rules.value("R-BID-MAX-BYTES")):
        raise refusals.Oversize(size=length, most=int(rules.value("R-BID-MAX-BYTES")))
    unsealed = select(func.sum(Upload.length)).where(Upload.round_id == round_.id, Upload.bid.is_(None))
    if int(await work.session.scalar(unsealed) or 0) + length > int(rules.value("R-LOT-BYTE-BUDGET")):
        raise refusals.NoRoomForLot()
    name = new_name("bids", work.entropy)
    handle = await work.store.begin(name)
    upload = Upload(
        id=fresh_id(work.entropy),
        round_id=round_.id,
        kind=kind,
        length=length,
        done=0,
        object_name=name,
        handle=handle,
        expires_at=at + rules.duration("R-UPLOAD-LIFE"),
        bid=None,
    )
    work.session.add(upload)
    await work.session.flush()
    hit("upload.created")
    return upload


def refuse_unless_open(round_: LotRound, at: Any) -> None:
    """Refuse with the reason unless the round takes bids at this moment. Equal is late."""
    if round_.state == "BIDDING" and round_.deadline is not None and at >= round_.deadline:
        raise refusals.DeadlinePassed(at=timestamp(at), deadline=timestamp(round_.deadline))
    if round_.state != "BIDDING":
        if round_.deadline is not None and at >= round_.deadline:
            raise refusals.DeadlinePassed(at=timestamp(at), deadline=timestamp(round_.deadline))
        raise refusals.NotOpenForBids(state=round_.state)


async def find_upload(work: Work, upload_id: str, *, lock: bool = False) -> Upload:
    """The upload of that id; an expired one is unknown."""
    query = select(Upload).where(Upload.id == upload_id)
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    upload = await work.session.scalar(query)
    if upload is None or (upload.bid is None and await work.now() >= upload.expires_at):
        raise refusals.UploadUnknown(hours=24)
    return upload


@dataclass
class PieceStream:
    """The bytes of one piece on their way to the store: hashed as they pass, never held."""

    chunks: AsyncIterator[bytes]
    first: bool
    expected: bytes | None = None

    def __post_init__(self) -> None:
        self.leaf = hashlib.sha256(b"\0")
        self.plain = hashlib.sha256() if self.expected is not None else None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Refuses a piece that begins like a document nobody sealed, or whose checksum differs at the end."""
        beginning = b"" if self.first else None
        async for chunk in self.chunks:
            if beginning is not None:
                beginning += chunk[:8]
                if look_plain(beginning):
                    raise refusals.NotSealed(kind="uploaded", why="it begins like an ordinary document")
                beginning = beginning if len(beginning) < 8 else None
            self.leaf.update(chunk)
            if self.plain is not None:
                self.plain.update(chunk)
            yield chunk
        if self.plain is not None and self.plain.digest() != self.expected:
            raise refusals.ChecksumDiffers()


@dataclass(frozen=True)
class PlaceForPiece:
    """Where the next piece of an upload goes."""

    upload: str
    name: str
    handle: str
    number: int
    size: int
    offset: int
    last: bool


async def find_place(work: Work, upload_id: str, offset: int, announced: int | None) -> PlaceForPiece | None:
    """Where a piece that begins at `offset` goes; None when what is still announced does not fill a piece.

    A piece has 8 MiB, the last one what is left; bytes that would not fill it are not kept (the offset tells).
    `announced` is None for a body of unknown length, which must then go on to the end of a piece.
    """
    upload = await find_upload(work, upload_id)
    if upload.bid is not None or offset != upload.done:
        raise refusals.OffsetDiffers(offset=upload.done)
    left = upload.length - offset
    if announced is not None and announced > left:
        raise TooMuch(limit=f"{left} B")
    size = min(PIECE, left)
    if size == 0 or (announced is not None and announced < size):
        return None
    name, handle = upload.object_name, upload.handle
    return PlaceForPiece(upload.id, name, handle, offset // PIECE, size, offset, last=size == left)


async def receive_piece(work: Work, place: PlaceForPiece, tag: str, leaf: bytes) -> int:
    """Write down a piece that the store keeps; returns the new offset. A rival attempt that was first wins."""
    upload = await find_upload(work, place.upload, lock=True)
    if upload.done != place.offset or upload.bid is not None:
        raise refusals.OffsetDiffers(offset=upload.done)
    piece = UploadPiece(upload_id=upload.id, number=place.number, size=place.size, tag=tag, leaf=leaf)
    work.session.add(piece)
    upload.done = place.offset + place.size
    await work.session.flush()
    hit("piece.recorded")
    return upload.done


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
) -> dict[str, Any]:
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
    arrived = [await _arrived(work, one, uploads[one.kind], round_) for one in sent]
    await asyncio.to_thread(check_envelopes, statement, arrived, facts)
    # (3) The objects are made whole: idempotent, so a repeated request is harmless.
    for upload in uploads.values():
        await work.store.finish(object_name(upload.object_name), upload.handle, await _pieces(work, upload.id))
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
        await _withdraw(work, round_, replaces, replaced_by=statement.digest)
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
    query = select(UploadPiece.leaf).where(UploadPiece.upload_id == upload.id).order_by(UploadPiece.number)
    leaves = list(await work.session.scalars(query))
    return Arrived(one.kind, one.header, upload.done, body_root(leaves))


async def _pieces(work: Work, upload_id: str) -> list[Piece]:
    query = select(UploadPiece).where(UploadPiece.upload_id == upload_id).order_by(UploadPiece.number)
    return [Piece(row.number, row.size, row.tag) for row in await work.session.scalars(query)]


async def _receipt_given(work: Work, statement: Statement) -> dict[str, Any] | None:
    bid = await work.session.scalar(select(Bid).where(Bid.digest == statement.digest))
    if bid is None:
        return None
    row = await find_record(work.session, bid.receipt)
    return row.record() if row else None


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
) -> dict[str, Any]:
    bid = await work.session.get(Bid, statement.digest)
    assert bid is not None  # written a moment ago
    tick = await last_tick(work.session)
    body = receipt_body(
        statement,
        number=bid.receipt_number,
        at=timestamp(bid.received_at),
        tick=await next_tick_number(work.session),
        within=rulebook(round_.rulebook).duration("R-TICK-WITHIN"),
        head=tick.head["body"] if tick else None,
    )
    row = await work.publish(body, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.receipt = row.digest
    await work.record("seal_bid", "bid", statement.digest.hex(), "Order 20 Art. 27", veil=round_.id)
    return row.record()


async def withdraw_bid(work: Work, lot_id: UUID, signed: dict[str, Any]) -> dict[str, Any]:
    """Withdraw (撤回) a sealed bid before the deadline, by its bid key's signature; answers the accepted record."""
    round_ = await lock_round(work, lot_id, share=True)
    accepted = await _withdraw(work, round_, signed, replaced_by=None)
    hit("withdraw.written")
    return accepted


async def _withdraw(
    work: Work, round_: LotRound, signed: dict[str, Any], replaced_by: bytes | None
) -> dict[str, Any]:
    body = _read_withdrawal(signed, round_, replaced_by)
    query = select(Bid).where(Bid.digest == bytes.fromhex(body["bid"]), Bid.round_id == round_.id).with_for_update()
    bid = await work.session.scalar(query.execution_options(populate_existing=True))
    if bid is None or bid.receipt_number != body["receipt"] or signed["signatures"][0]["key"] != bid.bid_key.hex():
        raise NoSuchThing(what="bid 投标文件")
    if bid.withdrawal is not None:
        return await _accepted_before(work, bid, body)
    refuse_unless_open(round_, await work.now())
    kept = await work.keep(signed, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.state, bid.withdrawal = "WITHDRAWN", kept.digest
    answer = {"type": "tianping/withdrawal-accepted/1", "lot": body["lot"], "round": body["round"], "bid": body["bid"]}
    answer |= {"withdrawal": kept.digest.hex(), "at": timestamp(await work.now())}
    row = await work.publish(answer, lot=round_.lot_id, round_no=round_.number, veil=round_.id)
    bid.accepted = row.digest
    await work.record("withdraw_bid", "bid", body["bid"], "法29", veil=round_.id)
    return row.record()


def _read_withdrawal(signed: dict[str, Any], round_: LotRound, replaced_by: bytes | None) -> dict[str, Any]:
    try:
        body = check_document(signed, type="tianping/withdrawal/1", role="bid")
    except CryptoError as fault:
        raise refusals.StatementRefused(why=str(fault)) from None
    wanted = {"type", "lot", "round", "bid", "receipt", "replaced_by"}
    if set(body) != wanted or len(signed["signatures"]) != 1 or not _is_hex32(body["bid"]):
        raise refusals.StatementRefused(why="not a withdrawal")
    if (body["lot"], body["round"]) != (str(round_.lot_id), round_.number):
        raise refusals.WrongLot(kind="withdrawal")
    if body["replaced_by"] != (replaced_by.hex() if replaced_by else None):
        raise refusals.StatementRefused(why="the withdrawal names another replacement")
    return body


def _is_hex32(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 64 and set(value) <= set("0123456789abcdef")


async def _accepted_before(work: Work, bid: Bid, body: dict[str, Any]) -> dict[str, Any]:
    kept = await find_record(work.session, bid.withdrawal or b"")
    accepted = await find_record(work.session, bid.accepted or b"")
    if kept is None or accepted is None or kept.record()["body"] != body:
        raise refusals.AlreadyWithdrawn()
    return accepted.record()


async def find_receipt(session: AsyncSession, number: str) -> dict[str, Any] | None:
    """The receipt record of that number and its bid's state, or None."""
    bid = await session.scalar(select(Bid).where(Bid.receipt_number == number))
    row = await find_record(session, bid.receipt) if bid else None
    return {"record": row.record(), "state": bid.state} if bid and row else None


async def end_upload(work: Work, upload_id: str) -> None:
    """Give up an unsealed upload; a sealed one is unknown here."""
    upload = await find_upload(work, upload_id, lock=True)
    if upload.bid is not None:
        raise refusals.UploadUnknown(hours=24)
    await _remove_upload(work, upload)


async def _remove_upload(work: Work, upload: Upload) -> None:
    name = object_name(upload.object_name)
    await work.store.abandon(name, upload.handle)
    await work.store.delete(name)
    await work.session.delete(upload)


async def sweep_uploads(work: Work, limit: int = 200) -> int:
    """Remove unsealed uploads that expired, and what the store keeps of them; returns how many."""
    at = await work.now()
    query = select(Upload).where(Upload.bid.is_(None), Upload.expires_at <= at).limit(limit)
    expired = list(await work.session.scalars(query.with_for_update(skip_locked=True)))
    for upload in expired:
        await _remove_upload(work, upload)
    return len(expired)


SWEEP_EVERY = timedelta(hours=1)


def decode_header(text: str, kind: str) -> bytes:
    """Header bytes of a seal request's base64."""
    try:
        return b64decode(text, validate=True)
    except ValueError:
        raise refusals.NotSealed(kind=kind, why="its header is not base64") from None
