"""`make drawings`: writes docs/state-machines.md from the state tables; a test keeps the two equal."""

from importlib import import_module
from pathlib import Path

from foundation.machine import Machine

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "state-machines.md"
HEAD = """# State machines

Generated from the tables in the code by `make drawings`; a test keeps this page equal to them. A state is only ever
written through its table: who may take which step stands in the arrow, with the rule it rests on.
"""


def machines() -> list[tuple[str, Machine]]:
    """Every state table of the two houses, with the file it stands in, in the order of the files."""
    found = []
    for house in ("bidding", "evaluation_rooms", "foundation"):
        for file in sorted((ROOT / house).rglob("*.py")):
            if "= Machine(" in file.read_text("utf-8"):
                name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
                found += [(f"{name.replace('.', '/')}.py", each) for each in _machines_of(name)]
    return found


def _machines_of(module: str) -> list[Machine]:
    return [each for each in vars(import_module(module)).values() if isinstance(each, Machine)]


def page() -> str:
    """The whole page."""
    parts = [HEAD]
    for file, machine in machines():
        parts.append(f"## {machine.what} ({machine.name})\n\n`{file}`\n\n```mermaid\n{machine.drawing()}\n```\n")
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
