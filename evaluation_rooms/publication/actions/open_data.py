"""Open data: public records read, a page of lots at a time, and told as releases and records of the standard."""

import hashlib
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select, tuple_

from bidding.handover import PublishedRound, Wanted, published_rounds
from evaluation_rooms.draws.tables import SessionLot
from evaluation_rooms.publication.ocds.packages import record_package, release_package
from evaluation_rooms.publication.ocds.process import DRAW, TOLD, Process
from evaluation_rooms.publication.ocds.releases import ocid_of, releases_of
from foundation.actors import PUBLIC
from foundation.errors import NoSuchThing
from foundation.records import RecordRow, SignedDocument
from foundation.settings import Settings
from foundation.work import House, Work

PAGE: Final = 100
"""Lot rounds of one page of the bulk download: two queries a page, whatever is on it."""


async def releases_of_lot(work: Work, lot: UUID) -> bytes:
    """The release package of a published lot, all rounds. Raises NoSuchThing."""
    return encoded(release_package(work.settings.address, work.settings.platform_name, await _processes(work, lot)))


async def records_of_lot(work: Work, lot: UUID) -> bytes:
    """The record package of a published lot: a record for each round. Raises NoSuchThing."""
    return encoded(record_package(work.settings.address, work.settings.platform_name, await _processes(work, lot)))


async def _processes(work: Work, lot: UUID) -> list[Process]:
    found = await read_page(work, Wanted(lot=lot))
    if not found:
        raise NoSuchThing(what="lot 标段")
    return [process for _, process in found]


async def read_page(work: Work, wanted: Wanted) -> list[tuple[UUID, Process]]:
    """The wanted rounds by their ids, each as a process."""
    rounds = await published_rounds(work, wanted, TOLD)
    draws = await _draw_records(work, rounds)
    return [(one.id, _process(work.settings, one, draws.get((one.lot, one.number), []))) for one in rounds]


async def _draw_records(work: Work, rounds: Sequence[PublishedRound]) -> dict[tuple[UUID, int], list[SignedDocument]]:
    """Draw records that are out, by the lot rounds of their sessions: their own subject is the session."""
    query = select(SessionLot.lot_id, SessionLot.round_no, RecordRow)
    query = query.join(RecordRow, (RecordRow.lot == SessionLot.session_id) & (RecordRow.round == 0))
    query = query.where(tuple_(SessionLot.lot_id, SessionLot.round_no).in_([(one.lot, one.number) for one in rounds]))
    query = query.where(RecordRow.type == DRAW, RecordRow.public).order_by(RecordRow.id)
    found: dict[tuple[UUID, int], list[SignedDocument]] = {}
    for lot, number, row in await work.session.execute(query):
        found.setdefault((lot, number), []).append(row.record())
    return found


def _process(settings: Settings, found: PublishedRound, draws: Sequence[SignedDocument]) -> Process:
    return Process(
        ocid=ocid_of(settings.ocid_prefix, str(found.lot), found.number),
        address=settings.address,
        lot=str(found.lot),
        number=found.number,
        project_class=found.project_class,
        region=found.region,
        estimate=found.estimate,
        ceiling=found.ceiling,
        records=(*found.records, *draws),
    )


async def bulk_tag(work: Work, *, rehearsal: bool) -> str:
    """What the bulk download is made of, in a word: it changes exactly when a record becomes public."""
    query = select(RecordRow.id).where(RecordRow.type.in_(TOLD), RecordRow.public, RecordRow.veil.is_(None))
    newest = await work.session.scalar(query.order_by(RecordRow.id.desc()).limit(1))
    told = f"{work.settings.ocid_prefix} {work.settings.address} {newest} {rehearsal}"
    return hashlib.sha256(told.encode()).hexdigest()


async def all_releases(house: House, wanted: Wanted) -> AsyncIterator[bytes]:
    """Every release as a line of JSON, in the order of lot rounds; each page is a transaction of its own."""
    while True:
        async with house.work(PUBLIC) as work:
            page = await read_page(work, wanted)
        for _, process in page:
            yield b"".join(encoded(release) + b"\n" for release in releases_of(process))
        if len(page) < wanted.limit:
            return
        wanted = replace(wanted, after=page[-1][0])


def encoded(told: dict[str, Any]) -> bytes:
    """JSON as short as it goes; members in the order in which they were told."""
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
