"""A machine that can write Chinese fetches no font; one that cannot gets the parts it needs from us."""

from playwright.async_api import async_playwright

from tests.browser.chromium import launch
from tests.browser.town import Town
from tests.browser.visitors import Visitors
from tests.browser.watch import Open, Watch


async def test_a_machine_without_chinese_gets_the_parts_of_the_font_that_it_needs(town: Town) -> None:
    async with async_playwright() as playwright:
        browser = await launch(playwright, chinese=False)
        watch = Watch(await (await browser.new_context()).new_page(), town.url)
        await watch.page.goto(town.url)
        await watch.settled()
        await watch.page.wait_for_function("() => [...document.fonts].some((font) => font.status === 'loaded')")
        asked = [request for request in watch.requests if request.endswith(".woff2")]
        await browser.close()
    assert 0 < len(asked) < 100
    assert watch.faults == []


async def test_a_machine_with_chinese_fetches_no_font(town: Town, visitors: Visitors, watched: Open) -> None:
    watch = await watched(await visitors.fresh(town.place), town.url)
    await watch.page.goto(town.url)
    await watch.settled()
    assert [request for request in watch.requests if request.endswith(".woff2")] == []
