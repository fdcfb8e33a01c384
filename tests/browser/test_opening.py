"""The hour in the pages: a hall whose line is cut, and a custodian on a machine that can little."""

from datetime import timedelta
from pathlib import Path

from playwright.async_api import WebSocketRoute, expect

from crypto.encoding import parse_timestamp
from tests.browser.custodian import HOUR, Custodian, key_file
from tests.browser.poor_machine import make_poor
from tests.browser.town import Town
from tests.browser.visitors import Visitors
from tests.browser.watch import Open, until

CUT = ("ERR_INTERNET_DISCONNECTED", "WebSocket connection to")
"""What a browser says of a line that was cut on purpose."""


class Line:
    """The websockets of a page, which a test can cut: a browser's own "offline" leaves those that are open alone."""

    def __init__(self) -> None:
        self.is_cut = False
        self._open: list[WebSocketRoute] = []

    async def take(self, socket: WebSocketRoute) -> None:
        """A page opens one."""
        if self.is_cut:
            await socket.close()
        else:
            socket.connect_to_server()
            self._open.append(socket)

    async def cut(self) -> None:
        """Close what is open, and whatever is opened from now on."""
        self.is_cut = True
        for socket in self._open:
            await socket.close()


async def the_hour(town: Town) -> None:
    """The deadline of the town's last lot comes; its timers run by themselves."""
    deadline = parse_timestamp((await town.market.look())["deadline"])
    await town.clock.to(deadline + timedelta(seconds=1))


async def phase(town: Town, name: str) -> None:
    """Wait until the opening is there."""

    async def come() -> bool:
        return bool((await town.market.hall())["phase"] == name)

    await until(come)


async def test_a_hall_whose_line_was_cut_goes_on_by_itself(busy_town: Town, visitors: Visitors, watched: Open) -> None:
    market = busy_town.market
    await busy_town.lot("cut", bids=3, minutes=2)
    context = await visitors.fresh(busy_town.place, size="phone")
    watch = await watched(context, busy_town.url)
    watch.expect(*CUT)
    page = watch.page
    line = Line()
    await page.route_web_socket("**/opening/live*", line.take)
    await page.goto(f"{busy_town.url}/hall/{market.lot}")
    await expect(page.get_by_test_id("line")).to_contain_text("实时更新")
    await context.set_offline(True)
    await line.cut()
    await expect(page.get_by_text("网络已断开")).to_be_visible()
    await expect(page.get_by_test_id("line")).to_contain_text("连接中断")
    await the_hour(busy_town)
    await phase(busy_town, "await_identities")
    line.is_cut = False
    await context.set_offline(False)
    await expect(page.get_by_test_id("hall-status")).to_contain_text("还需3家", timeout=HOUR)
    await market.release_by("identities", 1, 3, 5)
    await phase(busy_town, "await_contents")
    await market.release_by("contents", 2, 3, 4)
    for bid in busy_town.bids:
        await expect(page.get_by_test_id("read-out")).to_contain_text(bid.firm.name, timeout=HOUR)


async def test_a_custodian_releases_where_webauthn_prf_and_webcrypto_curves_fail(
    busy_town: Town, visitors: Visitors, watched: Open, tmp_path: Path
) -> None:
    market = busy_town.market
    lot = await busy_town.proposed_lot()
    context = await visitors.fresh(busy_town.place, size="phone")
    workers = await make_poor(context)
    custodian = Custodian(await watched(context, busy_town.url), busy_town.url)
    await custodian.open_key(key_file(market.keepers[0], tmp_path, market.entropy))
    await custodian.follow(lot)
    await custodian.sign(lot)
    await busy_town.sign_for(*market.keepers[1:])
    await market.publish(minutes=1)
    await custodian.button("刷新").click()
    for _ in range(3):
        await market.bid()
    await the_hour(busy_town)
    await custodian.watch.look_at_the_clock()
    await custodian.consent()
    await market.release_by("identities", 2, 3)
    await phase(busy_town, "await_contents")
    await market.release_by("contents", 4, 5)
    await phase(busy_town, "read_out")
    await expect(custodian.page.locator(f"article[data-lot='{lot}'][data-stage='done']")).to_be_visible(timeout=HOUR)
    assert [await worker.evaluate("isPoorMachine") for worker in custodian.page.workers] and workers
