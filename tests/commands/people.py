"""People at their own machines: each types `tianping ...` in a process of its own, against a server that runs here."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PASSPHRASE = "山高月小 水落石出"


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> list[dict[str, Any]]:
        """The lines of its output that are JSON objects."""
        return [json.loads(line) for line in self.out.splitlines() if line.startswith("{")]


async def start(*words: object) -> asyncio.subprocess.Process:
    """The command in a process of its own; nobody sits at its keyboard."""
    pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    arguments = [sys.executable, str(ROOT / "cli.py"), *map(str, words)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return await asyncio.create_subprocess_exec(
        *arguments, stdin=null, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment
    )


async def say(*words: object) -> Said:
    """The command, to its end."""
    process = await start(*words)
    out, err = await process.communicate()
    assert process.returncode is not None
    return Said(process.returncode, out.decode(), err.decode())


async def tianping(*words: object) -> Said:
    """The command, which must succeed."""
    said = await say(*words)
    assert said.code == 0, f"tianping {' '.join(map(str, words))}\n{said.out}\n{said.err}"
    return said


def secret_file(folder: Path) -> Path:
    """The passphrase, where a program can read it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "passphrase.txt"
    path.write_text(PASSPHRASE + "\n", encoding="utf-8")
    return path
