"""A complete report counts its lot once, by where the committee really sat; a void one counts on neither side."""

import asyncio
import json
from datetime import date

from sqlalchemy import select, update

from bidding.tenders.tables import LotRound
from evaluation_rooms.rooms.tables import Member
from evaluation_rooms.statistics.actions.cells import rebuild_cells
from evaluation_rooms.statistics.proof import TYPE, kind_of_record
from foundation.actors import CLOCK, Actor
from foundation.records import RecordRow
from tests.statistics.counted import Count

STATISTICIAN = Actor("statistician", region="420000")


async def test_a_report_counts_its_lot_and_its_project(count: Count) -> None:
    await count.judge("422800", "422800", "422800", "420500", "420500")
    (lot,), (project,) = await count.facts("lot"), await count.facts()
    assert (lot.kind_all, lot.city, lot.place, lot.subs) == ("REMOTE_IN_PROVINCE", "422800", "422800", ["420500"])
    assert (project.kind_all, project.statutory, project.in_scope) == ("REMOTE_IN_PROVINCE", True, True)
    assert project.month == (await count.clock.now()).date().replace(day=1)


async def test_the_presence_is_a_record_from_which_the_kind_follows(count: Count) -> None:
    judged = await count.judge("422800", "422800", "422800", "420500", "420500")
    (row,) = await count.counts()
    (record,) = [one for one in await count.rows(RecordRow) if one.type == TYPE]
    body = json.loads(record.body)
    assert (record.digest, record.lot, record.public) == (row.presence, judged.lots[0], False)
    assert kind_of_record(body) == body["kind"] == "REMOTE_IN_PROVINCE"
    assert [seat["seat"] for seat in body["seats"]] == ["E01", "E02", "E03", "E04", "B01"]
    assert (body["draw"], body["report"]) == ((b"\x03" * 32).hex(), row.report.hex())


async def test_the_presence_becomes_public_with_the_result(count: Count) -> None:
    judged = await count.judge("422800", "420500", "420500")
    (row,) = await count.counts()
    assert await count.look(row.session_id, judged.lots[0]) is not None
    async with count.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).values(state="AWARDED"))
    assert await count.look(row.session_id, judged.lots[0]) is None
    async with count.house.sessions() as rows:
        assert await rows.scalar(select(RecordRow.public).where(RecordRow.type == TYPE)) is True


async def test_the_timer_may_run_as_often_as_it_likes(count: Count) -> None:
    judged = await count.judge("422800", "420500", "420500")
    (row,) = await count.counts()
    before = [vars(one) for one in await count.cells()]
    await asyncio.gather(*(count.look(row.session_id, judged.lots[0]) for _ in range(4)))
    assert len(await count.counts()) == 1
    assert [[*one.values()][1:] for one in before] == [[*vars(one).values()][1:] for one in await count.cells()]


async def test_two_processes_count_one_report_once(count: Count) -> None:
    project = await count.project()
    session = await count.session(project, "422800", "420500", "420500")
    async with count.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).values(state="EVALUATING"))
    await count.report(session, project.lots[0], state="EVALUATING")  # nothing stands yet
    async with count.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).values(state="REPORTED"))
    await asyncio.gather(*(count.look(session, project.lots[0]) for _ in range(4)))
    assert len(await count.counts()) == 1
    whole = [cell for cell in await count.cells() if (cell.unit, cell.city, cell.sector) == ("lot", "*", "*")]
    assert {cell.platform_remote_in_province for cell in whole} == {1}


async def test_planned_remote_and_held_at_one_place_is_local(count: Count) -> None:
    await count.judge("422800", "422800", "422800", "422800", "422800")
    assert [fact.kind_all for fact in await count.facts()] == ["LOCAL"]


async def test_who_was_silent_at_the_report_makes_nothing_remote(count: Count) -> None:
    project = await count.project()
    session = await count.session(project, "422800", "422800", "422800", "420500", "420500")
    await count.report(session, project.lots[0], silent=["E04"])
    assert [fact.kind_all for fact in await count.facts()] == ["LOCAL"]


