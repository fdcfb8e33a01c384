"""Puts a package together: records, envelopes that may be opened, and the log up to the tick that holds the record.

A package never changes: its log ends with the tick of its newest leaf, so every file of it can be cached for ever.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from bidding.handover import FrozenEnvelope, bidders_records, closed_round, envelope_body, frozen_envelopes
from crypto.encoding import canonical, digest
from crypto.signatures import leaf_value
from crypto.transparency_log import fill_tick, split_hashes
from evaluation_rooms.publication.package import (
    envelope_path,
    package_body,
    record_path,
    shares_body,
    shares_path,
    tick_paths,
)
from foundation.errors import NoSuchThing
from foundation.ledger.actions import platform_keys
from foundation.ledger.tables import TickRow
from foundation.records import SignedDocument, records_of
from foundation.work import Work

LEAVES_AT_ONCE = 65_536


@dataclass(frozen=True)
class Package:
    """The listing of a package: which record, envelope and tick stands under which path."""

    lot: UUID
    round: int
    size: int
    records: dict[str, bytes]
    envelopes: dict[str, FrozenEnvelope]
    ticks: Sequence[int]

    def index(self) -> bytes:
        """package.json."""
        paths = [*self.records, "log/head.json", "log/leaves.bin"]
        for one in self.envelopes.values():
            paths += [envelope_path(one.digest, "header"), envelope_path(one.digest, "root")]
            paths += [envelope_path(one.digest, "body")] if one.body else []
            paths += [shares_path(one.digest)] if one.shares else []
        for number in self.ticks:
            paths += tick_paths(number)
        return canonical(package_body(str(self.lot), self.round, paths))


async def build_package(work: Work, lot_id: UUID, number: int) -> Package:
    """The package of a closed lot round; NoSuchThing until its last leaf is in the log."""
    round_id = await closed_round(work, lot_id, number)
    records: dict[str, SignedDocument] = {}
    for record in await _records(work, round_id, lot_id, number):
        body = record["body"]
        records[record_path(body["type"].split("/")[1], digest(body).hex())] = record
    values = {leaf_value({**record}) for record in records.values()}
    ticks = await _ticks_with(work, values)
    envelopes = {one.digest: one for one in await frozen_envelopes(work, round_id)}
    lines = {path: canonical(record) for path, record in records.items()}
    return Package(lot_id, number, max(ticks) + 1, lines, envelopes, ticks)


async def _records(work: Work, round_id: UUID, lot_id: UUID, number: int) -> list[SignedDocument]:
    own = [row.record() for row in await records_of(work.session, lot_id, number, public_only=True)]
    return [*await platform_keys(work), *await bidders_records(work, round_id), *own]


async def _ticks_with(work: Work, values: set[bytes]) -> list[int]:
    """The ticks that hold these leaf values; NoSuchThing while one of them still waits for its tick."""
    missing, found = set(values), set()
    query = select(TickRow.number, TickRow.leaves).where(func.octet_length(TickRow.leaves) > 0)
    rows = await work.session.stream(query.order_by(TickRow.number))
    async for number, leaves in rows:
        held = missing & set(split_hashes(leaves))
        if held:
            found.add(number)
            missing -= held
    if missing:
        raise NoSuchThing(what="package 存证包 (not in the log yet)")
    return sorted(found)


async def read_tick(work: Work, number: int) -> TickRow:
    """One tick of a package."""
    row = await work.session.get(TickRow, number)
    if row is None:
        raise NoSuchThing(what="tick")
    return row


async def leaf_hashes(work: Work, size: int) -> AsyncIterator[bytes]:
    """log/leaves.bin in portions."""
    for start in range(0, size, LEAVES_AT_ONCE):
        stop = min(size, start + LEAVES_AT_ONCE)
        query = select(TickRow.leaf_hash).where(TickRow.number >= start, TickRow.number < stop)
        yield b"".join(await work.session.scalars(query.order_by(TickRow.number)))


def tick_values(row: TickRow) -> bytes:
    """log/ticks/<n>.bin."""
    return b"".join(fill_tick(split_hashes(row.leaves), row.filler_key, row.number))


def withheld_shares(envelope: FrozenEnvelope) -> bytes:
    """shares/<digest>.json."""
    if not envelope.shares:
        raise NoSuchThing(what="file")
    return canonical(shares_body(envelope.digest, envelope.shares))


def body_chunks(work: Work, package: Package, name: str) -> AsyncIterator[bytes]:
    """envelopes/<digest>.body."""
    envelope = package.envelopes.get(name)
    if envelope is None or envelope.body is None:
        raise NoSuchThing(what="file")
    return envelope_body(work, envelope)
