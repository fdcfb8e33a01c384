"""What a page does that no page may: faults in the console, requests to elsewhere, answers of 400 and more."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket

TOLD_BY_THE_ANSWER = "Failed to load resource: the server responded"
"""The console repeats what `response` has told with the address."""

SETTLED = """() => {
  const main = document.querySelector("main");
  return main && main.querySelector("h1") && !/正在载入|Loading/.test(main.innerText)
    && !main.querySelector("[aria-busy=true], .el-loading-mask, .el-skeleton");
}"""
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

QUIET = 3
"""Rounds of drawing without a question after which none is to come: one answer often leads to the next question."""

PATIENCE = 120
"""Seconds after which what was waited for will not come."""


async def until(come: Callable[[], Awaitable[bool]]) -> None:
    """Ask until the answer is yes."""
    async with asyncio.timeout(PATIENCE):
        while not await come():
            await asyncio.sleep(0.02)


class Watch:
    """Watches one page from its first request on; the test ends with `faults` empty."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.requests: list[str] = []
        self._host = urlsplit(origin).netloc
        self._seen: list[str] = []
        self._expected: list[re.Pattern[str]] = []
        self._under_way: set[Request] = set()
        page.on("console", self._console)
        page.on("pageerror", lambda fault: self._seen.append(f"page error: {fault}"))
        page.on("request", self._asked)
        page.on("response", self._answered)
        page.on("requestfinished", self._finished)
        page.on("requestfailed", self._failed)
        page.on("websocket", self._socket)

    def expect(self, *patterns: str) -> None:
        """Faults that match are what this test is about."""
        self._expected += [re.compile(pattern) for pattern in patterns]

    @property
    def faults(self) -> list[str]:
        """What happened that was not expected."""
        return [fault for fault in self._seen if not any(pattern.search(fault) for pattern in self._expected)]

    async def settled(self) -> None:
        """Until the page has its heading and all of its parts, and while it was drawn nothing more was asked for."""
        quiet = 0
        while quiet < QUIET:
            asked = len(self.requests)
            await self.page.wait_for_function(SETTLED)
            await self.page.evaluate(TWO_FRAMES)
            still = not self._under_way and asked == len(self.requests)
            quiet = quiet + 1 if still else 0
            await asyncio.sleep(0)

    async def has_asked(self, method: str, times: int) -> None:
        """Until the page has made so many requests of this method."""

        async def come() -> bool:
            return self.asked(method) >= times

        await until(come)

    def asked(self, method: str) -> int:
        """How many requests of this method the page has made."""
        return sum(request.startswith(method + " ") for request in self.requests)

    async def look_at_the_clock(self) -> None:
        """The page asks for the platform's time now, as when a lid is opened, and not only within the minute."""
        await self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(TOLD_BY_THE_ANSWER):
            self._seen.append(f"console {message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("data", "blob"):
            return
        self._under_way.add(request)
        self.requests.append(f"{request.method} {address.path}{'?' + address.query if address.query else ''}")
        self._must_be_ours(request.url)

    def _socket(self, socket: WebSocket) -> None:
        self.requests.append(f"WS {urlsplit(socket.url).path}")
        self._must_be_ours(socket.url)

    def _must_be_ours(self, url: str) -> None:
        if urlsplit(url).netloc != self._host:
            self._seen.append(f"request elsewhere: {url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._seen.append(f"{response.status} {response.request.method} {urlsplit(response.url).path}")

    def _finished(self, request: Request) -> None:
        self._under_way.discard(request)

    def _failed(self, request: Request) -> None:
        self._finished(request)
        if request.failure != "net::ERR_ABORTED":
            self._seen.append(f"failed: {request.method} {request.url} {request.failure}")


Open = Callable[[BrowserContext, str], Awaitable[Watch]]
"""Opens a watched page in a context, of a site at that address: see conftest.py."""
