"""Whoever looks at the pages: windows by role, language and size."""

from typing import Any

from playwright.async_api import Browser, BrowserContext

from tests.browser.town import Town

SIZES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1366, "height": 768}},
    "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}


class Visitors:
    """Browser windows by who looks, in which language, on what; made on first use and kept."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._kept: dict[tuple[str, ...], BrowserContext] = {}

    async def context(self, town: Town, role: str, language: str, size: str) -> BrowserContext:
        """A window's context, signed in as the role."""
        key = (town.url, role, language, size)
        if key not in self._kept:
            self._kept[key] = await self.fresh(town, role, language, size)
        return self._kept[key]

    async def fresh(self, town: Town, role: str = "", language: str = "zh", size: str = "desktop") -> BrowserContext:
        """The same, of nobody else's."""
        told = {"tianping.language": language, "tianping.signed-in": "1" if role else "0"}
        entries = [{"name": name, "value": value} for name, value in told.items()]
        context = await self._browser.new_context(
            **SIZES[size],
            locale="zh-CN",
            storage_state={"origins": [{"origin": town.url, "localStorage": entries}]},  # type: ignore[typeddict-item]
        )
        context.set_default_timeout(15_000)
        if role:
            cookie = {"name": town.cookie, "value": town.token(role), "url": town.url}
            await context.add_cookies([cookie])  # type: ignore[list-item]
        return context

    async def close(self) -> None:
        """Close every window."""
        for context in self._kept.values():
            await context.close()