async def test_who_has_left_is_not_counted_and_who_came_is(count: Count) -> None:
    project = await count.project()
    session = await count.session(project, "422800", "422800", "420500", "420500")
    async with count.house.work(CLOCK) as work:
        await work.session.execute(update(Member).where(Member.name == "E03").values(state="GONE"))
    await count.report(session, project.lots[0])
    assert [fact.kind_all for fact in await count.facts()] == ["LOCAL"]


async def test_the_provincial_centre_is_wuhan_by_its_physical_city(count: Count) -> None:
    await count.judge("420100", "420100", "420100", "420100", region="420000")
    (fact,) = await count.facts()
    assert (fact.kind_all, fact.city, fact.place) == ("LOCAL", "420100", "420100")


async def test_a_void_evaluation_counts_on_neither_side_and_the_next_one_does(count: Count) -> None:
    project = await count.project()
    first = await count.session(project, "422800", "420500", "420500")
    await count.report(first, project.lots[0])
    await count.void(first, project.lots[0])
    assert (await count.facts("lot"), await count.facts()) == ([], [])
    assert not any(cell.platform_remote_in_province for cell in await count.cells())
    second = await count.session(project, "422800", "422800", "422800")
    await count.report(second, project.lots[0])
    assert [fact.kind_all for fact in await count.facts()] == ["LOCAL"]
    assert [row.void_at is None for row in await count.counts()] == [False, True]
    assert await count.look(first, project.lots[0]) is None


async def test_a_lot_that_failed_before_its_evaluation_counts_nowhere(count: Count) -> None:
    project = await count.project(state="FAILED_FEW")
    session = await count.session(project, "422800", "420500", "420500")
    assert await count.look(session, project.lots[0]) is None
    assert await count.facts() == []


async def test_a_project_of_two_lots_is_remote_if_both_are(count: Count) -> None:
    project = await count.project(lots=2)
    one = await count.session(project, "422800", "420500", "420500", lots=project.lots[:1])
    other = await count.session(project, "422800", "422800", "422800", lots=project.lots[1:])
    await count.report(one, project.lots[0])
    assert [fact.kind_all for fact in await count.facts()] == ["REMOTE_IN_PROVINCE"]
    await count.report(other, project.lots[1])
    assert [(fact.kind_all, fact.kind_any) for fact in await count.facts()] == [("LOCAL", "REMOTE_IN_PROVINCE")]
    assert len(await count.facts("lot")) == 2


async def test_rehearsals_are_counted_apart(count: Count) -> None:
    await count.judge("422800", "420500", "420500", rehearsal=True)
    assert [fact.source for fact in await count.facts()] == ["rehearsal"]


async def test_the_cells_made_anew_are_the_kept_ones(count: Count) -> None:
    await count.judge("422800", "420500", "420500", lots=2)
    await count.judge("421200", "421200", "430600", "430600", region="421281", project_class="service")
    await count.judge("429004", "429004", "429005", "429005", in_scope=False)
    await count.judge("420200", "420281", "420281", statutory=False, in_scope=False)
    async with count.house.work(STATISTICIAN) as work:
        assert await rebuild_cells(work) == []
    async with count.house.work(CLOCK) as work:
        await work.session.execute(update(type((await count.cells())[0])).values(platform_local=7))
    async with count.house.work(STATISTICIAN) as work:
        assert await rebuild_cells(work) != []
        assert await rebuild_cells(work) == []


async def test_the_month_is_the_one_of_china(count: Count) -> None:
    await count.clock.to((await count.clock.now()).replace(year=2026, month=11, day=30, hour=16, minute=30))
    await count.judge("422800", "420500", "420500")
    assert [fact.month for fact in await count.facts()] == [date(2026, 12, 1)]
