"""Whoever looks at the pages: windows by role, language and size."""

from dataclasses import dataclass
from typing import Any

from playwright.async_api import Browser, BrowserContext

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1366, "height": 768}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


@dataclass(frozen=True)
class Place:
    """A platform as its visitors need it: where it is, and by which cookie each role is signed in."""

    url: str
    cookie: str
    tokens: dict[str, str]


class Visitors:
    """Browser windows by who looks, in which language, on what; made on first use and kept."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[tuple[str, ...], BrowserContext] = {}

    async def context(self, place: Place, role: str, language: str, size: str) -> BrowserContext:
        """A window's context, signed in as the role."""
        key = (place.url, role, language, size)
        if key not in self._kept:
            self._kept[key] = await self.fresh(place, role, language, size)
        return self._kept[key]

    async def fresh(self, place: Place, role: str = "", language: str = "zh", size: str = "desktop") -> BrowserContext:
        """The same, of nobody else's."""
        told = {"tianping.language": language, "tianping.signed-in": "1" if role else "0"}
        entries = [{"name": name, "value": value} for name, value in told.items()]
        context = await self._browser.new_context(
            **SIZES[size],
            locale="zh-CN",
            storage_state={"origins": [{"origin": place.url, "localStorage": entries}]},  # type: ignore[typeddict-item]
        )
        context.set_default_timeout(15_000)
        if role:
            cookie = {"name": place.cookie, "value": place.tokens[role], "url": place.url}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    async def close(self) -> None:
        """Close every window."""
        for context in self._kept.values():
            await context.close()
