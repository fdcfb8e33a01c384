"""Envelopes that stay shut: whose cause it is, the remedy for ours, and when the opening goes on without them.

Order 20 Art. 31: the bidder's fault is a revocation (撤销), any other cause a withdrawal (撤回); the others go on.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from bidding.bids.actions.uploads import begin_upload, find_upload, pieces_of
from bidding.bids.tables import EnvelopeRow, Upload
from bidding.opening import refusals
from bidding.opening.actions.count import count_bidders
from bidding.opening.actions.due import make_due
from bidding.opening.actions.prices import lock_prices, read_out_prices
from bidding.opening.actions.read_out import read_out
from bidding.opening.actions.state import lock_opening
from bidding.opening.lanes import OPENING_NOW
from bidding.opening.rules import BIDDER, PLATFORM, RULED, UNKNOWN
from bidding.opening.tables import AnyOpening, OpenedEnvelope, PriceOpening
from bidding.tenders.actions import current_round, need_relation
from bidding.tenders.tables import LotRound
from crypto.envelope import body_root
from crypto.steps import PRICES
from foundation.errors import FieldRefused, NoSuchThing
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm
from foundation.work import Work
from storage.names import object_name

HOSTS = ("agency", "buyer", "centre")
"""Who may host an opening: the lot's agency, its buyer, or its trading centre."""



async def finish_step(work: Work, opening: AnyOpening) -> None:
    """Every envelope of the step is decided: go on, unless one stays shut by our cause and its window still runs,
    or by a cause nobody knows and the host has not ruled.
    """
    if await _shut_by(work, opening, UNKNOWN):
        await work.announce(await _topic(work, opening), "cause", cause=UNKNOWN)
        return
    if not await _shut_by(work, opening, PLATFORM):
        await _go_on(work, opening)
        return
    if opening.window_ends is None:
        round_ = await _round(work, opening)
        opening.window_ends = await work.now() + rulebook(round_.rulebook).duration("R-DECRYPT-WINDOW")
        await work.announce(await _topic(work, opening), "cause", cause=PLATFORM)
        key = f"window:{opening.round_id}:{opening.phase}"
        await arm(work, "end_remedy_window", key, opening.window_ends, round=str(opening.round_id), phase=opening.phase)


async def _go_on(work: Work, opening: AnyOpening) -> None:
    opening.window_ends = None
    if isinstance(opening, PriceOpening):
        await read_out_prices(work, opening)
    elif opening.phase == "open_identities":
        await count_bidders(work, opening.round_id, opening)
    elif opening.phase == "open_contents":
        await read_out(work, opening)


async def lock_step(work: Work, round_id: UUID, *, prices: bool) -> AnyOpening | None:
    """The opening to which an envelope's step belongs, locked."""
    return await lock_prices(work, round_id) if prices else await lock_opening(work.session, round_id)


async def _round(work: Work, opening: AnyOpening) -> LotRound:
    round_ = await work.session.get(LotRound, opening.round_id)
    assert round_ is not None  # a foreign key says so
    return round_


async def _topic(work: Work, opening: AnyOpening) -> str:
    return f"opening:{(await _round(work, opening)).lot_id}"


async def _shut_by(work: Work, opening: AnyOpening, cause: str) -> int:
    query = select(func.count()).where(
        OpenedEnvelope.round_id == opening.round_id,
        OpenedEnvelope.step.in_(OPENING_NOW.get(opening.phase, ())),
        OpenedEnvelope.state == "SHUT",
        OpenedEnvelope.cause == cause,
    )
    return int(await work.session.scalar(query) or 0)


async def end_remedy_window(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The window for remedies is over: go on with what is open."""
    opening = await lock_step(work, UUID(payload["round"]), prices=payload.get("phase") == "open_prices")
    if opening is None or opening.window_ends is None or await work.now() < opening.window_ends:
        return None
    if not await _still_due(work, opening):
        await _go_on(work, opening)
    return None


async def _still_due(work: Work, opening: AnyOpening) -> bool:
    """A remedy that came in time is still with a worker, which goes on itself when it is done."""
    query = select(func.count()).where(OpenedEnvelope.round_id == opening.round_id, OpenedEnvelope.state == "DUE")
    return bool(await work.session.scalar(query))


async def _shut_row(work: Work, lot_id: UUID, envelope: bytes, cause: str) -> tuple[AnyOpening, OpenedEnvelope]:
    round_ = await current_round(work.session, lot_id)
    named = await work.session.get(OpenedEnvelope, envelope)
    opening = await lock_step(work, round_.id, prices=named is not None and named.step == PRICES.name)
    row = await work.session.get(OpenedEnvelope, envelope, with_for_update=True, populate_existing=True)
    if opening is None or row is None or row.round_id != round_.id:
        raise NoSuchThing(what="envelope 加密文件")
    if row.state != "SHUT" or row.cause != cause or row.step not in OPENING_NOW.get(opening.phase, ()):
        raise refusals.NotTheSameBytes()
    return opening, row


async def open_remedy(work: Work, lot_id: UUID, envelope: bytes) -> Upload:
    """Begin the upload of the same bytes again, for an envelope that stays shut by our cause."""
    opening, row = await _shut_row(work, lot_id, envelope, PLATFORM)
    kept = await work.session.get(EnvelopeRow, envelope)
    assert kept is not None  # a foreign key says so
    return await begin_upload(work, await _round(work, opening), row.kind, kept.length)


async def remedy_envelope(work: Work, lot_id: UUID, envelope: bytes, upload_id: str) -> None:
    """Take the same envelope bytes, known by the root in the receipt's digest, and have them opened."""
    upload = await find_upload(work, upload_id, lock=True)
    opening, row = await _shut_row(work, lot_id, envelope, PLATFORM)
    kept = await work.session.get(EnvelopeRow, envelope)
    assert kept is not None  # a foreign key says so
    leaves, pieces = await pieces_of(work, upload.id)
    if upload.done != kept.length or body_root(leaves) != kept.root:
        raise refusals.NotTheSameBytes()
    await work.store.finish(object_name(upload.object_name), upload.handle, pieces)
    upload.bid = kept.bid
    kept.object_name = upload.object_name
    row.state, row.cause, row.detail = "DUE", None, None
    await work.record("remedy_envelope", "envelope", envelope.hex(), "Order 20 Art. 31")
    await work.announce(await _topic(work, opening), "remedied", envelope=envelope.hex()[:16])
    await make_due(work, [envelope], nonce=upload.id)


async def rule_on_cause(work: Work, lot_id: UUID, envelope: bytes, cause: str, reason: str) -> None:
    """The host rules, with reasons, where cause finding could not tell; the opening then goes on."""
    if cause not in (BIDDER, PLATFORM):
        raise FieldRefused(field="cause", why="bidder or platform", why_zh="应为 bidder 或 platform")
    if not 0 < len(reason.strip()) <= 2000:
        raise FieldRefused(field="reason", why="1 to 2000 characters", why_zh="应为1至2000字")
    await need_relation(work, lot_id, *HOSTS)
    opening, row = await _shut_row(work, lot_id, envelope, UNKNOWN)
    row.cause, row.detail = cause, f"{RULED}{reason.strip()}"
    await work.session.flush()
    await work.record("rule_on_cause", "envelope", envelope.hex(), "Order 20 Art. 31", cause=cause, reason=row.detail)
    await finish_step(work, opening)


TIMERS: dict[str, Handler] = {"end_remedy_window": end_remedy_window}
