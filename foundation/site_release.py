"""Which pages this platform serves, said in the log.

A platform could hand a single bidder other pages than everybody else. It cannot do so and also put their digests into
the log, where all can see them: whoever keeps what his browser got can compare.
"""

from importlib.metadata import version
from typing import Any, TypedDict

from sqlalchemy import select

from crypto.encoding import timestamp
from crypto.records import type_of
from crypto.signatures import leaf_value
from crypto.transparency_log import split_hashes
from foundation.errors import NoSuchThing
from foundation.ledger.sequencer import lock_sequencer, next_tick_number
from foundation.ledger.tables import TickRow
from foundation.records import RecordRow, SignedDocument
from foundation.site import Site
from foundation.work import Work

RELEASE = type_of("client-release")

LOOKED_THROUGH = 100
"""Ticks after the promised one among which the record's leaf is looked for."""


class ClientRelease(TypedDict):
    """The record of the pages that are served now, and the tick that holds its leaf, once there is one."""

    record: SignedDocument
    tick: int | None


async def publish_release(work: Work, site: Site) -> None:
    """Record the pages once, whichever server starts with them first; pages that were not built are not recorded.

    An older build that is served again is recorded again: the newest record is what is served now.
    """
    if not site.files:
        return
    await lock_sequencer(work.session)
    newest = await _newest(work)
    told = {"type": RELEASE, "version": version("tianping"), "files": site.listing()}
    if newest is not None and {**newest.record()["body"], **told} == newest.record()["body"]:
        return
    await work.publish({**told, "tick": await next_tick_number(work.session), "at": timestamp(await work.now())})


async def show_release(work: Work) -> ClientRelease:
    """The newest record; NoSuchThing when this platform never served pages."""
    newest = await _newest(work)
    if newest is None:
        raise NoSuchThing(what="client release")
    record = newest.record()
    return {"record": record, "tick": await _tick_of(work, record)}


async def _newest(work: Work) -> RecordRow | None:
    query = select(RecordRow).where(RecordRow.type == RELEASE).order_by(RecordRow.id.desc()).limit(1)
    return await work.session.scalar(query)


async def _tick_of(work: Work, record: SignedDocument) -> int | None:
    query = select(TickRow.number, TickRow.leaves).where(TickRow.number >= record["body"]["tick"])
    leaf = leaf_value(dict[str, Any](record))
    for number, leaves in await work.session.execute(query.order_by(TickRow.number).limit(LOOKED_THROUGH)):
        if leaf in split_hashes(leaves):
            return int(number)
    return None
