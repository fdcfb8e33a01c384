"""Sealing in a real Chromium, by the pages as they are built, beside the commands' sealing of the same file in Python.

A whole bid: the browser's time runs from the press on "seal" to the moment the bid key can be saved, so it holds the
envelopes of all four kinds, the reading back and the writing into the browser's own file system.
"""

import asyncio
import os
import tempfile
import time
from pathlib import Path

from playwright.async_api import async_playwright, expect

from benchmarks import seal_open
from benchmarks.stage import Stage, stage
from benchmarks.timing import Figure, seconds, tell
from foundation.entropy import system_entropy
from tests.browser.bidder import Bidder, key_file
from tests.browser.chromium import launch
from tests.browser.visitors import Place, Visitors
from tests.browser.watch import Watch
from tests.market import PDF

MEGABYTES = 256
LONGEST = 600_000
"""Milliseconds until the browser is given up."""


class TimedBidder(Bidder):
    """Tells how long the page took from the press to the bid key."""

    async def timed_seal(self, lot: str, key: Path, document: Path) -> float:
        """Seconds."""
        await self.page.goto(f"{self.url}/bid/{lot}")
        await self.next()
        await self.page.get_by_label("拖入或选择企业密钥文件").set_input_files(key)
        await expect(self.page.get_by_text("✓ 已打开")).to_be_visible()
        await self.next()
        await self.page.get_by_label("拖入或选择技术、商务文件").set_input_files(document)
        await self.button("下一步").click(timeout=LONGEST)
        await self._offer("26888000")
        begun = time.perf_counter()
        await self.button("加密").click()
        await expect(self.button("保存撤回凭证")).to_be_visible(timeout=LONGEST)
        return time.perf_counter() - begun


async def in_browser(one: Stage, folder: Path, document: Path) -> float:
    """Seconds that the page takes."""
    firm = await one.market.firm()
    key = key_file(firm, folder, system_entropy)
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        visitors = Visitors(browser)
        context = await visitors.fresh(Place(one.url, "", {}))
        bidder = TimedBidder(Watch(await context.new_page(), one.url), one.url, folder)
        taken = await bidder.timed_seal(one.market.lot, key, document)
        await browser.close()
    return taken


async def run() -> list[Figure]:
    """One figure."""
    with tempfile.TemporaryDirectory(prefix="tianping-bench-") as name:
        folder = Path(name)
        document = folder / "技术标.pdf"
        with document.open("wb") as out:
            out.write(PDF)
            for _ in range(MEGABYTES):
                out.write(os.urandom(1 << 20))
        async with stage() as one:
            browser = await in_browser(one, folder, document)
        native = seconds(lambda: seal_open.seal(document, folder / "native.tpe"), times=1)
    return [
        Figure(
            f"seal a bid of {MEGABYTES} MiB in Chromium, and read it back",
            "the same file's envelope in Python on native libsodium",
            MEGABYTES / browser,
            MEGABYTES / native,
            "MiB/s",
        )
    ]


if __name__ == "__main__":
    tell(asyncio.run(run()))
