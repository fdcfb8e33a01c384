"""A bidder before the screen: what is clicked and typed from the tender to the receipt, in the words of the pages."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from commands.company_keys import CompanyKey
from crypto.encoding import Entropy
from tests.browser.watch import Watch
from tests.market import Firm

SEALING = 120_000
"""Milliseconds that a browser may take to seal, on a machine that does other things, too."""


@dataclass
class Kept:
    """What a bidder has saved of one bid."""

    bid_key: Path
    receipt: Path = field(default_factory=Path)


def key_file(firm: Firm, folder: Path, entropy: Entropy) -> Path:
    """The company's key file without a passphrase, as the command line writes it."""
    path = folder / f"company-key-{firm.uscc}.json"
    path.write_text(json.dumps(CompanyKey(firm.name, firm.uscc, firm.key).as_file(None, entropy)))
    return path


class Bidder:
    """One bidder's window; files that the page saves land in the folder."""

    def __init__(self, watch: Watch, url: str, folder: Path) -> None:
        self.watch = watch
        self.page: Page = watch.page
        self.url = url
        self.folder = folder

    def button(self, name: str) -> Locator:
        """The button of exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def next(self) -> None:
        """One step further in the wizard."""
        await self.button("下一步").click()

    async def save(self, button: str) -> Path:
        """Press a button that saves a file; where it lies."""
        async with self.page.expect_download() as coming:
            await self.button(button).click()
        download = await coming.value
        path = self.folder / f"{len(list(self.folder.iterdir()))}-{download.suggested_filename}"
        await download.save_as(path)
        return path

    async def seal(self, lot: str, key: Path, document: Path, price: str, passphrase: str = "") -> Kept:
        """The wizard as far as the bid key: the sealed bid lies in the browser, ready to be sent."""
        await self.page.goto(f"{self.url}/bid/{lot}")
        await self.next()
        await self.page.get_by_label("拖入或选择企业密钥文件").set_input_files(key)
        if passphrase:
            await self.page.get_by_label("密钥口令").fill(passphrase)
            await self.button("打开").click()
        await expect(self.page.get_by_text("✓ 已打开")).to_be_visible()
        await self.next()
        await self.page.get_by_label("拖入或选择技术、商务文件").set_input_files(document)
        await self.next()
        await self._offer(price)
        await self.button("加密").click()
        await expect(self.button("保存撤回凭证")).to_be_visible(timeout=SEALING)
        return Kept(await self.save("保存撤回凭证"))

    async def _offer(self, price: str) -> None:
        await self.page.get_by_label("投标报价").fill(price)
        await self.page.get_by_label("工期").fill("360")
        await self.page.get_by_text("我已核对，报价无误").click()
        await self.next()

    async def begin_sending(self, replaces: Kept | None = None) -> None:
        """From the saved bid key to the upload under way; `replaces` is the bid that this one takes the place of."""
        await self.next()
        if replaces:
            await self.page.get_by_text("这是替换", exact=True).click()
            await self.page.get_by_label("原回执").set_input_files(replaces.receipt)
            await self.page.get_by_label("原撤回凭证").set_input_files(replaces.bid_key)
            await expect(self.page.get_by_text("✓ 将替换")).to_be_visible()
        await self.button("开始上传").click()

    async def receive(self, kept: Kept) -> Kept:
        """Wait for the receipt and save it."""
        await expect(self.page.get_by_test_id("receipt")).to_be_visible(timeout=SEALING)
        kept.receipt = await self.save("保存回执文件")
        return kept

    async def submit(self, lot: str, key: Path, document: Path, price: str, replaces: Kept | None = None) -> Kept:
        """A whole bid, from the tender to the saved receipt."""
        kept = await self.seal(lot, key, document, price)
        await self.begin_sending(replaces)
        return await self.receive(kept)

    async def mine(self, kept: Kept) -> None:
        """The page of a bid that was handed in, opened by its receipt."""
        await self.page.goto(f"{self.url}/bid/mine")
        await self.page.get_by_label("拖入或选择回执文件").set_input_files(kept.receipt)
        await expect(self.page.get_by_test_id("bid-state")).to_be_visible()

    async def withdraw(self, kept: Kept) -> None:
        """Take the bid back."""
        await self.mine(kept)
        await self.page.get_by_text("撤回 / 替换").click()
        await self.page.get_by_label("拖入或选择撤回凭证").set_input_files(kept.bid_key)
        await self.button("撤回").click()
        await self.page.get_by_role("dialog").get_by_role("button", name="撤回").click()
        await expect(self.page.get_by_text("✓ 已撤回")).to_be_visible()
