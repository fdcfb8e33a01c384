"""How each event changes the room as its members see it: the same file is read by the browser's twin."""

import json
from pathlib import Path
from typing import Any

from evaluation_rooms.rooms.state import EMPTY, apply

TOLD: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors" / "room.json").read_text())


def test_the_vectors_tell_what_each_event_changes() -> None:
    state = EMPTY
    assert TOLD["empty"] == state
    for event, after in zip(TOLD["events"], TOLD["states"], strict=True):
        state = apply(state, event)
        assert state == after, event["kind"]
