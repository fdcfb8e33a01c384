"""Whatever happens in whatever order, the kept sums are those of the facts, and the facts those of the reports.

Seen red: with `_apply` that forgets what is gone, and with a restatement that leaves out the months it moves things to.
"""

from random import Random
from typing import Any
from uuid import UUID

import pytest

from evaluation_rooms.statistics.actions.cells import rebuild_cells
from evaluation_rooms.statistics.actions.fold import count_of, fact_of, settle
from evaluation_rooms.statistics.actions.months import Correction, close_month, restate, sign_off
from evaluation_rooms.statistics.facts import MEASURE_NAMES, Project, add_cells, cells_of, fold
from evaluation_rooms.statistics.periods import later, month_of
from evaluation_rooms.statistics.tables import ShareFact, ShareMonth, ShareProject
from foundation.actors import CLOCK, Actor
from foundation.regions import HUBEI, HUBEI_UNITS
from tests.statistics.counted import Count, Judged

SOMEBODY = UUID(int=1)
PROVINCE = Actor("statistician", SOMEBODY, SOMEBODY, HUBEI)
CITIES = ("422800", "420500", "420281", "420200", "429004", "429005", "420100", "430600")
STEPS = 18


class Life:
    """Some months of a province, by chance."""

    def __init__(self, count: Count, seed: int) -> None:
        self.count, self.chance = count, Random(seed)
        self.standing: list[tuple[Any, Any]] = []

    async def step(self) -> None:
        """One thing happens."""
        deeds = [self.judge, self.judge, self.judge, self.void, self.exempt, self.label, self.pass_time, self.close]
        await self.chance.choice([*deeds, self.restate])()

    async def judge(self) -> None:
        main, lots = self.chance.choice(CITIES[:-1]), self.chance.choice((1, 1, 2))
        judged: Judged = await self.count.project(
            main, lots=lots, statutory=self.chance.random() < 0.8, estimate=self.chance.choice(("3.00", "20000000.00"))
        )
        for lot in judged.lots:
            experts = [self.chance.choice((main, *CITIES)) for _ in range(4)]
            session = await self.count.session(judged, main, *experts, lots=[lot])
            await self.count.report(session, lot)
            self.standing.append((session, lot))

    async def void(self) -> None:
        if self.standing:
            await self.count.void(*self.standing.pop(self.chance.randrange(len(self.standing))))

    async def exempt(self) -> None:
        await self._say("exempt", (None, "samples", "capacity"))

    async def label(self) -> None:
        await self._say("sector", ("water", "housing", "other"))

    async def _say(self, name: str, values: tuple[str | None, ...]) -> None:
        rows = sorted(await self.count.rows(ShareProject), key=lambda row: row.code)
        if not rows:
            return
        key = self.chance.choice(rows).key
        async with self.count.house.work(CLOCK) as work:
            row = await work.session.get_one(ShareProject, key, with_for_update=True)
            setattr(row, name, self.chance.choice(values))
            await settle(work, row)

    async def pass_time(self) -> None:
        await self.count.clock.forward(days=self.chance.choice((9, 33)))

    async def close(self) -> None:
        await close(self.count, later(month_of(await self.count.clock.now()), -1))

    async def restate(self) -> None:
        waiting = [month for row in await self.count.rows(ShareProject) for month in row.pending or []]
        if waiting:
            async with self.count.house.work(PROVINCE) as work:
                await restate(work, self.chance.choice(sorted(set(waiting))), Correction("更正", "1号"))


async def close(count: Count, month: Any) -> None:
    """All sign, and the month is closed; a month that is closed already stays so."""
    if any(row.month == month and row.state == "CLOSED" for row in await count.rows(ShareMonth)):
        return
    for city in HUBEI_UNITS:
        async with count.house.work(Actor("statistician", region=city, person=SOMEBODY, organisation=SOMEBODY)) as work:
            await sign_off(work, month)
    async with count.house.work(PROVINCE) as work:
        await close_month(work, month)


async def kept(count: Count) -> dict[Any, Any]:
    """The cells that hold anything."""
    found = {}
    for row in await count.cells():
        key = (row.unit, row.by, row.month, row.city, row.sector, row.project_class, row.band, row.source)
        numbers = {measure: getattr(row, name) for measure, name in MEASURE_NAMES.items() if getattr(row, name)}
        if numbers:
            found[key] = numbers
    return found


@pytest.mark.parametrize("seed", range(5))
async def test_sums_facts_and_reports_agree_after_every_step(count: Count, seed: int) -> None:
    life = Life(count, seed)
    for _ in range(STEPS):
        await life.step()
        facts = [fact_of(row) for row in await count.rows(ShareFact)]
        assert await kept(count) == add_cells(cells_of(facts))
    async with count.house.work(PROVINCE) as work:
        assert await rebuild_cells(work) == []
    reported = [row for row in await count.counts() if row.void_at is None]
    for project in await count.rows(ShareProject):
        if project.pending is None:
            named = Project(project.key, project.sector, project.exempt)
            wanted = fold(named, [count_of(row) for row in reported if row.project_key == project.key])
            assert {fact for fact in facts if fact.project == project.key} == set(wanted)
