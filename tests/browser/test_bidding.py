"""A bidder's way through the pages: with the mouse, with the keyboard alone, and on a machine that can little."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.bidder import SEALING, Bidder, key_file
from tests.browser.keyboard import Keyboard
from tests.browser.poor_machine import make_poor
from tests.browser.town import Town
from tests.browser.visitors import Visitors
from tests.browser.watch import Open
from tests.market import PDF

CURVES_FAIL = "() => crypto.subtle.generateKey('Ed25519', true, ['sign']).then(() => 'made', (fault) => fault.name)"


@pytest.fixture(scope="module")
async def lot(busy_town: Town) -> str:
    """A lot that takes bids for an hour."""
    await busy_town.lot("for bidders", hours=1)
    return busy_town.lots["for bidders"]


async def test_a_bid_is_sealed_sent_replaced_and_withdrawn(
    lot: str, busy_town: Town, visitors: Visitors, watched: Open, tmp_path: Path
) -> None:
    firm = await busy_town.market.firm()
    key, document = key_file(firm, tmp_path, busy_town.market.entropy), tmp_path / "技术标.pdf"
    document.write_bytes(PDF)
    watch = await watched(await visitors.fresh(busy_town.place), busy_town.url)
    bidder = Bidder(watch, busy_town.url, tmp_path)
    first = await bidder.submit(lot, key, document, "26888000")
    second = await bidder.submit(lot, key, document, "26887000", replaces=first)
    await bidder.mine(first)
    await expect(bidder.page.get_by_test_id("bid-state")).to_have_text("已撤回")
    await bidder.withdraw(second)
    await expect(bidder.page.get_by_test_id("bid-state")).to_have_text("已撤回")


async def test_a_bid_is_sealed_and_sent_by_the_keyboard_alone(
    lot: str, busy_town: Town, visitors: Visitors, watched: Open, tmp_path: Path
) -> None:
    firm = await busy_town.market.firm()
    key, document = key_file(firm, tmp_path, busy_town.market.entropy), tmp_path / "技术标.pdf"
    document.write_bytes(PDF)
    page = (await watched(await visitors.fresh(busy_town.place), busy_town.url)).page
    keys = Keyboard(page)
    further = page.get_by_role("button", name="下一步", exact=True)
    await page.goto(f"{busy_town.url}/bid/{lot}")
    await keys.press(further)
    await keys.choose(page.get_by_label("拖入或选择企业密钥文件"), key)
    await keys.press(further)
    await keys.choose(page.get_by_label("拖入或选择技术、商务文件"), document)
    await keys.press(further)
    await keys.type(page.get_by_label("投标报价"), "26888000")
    await keys.type(page.get_by_label("工期"), "360")
    await keys.press(page.get_by_role("checkbox", name="我已核对，报价无误"), "Space")
    await keys.press(further)
    await keys.press(page.get_by_role("button", name="加密", exact=True))
    keep = page.get_by_role("button", name="保存撤回凭证")
    await expect(keep).to_be_visible(timeout=SEALING)
    async with page.expect_download():
        await keys.press(keep)
    await keys.press(further)
    await keys.press(page.get_by_role("button", name="开始上传"))
    await expect(page.get_by_test_id("receipt")).to_be_visible(timeout=SEALING)


async def test_a_bid_is_sealed_where_webauthn_prf_and_webcrypto_curves_fail(
    lot: str, busy_town: Town, visitors: Visitors, watched: Open, tmp_path: Path
) -> None:
    firm = await busy_town.market.firm()
    key, document = key_file(firm, tmp_path, busy_town.market.entropy), tmp_path / "技术标.pdf"
    document.write_bytes(PDF)
    context = await visitors.fresh(busy_town.place)
    workers = await make_poor(context)
    bidder = Bidder(await watched(context, busy_town.url), busy_town.url, tmp_path)
    kept = await bidder.submit(lot, key, document, "26888000")
    assert await bidder.page.evaluate(CURVES_FAIL) == "NotSupportedError"
    assert [await worker.evaluate("isPoorMachine") for worker in bidder.page.workers] and workers
    await bidder.withdraw(kept)
