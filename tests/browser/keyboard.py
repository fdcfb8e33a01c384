"""Somebody without a mouse: everything is reached by Tab, and done by Enter, Space and typing."""

from pathlib import Path

from playwright.async_api import Locator, Page, expect

FAR = 150
"""Presses of Tab after which a control counts as out of reach."""


class Keyboard:
    """Acts on one page by its keys alone."""

    def __init__(self, page: Page) -> None:
        self.page = page
        # Whoever begins to listen only when the key is pressed may be too late to catch the dialog.
        page.on("filechooser", lambda chooser: None)

    async def reach(self, control: Locator) -> None:
        """Press Tab until the control has the focus."""
        await expect(control).to_be_attached()
        for _ in range(FAR):
            if await control.evaluate("(control) => control === document.activeElement"):
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {control}")

    async def press(self, control: Locator, key: str = "Enter") -> None:
        """Reach a control and press it."""
        await expect(control).to_be_enabled()
        await self.reach(control)
        await self.page.keyboard.press(key)

    async def type(self, control: Locator, text: str) -> None:
        """Reach a field and fill it."""
        await self.reach(control)
        await self.page.keyboard.type(text)

    async def choose(self, control: Locator, file: Path) -> None:
        """Reach a choice of files, open it, and choose this one."""
        await self.reach(control)
        async with self.page.expect_file_chooser() as coming:
            await self.page.keyboard.press("Enter")
        await (await coming.value).set_files(file)
