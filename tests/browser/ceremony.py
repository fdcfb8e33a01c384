"""A custodian's key from nothing, before the screen: the ceremony of two persons, and the centre that registers it."""

from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.custodian import PASSPHRASE


async def save(page: Page, button: str, folder: Path) -> Path:
    """Press a button that saves a file; where it lies."""
    async with page.expect_download() as coming:
        await page.get_by_role("button", name=button, exact=True).click()
    download = await coming.value
    path = folder / download.suggested_filename
    await download.save_as(path)
    return path


async def make_key(page: Page, url: str, body: str, folder: Path) -> tuple[Path, Path]:
    """Key file and public file of a body, its paper printed and typed back."""
    await page.goto(f"{url}/custodian/ceremony")
    await _two_persons(page, body)
    key = await save(page, "保存密钥文件", folder)
    await page.get_by_text("已另存到U盘，并确认文件在U盘里").click()
    await page.get_by_role("button", name="下一步").click()
    paper = await _print(page)
    await _type_back(page, paper)
    return key, await save(page, "保存公开文件", folder)


async def _two_persons(page: Page, body: str) -> None:
    await page.get_by_label("单位名称").fill(body)
    await page.get_by_label("第一名经办人姓名").fill("周慎")
    await page.get_by_label("第二名经办人姓名").fill("吴恒")
    await page.get_by_label("口令", exact=True).fill(PASSPHRASE)
    await page.get_by_label("再次输入口令").fill(PASSPHRASE)
    await page.get_by_role("button", name="生成密钥", exact=True).click()


async def _print(page: Page) -> list[list[str]]:
    """Print; the groups of each line of the paper."""
    await page.evaluate("window.print = () => undefined")
    lines = await page.locator(".paper").first.locator("tbody tr td:first-of-type").all_inner_texts()
    await page.get_by_role("button", name="打印两份").click()
    await page.get_by_text("两份都已打印清楚，并已取走").click()
    await page.get_by_role("button", name="下一步").click()
    return [line.split() for line in lines]


async def _type_back(page: Page, paper: list[list[str]]) -> None:
    for field in await page.locator("input[data-place]").all():
        line, group = (int(part) for part in (await field.get_attribute("data-place") or "").split("-"))
        await field.fill(paper[line - 1][group - 1])
    await page.get_by_role("button", name="下一步").click()


async def register_body(page: Page, url: str, public_file: Path, seat: str) -> None:
    """The centre registers a body from its public file."""
    await page.goto(f"{url}/custodian-bodies")
    await page.get_by_role("button", name="登记保管单位").click()
    await page.get_by_label("公开文件").set_input_files(public_file)
    await page.get_by_text("已电话核对，指纹一致").click()
    await page.get_by_label("所在市州").select_option("422800")
    await page.get_by_label("席位").select_option(label=seat)
    await page.get_by_label("开标时的联系电话").fill("0718-0000001")
    await page.get_by_role("button", name="登记", exact=True).click()
    await expect(page.get_by_text("✓ 已登记")).to_be_visible()
