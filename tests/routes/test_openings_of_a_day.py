"""The openings of a day, as anybody reads them."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from foundation.calendar import shanghai
from tests.conftest import Clock
from tests.market import Market, answer

RunDue = Callable[[], Awaitable[int]]


async def openings(client: httpx.AsyncClient, clock: Clock, *, days: int = 0) -> list[dict[str, Any]]:
    """Today's, or those of so many days later."""
    day = (shanghai(await clock.now()) + timedelta(days=days)).date().isoformat()
    told = answer(await client.get(f"/api/openings?day={day}"))
    assert told["day"] == day
    return list(told["openings"])


async def noon(clock: Clock) -> None:
    """Noon in China, so that ten minutes do not lead into another day."""
    local = shanghai(await clock.now())
    await clock.to(local.replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1))


async def test_a_published_lot_is_among_the_openings_of_its_day_and_of_no_other(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await noon(clock)
    await market.open_for_bids()
    [line] = await openings(client, clock)
    assert (line["lot"], line["round"], line["name"]) == (market.lot, 1, "一标段")
    assert (line["buyer"], line["region_code"], line["rehearsal"]) == ("云顶坪小学", "422800", True)
    assert (line["phase"], line["deadline"]) == ("before", market.tender["deadline"])
    assert [await openings(client, clock, days=each) for each in (-1, 1)] == [[], []]
    assert answer(await client.get("/api/openings"))["openings"] == [line]


async def test_a_draft_is_among_no_openings(market: Market, client: httpx.AsyncClient, clock: Clock) -> None:
    await noon(clock)
    await market.set_up()
    await market.draft_lot()
    assert await openings(client, clock) == []


async def test_the_day_is_in_the_order_of_the_deadlines(
    market: Market, client: httpx.AsyncClient, clock: Clock
) -> None:
    await noon(clock)
    await market.open_for_bids(minutes=30)
    later = market.lot
    await market.draft_lot()
    await market.agree_on_keys()
    await market.publish(minutes=20)
    assert [line["lot"] for line in await openings(client, clock)] == [market.lot, later]


async def test_numbers_are_told_from_the_freeze_on(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids()
    for _ in range(3):
        await market.bid()
    seen = []

    async def look() -> None:
        [line] = await openings(client, clock)
        seen.append((line["phase"], line["opened"], line["of"]))

    await look()
    await clock.forward(minutes=11)
    await look()
    await run_due()
    await look()
    await market.pass_steps(run_due)
    await look()
    assert seen == [
        ("before", None, None),
        ("closing", None, None),
        ("await_identities", 0, 3),
        ("read_out", 3, 3),
    ]


async def test_of_a_failed_opening_nothing_was_opened(
    market: Market, client: httpx.AsyncClient, clock: Clock, run_due: RunDue
) -> None:
    await noon(clock)
    await market.open_for_bids()
    await market.bid()
    await clock.forward(minutes=11)
    await run_due()
    [line] = await openings(client, clock)
    assert (line["phase"], line["opened"], line["of"]) == ("failed", 0, 1)
    hall = await market.hall()
    assert (hall["opened"], hall["of"]) == (0, 1)


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "0001-01-01", "9999-12-31", "", "2026-12-17T00:00:00Z"])
async def test_a_day_that_is_none_is_refused(client: httpx.AsyncClient, day: str) -> None:
    told = await client.get("/api/openings", params={"day": day})
    assert (told.status_code, told.json()["rule"]) == (400, "D-FORM"), told.text
