"""Deeds on the way in: open an upload, keep its pieces, give it up, sweep what was never sealed."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from bidding.bids import refusals
from bidding.bids.actions.window import refuse_unless_open
from bidding.bids.rules import look_plain
from bidding.bids.tables import Upload, UploadPiece
from bidding.tenders.actions import current_round
from bidding.tenders.tables import LotRound
from crypto.manifest import KINDS
from foundation.errors import FieldRefused, TooMuch
from foundation.failpoints import hit
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm_once
from foundation.work import Work
from storage.interface import PIECE, Piece
from storage.names import fresh_id, new_name, object_name

SWEEP_EVERY = timedelta(hours=1)
SWEEP_AT_ONCE = 200


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
    # Bytes that came, not bytes announced: else who announces much learns to the byte what others announced before,
    # and keeps them out for nothing.
    unsealed = select(func.sum(Upload.done)).where(Upload.round_id == round_.id, Upload.bid.is_(None))
    if int(await work.session.scalar(unsealed) or 0) >= int(rules.value("R-LOT-BYTE-BUDGET")):
        raise refusals.NoRoomForLot()
    return await begin_upload(work, round_, kind, length)


async def begin_upload(work: Work, round_: LotRound, kind: str, length: int) -> Upload:
    """The upload itself, once somebody decided that it may begin."""
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
        expires_at=await work.now() + rulebook(round_.rulebook).duration("R-UPLOAD-LIFE"),
        bid=None,
    )
    work.session.add(upload)
    await work.session.flush()
    hit("upload.created")
    return upload


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


async def pieces_of(work: Work, upload_id: str) -> tuple[list[bytes], list[Piece]]:
    """Leaves of the body's tree, and the pieces as the store knows them, in order."""
    query = select(UploadPiece).where(UploadPiece.upload_id == upload_id).order_by(UploadPiece.number)
    rows = list(await work.session.scalars(query))
    return [row.leaf for row in rows], [Piece(row.number, row.size, row.tag) for row in rows]


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


async def sweep_uploads(work: Work, limit: int) -> int:
    """Remove unsealed uploads that expired, and what the store keeps of them; returns how many."""
    at = await work.now()
    query = select(Upload).where(Upload.bid.is_(None), Upload.expires_at <= at).limit(limit)
    expired = list(await work.session.scalars(query.with_for_update(skip_locked=True)))
    for upload in expired:
        await _remove_upload(work, upload)
    return len(expired)


async def run_sweep(work: Work, _: dict[str, Any]) -> datetime | None:
    """The hourly sweep; at once again while there is more than one transaction should hold."""
    swept = await sweep_uploads(work, SWEEP_AT_ONCE)
    return await work.now() + (timedelta(0) if swept == SWEEP_AT_ONCE else SWEEP_EVERY)


async def start_sweeping(work: Work) -> None:
    """Make sure that the sweep is armed; any number of processes may ask."""
    await arm_once(work, "sweep_uploads", "sweep_uploads", await work.now())


TIMERS: dict[str, Handler] = {"sweep_uploads": run_sweep}
