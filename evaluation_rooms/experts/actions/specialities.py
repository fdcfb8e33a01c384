"""The code table of specialities that counts: the newest that was loaded, else the shipped subset."""

from sqlalchemy import select

from evaluation_rooms.experts.specialities import CodeTable, read_table, sha256_of, shipped_table
from evaluation_rooms.experts.tables import SpecialityTable
from foundation.work import Work


async def current_table(work: Work) -> CodeTable:
    """The table that counts now."""
    text = await work.session.scalar(select(SpecialityTable.csv).order_by(SpecialityTable.id.desc()).limit(1))
    return shipped_table() if text is None else read_table(text)


async def load_table(work: Work, text: str) -> CodeTable:
    """Put a whole table in force. Raises SpecialityTableRefused; the same table again changes nothing."""
    work.actor.need("pool_keeper")
    table, digest = read_table(text), sha256_of(text)
    newest = await work.session.scalar(select(SpecialityTable).order_by(SpecialityTable.id.desc()).limit(1))
    if newest is None or newest.sha256 != digest:
        at, by = await work.now(), work.actor.person
        row = SpecialityTable(csv=text, sha256=digest, loaded_at=at, loaded_by=by)
        work.session.add(row)
        await work.session.flush()
        await work.record("load_specialities", "speciality table", row.id, "D-SPECIALITIES", rows=len(table.rows))
    return table
