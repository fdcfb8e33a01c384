"""A member of a committee in his browser: what he presses from the slip to the signature."""

import re

from playwright.async_api import Locator, Page, expect

PHASES = {
    "GATHERING": "成员就位",
    "ELECTING": "推举负责人",
    "PRELIMINARY": "初步评审",
    "BLIND": "暗标评审",
    "OPEN_PART": "详细评审",
    "CONFIRM": "偏差复核",
    "RANKED": "排名",
    "SIGNING": "报告签字",
    "CLOSED": "结束",
}
LONG = 60_000
"""Milliseconds for what waits for other members, too."""


class Member:
    """One seat and its page."""

    def __init__(self, seat: str, page: Page) -> None:
        self.seat = seat
        self.page = page

    async def sit_down(self, url: str, code: str) -> None:
        """In by the slip, however it is typed; the pledge; the bidders; nothing hinders him."""
        await self.page.goto(f"{url}/seat")
        await self.page.get_by_label("登录码").fill(code.lower().replace("-", " "))
        await self.page.get_by_role("button", name="登录", exact=True).click()
        await self.page.get_by_role("button", name="我承诺并签署").click()
        await self.page.get_by_role("button", name="没有需要回避的情形").click()

    async def is_at(self, phase: str) -> None:
        """Wait until the room is there."""
        await expect(self.page.locator("[aria-current=step]")).to_contain_text(PHASES[phase], timeout=LONG)

    async def vote_for(self, seat: str) -> None:
        """For a head of the committee."""
        await self.page.locator("label.el-radio-button", has_text=seat).click()
        await self.page.get_by_role("button", name="提交推举").click()

    async def pass_all(self) -> None:
        """Every item of every bid."""
        bids = self.page.get_by_role("group", name="选择投标人", exact=True).get_by_role("button")
        await expect(bids.first).to_be_visible()
        for number in range(await bids.count()):
            await bids.nth(number).click()
            await expect(bids.nth(number)).to_have_attribute("aria-pressed", "true")
            for choice in await self.page.get_by_role("radio", name="通过", exact=True).all():
                await choice.check()

    def _row(self, criterion: str) -> Locator:
        return self.page.get_by_role("textbox", name=re.compile(f"，{criterion}，"))

    async def has_marks(self, criterion: str, *values: str) -> None:
        """The row shows what was typed, and all of it is with the platform."""
        for number, value in enumerate(values):
            await expect(self._row(criterion).nth(number)).to_have_value(value)
        await expect(self.page.get_by_text(re.compile("^● ?已保存"))).to_be_visible()

    async def mark(self, criterion: str, *values: str) -> None:
        """A row of the sheet: as many values as there are bids, the last one for the rest."""
        fields = self._row(criterion)
        await expect(fields.first).to_be_visible()
        for number in range(await fields.count()):
            await fields.nth(number).fill(values[min(number, len(values) - 1)])

    async def hand_in(self) -> None:
        """The sheet, and yes."""
        await self.page.get_by_test_id("hand-in").get_by_role("button", name="提交", exact=True).click()
        await self._sure("提交")

    async def confirm_alert(self, reason: str) -> None:
        """One mark that is far from the others' stays as it is."""
        await self.page.get_by_role("radio", name="维持", exact=True).first.check()
        await self.page.get_by_label("理由").first.fill(reason)
        await self.page.get_by_role("button", name="确认维持").first.click()

    async def sign(self) -> None:
        """The report, with the key of the pledge."""
        await self.page.get_by_role("button", name="签字", exact=True).click()
        await self._sure("签字")
        await expect(self.page.get_by_text(re.compile("您已签字|已经提交招标人")).first).to_be_visible()

    async def _sure(self, word: str) -> None:
        asked = self.page.locator(".el-message-box")
        await asked.get_by_role("button", name=word).click()
        await expect(asked).to_have_count(0)
