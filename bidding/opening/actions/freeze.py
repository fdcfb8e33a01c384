"""The freeze: at the deadline the list of sealed bids is fixed by digest, signed, and put into the log.

By the timer, and by whoever needs the list first: the clock decides, not the timer's being alive.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from bidding.bids.tables import Bid, EnvelopeRow
from bidding.custodians.actions import key_sets_of
from bidding.notices.actions import print_notice
from bidding.opening.actions.destruction import arm_destruction
from bidding.opening.actions.failed import write_failed_record
from bidding.opening.actions.state import tender_body
from bidding.opening.documents import Freeze, FrozenEntry, WithdrawnEntry
from bidding.opening.refusals import NotFrozenYet
from bidding.opening.tables import OpenedEnvelope, Opening
from bidding.projects.tables import Lot, Project
from bidding.tenders.actions import current_round
from bidding.tenders.rules import MACHINE
from bidding.tenders.tables import LotRound
from crypto.encoding import timestamp
from crypto.header import Header
from crypto.steps import steps_of
from foundation.failpoints import hit
from foundation.ledger.actions import arm_extra_tick, lift_journal_veil
from foundation.records import RecordRow, lift_veil
from foundation.rulebook import rulebook
from foundation.schedule import Handler, arm
from foundation.work import Work


def topic_of(lot_id: UUID) -> str:
    """Where watchers of a lot's opening listen."""
    return f"opening:{lot_id}"


