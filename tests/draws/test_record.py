"""The draw record's doors, on a ceremony by hand; that the record holds, tests/draws/test_whole.py shows."""

from collections.abc import Awaitable, Callable
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from bidding.tenders.actions import tell_result_fixed
from bidding.tenders.tables import LotRound
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.actors import CLOCK
from foundation.ledger.tables import JournalRow
from tests.draws.called import Called, call
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


@pytest.fixture
async def seated(market: Market, run_due: RunDue) -> Called:
    """One declined, three accepted."""
    called = await call(market, run_due)
    await called.reply(1, "2")
    await called.accept_all()
    return called


async def end(called: Called, run_due: RunDue) -> None:
    """The session's lot is terminated, and the platform has looked."""
    async with called.market.clock.house.work(CLOCK) as work:
        lot = UUID(called.market.lot)
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state="TERMINATED"))
    await called.market.clock.forward(minutes=11)
    await run_due()


async def test_before_publication_it_is_as_if_there_were_none(seated: Called) -> None:
    market = seated.market
    readers = [{}, seated.operator.headers, seated.staff.headers, (await market.as_("agency", "agency X")).headers]
    for headers in readers:
        told = await market.client.get(seated.path("record"), headers=headers)
        assert told.status_code == 404 and "seed" not in told.text


async def test_when_its_lots_have_ended_everybody_reads_it(seated: Called, run_due: RunDue) -> None:
    await end(seated, run_due)
    package = answer(await seated.market.client.get(seated.path("record")))
    places = package["record"]["body"]["places"]
    assert [one["state"] for one in places if one["place"] == 1] == ["DECLINED", "ACCEPTED"]
    row = await seated.row()
    assert row.published_at is not None


async def test_news_of_a_fixed_result_bring_it_out_at_once(seated: Called, run_due: RunDue) -> None:
    async with seated.market.clock.house.work(CLOCK) as work:
        lot = UUID(seated.market.lot)
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state="AWARDED"))
        await tell_result_fixed(work, lot)
    await run_due()
    await run_due()
    assert answer(await seated.market.client.get(seated.path("record")))["record"]["body"]["places"]


async def test_the_printed_record_names_the_committee(seated: Called, run_due: RunDue) -> None:
    await end(seated, run_due)
    package = answer(await seated.market.client.get(seated.path("record")))
    printed = await seated.market.client.get(seated.path("record.pdf"))
    assert printed.content.startswith(b"%PDF")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages).replace("\n", "")
    body = package["record"]["body"]
    refs = {seat["ref"] for seat in body["seats"]}
    assert all(one["name"] in text for one in body["openings"] if one["ref"] in refs)


async def test_it_is_published_once_and_the_journal_says_so(seated: Called, run_due: RunDue) -> None:
    await end(seated, run_due)
    await end(seated, run_due)
    async with seated.market.clock.house.sessions() as session:
        query = select(JournalRow.verb).where(JournalRow.verb == "publish_draw_record")
        assert len(list(await session.scalars(query))) == 1
        assert await session.scalar(select(EvaluationSession.published_at)) is not None
