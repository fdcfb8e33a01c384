"""What the browser's types are made from: the description of the doors, precise and as it is now.

Seen red: with one member of an answer renamed, with an answer that is any object again, and with a role left out.
"""

import json
from collections.abc import Iterator
from typing import Any, get_args

import httpx
import pytest

from foundation.accounts.answers import Role
from foundation.actors import ROLES
from tests.architecture import client as committed

BYTES = ("download", "download_releases", "head_download", "read_bid_file", "show_own_file", "show_package_file")
"""Doors that answer a file of any kind."""

STANDARD = ("show_releases", "show_records", "show_extension")
"""Doors that answer what the Open Contracting Data Standard describes by its own schema (tests/publication)."""

OPEN = ("JournalEntry.detail", "SignedDocument.body")
"""Members whose own members depend on what else the answer says."""

JSON = "application/json"


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The document."""
    return dict(json.loads(committed.description()))


def test_the_browsers_types_are_made_from_the_doors_as_they_are() -> None:
    assert committed.FILE.read_text("utf-8") == committed.description(), "run `make client`"


async def test_what_is_committed_is_what_the_server_tells(client: httpx.AsyncClient, described: dict[str, Any]) -> None:
    assert (await client.get("/schema/openapi.json")).json() == described


def test_every_door_says_exactly_what_it_answers(described: dict[str, Any]) -> None:
    loose = [
        operation["operationId"]
        for methods in described["paths"].values()
        for operation in methods.values()
        for status, answer in operation["responses"].items()
        if status < "3" and JSON in answer.get("content", {}) and any(_loose(answer["content"][JSON]["schema"]))
    ]
    assert [name for name in loose if name not in BYTES + STANDARD] == []


def test_every_shape_of_an_answer_says_its_members(described: dict[str, Any]) -> None:
    shapes = {name: shape for name, shape in described["components"]["schemas"].items() if name != "Problem"}
    loose = [
        f"{name}.{member}"
        for name, shape in shapes.items()
        for member, kind in shape.get("properties", {}).items()
        if any(_loose(kind)) and not _is_asked(name)
    ]
    assert [one for one in loose if one not in OPEN] == []


def _is_asked(name: str) -> bool:
    """What is sent to a door: signed documents are checked by the deed, member by member."""
    return name.endswith(("Form", "Given", "Request"))


def _loose(schema: dict[str, Any]) -> Iterator[str]:
    """Yields what of a schema could be anything."""
    if not schema.keys() - {"description", "title"}:
        yield "anything"
    inner = [schema[name] for name in ("items", "additionalProperties") if isinstance(schema.get(name), dict)]
    for one in [*inner, *schema.get("oneOf", ())]:
        yield from _loose(one)


def test_no_two_shapes_want_one_name(described: dict[str, Any]) -> None:
    """The framework would put the modules before both names, and every type of the browser would be renamed."""
    assert [name for name in described["components"]["schemas"] if "_" in name] == []


def test_a_role_of_an_answer_is_a_role_of_the_house() -> None:
    assert set(get_args(Role)) == set(ROLES)
