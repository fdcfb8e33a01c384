"""Declarations: a city hands in sessions of other platforms, signs for them, and may take them back."""

import asyncio
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import cast
from uuid import UUID

from sqlalchemy import select

from crypto.encoding import Body, timestamp
from evaluation_rooms.experts.refusals import ListRefused
from evaluation_rooms.experts.sheets import read_table
from evaluation_rooms.statistics.actions.board import LAW
from evaluation_rooms.statistics.actions.fold import drop_declared, hold_project, settle_all
from evaluation_rooms.statistics.answers import ImportOfShare, ImportState
from evaluation_rooms.statistics.declared import (
    IMPORT,
    TOLD,
    Declared,
    Fault,
    Read,
    read_declared,
    read_rows,
    rows_of_json,
    rows_of_table,
)
from evaluation_rooms.statistics.places import need_city
from evaluation_rooms.statistics.proof import seat_body
from evaluation_rooms.statistics.refusals import DeclarationRefused, DeclarationUnreadable, WrongCity
from evaluation_rooms.statistics.tables import ShareCount, ShareImport, ShareProject
from foundation.calendar import shanghai
from foundation.errors import NoSuchThing
from foundation.regions import HUBEI
from foundation.work import Work

RULE = "R-SHARE-DECLARED"
WHAT = "declaration 申报"


async def hand_in(work: Work, name: str, document: str, data: bytes) -> ShareImport:
    """Read a declaration of the statistician's own city; the same file again answers the one that is there.

    One wrong cell refuses the whole: DeclarationRefused names them.
    """
    city = need_city(work.actor)
    known = sha256(city.encode() + b" " + data).digest()
    before = await work.session.scalar(select(ShareImport).where(ShareImport.sha256 == known))
    if before is not None:
        return before
    today = shanghai(await work.now()).date()
    found = await asyncio.to_thread(_read, data, city, today)
    found.faults += await _already(work, found.lots)
    _refuse(found.faults)
    row = ShareImport(city=city, name=name, document=document, sha256=known, state="WAITING")
    row.rows, row.created_at = [lot.as_json() for _, lot in found.lots], await work.now()
    row.created_by = work.actor.person
    work.session.add(row)
    await work.session.flush()
    await work.record("hand_in_declaration", WHAT, row.id, RULE, city=city, lots=len(found.lots))
    return row


def _read(data: bytes, city: str, today: date) -> Read:
    if data.lstrip()[:1] == b"{":
        return read_rows(rows_of_json(data), city, today)
    try:
        table = read_table(data)
    except ListRefused as refused:
        raise DeclarationUnreadable(**refused.facts) from None
    return read_rows(rows_of_table(table), city, today)


def _refuse(faults: Sequence[Fault]) -> None:
    if faults:
        raise DeclarationRefused(count=len(faults), faults=[fault.told() for fault in faults[:TOLD]])


async def _already(work: Work, lots: Sequence[tuple[int, Declared]]) -> list[Fault]:
    """Lots that were declared before, and projects that are proven here: nothing is counted twice."""
    told = await _standing(work, [lot.lot_key for _, lot in lots])
    proven = select(ShareProject.code).join(ShareCount, ShareCount.project_key == ShareProject.key)
    proven = proven.where(ShareCount.source == "proven", ShareCount.void_at.is_(None))
    known = set(await work.session.scalars(proven.where(ShareProject.code.in_({lot.code for _, lot in lots}))))
    found = [
        Fault(row, "lot", "该标段已申报", "this lot has been declared before")
        for row, lot in lots
        if lot.lot_key in told
    ]
    return found + [
        Fault(row, "code", "该项目已由本平台计入可验证数据", "this project is proven on this platform")
        for row, lot in lots
        if lot.code in known
    ]


async def _standing(work: Work, keys: Sequence[str]) -> set[str]:
    query = select(ShareCount.lot_key).where(ShareCount.lot_key.in_(keys), ShareCount.void_at.is_(None))
    return set(await work.session.scalars(query))


async def find_import(work: Work, import_id: UUID) -> ShareImport:
    """Of one's own city; the province's statistician sees all."""
    work.actor.need("statistician")
    row = await work.session.get(ShareImport, import_id)
    if row is None or work.actor.region not in (HUBEI, row.city):
        raise NoSuchThing(what=WHAT)
    return row


