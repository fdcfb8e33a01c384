"""Deeds of the ledger: a tick every R-TICK seconds and at deadlines, proofs, the fillers' coming out, the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from crypto.encoding import timestamp
from crypto.signatures import leaf_value
from foundation.errors import NoSuchThing
from foundation.failpoints import hit
from foundation.ledger.answers import FillersShown, PlatformKey
from foundation.ledger.proofs import Proof, last_peak, ticks_needed
from foundation.ledger.refusals import FillersStayHidden
from foundation.ledger.sequencer import last_tick, lock_sequencer, sequence_tick
from foundation.ledger.tables import JournalRow, PendingLeaf, TickRow
from foundation.records import RecordRow, SignedDocument
from foundation.rulebook import LAW_2026, rulebook
from foundation.schedule import Handler, arm, arm_once
from foundation.work import Work

TICK_TOPIC = "log"
KEY_TYPE: Final = "tianping/platform-key/1"


async def make_tick(work: Work) -> TickRow:
    """Fold what is pending into the next tick, sign the head, tell the log's watchers."""
    await lock_sequencer(work.session)
    row = await sequence_tick(work.session, work.signer, work.entropy, await work.now())
    hit("tick.signed")
    await work.announce(TICK_TOPIC, "head", size=row.number + 1)
    return row


async def start_ticking(work: Work) -> None:
    """Make sure that there is a first tick, and that the next is armed; any number of processes may ask.

    A receipt names the head that was signed last, so there must be one before the first bid. A database that was set
    back makes promises it cannot keep: SmallerHeadError, and the server does not begin.
    """
    await lock_sequencer(work.session)
    work.signer.refuse_smaller(await log_size(work))
    if await last_tick(work.session) is None:
        await make_tick(work)
    await arm_once(work, "tick", "tick", await work.now())


async def arm_extra_tick(work: Work, moment: datetime | None = None) -> None:
    """An extra tick at a deadline (now, when none is named), so that what happened up to it is in the log at once."""
    moment = moment or await work.now()
    await arm(work, "extra tick", f"tick {timestamp(moment)}", moment)


async def is_logged(work: Work, record: RecordRow) -> bool:
    """Whether the record's leaf is in a tick already."""
    leaf = leaf_value({**record.record()})
    return await work.session.scalar(select(PendingLeaf.id).where(PendingLeaf.value == leaf)) is None


async def run_tick(work: Work, _: dict[str, Any]) -> datetime | None:
    """The regular tick, every R-TICK whatever is pending: a busy platform must not tick more often than an idle one."""
    row = await make_tick(work)
    return row.at + rulebook(LAW_2026).duration("R-TICK")


async def run_extra_tick(work: Work, _: dict[str, Any]) -> datetime | None:
    """One tick, once."""
    await make_tick(work)
    return None


async def publish_platform_key(work: Work) -> None:
    """Put the platform's key into the log once: the first key, or a new one that names its predecessor."""
    await lock_sequencer(work.session)
    query = select(RecordRow).where(RecordRow.type == KEY_TYPE).order_by(RecordRow.id.desc()).limit(1)
    newest = await work.session.scalar(query)
    previous = newest.record()["body"]["key"] if newest else None
    key = work.signer.public.hex()
    if key != previous:
        at, name = timestamp(await work.now()), work.settings.platform_name
        body: PlatformKey = {"type": KEY_TYPE, "key": key, "name": name, "at": at, "previous": previous}
        await work.publish({**body})


async def platform_keys(work: Work) -> list[SignedDocument]:
    """The records of the platform's keys, oldest first."""
    query = select(RecordRow).where(RecordRow.type == KEY_TYPE).order_by(RecordRow.id)
    return [row.record() for row in await work.session.scalars(query)]


TIMERS: dict[str, Handler] = {"tick": run_tick, "extra tick": run_extra_tick}


async def find_tick(work: Work, number: int) -> TickRow:
    """One tick; NoSuchThing before it was made."""
    row = await work.session.get(TickRow, number) if number < 2**62 else None
    if row is None:
        raise NoSuchThing(what="tick")
    return row


async def log_size(work: Work) -> int:
    """How many ticks there are."""
    newest = await work.session.scalar(select(func.max(TickRow.number)))
    return 0 if newest is None else newest + 1


async def leaf_hashes(work: Work, start: int, end: int) -> list[bytes]:
    """Outer leaf hashes of ticks start..end-1, as far as they exist."""
    query = select(TickRow.leaf_hash).where(TickRow.number >= start, TickRow.number < end).order_by(TickRow.number)
    return list(await work.session.scalars(query))


async def build_proof(work: Work, proof: Proof, size: int) -> list[bytes]:
    """The proof's hashes, read from the few rows it needs; NoSuchThing when the log is smaller than `size`."""
    if size > await log_size(work):
        raise NoSuchThing(what="head")
    query = select(TickRow.number, TickRow.leaf_hash, TickRow.frontier).where(TickRow.number.in_(ticks_needed(proof)))
    rows = {row.number: row for row in await work.session.execute(query)}
    return proof(lambda tick, peak: last_peak(rows[tick].frontier) if peak else rows[tick].leaf_hash)


async def reveal_fillers(work: Work, before: datetime) -> int:
    """Publish the filler keys of all ticks before a moment; the caller knows that nothing in them must stay hidden."""
    hidden = update(TickRow).where(TickRow.at < before, TickRow.fillers_public.is_(False))
    ticks = (await work.session.scalars(hidden.values(fillers_public=True).returning(TickRow.number))).all()
    if ticks:
        await work.record("reveal", "fillers", max(ticks), "D-LOG", ticks=len(ticks), before=timestamp(before))
    return len(ticks)


async def show_fillers(work: Work, number: int) -> FillersShown:
    """The filler key of a tick, once public: who has it can name every leaf of the tick."""
    row = await find_tick(work, number)
    if not row.fillers_public:
        raise FillersStayHidden(tick=number)
    return {"tick": number, "filler_key": row.filler_key.hex()}


@dataclass(frozen=True)
class JournalQuestion:
    """What an audit administrator looks for; None is anything."""

    verb: str | None = None
    subject: str | None = None
    subject_id: str | None = None
    person: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: UUID | None = None
    limit: int = 100
    newest: bool = False


async def search_journal(work: Work, question: JournalQuestion) -> Sequence[JournalRow]:
    """Rows in the order of writing, or newest first; `after` goes on in that order. Rows under a veil are nobody's."""
    work.actor.need("audit_admin")
    query = select(JournalRow).where(JournalRow.veil.is_(None))
    for column, wanted in (
        (JournalRow.verb, question.verb),
        (JournalRow.subject, question.subject),
        (JournalRow.subject_id, question.subject_id),
        (JournalRow.person, question.person),
    ):
        query = query.where(column == wanted) if wanted is not None else query
    query = query.where(JournalRow.at >= question.since) if question.since else query
    query = query.where(JournalRow.at < question.until) if question.until else query
    if question.after:
        query = query.where(JournalRow.id < question.after if question.newest else JournalRow.id > question.after)
    order = JournalRow.id.desc() if question.newest else JournalRow.id
    return (await work.session.scalars(query.order_by(order).limit(question.limit))).all()


async def lift_journal_veil(work: Work, veil: UUID) -> None:
    """Show the audit what happened under a lot round's veil, once that round is frozen."""
    await work.session.execute(update(JournalRow).where(JournalRow.veil == veil).values(veil=None))
