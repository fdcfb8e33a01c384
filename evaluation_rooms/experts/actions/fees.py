"""Labour fee standards 劳务报酬标准 by pool region: published, never altered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from evaluation_rooms.experts.refusals import FeeAlreadyThere
from evaluation_rooms.experts.tables import ExpertFee
from foundation.work import Work


@dataclass(frozen=True)
class NewFee:
    """A checked standard."""

    region: str
    since: date
    until: date | None
    base: Decimal
    base_hours: int
    per_hour: Decimal
    document: str


async def add_fee(work: Work, fee: NewFee) -> ExpertFee:
    """Publish a standard. Safe to repeat; other figures from the same day are FeeAlreadyThere."""
    work.actor.need("pool_keeper")
    values = {**vars(fee), "created_at": await work.now()}
    made = await work.session.scalar(insert(ExpertFee).values(values).on_conflict_do_nothing().returning(ExpertFee.id))
    query = select(ExpertFee).where(ExpertFee.region == fee.region, ExpertFee.since == fee.since)
    row = await work.session.scalar(query)
    assert row is not None  # written now or before
    if any(getattr(row, name) != value for name, value in vars(fee).items()):
        raise FeeAlreadyThere(region=fee.region, since=str(fee.since))
    if made is not None:
        await work.record("add_fee", "expert fee", row.id, "D-EXPERT-FEE", region=fee.region, since=str(fee.since))
    return row


async def list_fees(work: Work) -> list[ExpertFee]:
    """Every standard, by region, the youngest first."""
    query = select(ExpertFee).order_by(ExpertFee.region, ExpertFee.since.desc())
    return list(await work.session.scalars(query))
