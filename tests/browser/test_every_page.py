"""Every page of the site, in both languages where the public reads it, on a desk and on a phone: it opens in a state
with data, says nothing wrong, can be read by everybody, and fits.

Seen red: a route without a line in `pages.py`, a word without a text, a label without a field, a table wider
than a phone, an answer of 404, a font from elsewhere.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import WEB
from tests.browser.pages import EN, OFFICE, PAGES, PUBLIC, ZH, Visit
from tests.browser.pictures import take_picture
from tests.browser.site import routes, words
from tests.browser.town import Town
from tests.browser.visitors import Visitors
from tests.browser.watch import Open

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = """async () => (await axe.run()).violations
  .filter((one) => ["serious", "critical"].includes(one.impact))
  .map(({ id, nodes }) => [id, nodes.length, nodes[0].html.slice(0, 160), nodes[0].any[0]?.message].join(" | "))"""

TEXTS = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walk.nextNode()) {
    const owner = walk.currentNode.parentElement;
    const text = walk.currentNode.data.trim();
    if (text && !owner.closest("code, pre, kbd, script, style, noscript, [lang]:not(html)")) texts.push(text);
  }
  return texts;
}"""
WIDER = "() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth"

ENGLISH_ALONE = re.compile(r"^[^\u3400-\u9fff]*\b[a-z]{3,} [a-z]{3,}\b[^\u3400-\u9fff]*$")


def visits() -> Iterator[Any]:
    """Every look at every page: Chinese on desk and phone, and English where the public or bidders read it."""
    for route, looks in PAGES.items():
        for number, visit in enumerate(looks):
            name = f"{route}{'#' + str(number) if number else ''}-{visit.role or 'public'}"
            for language in (ZH, EN) if visit.role == PUBLIC else (ZH,):
                for size in ("desktop", "phone") if visit.phone else ("desktop",):
                    yield pytest.param(visit, language, size, id=f"{name}-{language}-{size}")


def test_every_route_has_a_visit_and_every_visit_a_route() -> None:
    assert set(routes()) == set(PAGES)


def test_every_page_is_looked_at_by_each_role_that_it_is_for_and_by_nobody_else() -> None:
    for route, needs in routes().items():
        looking = {visit.role for visit in PAGES.get(route, [])}
        assert (looking <= set(OFFICE)) if "anybody" in needs else (looking == (set(needs) or {PUBLIC})), route


@pytest.mark.parametrize(("visit", "language", "size"), list(visits()))
async def test_page(
    visit: Visit,
    language: str,
    size: str,
    town: Town,
    visitors: Visitors,
    watched: Open,
    request: pytest.FixtureRequest,
) -> None:
    context = await visitors.context(town.place, visit.role, language, size)
    watch = await watched(context, town.url)
    watch.expect(*visit.refused)
    page = watch.page
    await page.goto(town.url + visit.at(town))
    await watch.settled()
    await take_picture(page, request.node.callspec.id)
    assert await page.locator("main h1").count() == 1
    assert await page.locator("html").get_attribute("lang") == {ZH: "zh-CN", EN: "en"}[language]
    assert await page.evaluate(WIDER) <= 0, "the page is wider than the window"
    assert untranslated(await page.evaluate(TEXTS), language) == []
    if language == ZH:
        await page.evaluate(AXE.read_text())
        assert await page.evaluate(GRAVE) == []


def untranslated(texts: list[str], language: str) -> list[str]:
    """Texts that stand in the words of the other language alone; in Chinese also two English words in a row."""
    other = words(EN if language == ZH else ZH) - words(language)
    return [
        text for text in texts if (text in other and len(text) > 1) or (language == ZH and ENGLISH_ALONE.search(text))
    ]
