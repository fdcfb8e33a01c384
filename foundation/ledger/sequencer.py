"""The sequencer: folds what is pending into one tick of fixed size and signs the new head.

Only one runs at a time (an advisory lock of the transaction); it takes at most one tree's worth, the rest waits for
the next tick, so that neither the number nor the order of leaves can be read from the log.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crypto.encoding import timestamp
from crypto.transparency_log import TICK_LEAVES, Frontier, build_tick, leaf_hash
from foundation.entropy import Entropy
from foundation.ledger.signer import PlatformSigner
from foundation.ledger.tables import PendingLeaf, TickRow

SEQUENCER_LOCK = 0x71C4


async def sequence_tick(session: AsyncSession, signer: PlatformSigner, entropy: Entropy, at: datetime) -> TickRow:
    """Write the next tick from at most 1,024 pending leaves and return it; the caller commits."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEQUENCER_LOCK})
    last = await last_tick(session)
    number, frontier = (last.number + 1, Frontier.from_bytes(last.frontier)) if last else (0, Frontier())
    pending = await _take_pending(session)
    filler_key = entropy(32)
    tick = build_tick(number, timestamp(at), pending, filler_key)
    frontier.append(leaf_hash(tick.entry))
    head = {"type": "tianping/head/1", "size": number + 1, "root": frontier.root().hex(), "at": timestamp(at)}
    row = TickRow(
        number=number,
        at=at,
        entry=tick.entry,
        leaf_hash=leaf_hash(tick.entry),
        leaves=b"".join(sorted(pending)),
        filler_key=filler_key,
        fillers_public=False,
        frontier=frontier.to_bytes(),
        head=signer.sign_head(head),
    )
    session.add(row)
    await session.flush()
    return row


async def _take_pending(session: AsyncSession) -> list[bytes]:
    rows = await session.execute(
        select(PendingLeaf.id, PendingLeaf.value).order_by(PendingLeaf.id).limit(TICK_LEAVES)
    )
    taken = rows.all()
    await session.execute(delete(PendingLeaf).where(PendingLeaf.id.in_([row.id for row in taken])))
    return [row.value for row in taken]


async def last_tick(session: AsyncSession) -> TickRow | None:
    """The newest tick, or None before the first."""
    return await session.scalar(select(TickRow).order_by(TickRow.number.desc()).limit(1))


async def next_tick_number(session: AsyncSession) -> int:
    """The number that the coming tick will have; a receipt names it."""
    newest = await session.scalar(select(func.max(TickRow.number)))
    return 0 if newest is None else newest + 1
