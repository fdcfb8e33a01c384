"""Every figure opens to its lots, and each lot to the draw and the presence that prove it, or to who declares it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, cast
from uuid import UUID

from sqlalchemy import ColumnElement, select, true, tuple_

from crypto.encoding import timestamp
from evaluation_rooms.statistics.actions.sums import Asked
from evaluation_rooms.statistics.answers import (
    ShareDeclaration,
    ShareLot,
    ShareLots,
    ShareProjectShown,
    ShareProof,
    ShareSeat,
)
from evaluation_rooms.statistics.figures import Indicator, Side, sides_of
from evaluation_rooms.statistics.kinds import Kind
from evaluation_rooms.statistics.periods import month_text, read_month
from evaluation_rooms.statistics.tables import ShareCount, ShareFact, ShareImport, ShareProject
from evaluation_rooms.statistics.words import ExemptReason, Source
from foundation.errors import FieldRefused
from foundation.records import RecordRow
from foundation.work import Work

Which = Literal["numerator", "denominator", "rest"]
"""The rest: in the denominator and not in the numerator, which is whom a target lacks."""
After = tuple[date, UUID]
"""The month and the fact that a page ended with."""
_ORDER: Final = (ShareFact.month, ShareFact.id)
Behind = dict[UUID, tuple[ShareCount, ShareImport | None, bool]]


async def list_counted_lots(
    work: Work, asked: Asked, indicator: Indicator, which: Which, after: After | None, limit: int
) -> ShareLots:
    """The facts behind one side of an indicator, a page; those of a lot, or of a project with all its lots."""
    query = select(ShareFact).where(*_conditions(asked, indicator, which)).order_by(*_ORDER).limit(limit)
    query = query if after is None else query.where(ShareFact.month >= after[0], tuple_(*_ORDER) > tuple_(*after))
    facts = list(await work.session.scalars(query))
    projects = await _projects(work, facts)
    lots = await _lots(work, facts, asked)
    behind = await _behind(work, [one.count_id for many in lots.values() for one in many if one.count_id])
    items = [_shown(fact, projects[fact.project_key], lots[fact.id], behind, asked) for fact in facts]
    return {"items": items, "next": _next(facts[-1]) if len(facts) == limit else None}


def _next(fact: ShareFact) -> str:
    return f"{month_text(fact.month)}.{fact.id.hex}"


def read_after(text: str) -> After:
    """Where a page ended, as it told."""
    found = re.fullmatch(r"([0-9]{4}-[0-9]{2})\.([0-9a-f]{32})", text)
    if found is None:
        raise FieldRefused(field="after", why="the `next` of a page", why_zh="应为上一页给出的 next")
    return read_month(found[1], "after"), UUID(hex=found[2])


def _conditions(asked: Asked, indicator: Indicator, which: Which) -> list[ColumnElement[bool]]:
    above, below = sides_of(indicator, both_in_province=asked.both_in_province)
    city = ShareFact.city if asked.by == "main" else ShareFact.place
    plain = {
        city: asked.city,
        ShareFact.sector: asked.sector,
        ShareFact.project_class: asked.project_class,
        ShareFact.band: asked.band,
    }
    found = [ShareFact.unit == asked.unit, ShareFact.month.between(asked.period.first, asked.period.last)]
    found += [ShareFact.source.in_(asked.sources)]
    found += [column == value for column, value in plain.items() if value is not None]
    if which == "rest":
        return [*found, _within(below, asked), ~_within(above, asked)]
    return [*found, _within(above if which == "numerator" else below, asked)]


def _within(side: Side, asked: Asked) -> ColumnElement[bool]:
    kind = ShareFact.kind_any if asked.unit == "project" and asked.rule == "any" else ShareFact.kind_all
    within: dict[str, ColumnElement[bool]] = {
        "platform": true(),
        "statutory": ShareFact.statutory.is_(True),
        "scope": ShareFact.in_scope.is_(True),
    }
    return within[side.population] & kind.in_(sorted(side.kinds))


async def _projects(work: Work, facts: Sequence[ShareFact]) -> dict[str, ShareProject]:
    query = select(ShareProject).where(ShareProject.key.in_({fact.project_key for fact in facts}))
    return {row.key: row for row in await work.session.scalars(query)}


async def _lots(work: Work, facts: Sequence[ShareFact], asked: Asked) -> dict[UUID, list[ShareFact]]:
    if asked.unit == "lot":
        return {fact.id: [fact] for fact in facts}
    keys = {fact.project_key for fact in facts}
    query = select(ShareFact).where(ShareFact.unit == "lot", ShareFact.project_key.in_(keys)).order_by(ShareFact.id)
    found: dict[str, list[ShareFact]] = {}
    for lot in await work.session.scalars(query):
        found.setdefault(lot.project_key, []).append(lot)
    return {fact.id: found.get(fact.project_key, []) for fact in facts}


async def _behind(work: Work, counts: Sequence[UUID]) -> Behind:
    """The reports by id, with their declarations, and whether the presence is public."""
    query = select(ShareCount, ShareImport, RecordRow.public).where(ShareCount.id.in_(counts))
    query = query.outerjoin(ShareImport, ShareImport.id == ShareCount.import_id)
    query = query.outerjoin(RecordRow, RecordRow.digest == ShareCount.presence)
    return {row.id: (row, batch, bool(public)) for row, batch, public in await work.session.execute(query)}


def _shown(
    fact: ShareFact, project: ShareProject, lots: Sequence[ShareFact], behind: Behind, asked: Asked
) -> ShareProjectShown:
    return {
        "project": str(project.project_id) if project.project_id else None,
        "code": project.code,
        "name": project.name,
        "month": month_text(fact.month),
        "kind": cast(Kind, fact.kind_any if asked.rule == "any" else fact.kind_all),
        "city": fact.city,
        "place": fact.place,
        "sector": fact.sector,
        "project_class": fact.project_class,
        "band": fact.band,
        "source": cast(Source, fact.source),
        "statutory": fact.statutory,
        "in_scope": fact.in_scope,
        "exempt": cast(ExemptReason | None, fact.exempt),
        "exempt_document": project.exempt_document if fact.exempt else None,
        "pending": project.pending is not None,
        "lots": [_lot(*behind[lot.count_id]) for lot in lots if lot.count_id],
    }


def _lot(row: ShareCount, batch: ShareImport | None, public: bool) -> ShareLot:
    return {
        "lot": str(row.lot_id) if row.lot_id else None,
        "name": row.lot_name,
        "round": row.round_no,
        "counted_at": timestamp(row.counted_at),
        "kind": cast(Kind, row.kind),
        "source": cast(Source, row.source),
        "main_city": row.main_city,
        "sub_cities": list(row.subs),
        "proof": _proof(row, public),
        "declaration": _declaration(batch) if batch else None,
    }


def _proof(row: ShareCount, public: bool) -> ShareProof | None:
    if row.session_id is None or row.report is None or row.presence is None:
        return None
    seats = cast(list[ShareSeat], row.seats) if public else None
    return {
        "session": str(row.session_id),
        "report": row.report.hex(),
        "draw": row.draw.hex() if row.draw else None,
        "presence": row.presence.hex(),
        "seats": seats,
    }


def _declaration(row: ShareImport) -> ShareDeclaration:
    return {"id": str(row.id), "city": row.city, "document": row.document, "sha256": row.sha256.hex()}
