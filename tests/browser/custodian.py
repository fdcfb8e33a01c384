"""A custodian body before the screen: opening the key, signing for a lot, and the one gesture of the hour."""

import json
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from commands.custody.keys import CustodianKeys
from crypto.encoding import Entropy
from tests.browser.watch import Watch
from tests.market import Keeper

PASSPHRASE = "五家单位 各执一钥 2026"
HOUR = 90_000
"""Milliseconds that a custodian's machine may take from the deadline to its question, with others at work beside it."""


def key_file(keeper: Keeper, folder: Path, entropy: Entropy) -> Path:
    """The body's key file, as the command line writes it."""
    path = folder / f"{keeper.name}.key"
    keys = CustodianKeys(keeper.share, keeper.sign)
    path.write_text(json.dumps(keys.private_file(keeper.name, PASSPHRASE, entropy)))
    return path


class Custodian:
    """One body's window. The key is in the page's memory: it must not be loaded anew."""

    def __init__(self, watch: Watch, url: str) -> None:
        self.watch = watch
        self.page: Page = watch.page
        self.url = url

    def button(self, name: str, *, exact: bool = True) -> Locator:
        """The button of this name."""
        return self.page.get_by_role("button", name=name, exact=exact)

    async def open_key(self, key: Path, passphrase: str = PASSPHRASE) -> None:
        """Key file and passphrase; the desk is open."""
        await self.page.goto(f"{self.url}/custodian")
        await self.page.get_by_label("密钥文件").set_input_files(key)
        await self.page.get_by_label("口令").fill(passphrase)
        await self.button("打开").click()
        await expect(self.page.get_by_role("heading", name="我的标段")).to_be_visible(timeout=30_000)

    async def follow(self, lot: str) -> None:
        """Add a lot by its address, unless its key is asked for there already."""
        if not await self.page.locator(f"tr[data-lot='{lot}']").count():
            await self.page.get_by_label("标段网址或编号").fill(f"{self.url}/tenders/{lot}")
            await self.button("添加").first.click()
        await expect(self.page.locator(f"tr[data-lot='{lot}']")).to_be_visible()

    async def sign(self, lot: str) -> None:
        """Compare the proposed set and sign it; back at the desk afterwards."""
        await self.page.locator(f"tr[data-lot='{lot}']").get_by_role("link").first.click()
        await self.page.get_by_text("已与其他保管单位电话核对，指纹一致").click()
        await self.button("签署").click()
        await expect(self.page.get_by_text("✓ 已签署")).to_be_visible()
        await self.page.get_by_role("link", name="返回我的标段").click()

    async def practise(self) -> None:
        """The platform's clock was moved for this rehearsal: go by it."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        await self.button("这是演示或演练平台，按平台时间进行").click()
        await expect(self.page.get_by_text("演练：按平台时间进行")).to_be_visible()

    async def consent(self) -> None:
        """The one gesture, once this machine has checked the list; anew if it looked too early."""
        ask, again = self.button("同意解密", exact=False), self.button("重新核验")
        await expect(ask.or_(again).first).to_be_visible(timeout=HOUR)
        if await again.is_visible():
            await again.click()
        await ask.click(timeout=HOUR)
