"""Pictures of the pages, for people to look at."""

import os
import re
from pathlib import Path

from playwright.async_api import Page

SCREENSHOTS = Path(os.environ.get("TIANPING_SCREENSHOTS") or Path(__file__).parents[2] / "build" / "screenshots")
"""Where the smoke test leaves a picture of every page; git does not see it."""


async def take_picture(page: Page, name: str) -> None:
    """The whole page, below the fold too."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w#-]+", ".", name).strip(".")
    await page.screenshot(path=SCREENSHOTS / f"{plain}.png", full_page=True, animations="disabled")
