"""What watchers are told is what the description says: its kinds, and the members of each event's data.

Seen red: with a kind taken away, and with a member that no event has any more.
"""

import ast
from collections.abc import Iterator
from typing import get_args, get_type_hints

from bidding.opening.answers import EventData, EventTold, Progress
from tests.architecture.purity import ROOT

Announced = tuple[str, frozenset[str]]


def announced() -> Iterator[Announced]:
    """Kind and members of every `work.announce` of the stage; `**progress(..)` stands for its members."""
    for file in sorted((ROOT / "bidding" / "opening").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "announce":
                yield _kind_and_members(node)


def _kind_and_members(call: ast.Call) -> Announced:
    kind = call.args[1]
    assert isinstance(kind, ast.Constant), "an event's kind is a plain word"
    unpacked = set(get_type_hints(Progress)) if any(one.arg is None for one in call.keywords) else set()
    return str(kind.value), frozenset({one.arg for one in call.keywords if one.arg} | unpacked)


def test_every_kind_of_event_is_described_and_no_other() -> None:
    assert {kind for kind, _ in announced()} == set(get_args(get_type_hints(EventTold)["kind"]))


def test_every_member_of_an_event_is_described_and_no_other() -> None:
    told: set[str] = set().union(*(members for _, members in announced()))
    assert told == set(get_type_hints(EventData))