async def list_imports(work: Work, limit: int) -> list[ShareImport]:
    """The newest ones."""
    work.actor.need("statistician")
    query = select(ShareImport).order_by(ShareImport.id.desc()).limit(limit)
    if work.actor.region != HUBEI:
        query = query.where(ShareImport.city == work.actor.region)
    return list(await work.session.scalars(query))


async def sign_import(work: Work, import_id: UUID) -> ShareImport:
    """The city stands for it: from now on its lots count as declared. Signing again changes nothing."""
    row = await _lock(work, import_id)
    if row.state == "SIGNED":
        return row
    row.state = IMPORT.step(row.state, "sign").after
    lots = [read_declared(one) for one in row.rows]
    named = {lot.key: (lot.code, lot.name) for lot in lots}
    held = [await hold_project(work, key, *named[key]) for key in sorted(named)]
    _refuse(await _already(work, list(enumerate(lots, 1))))
    row.signed_at, row.signed_by = await work.now(), work.actor.person
    row.record = (await work.publish(_body(row, lots))).digest
    for project in held:
        _count(work, row, project, [lot for lot in lots if lot.key == project.key])
    await settle_all(work, held)
    await work.record("sign_declaration", WHAT, row.id, RULE, city=row.city, lots=len(lots))
    return row


def _body(row: ShareImport, lots: Sequence[Declared]) -> Body:
    at = timestamp(row.signed_at) if row.signed_at else ""
    body: Body = {"type": "tianping/share-import/1", "city": row.city, "document": row.document, "at": at}
    return {**body, "file": row.sha256.hex(), "lots": [lot.as_json() for lot in lots]}


def _count(work: Work, row: ShareImport, project: ShareProject, lots: Sequence[Declared]) -> None:
    first, whole = lots[0], sum((lot.estimate for lot in lots), Decimal(0))
    project.sector, project.exempt = first.sector, first.exempt
    project.exempt_document, project.exempt_approver = first.exempt_document or None, first.exempt_approver or None
    work.session.add_all([_counted(row, lot, whole) for lot in lots])


def _counted(row: ShareImport, lot: Declared, whole: Decimal) -> ShareCount:
    return ShareCount(
        project_key=lot.key,
        lot_key=lot.lot_key,
        round_no=1,
        lot_name=lot.lot,
        import_id=row.id,
        source="declared",
        counted_at=lot.at,
        kind=lot.kind(LAW.count("R-REMOTE-EXPERTS-MIN")),
        main_city=lot.main_city,
        region=lot.region,
        project_class=lot.project_class,
        amount=lot.estimate,
        project_amount=whole,
        statutory=lot.statutory,
        in_scope=lot.in_scope,
        seats=[seat_body(seat) for seat in lot.seats()],
        subs=lot.subs(),
    )


async def withdraw_import(work: Work, import_id: UUID) -> ShareImport:
    """Take a declaration back; what it counted in closed months waits for a restatement."""
    row = await _lock(work, import_id)
    if row.state == "WITHDRAWN":
        return row
    row.state = IMPORT.step(row.state, "withdraw").after
    query = select(ShareCount.project_key).where(ShareCount.import_id == row.id, ShareCount.void_at.is_(None))
    held: list[ShareProject] = []
    for key in sorted(set(await work.session.scalars(query))):
        held += await drop_declared(work, key, "declaration withdrawn 申报撤回", row.id)
    await settle_all(work, held)
    await work.record("withdraw_declaration", WHAT, row.id, RULE, city=row.city)
    return row


async def _lock(work: Work, import_id: UUID) -> ShareImport:
    city = need_city(work.actor)
    row = await work.lock(ShareImport, import_id, what=WHAT)
    if row.city != city:
        raise WrongCity(city=row.city)
    return row


def import_shown(row: ShareImport) -> ImportOfShare:
    """As told."""
    return {
        "id": str(row.id),
        "city": row.city,
        "name": row.name,
        "document": row.document,
        "sha256": row.sha256.hex(),
        "state": cast(ImportState, row.state),
        "lots": len(row.rows),
        "record": row.record.hex() if row.record else None,
        "created_at": timestamp(row.created_at),
        "signed_at": timestamp(row.signed_at) if row.signed_at else None,
    }
