"""The pages as they are shipped: `web/dist`, built again when anything that goes into it is newer."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.browser.chromium import WEB, node

SOURCES = ("src", "public", "index.html", "vite.config.ts", "package-lock.json")
VITE = WEB / "node_modules" / "vite" / "bin" / "vite.js"


def built() -> Path:
    """The folder of the built pages, no older than their sources."""
    index = WEB / "dist" / "index.html"
    if not index.exists() or index.stat().st_mtime < _newest():
        node(str(VITE), "build", "--logLevel", "error")
    return index.parent


def _newest() -> float:
    files = [path for name in SOURCES for path in [WEB / name, *(WEB / name).rglob("*")] if path.is_file()]
    return max(path.stat().st_mtime for path in files)


@cache
def routes() -> dict[str, list[str]]:
    """Path of every page and the roles that may open it ([] = anybody), from the tables of the stages."""
    stages = sorted((WEB / "src").glob("*/routes.ts"))
    imports = "".join(f"import {{ routes as r{n} }} from '{path}';\n" for n, path in enumerate(stages))
    spread = ", ".join(f"...r{n}" for n in range(len(stages)))
    flat = (
        "const flat = (list, before = '') => list.flatMap((one) => {"
        " const path = one.path.startsWith('/') ? one.path : `${before}/${one.path}`;"
        " const own = one.component || one.redirect ? [[path, one.meta?.needs ?? []]] : [];"
        " return [...own, ...flat(one.children ?? [], path)]; });"
    )
    told = node("--input-type=module", "-e", f"{imports}{flat}console.log(JSON.stringify(flat([{spread}])))")
    rest = re.findall(r'\{ path: "([^"]+)"', (WEB / "src" / "router.ts").read_text())
    return {**dict(json.loads(told)), **{path: [] for path in rest}}


@cache
def words(language: str) -> frozenset[str]:
    """Every text of a language as it stands in the words."""
    script = f"import {{ {language} }} from '{WEB}/src/words.{language}.ts';console.log(JSON.stringify({language}))"
    return frozenset(_texts(json.loads(node("--input-type=module", "-e", script))))


def _texts(words: Any) -> list[str]:
    if isinstance(words, str):
        return [words]
    return [text for value in words.values() for text in _texts(value)]
