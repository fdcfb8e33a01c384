"""The opening desk: everything its host must see to act, in one answer. Supervisors read the same."""

from typing import cast
from uuid import UUID

from sqlalchemy import func, select

from bidding.bids.receipts import EnvelopeKind
from bidding.opening.actions.causes import HOSTS
from bidding.opening.actions.day import opened_bids, scheduled_on
from bidding.opening.actions.lanes import rows_of_lanes
from bidding.opening.actions.show import show_opening
from bidding.opening.answers import Cause, Desk, ObjectionShown, ShutShown
from bidding.opening.day import day_of
from bidding.opening.lanes import lane_of, waiting_shut
from bidding.opening.rules import PLATFORM, UNKNOWN
from bidding.opening.tables import Confirmation, Objection, OpenedEnvelope, Opening
from bidding.tenders.actions import current_round, need_relation
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from foundation.errors import NoSuchThing
from foundation.work import Work


async def show_desk(work: Work, lot_id: UUID) -> Desk:
    """The hall's answer, the lane with telephones, shut envelopes with their causes, objections, confirmations.

    Before the freeze there are no envelopes and no objections: the desk is then as empty as the hall.
    """
    await need_relation(work, lot_id, *HOSTS, "supervisor")
    round_ = await current_round(work.session, lot_id)
    if round_.deadline is None:
        raise NoSuchThing(what="opening 开标")
    now = await work.now()
    found = await scheduled_on(work.session, day_of(None, round_.deadline), LotRound.id == round_.id)
    if not found:
        raise NoSuchThing(what="opening 开标")
    one = found[0]
    opened = await opened_bids(work.session, [round_.id])
    rows = (await rows_of_lanes(work.session, [round_.id]))[round_.id]
    return {
        "hall": await show_opening(work, lot_id),
        "lane": lane_of(one, opened.get(round_.id, 0), rows, now),
        "hosts": work.actor.role != "supervisor",
        "shut": await _shut(work, one.opening),
        "objections": await _objections(work, round_.id),
        "confirmed": await _confirmed(work, round_.id),
    }


async def _shut(work: Work, opening: Opening | None) -> list[ShutShown]:
    """Envelopes that could not be opened, by bid: until the read-out only those for which somebody must act."""
    if opening is None:
        return []
    query = select(OpenedEnvelope).where(OpenedEnvelope.round_id == opening.round_id, OpenedEnvelope.state == "SHUT")
    rows = list(await work.session.scalars(query.order_by(OpenedEnvelope.bid, OpenedEnvelope.kind)))
    shown = rows if opening.phase in ("read_out", "closed") else waiting_shut(opening, rows, PLATFORM, UNKNOWN)
    until = timestamp(opening.window_ends) if opening.window_ends else None
    return [
        {
            "envelope": row.envelope.hex(),
            "bid": row.bid.hex(),
            "kind": cast(EnvelopeKind, row.kind),
            "cause": cast(Cause, row.cause),
            "detail": row.detail,
            "until": until,
        }
        for row in shown
    ]


async def _objections(work: Work, round_id: UUID) -> list[ObjectionShown]:
    rows = await work.session.scalars(select(Objection).where(Objection.round_id == round_id).order_by(Objection.at))
    return [
        {
            "objection": row.digest.hex(),
            "bid": row.bid.hex(),
            "text": row.text,
            "at": timestamp(row.at),
            "answer": row.answer,
            "answered_at": timestamp(row.answered_at) if row.answered_at else None,
        }
        for row in rows
    ]


async def _confirmed(work: Work, round_id: UUID) -> int:
    return int(await work.session.scalar(select(func.count()).where(Confirmation.round_id == round_id)) or 0)
