"""Runs every benchmark and writes docs/performance.md: `python -m benchmarks`, on a machine that does nothing else."""

import json
import os
import platform
import subprocess
import sys
from pathlib import Path

PARTS = ("seal_open", "browser_sealing", "transfer", "pages", "watchers", "opening", "scoring", "upload_store")
PAGE = Path(__file__).parents[1] / "docs" / "performance.md"

HEAD = """# Performance

Written by `python -m benchmarks`; each figure stands beside its raw limit **of the same run**, as a ratio (1.0 is all).
Shared machines differ by a third from hour to hour: compare within a line, not between machines.

Machine: {cores} cores, {system}, Python {python}. Commit {commit}.

| what | ours | raw limit | ratio | the limit |
| --- | --- | --- | --- | --- |
"""


def run(part: str) -> list[str]:
    """Lines that a benchmark printed."""
    flags = [] if part == "upload_store" else ["--json"]
    command = [sys.executable, "-m", f"benchmarks.{part}", *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def row(figure: dict[str, object]) -> str:
    """One line of the table."""
    ours, raw = f"{figure['ours']:,.4g}", f"{figure['raw']:,.4g}"
    unit = figure["unit"]
    return f"| {figure['what']} | {ours} {unit} | {raw} {unit} | {figure['ratio']} | {figure['raw_limit']} |"


def main() -> None:
    """All parts; what is not a figure is kept as a note."""
    rows, notes = [], []
    for part in PARTS:
        print(part, flush=True)
        for line in run(part):
            if line.startswith("{") and "ratio" in line and '"what"' in line:
                rows.append(row(json.loads(line)))
            elif line.strip():
                notes.append(line if part == "upload_store" else f"* {line.strip()}")
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    facts = {"cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}
    head = HEAD.format(**facts, commit=commit.stdout.strip())
    bullets = [note for note in notes if note.startswith("* ")]
    store = [note for note in notes if not note.startswith("* ")]
    parts = [head + "\n".join(rows), "\n".join(bullets)]
    parts.append("## The stores by themselves\n\n```json\n" + "\n".join(store) + "\n```")
    PAGE.write_text("\n\n".join(parts) + "\n")


if __name__ == "__main__":
    main()
