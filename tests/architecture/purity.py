"""Which files only think, and what gives away one that does not."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOUSES = ("bidding", "evaluation_rooms")
WORLDLY = {"tables", "actions", "routes", "live", "handover"}
"""Names of the files (or folders) of a stage that touch the world."""

TOUCH_THE_WORLD = {
    "bidding/bids/pieces.py": "cuts a request's stream; its only clock is the patience for the next chunk",
    "bidding/opening/worker.py": "is a process of its own, which opens one envelope in isolation",
    "bidding/opening/workshop.py": "starts those processes and speaks to them",
}
"""The exceptions, each with its reason. A longer list is a sign that the law is not held."""

WORLD = (
    "sqlalchemy",
    "litestar",
    "asyncpg",
    "asyncio",
    "httpx",
    "uvicorn",
    "os",
    "time",
    "random",
    "secrets",
    "socket",
    "subprocess",
    "threading",
    "foundation.clock",
    "foundation.database",
    "foundation.entropy",
    "foundation.ledger",
    "foundation.realtime",
    "foundation.schedule",
    "foundation.serve",
    "foundation.settings",
    "foundation.web",
    "foundation.work",
    "storage",
)
CLOCKS = {"now", "utcnow", "today"}


def thinking_files() -> Iterator[Path]:
    """Every file of the two houses that only thinks, by the reading rule."""
    for house in HOUSES:
        for file in sorted((ROOT / house).rglob("*.py")):
            inside = file.relative_to(ROOT)
            if not WORLDLY & set(inside.with_suffix("").parts) and str(inside) not in TOUCH_THE_WORLD:
                yield file


def worldly_things(source: str) -> list[str]:
    """What of the world this source reaches for: imports of it, clocks, files, and the deeds of any stage."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if _is_world(alias.name)]
        elif isinstance(node, ast.ImportFrom) and _is_world(node.module or ""):
            found.append(node.module or "")
        elif isinstance(node, ast.Call):
            found += _called(node.func)
    return found


def _is_world(module: str) -> bool:
    parts = module.split(".")
    deeds = parts[0] in HOUSES and bool({"actions", "routes", "live", "handover"} & set(parts))
    return deeds or any(module == each or module.startswith(each + ".") for each in WORLD)


def _called(function: ast.expr) -> list[str]:
    if isinstance(function, ast.Name) and function.id in ("open", "print", "input", "eval", "exec"):
        return [function.id]
    if isinstance(function, ast.Attribute) and function.attr in CLOCKS:
        return [ast.unparse(function)]
    return []
