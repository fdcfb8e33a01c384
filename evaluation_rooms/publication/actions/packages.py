"""Puts a package together: records, envelopes that may be opened, and the log up to the tick of its newest record.

A package grows: after the opening come the draw, scores, report, candidates, award. Whatever has a digest in its path
never changes; package.json and the two files of the log's end do, and are asked for again by their tags.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import func, or_, select

from bidding.handover import FrozenEnvelope, bidders_records, closed_round, envelope_body, frozen_envelopes
from crypto.encoding import canonical, digest
from crypto.signatures import leaf_value
from crypto.transparency_log import fill_tick, split_hashes
from evaluation_rooms.draws.actions.record import TYPE as DRAW_RECORD
from evaluation_rooms.draws.actions.record import show_package
from evaluation_rooms.draws.tables import SessionLot
from evaluation_rooms.publication.package import (
    draw_path,
    envelope_path,
    package_body,
    record_path,
    shares_body,
    shares_path,
    tick_paths,
)
from foundation.errors import NoSuchThing
from foundation.ledger.actions import KEY_TYPE, platform_keys
from foundation.ledger.tables import TickRow
from foundation.records import RecordRow, SignedDocument, records_of
from foundation.work import Work

LEAVES_AT_ONCE = 65_536
END: Final = "tianping/opening-record/1"
"""With this record a package begins to be; what is made after it joins when it is in the log."""


@dataclass(frozen=True)
class Package:
    """The listing of a package: which record, envelope, draw and tick stands under which path.

    `waits`: a record that is public already has no tick yet, so the next listing will be another one.
    """

    lot: UUID
    round: int
    size: int
    records: dict[str, bytes]
    envelopes: dict[str, FrozenEnvelope]
    draws: Mapping[str, UUID]
    ticks: Sequence[int]
    waits: bool

    def index(self) -> bytes:
        """package.json."""
        paths = [*self.records, *self.draws, "log/head.json", "log/leaves.bin"]
        for one in self.envelopes.values():
            paths += [envelope_path(one.digest, "header"), envelope_path(one.digest, "root")]
            paths += [envelope_path(one.digest, "body")] if one.body else []
            paths += [shares_path(one.digest)] if one.shares else []
        for number in self.ticks:
            paths += tick_paths(number)
        return canonical(package_body(str(self.lot), self.round, paths))


async def package_stamp(work: Work, lot_id: UUID, number: int) -> int:
    """How many records a package has to show now, in the log or not: records only ever come out, none goes."""
    sessions = select(SessionLot.session_id).where(SessionLot.lot_id == lot_id, SessionLot.round_no == number)
    own = (RecordRow.lot == lot_id) & (RecordRow.round == number)
    drawn = RecordRow.lot.in_(sessions) & (RecordRow.type == DRAW_RECORD)
    query = select(func.count()).where(RecordRow.public, RecordRow.veil.is_(None))
    return await work.session.scalar(query.where(or_(own, drawn, RecordRow.type == KEY_TYPE))) or 0


async def build_package(work: Work, lot_id: UUID, number: int) -> Package:
    """The package of a closed lot round as it stands now; NoSuchThing until its opening record is in the log."""
    round_id = await closed_round(work, lot_id, number)
    opening, later = await _records(work, round_id, lot_id, number)
    drawn = await _draw_records(work, lot_id, number)
    ticks = await _ticks_with(work, {leaf_value({**one}) for one in [*opening, *later, *drawn.values()]})
    if not all(leaf_value({**one}) in ticks for one in opening):
        raise NoSuchThing(what="package 存证包 (not in the log yet)")
    logged = [one for one in [*opening, *later, *drawn.values()] if leaf_value({**one}) in ticks]
    sessions = [session for session, one in drawn.items() if leaf_value({**one}) in ticks]
    return Package(
        lot=lot_id,
        round=number,
        size=max(ticks.values()) + 1,
        records={_path(one): canonical(one) for one in logged},
        envelopes={one.digest: one for one in await frozen_envelopes(work, round_id)},
        draws={draw_path(_name(await draw_package(work, session))): session for session in sessions},
        ticks=sorted(set(ticks.values())),
        waits=len(logged) < len(opening) + len(later) + len(drawn),
    )


def _path(record: SignedDocument) -> str:
    return record_path(record["body"]["type"].split("/")[1], digest(record["body"]).hex())


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


async def _records(
    work: Work, round_id: UUID, lot_id: UUID, number: int
) -> tuple[list[SignedDocument], list[SignedDocument]]:
    """What the opening stands on, up to its record; and what came after it."""
    own = [row.record() for row in await records_of(work.session, lot_id, number, public_only=True)]
    end = next(place for place, one in enumerate(own, start=1) if one["body"]["type"] == END)
    closed = own[end - 1]["body"]["closed_at"]
    # A company's key that was bound after the opening decides nothing in it.
    companies = [one for one in await bidders_records(work, round_id) if one["body"]["at"] <= closed]
    keys = await platform_keys(work)
    first = [one for one in keys if one["body"]["at"] <= closed]
    return [*first, *companies, *own[:end]], [*keys[len(first) :], *own[end:]]


async def _draw_records(work: Work, lot_id: UUID, number: int) -> dict[UUID, SignedDocument]:
    """Draw records that are out, by the sessions that judged the round; more than one where an evaluation was void."""
    query = select(SessionLot.session_id, RecordRow).join(RecordRow, RecordRow.lot == SessionLot.session_id)
    query = query.where(SessionLot.lot_id == lot_id, SessionLot.round_no == number)
    query = query.where(RecordRow.type == DRAW_RECORD, RecordRow.public).order_by(RecordRow.id)
    return {session: row.record() for session, row in await work.session.execute(query)}


async def draw_package(work: Work, session: UUID) -> bytes:
    """draws/<digest>.json: with what a stranger repeats a draw, canonical."""
    return canonical(await show_package(work, session))


async def _ticks_with(work: Work, values: set[bytes]) -> dict[bytes, int]:
    """The tick of each of these leaf values that is in the log."""
    missing, found = set(values), dict[bytes, int]()
    query = select(TickRow.number, TickRow.leaves).where(func.octet_length(TickRow.leaves) > 0)
    rows = await work.session.stream(query.order_by(TickRow.number))
    async for number, leaves in rows:
        held = missing & set(split_hashes(leaves))
        found |= dict.fromkeys(held, number)
        missing -= held
        if not missing:
            break
    return found


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
