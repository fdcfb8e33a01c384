"""A large sheet of marks in a real Chromium: from a key to the frame that shows it, beside a bare field's.

The built pages without a server: what they ask for is answered here. A sheet of 60 criteria and 50 bids, typed down its
first columns; raw is one field alone on an empty page, so the ratio tells what the rest of the sheet costs.
"""

import asyncio
import json
import mimetypes
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlparse

from playwright.async_api import Page, Route, async_playwright

from benchmarks.timing import Figure, tell
from tests.browser.chromium import launch
from tests.browser.site import built

BASE, LOT, AT = "http://127.0.0.1:9", "11111111-1111-4111-8111-111111111111", "2026-12-17T06:00:00.000Z"
CRITERIA, BIDS, MARKS = 60, 50, 90
PAUSE = 60
"""Milliseconds between two keys: faster than anybody types."""
WATCH = """() => { window.taken = []; addEventListener("keydown", () => {
  const begun = performance.now(), done = new MessageChannel();
  done.port1.onmessage = () => taken.push(performance.now() - begun);
  requestAnimationFrame(() => done.port2.postMessage(0)); }, true); }"""
"""The first task after a frame: by then it is drawn."""

ROOM = {"seq": 1, "phase": "BLIND", "version": 4, "held": None, "held_reason": None, "held_since": None, "head": "E01"}
ROOM |= {"wait_until": None, "ballot": 1, "lines": [], "calls": [], "seats": []}
ME = {"seat": "E01", "kind": "expert", "state": "READY", "pledged": True, "sign_key": "00" * 32, "head": True}
SEAT = {
    "me": {**ME, "vote": "E01", "workstation": None},
    "room": ROOM,
    "missing": [],
    "lots": [{"lot": LOT, "round": 1, "name": "lot"}],
    "pledge": {"type": "tianping/pledge/1", "session": LOT, "seat": "E01", "text": "", "text_en": ""},
    "beat_seconds": 60,
    "absent_seconds": 90,
    "judged_seconds": 0,
    "running": True,
    "now": AT,
}
CRITERION = {"kind": "subjective", "weight": "10", "part": "technical", "help": "8-10 / 5-8 / 0-5"}
BID: dict[str, Any] = {"name": None, "uscc": None, "price": None, "evaluated_price": None, "low_price": []}
EMPTY = ("items", "votes", "alerts", "rejected", "price_votes", "corrections", "handed_in", "marks")
FIXED = {"lot": LOT, "round": 1, "name": "lot", "method": "method", "phase": "BLIND", "part": "blind", "state": "OPEN"}
NOTHING = {"version": 0, "must_answer": False, "failed": None, "ceiling": None, "competition": None, "now": AT}
ROWS = [{"name": f"criterion {number}", **CRITERION} for number in range(CRITERIA)]
COLUMNS = [{"bid": f"T{number}", **BID} for number in range(1, BIDS + 1)]
SHEET = {**{name: [] for name in EMPTY}, **FIXED, **NOTHING, "criteria": ROWS, "bids": COLUMNS}


def answer(path: str, body: Any) -> Any:
    """What the platform would say."""
    if path.endswith("/marks"):
        saved = [{"bid": one["bid"], "name": one["criterion"], "version": one["base"] + 1} for one in body["marks"]]
        return {"version": 1, "saved": saved, "conflicts": [], "at": AT}
    told = {"/api/seat": SEAT, "/api/clock": {"now": AT, "demonstration": False}, "/api/seat/events": {"events": []}}
    told |= {f"/api/seat/lots/{LOT}/sheet": SHEET, "/api/seat/presence": {"now": AT, "beat_seconds": 60}}
    return told.get(path, {"bids": [], "questions": []})


async def serve(route: Route, folder: Path) -> None:
    """An answer of a door, a file of the pages, or for any other path the index."""
    path = urlparse(route.request.url).path
    if path.startswith("/api/"):
        told = json.dumps(answer(path, route.request.post_data_json))
        await route.fulfill(body=told, content_type="application/json")
        return
    file = folder / path[1:]
    file = file if file.is_file() else folder / "index.html"
    await route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "text/html")


async def typed(page: Page, fields: str, *, on: str) -> list[float]:
    """Milliseconds of each key, typing a mark and `on` again and again."""
    await page.locator(fields).first.click()
    await page.evaluate(WATCH)
    for number in range(MARKS):
        for key in (*f"{number % 10}.5", on):
            await page.keyboard.press(key)
            await page.wait_for_timeout(PAUSE)
    return [float(one) for one in await page.evaluate("taken")]


async def run() -> list[Figure]:
    """Two figures: half of the keys, and all but one in twenty, are drawn within."""
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        page = await browser.new_page(viewport={"width": 1366, "height": 768})
        await page.set_content("<input>")
        raw = await typed(page, "input", on="Backspace")
        folder = built()
        await page.route("**/*", lambda route: serve(route, folder))
        await page.add_init_script("localStorage.setItem('tianping.seated', '1')")
        await page.goto(f"{BASE}/seat")
        await page.locator("tbody input").nth(CRITERIA * BIDS - 1).wait_for(state="attached")
        ours = await typed(page, "tbody input", on="Enter")
        await browser.close()
    what, limit = f"a key in a sheet of {CRITERIA} x {BIDS} marks", "one field on an empty page"
    return [
        Figure(f"{what}, half of them", limit, median(ours), median(raw), "ms"),
        Figure(f"{what}, 19 of 20", limit, quantiles(ours, n=20)[18], quantiles(raw, n=20)[18], "ms"),
    ]


if __name__ == "__main__":
    tell(asyncio.run(run()))
