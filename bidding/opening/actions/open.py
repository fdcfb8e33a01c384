"""Opening one envelope in an isolated worker, with cause finding when it stays shut; then the count of bidders.

Each envelope is a due timer, so any number of processes share the work, each envelope is opened once, and a worker
that dies is simply followed by another.
"""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from bidding.bids.tables import EnvelopeRow
from bidding.opening.actions.causes import finish_step, lock_step
from bidding.opening.actions.day import opened_bids
from bidding.opening.actions.prices import is_listed
from bidding.opening.actions.state import secrets_of
from bidding.opening.answers import Progress
from bidding.opening.rules import BIDDER, PLATFORM, UNKNOWN
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.opening.workshop import WorkerGone, Workshop
from bidding.tenders.tables import LotRound
from crypto.manifest import SINGLE_FILES
from crypto.pieces import PieceHasher
from crypto.steps import PRICES
from foundation.failpoints import hit
from foundation.schedule import Handler
from foundation.work import Work
from storage.errors import ObjectDamaged, ObjectMissing
from storage.names import object_name

WORKERS_OWN = ("memory", "job")
"""What a worker says of itself and not of the envelope: no ground to blame the bidder."""

TRIES = 3
"""A worker that ends without an answer is followed by another so often; then nobody knows why, and the host rules."""


def openers(workshop: Workshop) -> dict[str, Handler]:
    """The timers that open envelopes, for runners of their own: a long bid must not delay another lot's freeze."""
    return {"open_envelope": partial(open_envelope, workshop)}


async def open_envelope(workshop: Workshop, work: Work, payload: dict[str, Any]) -> datetime | None:
    """Open one due envelope and write what it gave; the last one of a step moves the opening on."""
    digest = bytes.fromhex(payload["envelope"])
    query = select(OpenedEnvelope).where(OpenedEnvelope.envelope == digest).with_for_update()
    row = await work.session.scalar(query)
    if row is None or row.state != "DUE" or not await is_listed(work, row):
        return None
    envelope = await work.session.get(EnvelopeRow, digest)
    assert envelope is not None  # a foreign key says so
    secret = (await secrets_of(work.session, [row]))[digest]
    await _open_into(workshop, work, row, envelope, secret)
    if row.state == "DUE":
        return await work.now() + timedelta(seconds=row.tries)
    hit("open.decrypted")
    row.opened_at = await work.now()
    await work.session.flush()
    await _go_on(work, row)
    hit("open.written")
    return None


async def _open_into(workshop: Workshop, work: Work, row: OpenedEnvelope, envelope: EnvelopeRow, secret: bytes) -> None:
    """Fill the row: OPEN with manifest and form, or SHUT with a cause and its evidence."""
    form_name = SINGLE_FILES.get(row.kind)
    try:
        body = work.store.read(object_name(envelope.object_name))
        told = await workshop.open(envelope.header, secret, [form_name] if form_name else [], body)
    except (ObjectMissing, ObjectDamaged) as fault:
        row.state, row.cause, row.detail = "SHUT", PLATFORM, type(fault).__name__
        return
    except WorkerGone:
        row.tries += 1
        if row.tries >= TRIES:
            row.state, row.cause, row.detail = "SHUT", UNKNOWN, "worker-gone"
        return
    if told["ok"]:
        row.state, row.manifest = "OPEN", told["manifest"]
        row.form = told["files"][form_name] if form_name else None
        return
    row.state, row.detail = "SHUT", told["check"]
    if told["check"] in WORKERS_OWN:
        row.cause = UNKNOWN
    elif await _still_as_sealed(work, envelope):
        row.cause = BIDDER
    else:
        row.cause, row.detail = PLATFORM, "stored-bytes-differ"


async def _still_as_sealed(work: Work, envelope: EnvelopeRow) -> bool:
    """Cause finding: do the stored bytes still have the root that the receipt's digest binds?"""
    pieces = PieceHasher()
    try:
        async for chunk in work.store.read(object_name(envelope.object_name)):
            pieces.update(chunk)
    except (ObjectMissing, ObjectDamaged):
        return False
    return pieces.root() == envelope.root


async def _go_on(work: Work, row: OpenedEnvelope) -> None:
    """Tell how far it is; when the step is complete, count or read out. The opening's lock orders the workers."""
    opening = await lock_step(work, row.round_id, prices=row.step == PRICES.name)
    round_ = await work.session.get(LotRound, row.round_id)
    assert opening is not None and round_ is not None  # foreign keys say so
    left = select(func.count()).where(
        OpenedEnvelope.round_id == row.round_id, OpenedEnvelope.step == row.step, OpenedEnvelope.state == "DUE"
    )
    if isinstance(opening, Opening) and row.step != "identities" and not await _undecided(work, row.bid):
        await work.announce(f"opening:{round_.lot_id}", "opened", **await progress(work, opening))
    if not await work.session.scalar(left):
        await finish_step(work, opening)


async def _undecided(work: Work, bid: bytes) -> bool:
    """Whether an envelope of this bid still waits for a worker."""
    query = select(func.count()).where(OpenedEnvelope.bid == bid, OpenedEnvelope.state.in_(["WAITING", "DUE"]))
    query = query.where(OpenedEnvelope.step != PRICES.name)
    return bool(await work.session.scalar(query))


async def progress(work: Work, opening: Opening) -> Progress:
    """How many bids of how many have all their envelopes decided: all that is told before the read-out."""
    opened = await opened_bids(work.session, [opening.round_id])
    return {"opened": opened.get(opening.round_id, 0), "of": opening.frozen}
