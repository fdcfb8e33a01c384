"""The press: numbers without gaps, no late commit lost, rehearsals apart."""

import asyncio
from uuid import UUID

from bidding.notices.actions import newest_notices, notices_after, print_notice
from bidding.notices.tables import NoticeRow
from foundation.actors import PUBLIC
from foundation.work import House, Work
from tests.actions.conftest import until_blocked

LOT = UUID(int=7)


async def print_one(work: Work, title: str = "x", *, region: str = "422800", rehearsal: bool = False) -> NoticeRow:
    """A notice."""
    body = {"class": "works"}
    return await print_notice(work, "tender", LOT, region, {"zh": title, "en": title}, body, None, rehearsal)


async def numbers(house: House, *, rehearsal: bool = False) -> list[int]:
    """As the feed gives them."""
    async with house.sessions() as session:
        return [row.number for row in await notices_after(session, 0, 100, rehearsal=rehearsal)]


async def test_numbers_have_no_gap_even_after_a_rollback(house: House) -> None:
    async with house.work(PUBLIC) as work:
        await print_one(work)
    try:
        async with house.work(PUBLIC) as work:
            await print_one(work)
            raise RuntimeError
    except RuntimeError:
        pass
    async with house.work(PUBLIC) as work:
        await print_one(work)
    assert await numbers(house) == [1, 2]


async def test_a_late_commit_is_never_overtaken(house: House) -> None:
    async def late() -> None:
        async with house.work(PUBLIC) as work:
            await print_one(work, "second")

    async with house.work(PUBLIC) as work:
        await print_one(work, "first")
        second = asyncio.create_task(late())
        await until_blocked(work)
        assert await numbers(house) == []
    await second
    assert await numbers(house) == [1, 2]


async def test_rehearsals_count_apart(house: House) -> None:
    async with house.work(PUBLIC) as work:
        await print_one(work)
        await print_one(work, rehearsal=True)
        await print_one(work)
    assert await numbers(house) == [1, 2]
    assert await numbers(house, rehearsal=True) == [1]


async def test_feeds_are_narrowed_by_place_and_class(house: House) -> None:
    async with house.work(PUBLIC) as work:
        await print_one(work, region="421281")
        await print_one(work, region="429004")
        await print_one(work, region="420500")
    async with house.sessions() as session:

        async def found(region: str, kind: str = "") -> list[int]:
            rows = await newest_notices(session, 10, region=region, project_class=kind)
            return [row.number for row in rows]

        assert await found("421200") == [1]
        assert await found("429004") == [2]
        assert await found("420000") == [3, 2, 1]
        assert await found("420000", "goods") == []
        assert await found("430000") == []
