"""What the documents say of the code, held against the code."""

import re
from dataclasses import fields

import pytest

from foundation.machine import Machine, Step
from foundation.settings import Settings
from tests.architecture import drawings
from tests.architecture.purity import ROOT

OPERATIONS = ROOT / "docs" / "operations.md"
MAP = ROOT / "docs" / "architecture.md"


def test_every_setting_is_in_the_operators_table_and_nothing_else():
    told = set(re.findall(r"^\| `(TIANPING_[A-Z_]+)`", OPERATIONS.read_text("utf-8"), re.MULTILINE))
    assert told == {f"TIANPING_{field.name.upper()}" for field in fields(Settings)}


def test_every_setting_says_its_name_where_it_stands():
    source = (ROOT / "foundation" / "settings.py").read_text("utf-8")
    assert [field.name for field in fields(Settings) if f"TIANPING_{field.name.upper()}" not in source] == []


def test_the_state_machines_are_drawn_as_they_are():
    assert drawings.PAGE.read_text("utf-8") == drawings.page(), "run `make drawings`"


def test_a_drawing_changes_with_its_table():
    one = Machine("lamp", "灯", (Step("OFF", "press", "ON", "anybody", "R-1"),))
    two = Machine("lamp", "灯", (*one.steps, Step("ON", "press", "OFF", "anybody", "R-1")))
    assert one.drawing() != two.drawing()


@pytest.mark.parametrize("machine", [machine for _, machine in drawings.machines()], ids=lambda each: each.name)
def test_a_state_table_has_no_row_twice_and_every_state_is_reached(machine: Machine):
    rows = [(step.before, step.verb, step.after) for step in machine.steps]
    assert len(set(rows)) == len(rows)
    reached = {machine.steps[0].before}
    for _ in machine.steps:
        reached |= {step.after for step in machine.steps if step.before in reached}
    assert reached == set(machine.states())


def folders() -> list[str]:
    """Every folder of the houses that holds code."""
    houses = ("bidding", "evaluation_rooms", "foundation", "storage", "crypto", "commands")
    inside = [
        path.parent for house in houses for path in (ROOT / house).rglob("*.py") if "node_modules" not in path.parts
    ]
    return sorted({str(path.relative_to(ROOT)) for path in inside})


@pytest.mark.parametrize("folder", folders())
def test_every_folder_is_on_the_map(folder: str):
    assert f"`{folder}/`" in MAP.read_text("utf-8"), "docs/architecture.md has no line for it"


def test_the_map_shows_no_folder_that_is_not_there():
    shown = re.findall(r"^\| `([a-z_/]+)/`", MAP.read_text("utf-8"), re.MULTILINE)
    assert shown
    assert [name for name in shown if not (ROOT / name).is_dir()] == []
