"""What a committee is given of an opened lot: its scheme, its drawn coefficients, the valid bids and their files.

A file is decrypted as it is read, a chunk of one mebibyte at a time and beside the event loop; nothing of it is kept.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from bidding.bids.tables import Bid, EnvelopeRow
from bidding.methods.offer_form import read_form
from bidding.methods.scheme import Scheme, read_scheme
from bidding.opening.actions.read_out import judged_outcomes
from bidding.opening.actions.state import secrets_of, tender_body
from bidding.opening.bid_files import KINDS, BidFile, FilePlace, files_of, place_of
from bidding.opening.rules import Outcome
from bidding.opening.tables import OpenedEnvelope, Opening, PriceOpening
from bidding.projects.tables import Lot
from bidding.tenders.actions import current_round, lot_and_project
from bidding.tenders.rules import EVALUATION_OVER
from bidding.tenders.tables import LotRound
from crypto.aead import ChunkCipher
from crypto.header import Header, body_key
from crypto.padding import CHUNK, SEALED_CHUNK, chunk_count, payload_of_body
from crypto.steps import PRICES
from foundation.errors import NoSuchThing
from foundation.money import AmountUnreadable, parse_money
from foundation.records import RecordRow, find_record
from foundation.work import Work
from storage.interface import Store
from storage.names import ObjectName, object_name

READABLE = ("EVALUATING", *EVALUATION_OVER)
"""States in which files of bids are read: never before the committee sits (招标投标法38)."""

BID_FILE = "file of a bid 投标文件"


@dataclass(frozen=True)
class JudgedBid:
    """A valid bid. `values` by name as they were read out; `price` is 0 where no amount can be read from them.

    With two envelopes there are no values, and no price, before the second opening is closed, nor of bids that are not
    on its list.
    """

    bid: str
    name: str
    uscc: str
    values: Mapping[str, str]
    price: Decimal | None
    files: tuple[BidFile, ...]


@dataclass(frozen=True)
class JudgedLot:
    """An opened lot as a committee judges it; `number`: of the lot in its project; `coefficients` as drawn.

    `tender` and `opening_record` are digests in hex, `price_record` that of a second opening once it is closed; `bids`
    ascend by digest. Coefficients and seed are those of the opening at which prices were read out.
    """

    lot: UUID
    round: int
    number: int
    project: UUID
    name: str
    scheme: Scheme | None
    ceiling: Decimal | None
    coefficients: Mapping[str, Decimal]
    works: bool
    rulebook: int
    rehearsal: bool
    tender: str
    opening_record: str
    seed: str | None
    bids: tuple[JudgedBid, ...]
    price_record: str | None = None


async def judged_lot(work: Work, lot_id: UUID) -> JudgedLot:
    """The newest round of the lot, whoever asks; NoSuchThing before its opening is recorded."""
    round_ = await current_round(work.session, lot_id)
    opening = await work.session.get(Opening, round_.id)
    if opening is None or opening.record is None:
        raise NoSuchThing(what="opened lot 已开标标段")
    lot, project = await lot_and_project(work.session, lot_id)
    tender = await tender_body(work.session, round_)
    record = await find_record(work.session, opening.record)
    assert record is not None and round_.tender is not None  # it is published
    prices = await _price_record(work, round_)
    opened = record.record()["body"] if prices is None else prices.record()["body"]
    scheme = read_scheme(tender["scheme"]) if "scheme" in tender else None
    return JudgedLot(
        lot=lot.id,
        round=round_.number,
        number=lot.number,
        project=project.id,
        name=lot.name,
        scheme=scheme,
        ceiling=lot.ceiling,
        coefficients=_figures(opened["coefficients"]),
        works=project.project_class == "works",
        rulebook=round_.rulebook,
        rehearsal=round_.rehearsal,
        tender=round_.tender.hex(),
        opening_record=opening.record.hex(),
        seed=opened["seed"],
        bids=await _bids(work, round_, lot, scheme, _values(opened, late=prices is not None)),
        price_record=None if prices is None else prices.digest.hex(),
    )


def _figures(drawn: Sequence[Mapping[str, str]]) -> dict[str, Decimal]:
    """The drawn values that are figures; a word among them is of no use to a formula."""
    found = {}
    for one in drawn:
        try:
            found[one["name"]] = Decimal(one["value"])
        except InvalidOperation:
            continue
    return found


async def _price_record(work: Work, round_: LotRound) -> RecordRow | None:
    prices = await work.session.get(PriceOpening, round_.id)
    return await find_record(work.session, prices.record) if prices is not None and prices.record else None


Values = Mapping[str, Mapping[str, str]]


def _values(opened: Mapping[str, Any], *, late: bool) -> Values | None:
    """What a price opening read out, by bid; None where the first opening told the values itself."""
    return {one["bid"]: one["values"] for one in opened["bids"] if one["values"] is not None} if late else None


async def _bids(
    work: Work, round_: LotRound, lot: Lot, scheme: Scheme | None, late: Values | None
) -> tuple[JudgedBid, ...]:
    price = read_form(lot.offer_form).price
    field = scheme.price_field if scheme else (price.name if price else "")
    outcomes = [one for one in await judged_outcomes(work, round_.id) if one.outcome == "VALID"]
    files = await _files(work, round_.id)
    judged = [_bid(one, late, field, files.get(one.bid.bid, ())) for one in outcomes]
    return tuple(sorted(judged, key=lambda one: one.bid))


def _bid(one: Outcome, late: Values | None, field: str, files: Sequence[BidFile]) -> JudgedBid:
    values = one.values if late is None else late.get(one.bid.bid)
    price = None if values is None else _price(values.get(field, ""))
    return JudgedBid(one.bid.bid, one.name or "", one.uscc or "", values or {}, price, tuple(files))


def _price(text: str) -> Decimal:
    try:
        return parse_money(text)
    except AmountUnreadable:
        return Decimal(0)


def readable_step() -> ColumnElement[bool]:
    """Nothing of a price leaves before its opening is closed, also what a worker has opened already."""
    closed = select(PriceOpening.round_id).where(PriceOpening.record.is_not(None))
    return or_(OpenedEnvelope.step != PRICES.name, OpenedEnvelope.round_id.in_(closed))


async def _files(work: Work, round_id: UUID) -> dict[str, list[BidFile]]:
    """The files of every opened envelope of documents and pricing, by bid."""
    query = select(OpenedEnvelope).where(OpenedEnvelope.round_id == round_id, OpenedEnvelope.state == "OPEN")
    found_rows = await work.session.scalars(query.where(readable_step()))
    opened = {(row.bid.hex(), row.kind): row.manifest for row in found_rows}
    found: dict[str, list[BidFile]] = {}
    for bid in sorted({bid for bid, _ in opened}):
        manifests = [(kind, opened.get((bid, kind))) for kind in KINDS]
        found[bid] = [file for kind, manifest in manifests if manifest for file in files_of(kind, manifest)]
    return found


async def bid_file(
    work: Work, bid: str, kind: str, name: str, start: int = 0, stop: int | None = None
) -> AsyncIterator[bytes]:
    """A file of an opened bid, or the bytes [start:stop] of it, in chunks of at most 1 MiB. The reading is journalled.

    Who may read is the caller's to judge; here only that the committee sits or has reported. Answers before a byte is
    read, and what it answers needs no transaction any more.
    """
    row, envelope = await _opened(work, bid, kind)
    place = place_of(row.manifest or {"files": []}, name)
    if place is None:
        raise NoSuchThing(what=BID_FILE)
    secret = (await secrets_of(work.session, [row]))[row.envelope]
    await work.record("read_bid_file", "bid", bid, "条例49", kind=kind, name=name, start=start)
    sealed = _Sealed(work.store, object_name(envelope.object_name), Header.parse(envelope.header), secret)
    return sealed.read(place, max(0, start), stop)


async def _opened(work: Work, bid: str, kind: str) -> tuple[OpenedEnvelope, EnvelopeRow]:
    """The open envelope of this kind, of a bid whose committee sits or has reported."""
    query = (
        select(OpenedEnvelope, EnvelopeRow)
        .join(EnvelopeRow, EnvelopeRow.digest == OpenedEnvelope.envelope)
        .join(Bid, Bid.digest == OpenedEnvelope.bid)
        .join(LotRound, LotRound.id == Bid.round_id)
        .where(OpenedEnvelope.bid == _digest(bid), OpenedEnvelope.kind == kind, OpenedEnvelope.kind.in_(KINDS))
        .where(OpenedEnvelope.state == "OPEN", LotRound.state.in_(READABLE), readable_step())
    )
    found = (await work.session.execute(query)).first()
    if found is None:
        raise NoSuchThing(what=BID_FILE)
    return found[0], found[1]


def _digest(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise NoSuchThing(what=BID_FILE) from None


@dataclass(frozen=True)
class _Sealed:
    """The stored body of one envelope, and the secret that opens it."""

    store: Store
    name: ObjectName
    header: Header
    secret: bytes

    async def read(self, place: FilePlace, start: int, stop: int | None) -> AsyncIterator[bytes]:
        """These bytes of the file; only the chunks that hold them are fetched."""
        end = place.start + (place.length if stop is None else min(max(0, stop), place.length))
        at, cipher = place.start + start, ChunkCipher(body_key(self.secret, self.header))
        last = chunk_count(payload_of_body(self.header.body_length), CHUNK) - 1
        while at < end:
            number, skip = divmod(at, CHUNK)
            sealed = await self._chunk(number)
            opened = partial(_open, cipher, number, sealed, last=number == last)
            plain = (await asyncio.to_thread(opened))[skip : skip + end - at]
            yield plain
            at += len(plain)

    async def _chunk(self, number: int) -> bytes:
        begin = number * SEALED_CHUNK
        parts = self.store.read(self.name, begin, min(begin + SEALED_CHUNK, self.header.body_length))
        return b"".join([part async for part in parts])


def _open(cipher: ChunkCipher, number: int, sealed: bytes, *, last: bool) -> bytes:
    return bytes(cipher.open_into(number, sealed, bytearray(CHUNK), last=last))
