"""The three laws, and that each check of them can be red."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.purity import ROOT, TOUCH_THE_WORLD, thinking_files, worldly_things

BIN = Path(sys.executable).parent


def lint_imports(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    command = [BIN / "lint-imports", "--no-cache", "--config", config]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_import_contracts_hold():
    ran = lint_imports(ROOT, ROOT / "pyproject.toml")
    assert ran.returncode == 0, ran.stdout[-3000:]


BREACHES = {
    "a house below imports one above": ("crypto/new.py", "import foundation.errors"),
    "storage learns of crypto": ("storage/new.py", "import crypto.errors"),
    "foundation imports a stage": ("foundation/new.py", "import bidding.tenders.rules"),
    "an earlier stage imports a later one": ("bidding/tenders/new.py", "import bidding.opening.rules"),
    "a stage imports app.py": ("bidding/tenders/new.py", "import app"),
    "rows take deeds": ("bidding/tenders/tables.py", "import bidding.tenders.actions"),
    "a stage nobody ordered": ("bidding/lottery/__init__.py", ""),
    "evaluation walks past the door": ("evaluation_rooms/publication/new.py", "import bidding.opening.rules"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_the_import_contracts_can_be_red(breach: str, tmp_path: Path):
    """A skeleton of the houses with one import too many."""
    for package in ("commands", "evaluation_rooms", "bidding", "foundation", "storage", "crypto"):
        for init in (ROOT / package).rglob("__init__.py"):
            if "node_modules" not in init.parts:
                _put(tmp_path / init.relative_to(ROOT), "")
    for module in ("crypto/errors", "foundation/errors", "bidding/tenders/rules", "bidding/tenders/actions"):
        _put(tmp_path / f"{module}.py", "")
    for module in ("bidding/opening/rules", "bidding/handover", "app"):
        _put(tmp_path / f"{module}.py", "")
    assert lint_imports(tmp_path, ROOT / "pyproject.toml").returncode == 0
    name, source = BREACHES[breach]
    _put(tmp_path / name, source)
    assert lint_imports(tmp_path, ROOT / "pyproject.toml").returncode == 1


def _put(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")


@pytest.mark.parametrize("file", list(thinking_files()), ids=lambda file: str(file.relative_to(ROOT)))
def test_this_file_only_thinks(file: Path):
    assert worldly_things(file.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "from sqlalchemy import select",
        "import litestar",
        "from foundation.work import Work",
        "from foundation.clock import sql_now",
        "import os",
        "from datetime import datetime\nx = datetime.now()",
        "from datetime import date\nx = date.today()",
        "x = open('/etc/passwd')",
        "from bidding.tenders.actions import publish",
        "def later():\n    import secrets",
    ],
)
def test_a_file_that_touches_the_world_is_seen(source: str):
    assert worldly_things(source) != []


@pytest.mark.parametrize(
    "source", ["from datetime import datetime", "from bidding.tenders.tables import LotRound", "import opening_hours"]
)
def test_a_file_that_thinks_is_left_in_peace(source: str):
    assert worldly_things(source) == []


def test_the_exceptions_are_still_needed():
    for name in TOUCH_THE_WORLD:
        assert worldly_things((ROOT / name).read_text()) != [], name


BANNED = {
    "datetime.datetime.now": "from datetime import UTC, datetime\n\nprint(datetime.now(UTC))",
    "datetime.date.today": "import datetime\n\nprint(datetime.date.today())",
    "time.time": "import time\n\nprint(time.time())",
    "random": "import random\n\nprint(random.random())",
    "secrets": "import secrets\n\nprint(secrets.token_bytes())",
    "os.urandom": "import os\n\nprint(os.urandom(1))",
    "os.environ": "import os\n\nprint(os.environ)",
    "os.getenv": 'import os\n\nprint(os.getenv("X"))',
    "uuid.uuid4": "import uuid\n\nprint(uuid.uuid4())",
}


def tidy(file: Path) -> subprocess.CompletedProcess[str]:
    command = [BIN / "ruff", "check", "--no-cache", "--select", "TID", "--config", ROOT / "pyproject.toml", file]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("banned", BANNED)
def test_clock_chance_and_environment_are_banned_elsewhere(banned: str, tmp_path: Path):
    file = tmp_path / "sample.py"
    file.write_text(BANNED[banned] + "\n")
    assert "TID251" in tidy(file).stdout


def test_the_bans_hold():
    houses = ["app.py", "cli.py", "commands", "bidding", "evaluation_rooms", "foundation", "crypto", "storage"]
    command = [BIN / "ruff", "check", "--no-cache", "--select", "TID", *houses]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


def test_no_folder_has_a_name_that_says_nothing():
    houses = ("commands", "bidding", "evaluation_rooms", "foundation", "crypto", "storage", "web/src", "tests")
    names = {path.name for house in houses for path in (ROOT / house).rglob("*") if path.is_dir()}
    assert not names & {"utils", "util", "common", "helpers", "core", "platform", "misc"}
