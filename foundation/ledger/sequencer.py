"""The sequencer: folds what is pending into one tick of fixed size and signs the new head.

Only one runs at a time (an advisory lock of the transaction); it takes at most one tree's worth, the rest waits for
the next tick, so that neither the number nor the order of leaves can be read from the log.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, event, func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from crypto.encoding import canonical, timestamp
from crypto.transparency_log import TICK_SIZE, Frontier, fill_tick, leaf_hash, tick_entry, tick_root
from foundation.entropy import Entropy
from foundation.ledger.answers import Head
from foundation.ledger.signer import PlatformSigner
from foundation.ledger.tables import PendingLeaf, TickRow

SEQUENCER_LOCK = 0x71C4


async def lock_sequencer(session: AsyncSession) -> None:
    """Wait until this transaction is the only sequencer; the tick's moment is read after this."""
    await session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEQUENCER_LOCK})


async def sequence_tick(session: AsyncSession, signer: PlatformSigner, entropy: Entropy, at: datetime) -> TickRow:
    """Write the next tick from at most 1,024 pending leaves and return it; the caller locked and will commit."""
    last = await last_tick(session)
    number, frontier = (last.number + 1, Frontier.from_bytes(last.frontier)) if last else (0, Frontier())
    leaves = await _take_pending(session)
    filler_key = entropy(32)
    entry = canonical(tick_entry(number, timestamp(at), tick_root(fill_tick(leaves, filler_key, number)), filler_key))
    frontier = frontier.append(leaf_hash(entry))
    row = TickRow(
        number=number,
        at=at,
        entry=entry,
        leaf_hash=leaf_hash(entry),
        leaves=b"".join(leaves),
        filler_key=filler_key,
        fillers_public=False,
        frontier=frontier.to_bytes(),
        head=_sign_head(session, signer, frontier, at),
    )
    session.add(row)
    await session.flush()
    return row


def _sign_head(session: AsyncSession, signer: PlatformSigner, frontier: Frontier, at: datetime) -> dict[str, Any]:
    """The signed head; the signer remembers it once it is committed, for a head that was rolled back was never told."""
    body: Head = {"type": "tianping/head/1", "size": frontier.size, "root": frontier.root().hex(), "at": timestamp(at)}
    signed = signer.sign_head({**body})
    event.listen(session.sync_session, "after_commit", lambda _: signer.remember({**body}), once=True)
    return signed


async def _take_pending(session: AsyncSession) -> list[bytes]:
    """The oldest leaves, ascending, at most a tree's worth; equal ones (there are none by salt) count once."""
    oldest = select(PendingLeaf.id).order_by(PendingLeaf.id).limit(TICK_SIZE)
    taken = await session.scalars(delete(PendingLeaf).where(PendingLeaf.id.in_(oldest)).returning(PendingLeaf.value))
    return sorted(set(taken))


async def last_tick(session: AsyncSession) -> TickRow | None:
    """The newest tick, or None before the first."""
    return await session.scalar(select(TickRow).order_by(TickRow.number.desc()).limit(1))


async def next_tick_number(session: AsyncSession) -> int:
    """The number that the coming tick will have; a receipt names it."""
    newest = await session.scalar(select(func.max(TickRow.number)))
    return 0 if newest is None else newest + 1
