"""The pool as a list that can be handed in again, and the empty list with an example."""

import asyncio
from typing import Final, Literal

from sqlalchemy import select

from evaluation_rooms.experts.actions import keep
from evaluation_rooms.experts.actions.pool import RULE, open_person
from evaluation_rooms.experts.actions.specialities import current_table
from evaluation_rooms.experts.columns import HINTS, example, headings, row_of
from evaluation_rooms.experts.people import REMOVED
from evaluation_rooms.experts.sheets import write_csv, write_xlsx
from evaluation_rooms.experts.tables import Expert
from foundation.work import Work

Format = Literal["csv", "xlsx"]
SHEET: Final = "专家名单"


async def export(work: Work, form: Format) -> bytes:
    """Everybody in the pool with all columns, in the order of taking in; journalled as a read of them all."""
    work.actor.need(keep.KEEPER)
    experts = list(await work.session.scalars(select(Expert).order_by(Expert.id)))
    ids = [row.id for row in experts]
    versions, absences = await keep.newest_versions(work, ids), await keep.absences_of(work, ids)
    rows = [headings()]
    for expert in experts:
        held = keep.particulars_of(versions[expert.id])
        if held.standing != REMOVED:
            times = [(row.since, row.until) for row in absences.get(expert.id, [])]
            rows.append(row_of(open_person(work, expert), held, times))
    await work.record("export", "expert", "pool", RULE, experts=len(rows) - 1, form=form)
    return await asyncio.to_thread(_written, rows, form)


def _written(rows: list[list[str]], form: Format) -> bytes:
    return write_csv(rows) if form == "csv" else write_xlsx([(SHEET, rows)])


async def template(work: Work, form: Format) -> bytes:
    """Headings and an example; as xlsx also how to fill it in, and the code table."""
    work.actor.need(keep.KEEPER)
    rows = [headings(), example()]
    if form == "csv":
        return write_csv(rows)
    table = await current_table(work)
    codes = [["编码 code", "名称", "name"], *([row.code, row.zh, row.en] for row in table.rows.values())]
    return await asyncio.to_thread(write_xlsx, [(SHEET, rows), ("填写说明", HINTS), ("专业分类", codes)])
