"""Labour fee standards: by city, else by province, by the day in China, and never altered."""

from datetime import date, timedelta
from decimal import Decimal

from evaluation_rooms.experts.actions import fee_of
from evaluation_rooms.experts.people import Fee
from foundation.actors import CLOCK
from foundation.work import House
from tests.experts.conftest import Keeper
from tests.market import answer


async def test_a_fee_is_by_city_else_province_and_by_the_day(keeper: Keeper, house: House) -> None:
    today = (await keeper.clock.now() + timedelta(hours=8)).date()

    async def publish(region: str, since: date, base: str) -> None:
        told = {"region": region, "since": since.isoformat(), "base": base, "base_hours": 4, "per_hour": "100.00"}
        answer(await keeper.ask("POST", "/api/expert-fees", json=told))

    async def fee(city: str, hours: int) -> Fee:
        async with house.work(CLOCK) as work:
            return await fee_of(work, city, hours)

    assert (await fee("420500", 4)).amount is None
    await publish("420000", today - timedelta(days=30), "400.00")
    await publish("宜昌", today - timedelta(days=9), "500.00")
    await publish("420500", today + timedelta(days=1), "600.00")
    assert (await fee("421281", 4)).amount == Decimal("400.00")
    assert (await fee("420500", 3)).amount == Decimal("500.00") and (await fee("420500", 6)).amount == Decimal("700.00")
    assert (await fee("430100", 4)).amount is None
    await keeper.clock.forward(days=1)
    told = await fee("420500", 5)
    assert (told.amount, told.zh, told.en) == (Decimal("700.00"), "劳务报酬700元（税前）", "fee 700 yuan before tax")


async def test_a_published_fee_is_not_altered(keeper: Keeper) -> None:
    told = {"region": "420000", "since": "2026-01-01", "base": "400.00", "base_hours": 4, "per_hour": "100.00"}
    first = answer(await keeper.ask("POST", "/api/expert-fees", json=told))
    assert answer(await keeper.ask("POST", "/api/expert-fees", json=told)) == first
    refused = await keeper.ask("POST", "/api/expert-fees", json=told | {"base": "500.00"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "D-EXPERT-FEE")
    for wrong in ({"region": "999999"}, {"base": "-1.00"}, {"per_hour": "1"}, {"until": "2025-01-01"}):
        refused = await keeper.ask("POST", "/api/expert-fees", json=told | {"since": "2026-02-01"} | wrong)
        assert refused.status_code in (400, 422), (wrong, refused.text)
    assert answer(await keeper.client.get("/api/expert-fees"))["fees"] == [first]
