"""An agency before the screen: from an empty project to a published notice, and from the read-out to the record."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.async_api import Locator, Page, expect

from tests.browser.watch import Watch

BEIJING = ZoneInfo("Asia/Shanghai")


class Agency:
    """One window of somebody who is signed in for an agency."""

    def __init__(self, watch: Watch, url: str) -> None:
        self.watch = watch
        self.page: Page = watch.page
        self.url = url

    def button(self, name: str) -> Locator:
        """The button of exactly this name."""
        return self.page.get_by_role("button", name=name, exact=True)

    async def pick(self, field: str, option: str) -> None:
        """Choose from a list that opens under its field."""
        box = self.page.locator(".el-select", has=self.page.get_by_role("combobox", name=field, exact=True))
        await box.click()
        await self.page.get_by_role("option", name=option).click()

    async def agree(self, button: str) -> None:
        """Say yes in the dialog that asks."""
        await self.page.get_by_role("dialog").get_by_role("button", name=button, exact=True).click()

    async def enter_project(self, code: str, name: str, buyer: str, centre: str, amount: str) -> None:
        """A project of one budget, one contract."""
        await self.page.goto(f"{self.url}/projects/new")
        await self.page.get_by_label("项目代码").fill(code)
        await self.page.get_by_label("项目名称").fill(name)
        await self.pick("项目所在地", "恩施")
        await self.pick("招标人", buyer)
        await self.pick("交易中心", centre)
        await self.page.get_by_label("投资总额（元）").fill(amount)
        await self.page.get_by_label("金额（元）", exact=True).fill(amount)
        await self.page.get_by_label("估算价（元）", exact=True).fill(amount)
        await self.button("录入项目").click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(name)

    async def add_lot(self, name: str, estimate: str, ceiling: str) -> str:
        """A lot whose bidders name a price and a time; answers its id."""
        await self.button("增加标段").click()
        await self.page.get_by_label("标段名称").fill(name)
        await self.page.get_by_label("估算价（元）").fill(estimate)
        await self.page.get_by_label("最高投标限价（元）").fill(ceiling)
        await self.button("移除此行").last.click()
        await self.button("保存标段").click()
        await expect(self.page.get_by_role("heading", level=1)).to_have_text(name)
        return self.page.url.rsplit("/", 1)[1]

    async def settle_documents(self, *files: Path) -> None:
        """Upload the documents and settle them."""
        await self.page.get_by_label("添加文件").set_input_files(list(files))
        for file in files:
            await expect(self.page.get_by_role("table").get_by_text(file.name)).to_be_visible()
        await self.button("定稿").click()
        await self.agree("确定")

    async def propose(self, *bodies: str) -> None:
        """Choose these custodians; three of them open."""
        for body in bodies:
            await self.page.get_by_role("table", name="选定保管单位").get_by_text(body, exact=True).click()
        await self.button("提交名单").click()
        await expect(self.page.get_by_text(f"已签署 0/{len(bodies)}")).to_be_visible()

    async def publish(self, deadline: datetime) -> None:
        """The notice goes out, by the rules of a rehearsal."""
        await self.page.reload()
        await self.pick("适用规则", "演练规则")
        moment = deadline.astimezone(BEIJING).strftime("%Y-%m-%dT%H:%M")
        await self.page.get_by_role("textbox", name="投标截止时间（开标时间）").fill(moment)
        await self.button("发布招标公告").click()
        await self.agree("发布招标公告")
        await expect(self.page.get_by_role("link", name="查看公开页面")).to_be_visible()

    async def close_opening(self, lot: str) -> None:
        """End the opening from the desk, once its time has run."""
        await self.page.goto(f"{self.url}/desk/{lot}")
        await self.button("结束开标，签发记录").click()
        await self.agree("结束开标，签发记录")
        await expect(self.page.get_by_role("link", name="打印开标记录（PDF）")).to_be_visible()