async def run_freeze(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The timer at the deadline; answers the new moment when the deadline was moved."""
    return await freeze_round(work, UUID(payload["round"]))


async def freeze_round(work: Work, round_id: UUID) -> datetime | None:
    """Freeze a round whose deadline has come; harmless when it was frozen before. None = nothing left to do."""
    round_ = await work.lock(LotRound, round_id, what="lot 标段")
    if round_.state != "BIDDING" or round_.deadline is None:
        return None
    if await work.now() < round_.deadline:
        return round_.deadline
    bids = await _sealed(work, round_.id, "SEALED")
    record = await _write_freeze(work, round_, bids)
    few = len(bids) < int(rulebook(round_.rulebook).value("R-BIDS-MIN"))
    round_.state = MACHINE.step("BIDDING", "freeze", "FAILED_FEW" if few else "OPENING").after
    round_.frozen_at = await work.now()
    await lift_veil(work.session, round_.id)
    await lift_journal_veil(work, round_.id)
    await _begin_opening(work, round_, record, bids)
    await work.record("freeze_lot", "lot_round", round_.id, "法34", bids=len(bids), freeze=record.digest.hex())
    await work.announce(topic_of(round_.lot_id), "frozen", frozen=len(bids), freeze=record.digest.hex())
    await arm_extra_tick(work)
    await arm_destruction(work, round_)
    if few:
        await write_failed_record(work, round_, record, bids)
    hit("freeze.written")
    return None


async def _sealed(work: Work, round_id: UUID, state: str) -> list[Bid]:
    query = select(Bid).where(Bid.round_id == round_id, Bid.state == state).order_by(Bid.digest)
    return list(await work.session.scalars(query))


async def _write_freeze(work: Work, round_: LotRound, bids: Sequence[Bid]) -> RecordRow:
    assert round_.deadline is not None  # only a published round is frozen
    assert round_.tender is not None  # the same
    withdrawn = await _sealed(work, round_.id, "WITHDRAWN")
    sets = await key_sets_of(work.session, round_.id)
    body: Freeze = {
        "type": "tianping/freeze/1",
        "lot": str(round_.lot_id),
        "round": round_.number,
        "deadline": timestamp(round_.deadline),
        "at": timestamp(await work.now()),
        "tender": round_.tender.hex(),
        "key_sets": [one.digest.hex() for one in sets if one.digest],
        "minimum_bidders": int(rulebook(round_.rulebook).value("R-BIDS-MIN")),
        "bids": [_frozen_entry(bid) for bid in bids],
        "withdrawn": [_withdrawn_entry(bid) for bid in withdrawn],
    }
    return await work.publish({**body}, lot=round_.lot_id, round_no=round_.number)


def _frozen_entry(bid: Bid) -> FrozenEntry:
    return {
        "bid": bid.digest.hex(),
        "bid_key": bid.bid_key.hex(),
        "document_version": bid.document_version,
        "received_at": timestamp(bid.received_at),
        "receipt": bid.receipt.hex(),
        "envelopes": bid.statement["body"]["envelopes"],
    }


def _withdrawn_entry(bid: Bid) -> WithdrawnEntry:
    assert bid.withdrawal is not None  # its state says so
    return {"bid": bid.digest.hex(), "receipt": bid.receipt.hex(), "withdrawal": bid.withdrawal.hex()}


async def _begin_opening(work: Work, round_: LotRound, record: RecordRow, bids: Sequence[Bid]) -> None:
    phase = "await_identities" if round_.state == "OPENING" else "closed"
    opening = Opening(
        round_id=round_.id,
        phase=phase,
        freeze=record.digest,
        frozen=len(bids),
        frozen_at=await work.now(),
    )
    work.session.add(opening)
    await work.session.flush()
    if phase == "closed":
        return
    query = select(EnvelopeRow).where(EnvelopeRow.bid.in_([bid.digest for bid in bids]))
    steps = await step_of_kind(work, round_)
    for envelope in await work.session.scalars(query):
        work.session.add(_waiting(round_.id, envelope, steps[envelope.kind]))
    rules = rulebook(round_.rulebook)
    await arm(
        work,
        "alarm_custodians",
        f"alarm:{round_.id}",
        await work.now() + rules.duration("R-DECRYPT-WINDOW"),
        round=str(round_.id),
    )


async def step_of_kind(work: Work, round_: LotRound) -> dict[str, str]:
    """With which step each kind of envelope of this round is released."""
    found = steps_of(await tender_body(work.session, round_))
    return {kind: step.name for step in found for kind in (*step.shares, *step.withheld)}


def _waiting(round_id: UUID, envelope: EnvelopeRow, step: str) -> OpenedEnvelope:
    header = Header.parse(envelope.header)
    return OpenedEnvelope(
        envelope=envelope.digest,
        round_id=round_id,
        bid=envelope.bid,
        kind=envelope.kind,
        step=step,
        threshold=header.threshold,
        state="WAITING",
        tries=0,
    )


async def ensure_frozen(work: Work, lot_id: UUID) -> tuple[LotRound, Opening]:
    """The opening of a lot's current round, frozen here and now when its hour has come and no timer was awake."""
    round_ = await current_round(work.session, lot_id)
    if round_.deadline is None or await work.now() < round_.deadline:
        shown = timestamp(round_.deadline) if round_.deadline else "-"
        raise NotFrozenYet(deadline=shown)
    if round_.state == "BIDDING":
        await freeze_round(work, round_.id)
        await work.session.refresh(round_)
    opening = await work.session.get(Opening, round_.id)
    if opening is None:
        raise NotFrozenYet(deadline=timestamp(round_.deadline))
    return round_, opening


async def raise_alarm(work: Work, payload: dict[str, Any]) -> datetime | None:
    """Not enough custodians in the window: an alarm, told and journalled; the opening waits and loses nothing."""
    round_ = await work.lock(LotRound, UUID(payload["round"]), what="lot 标段")
    opening = await work.session.get(Opening, round_.id)
    if opening is None or opening.phase not in ("await_identities", "await_contents"):
        return None
    await work.record("alarm_custodians", "lot_round", round_.id, "R-DECRYPT-WINDOW", phase=opening.phase)
    await work.announce(topic_of(round_.lot_id), "alarm", phase=opening.phase)
    return await work.now() + rulebook(round_.rulebook).duration("R-DECRYPT-WINDOW")


async def print_failure(work: Work, round_: LotRound, record: RecordRow) -> None:
    """The failed-tender notice 流标, with its reason and record."""
    row = await work.session.execute(
        select(Lot.name, Project.name, Project.region_code).join(Project).where(Lot.id == round_.lot_id)
    )
    lot_name, project_name, region = row.one()
    title = {"zh": f"{project_name} {lot_name} 流标公告", "en": f"{project_name} {lot_name}: failed tender"}
    await print_notice(work, "failed", round_.lot_id, region, title, {}, record.digest, round_.rehearsal)


TIMERS: dict[str, Handler] = {"freeze": run_freeze, "alarm_custodians": raise_alarm}
