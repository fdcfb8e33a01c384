"""What the tests of the pages take: one browser, one town, and pages that are watched from their first request on."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from playwright.async_api import Browser, BrowserContext, async_playwright

from foundation.database import EmbeddedPostgres
from tests.browser.chromium import launch
from tests.browser.pictures import take_picture
from tests.browser.town import Town, open_town, own_database
from tests.browser.visitors import Visitors
from tests.browser.watch import Open, Watch


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for the run."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest.fixture(scope="session")
async def town(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town with a lot in every state; only for tests that look and change nothing.

    It began two hours ago, so that a browser's clock and the platform's agree at the end.
    """
    folder, behind = tmp_path_factory.mktemp("town"), timedelta(hours=2)
    async with own_database(postgres, template, "town") as url, open_town(url, folder, behind) as town:
        await town.every_state()
        yield town


@pytest.fixture(scope="session")
async def busy_town(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Town]:
    """A town in which timers run and people act; each test publishes lots of its own.

    It is four minutes behind, which custodians' machines allow, so that an hour may come a little early.
    """
    folder, behind = tmp_path_factory.mktemp("busy"), timedelta(minutes=4)
    async with own_database(postgres, template, "busy") as url, open_town(url, folder, behind, alive=True) as town:
        await town.people()
        yield town


@pytest.fixture(scope="session")
async def visitors(browser: Browser) -> AsyncIterator[Visitors]:
    """See Visitors."""
    visitors = Visitors(browser)
    yield visitors
    await visitors.close()


@pytest.fixture
async def watched(request: pytest.FixtureRequest) -> AsyncIterator[Open]:
    """Opens a page in a context; when the test ends, no page may have done what no page may.

    Where the test failed, each of its pages leaves a picture.
    """
    watches: list[Watch] = []
    failed_before = request.session.testsfailed

    async def open_page(context: BrowserContext, url: str) -> Watch:
        watches.append(Watch(await context.new_page(), url))
        return watches[-1]

    yield open_page
    for number, watch in enumerate(watches):
        if request.session.testsfailed > failed_before:
            await take_picture(watch.page, f"failed-{request.node.name}-{number}")
        await watch.page.close()
    assert [fault for watch in watches for fault in watch.faults] == []
