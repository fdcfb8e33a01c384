"""Opening one envelope in an isolated worker, with cause finding when it stays shut; then the count of bidders.

Each envelope is a due timer, so any number of processes share the work, each envelope is opened once, and a worker
that dies is simply followed by another.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from bidding.bids.tables import EnvelopeRow
from bidding.opening.actions.failed import fail_opening
from bidding.opening.actions.read_out import read_out
from bidding.opening.actions.state import identity_outcomes, lock_opening, secrets_of
from bidding.opening.rules import BIDDER, PLATFORM, distinct_bidders
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.opening.workshop import Workshop
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.manifest import SINGLE_FILES
from crypto.pieces import PieceHasher
from foundation.failpoints import hit
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm, arm_all
from foundation.work import Work
from storage.errors import ObjectDamaged, ObjectMissing
from storage.names import object_name


def openers(workshop: Workshop) -> dict[str, Handler]:
    """The timers that open envelopes, for runners of their own: a long bid must not delay another lot's freeze."""
    return {"open_envelope": partial(open_envelope, workshop)}


async def make_due(work: Work, envelopes: Iterable[bytes]) -> None:
    """Make envelopes due for the workers."""
    await arm_all(work, "open_envelope", {f"open:{one.hex()}": {"envelope": one.hex()} for one in envelopes})


async def open_envelope(workshop: Workshop, work: Work, payload: dict[str, Any]) -> datetime | None:
    """Open one due envelope and write what it gave; the last one of a step moves the opening on."""
    digest = bytes.fromhex(payload["envelope"])
    query = select(OpenedEnvelope).where(OpenedEnvelope.envelope == digest).with_for_update()
    row = await work.session.scalar(query)
    if row is None or row.state != "DUE":
        return None
    envelope = await work.session.get(EnvelopeRow, digest)
    assert envelope is not None  # a foreign key says so
    secret = (await secrets_of(work.session, [row]))[digest]
    await _open_into(workshop, work, row, envelope, secret)
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
    if told["ok"]:
        row.state, row.manifest = "OPEN", told["manifest"]
        row.form = told["files"][form_name] if form_name else None
        return
    intact = await _still_as_sealed(work, envelope)
    row.state, row.detail = "SHUT", told["check"]
    row.cause = BIDDER if intact else PLATFORM
    if not intact:
        row.detail = "stored-bytes-differ"


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
    opening = await lock_opening(work.session, row.round_id)
    round_ = await work.session.get(LotRound, row.round_id)
    assert opening is not None and round_ is not None  # foreign keys say so
    left = select(func.count()).where(
        OpenedEnvelope.round_id == row.round_id, OpenedEnvelope.step == row.step, OpenedEnvelope.state == "DUE"
    )
    if row.step == "contents":
        await work.announce(f"opening:{round_.lot_id}", "opened", **await progress(work, opening))
    if await work.session.scalar(left):
        return
    if opening.phase == "open_identities":
        await count_bidders(work, round_.id, opening)
    elif opening.phase == "open_contents":
        await finish_contents(work, opening)


async def progress(work: Work, opening: Opening) -> dict[str, int]:
    """How many bids of how many have all their envelopes decided: all that is told before the read-out."""
    undecided = (
        select(OpenedEnvelope.bid)
        .where(OpenedEnvelope.round_id == opening.round_id, OpenedEnvelope.state.in_(["WAITING", "DUE"]))
        .distinct()
        .subquery()
    )
    still = await work.session.scalar(select(func.count()).select_from(undecided)) or 0
    return {"opened": opening.frozen - int(still), "of": opening.frozen}


async def count_bidders(work: Work, round_id: UUID, opening: Opening) -> None:
    """Count distinct valid bidders; below the minimum nothing else is ever opened (条例44)."""
    round_ = await work.lock(LotRound, round_id)
    outcomes = await identity_outcomes(work.session, round_.id)
    counted = distinct_bidders(outcomes)
    few = counted < int(rulebook(round_.rulebook).value("R-BIDS-MIN"))
    round_.state = MACHINE.step(round_.state, "count", "FAILED_FEW" if few else "DECRYPTING").after
    hit("count.written")
    if few:
        await fail_opening(work, round_, outcomes)
        return
    opening.phase = "await_contents"
    await work.record("count_bidders", "lot_round", round_.id, "R-BIDS-MIN", enough=True)
    await work.announce(f"opening:{round_.lot_id}", "counted", enough=True)


async def finish_contents(work: Work, opening: Opening) -> None:
    """Everything is decided: read out, unless an envelope stays shut by our cause and its remedy window still runs."""
    shut = select(func.count()).where(
        OpenedEnvelope.round_id == opening.round_id, OpenedEnvelope.state == "SHUT", OpenedEnvelope.cause == PLATFORM
    )
    if not await work.session.scalar(shut):
        await read_out(work, opening)
        return
    round_ = await work.session.get(LotRound, opening.round_id)
    assert round_ is not None  # a foreign key says so
    if opening.window_ends is None:
        opening.window_ends = await work.now() + rulebook(round_.rulebook).duration("R-DECRYPT-WINDOW")
        await work.announce(f"opening:{round_.lot_id}", "cause", cause=PLATFORM)
        key = f"window:{round_.id}"
        await arm(work, "end_remedy_window", key, opening.window_ends, round=str(round_.id))
