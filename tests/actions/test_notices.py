"""The press: numbers without gaps, no late commit lost, rehearsals apart."""

import asyncio
from uuid import UUID

from bidding.notices.actions import Narrowed, notices_after, notices_before, print_notice
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
        return [row.number for row in await notices_after(session, 0, 100, Narrowed(rehearsal=rehearsal))]


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
            rows = await notices_before(session, None, 10, Narrowed(region, kind))
            return [row.number for row in rows]

        assert await found("421200") == [1]
        assert await found("429004") == [2]
        assert await found("420000") == [3, 2, 1]
        assert await found("420000", "goods") == []
        assert await found("430000") == []


async def test_newest_first_is_read_downwards_without_repeating_or_losing(house: House) -> None:
    async with house.work(PUBLIC) as work:
        for _ in range(5):
            await print_one(work)
    seen: list[list[int]] = []
    before: int | None = None
    async with house.sessions() as session:
        while rows := await notices_before(session, before, 2, Narrowed()):
            seen.append([row.number for row in rows])
            before = rows[-1].number
    assert seen == [[5, 4], [3, 2], [1]]


async def test_a_filter_by_kind_or_words_finds_what_is_meant_and_no_pattern(house: House) -> None:
    async with house.work(PUBLIC) as work:
        await print_one(work, "云顶坪小学招标公告")
        await print_notice(work, "failed", LOT, "422800", {"zh": "流标公告", "en": "Failed"}, {}, None, False)
    async with house.sessions() as session:

        async def found(narrowed: Narrowed) -> list[int]:
            return [row.number for row in await notices_after(session, 0, 10, narrowed)]

        assert await found(Narrowed(kind="failed")) == [2]
        assert await found(Narrowed(words="云顶坪")) == [1]
        assert await found(Narrowed(words="failed")) == [2]
        assert await found(Narrowed(words="%")) == []
