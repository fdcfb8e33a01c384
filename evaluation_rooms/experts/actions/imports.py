"""Lists of experts on their way in: read at once, kept in portions by a timer, reported row by row.

The same list again changes nothing: a row that says what the pool holds writes nothing.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from evaluation_rooms.experts.actions import keep
from evaluation_rooms.experts.actions.specialities import current_table
from evaluation_rooms.experts.answers import RowErrorShown
from evaluation_rooms.experts.columns import Given, read_row
from evaluation_rooms.experts.faults import CellFault
from evaluation_rooms.experts.imports import IMPORT, MOST_ERRORS, Cells, RowError, Sorted, sort_rows, told
from evaluation_rooms.experts.sheets import read_table
from evaluation_rooms.experts.specialities import CodeTable
from evaluation_rooms.experts.tables import (
    Expert,
    ExpertImport,
    ExpertImportChunk,
    ExpertImportError,
    ExpertVersion,
)
from foundation.errors import NoSuchThing
from foundation.schedule import Handler, arm_once
from foundation.work import Work

LIST = "import of experts 专家名单导入"
RULE = "D-EXPERT-LIST"
TIMER = "keep experts"

Chunk = Sequence[tuple[int, Cells]]


async def hand_in(work: Work, name: str, data: bytes, strict: bool) -> ExpertImport:
    """Read a list, report its bad rows, and leave the good ones to the timer; with `strict` all rows or none.

    The same file, while it is on its way or nothing has changed since it was kept whole, is answered by the same row.
    """
    work.actor.need(keep.KEEPER)
    digest = sha256(data).digest()
    before = await _same_file(work, digest, strict)
    if before is not None:
        return before
    table = await current_table(work)
    found = await asyncio.to_thread(lambda: sort_rows(read_table(data), table))
    return await _begin(work, name, digest, strict, found)


async def _same_file(work: Work, digest: bytes, strict: bool) -> ExpertImport | None:
    query = select(ExpertImport).where(ExpertImport.sha256 == digest, ExpertImport.strict == strict)
    row = await work.session.scalar(query.order_by(ExpertImport.id.desc()).limit(1))
    if row is None or row.ended_at is None:
        return row
    changed = await work.session.scalar(select(func.max(Expert.changed_at)))
    return row if row.refused == 0 and (changed is None or changed <= row.ended_at) else None


async def _begin(work: Work, name: str, digest: bytes, strict: bool, found: Sorted) -> ExpertImport:
    at = await work.now()
    row = {"name": name, "sha256": digest, "strict": strict, "state": "WAITING", "total": found.total}
    row |= {"refused": found.bad, "done": found.bad, "added": 0, "updated": 0, "unchanged": 0}
    row |= {"created_at": at, "created_by": work.actor.person, "ended_at": None}
    made = insert(ExpertImport).values(row).on_conflict_do_nothing().returning(ExpertImport.id)
    import_id = await work.session.scalar(made)
    if import_id is None:  # somebody handed the same file in at the same time
        there = await _same_file(work, digest, strict)
        assert there is not None
        return there
    batch = await work.session.get_one(ExpertImport, import_id)
    _report(work, batch, found.errors)
    await work.record("hand_in_experts", "expert import", import_id, RULE, rows=found.total, bad=found.bad)
    if strict and found.bad:
        await _end(work, batch, "refuse")
    else:
        _wait(work, batch, found)
        await arm_once(work, TIMER, f"{TIMER} {import_id}", at, id=str(import_id))
    await work.session.flush()
    return batch


def _wait(work: Work, batch: ExpertImport, found: Sorted) -> None:
    for number, chunk in enumerate(found.chunks()):
        sealed = work.vault.seal(chunk, f"expert import {batch.id} {number}", work.entropy)
        work.session.add(ExpertImportChunk(import_id=batch.id, number=number, sealed=sealed))


def _report(work: Work, batch: ExpertImport, errors: Sequence[RowError]) -> None:
    for error in errors[:MOST_ERRORS]:
        row = ExpertImportError(import_id=batch.id, row=error.row, column=error.column)
        row.code, row.facts = error.fault.code, error.fault.facts
        work.session.add(row)


async def _end(work: Work, batch: ExpertImport, verb: str) -> None:
    batch.state, batch.ended_at = IMPORT.step(batch.state, verb).after, await work.now()
    await work.session.execute(delete(ExpertImportChunk).where(ExpertImportChunk.import_id == batch.id))
    counts = {"added": batch.added, "updated": batch.updated, "unchanged": batch.unchanged, "refused": batch.refused}
    await work.record("end_import", "expert import", batch.id, RULE, state=batch.state, counts=counts)


async def run_import(work: Work, payload: dict[str, Any]) -> datetime | None:
    """The next portion of a list, or with `strict` the whole of it; again at once while there is more."""
    batch = await work.lock(ExpertImport, UUID(payload["id"]), what=LIST)
    if batch.ended_at is not None:
        return None
    table = await current_table(work)
    if batch.strict:
        await _keep_all_or_none(work, batch, table)
        return None
    chunk = await _next_chunk(work, batch.id)
    if chunk is None:
        await _end(work, batch, "finish")
        return None
    batch.state = IMPORT.step(batch.state, "keep").after
    _report(work, batch, await _Portion(work, batch, table).keep(_opened(work, chunk)))
    await work.session.delete(chunk)
    return await work.now()


async def _next_chunk(work: Work, import_id: UUID) -> ExpertImportChunk | None:
    query = select(ExpertImportChunk).where(ExpertImportChunk.import_id == import_id)
    return await work.session.scalar(query.order_by(ExpertImportChunk.number).limit(1))


def _opened(work: Work, chunk: ExpertImportChunk) -> Chunk:
    opened = work.vault.open(chunk.sealed, f"expert import {chunk.import_id} {chunk.number}")
    return [(int(row), cells) for row, cells in opened]


async def _keep_all_or_none(work: Work, batch: ExpertImport, table: CodeTable) -> None:
    """Every portion behind one savepoint: a row that is bad after all undoes the others."""
    query = select(ExpertImportChunk).where(ExpertImportChunk.import_id == batch.id).order_by(ExpertImportChunk.number)
    chunks = [_opened(work, chunk) for chunk in await work.session.scalars(query)]
    errors: list[RowError] = []
    savepoint = await work.session.begin_nested()
    for chunk in chunks:
        errors += await _Portion(work, batch, table).keep(chunk)
    if not errors:
        await savepoint.commit()
        return await _end(work, batch, "finish")
    await savepoint.rollback()
    await work.session.refresh(batch)
    batch.refused = batch.done = len({error.row for error in errors})
    _report(work, batch, errors)
    return await _end(work, batch, "refuse")


@dataclass
class _Portion:
    """Some rows of a list against what the pool holds of the same people."""

    work: Work
    batch: ExpertImport
    table: CodeTable

    async def keep(self, chunk: Chunk) -> list[RowError]:
        """Write what is new or different; answers what could not be kept."""
        rows, errors = self._read(chunk)
        await self._look_up([given for _, given in rows])
        for number, given in rows:
            fault = self._taken(given)
            if fault is None:
                await self._keep_one(given)
            else:
                errors.append(RowError(number, "phone", fault))
        await self.work.session.flush()
        self.batch.refused += len({error.row for error in errors})
        self.batch.done += len(chunk)
        return errors

    def _read(self, chunk: Chunk) -> tuple[list[tuple[int, Given]], list[RowError]]:
        """Once more: the code table may have changed since the list came in."""
        rows: list[tuple[int, Given]] = []
        errors: list[RowError] = []
        for number, cells in chunk:
            given, faults = read_row(cells, self.table)
            rows += [(number, given)] if given else []
            errors += [RowError(number, column, fault) for column, fault in faults]
        return rows, errors

    async def _look_up(self, rows: Sequence[Given]) -> None:
        """Lock those who are there already, in the order of their ids, and see who has the telephone numbers."""
        work, session = self.work, self.work.session
        ids = [keep.id_index(work, given.person["id_number"]) for given in rows]
        there = select(Expert).where(Expert.id_index.in_(ids)).order_by(Expert.id).with_for_update()
        found = list(await session.scalars(there.execution_options(populate_existing=True)))
        self.experts = {row.id_index: row for row in found}
        self.versions: dict[UUID, ExpertVersion] = await keep.newest_versions(work, [row.id for row in found])
        self.absences = await keep.absences_of(work, [row.id for row in found])
        phones = {keep.phone_index(work, given.person.get("phone", "")) for given in rows} - {None}
        holders = select(Expert.phone_index, Expert.id_index).where(Expert.phone_index.in_(phones))
        self.holders = {row.phone_index: row.id_index for row in await session.execute(holders)}
        fresh = select(func.uuidv7()).select_from(func.generate_series(1, len(rows)))
        self.fresh = list(await session.scalars(fresh))

    def _taken(self, given: Given) -> CellFault | None:
        phone = keep.phone_index(self.work, given.person.get("phone", ""))
        mine = keep.id_index(self.work, given.person["id_number"])
        return CellFault("PHONE_TAKEN") if phone and self.holders.get(phone, mine) != mine else None

    async def _keep_one(self, given: Given) -> None:
        expert = self.experts.get(keep.id_index(self.work, given.person["id_number"]))
        if expert is None:
            self.batch.added += 1
            return await self._add(given)
        at = await self.work.now()
        changed = bool(await keep.change_person(self.work, expert, given, known=True))
        changed |= bool(keep.change_particulars(self.work, self.versions[expert.id], given, at))
        changed |= await self._keep_absences(expert.id, given)
        self.batch.updated += changed
        self.batch.unchanged += not changed
        expert.changed_at = at if changed else expert.changed_at
        return None

    async def _add(self, given: Given) -> None:
        at = await self.work.now()
        expert = Expert(id=self.fresh.pop(0), created_at=at)
        keep.write_person(self.work, expert, given.person_over(None), at)
        self.work.session.add(expert)
        if given.absences:
            await self.work.session.flush()  # an absence has a row to point to
        keep.add_version(self.work, expert.id, given.particulars_over(None), at)
        await self._keep_absences(expert.id, given)

    async def _keep_absences(self, expert_id: UUID, given: Given) -> bool:
        known = {(row.since, row.until) for row in self.absences.get(expert_id, [])}
        if given.absences is None or {each for each in given.absences if each[1] > await self.work.now()} == known:
            return False
        return await keep.set_absences(self.work, expert_id, given.absences, "import 导入", alone=True)


async def find_import(work: Work, import_id: UUID) -> ExpertImport:
    """How far it is."""
    work.actor.need(keep.KEEPER)
    row = await work.session.get(ExpertImport, import_id)
    if row is None:
        raise NoSuchThing(what=LIST)
    return row


async def list_imports(work: Work, limit: int) -> list[ExpertImport]:
    """The newest ones."""
    work.actor.need(keep.KEEPER)
    return list(await work.session.scalars(select(ExpertImport).order_by(ExpertImport.id.desc()).limit(limit)))


async def errors_of(work: Work, import_id: UUID, limit: int) -> list[RowErrorShown]:
    """What was wrong, by row, in both languages."""
    await find_import(work, import_id)
    query = select(ExpertImportError).where(ExpertImportError.import_id == import_id)
    rows = await work.session.scalars(query.order_by(ExpertImportError.row, ExpertImportError.id).limit(limit))
    return [told(row.row, row.column, row.code, row.facts) for row in rows]


TIMERS: dict[str, Handler] = {TIMER: run_import}
