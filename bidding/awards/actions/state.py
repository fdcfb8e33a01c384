"""What every deed here begins with: the round locked, what the report gave, what is still open."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bidding.awards.refusals import NoReportYet, ObjectionOpen
from bidding.awards.rules import Candidate, Facts, contract_due, report_due, within
from bidding.awards.tables import Award, BondBack, ResultObjection
from bidding.opening.documents import Host
from bidding.tenders.actions import lock_round, need_relation
from bidding.tenders.tables import LotRound
from foundation.accounts.tables import Organisation
from foundation.calendar import official_calendar
from foundation.records import RecordRow, SignedDocument, find_record
from foundation.rulebook import rulebook
from foundation.work import Work

TENDERING = ("agency", "buyer")
STAFF = ("agency", "buyer", "supervisor")


async def find_award(session: AsyncSession, round_id: UUID) -> Award:
    """What became of the round after its report, as it is now. Raises NoReportYet."""
    query = select(Award).where(Award.round_id == round_id).execution_options(populate_existing=True)
    award = await session.scalar(query)
    if award is None:
        raise NoReportYet()
    return award


async def lock_award(work: Work, lot_id: UUID) -> tuple[LotRound, Award]:
    """The round locked, whoever asks; `work.now()` is then later than any wait for it. Raises NoReportYet."""
    round_ = await lock_round(work, lot_id, share=False)
    return round_, await find_award(work.session, round_.id)


async def lock_own(work: Work, lot_id: UUID) -> tuple[LotRound, Award]:
    """The same for buyer and agency of the lot, who decide."""
    await need_relation(work, lot_id, *TENDERING)
    return await lock_award(work, lot_id)


async def objections_of(session: AsyncSession, round_id: UUID) -> list[ResultObjection]:
    """Every objection to the round's result, in the order in which they came."""
    query = select(ResultObjection).where(ResultObjection.round_id == round_id)
    query = query.order_by(ResultObjection.at, ResultObjection.digest).execution_options(populate_existing=True)
    return list(await session.scalars(query))


async def check_answered(work: Work, award: Award) -> None:
    """Refuse while an objection is not answered: until then everything rests (条例54)."""
    open_ones = [one for one in await objections_of(work.session, award.round_id) if one.answered_at is None]
    if open_ones:
        raise ObjectionOpen(count=len(open_ones))


async def bonds_of(session: AsyncSession, round_id: UUID) -> dict[str, BondBack]:
    """What became of the bonds, by bid in hex."""
    rows = await session.scalars(select(BondBack).where(BondBack.round_id == round_id).order_by(BondBack.bid))
    return {row.bid.hex(): row for row in rows}


def candidates_of(award: Award) -> list[Candidate]:
    """The report's candidates by rank."""
    return sorted(cast(list[Candidate], award.candidates), key=lambda one: one["rank"])


async def body_of(session: AsyncSession, digest: bytes | None) -> dict[str, Any]:
    """The body of a record that a row of ours names."""
    return (await record_of(session, digest))["body"]


async def record_of(session: AsyncSession, digest: bytes | None) -> SignedDocument:
    """The record that a row of ours names."""
    row = await find_record(session, digest or b"")
    assert row is not None  # the row names it
    return row.record()


async def make_public(session: AsyncSession, digests: Sequence[bytes]) -> None:
    """From now on anybody may read these records."""
    await session.execute(update(RecordRow).where(RecordRow.digest.in_(digests)).values(public=True))


async def signer(work: Work) -> Host | None:
    """Who decides, for which organisation."""
    organisation = await work.session.get(Organisation, work.actor.organisation)
    return {"name": work.actor.name, "organisation": organisation.name} if organisation else None


def facts_of(
    round_: LotRound, award: Award, objections: Sequence[ResultObjection], bonds: int, bids: int, bonds_until: Any
) -> Facts:
    """What the seven duties follow from."""
    rules, calendar = rulebook(round_.rulebook), official_calendar()
    waiting = [one.due for one in objections if one.answered_at is None]
    return Facts(
        state=round_.state,
        received_at=award.received_at,
        publish_due=within(award.received_at, rules.row("R-CAND-PUB-START"), calendar),
        ends_at=award.ends_at,
        answers_due=min(waiting) if waiting else None,
        awarded_at=award.awarded_at,
        contract_due=contract_due(award.noticed_at, rules, calendar) if award.noticed_at else None,
        report_due=report_due(award.awarded_at, rules, calendar) if award.awarded_at else None,
        filed_at=award.filed_at,
        bonds_due=bonds_until,
        bonds_open=max(0, bids - bonds),
    )
