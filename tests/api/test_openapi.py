"""The description of the interface: what a client is generated from.

Seen red: with a handler's docstring taken away, and with one of the framework's own 400 answers left in.
"""

from typing import Any

import httpx
import pytest
from litestar import Litestar

from foundation.web_openapi import PROBLEM_TYPE
from tests.secrecy.readers import routes_of

OWN = ("GET /schema", "GET /schema/openapi.json", "GET /schema/{path:str}")
OWN += ("GET /", "HEAD /", "GET /{path:path}", "HEAD /{path:path}")
"""Doors of the description itself, and of the pages, which no program reads."""


@pytest.fixture
async def described(client: httpx.AsyncClient) -> dict[str, Any]:
    """The document."""
    return dict((await client.get("/schema/openapi.json")).json())


@pytest.fixture
def operations(described: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """`GET /path` -> operation."""
    return {
        f"{method.upper()} {path}": operation
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
    }


def test_every_door_is_described(app: Litestar, operations: dict[str, Any]) -> None:
    doors = {route for route in routes_of(app) if not route.startswith("WS ") and route not in OWN}
    plain = {route.split(" ")[0] + " " + _plain(route.split(" ")[1]) for route in doors}
    assert operations.keys() == plain


def _plain(path: str) -> str:
    """`/a/{b:int}` -> `/a/{b}`."""
    return "/".join(part.split(":")[0] + "}" if part.startswith("{") else part for part in path.split("/"))


def test_every_operation_has_a_name_of_its_own(operations: dict[str, Any]) -> None:
    names = [one["operationId"] for one in operations.values()]
    assert len(set(names)) == len(names)


def test_every_operation_says_in_a_sentence_what_it_does(operations: dict[str, Any]) -> None:
    silent = [name for name, one in operations.items() if " " not in one["summary"] or not one["description"]]
    assert silent == []


def test_every_refusal_is_described_as_the_problem_it_is(operations: dict[str, Any], described: dict[str, Any]) -> None:
    for name, one in operations.items():
        refused = one["responses"]["default"]["content"]
        assert refused == {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}, name
        assert [status for status in one["responses"] if status >= "4"] == ["default"], name
    texts = {"type", "rule", "title", "title_zh", "detail", "detail_zh", "status", "facts"}
    assert set(described["components"]["schemas"]["Problem"]["required"]) == texts


def test_every_answer_has_a_media_type_or_no_body(operations: dict[str, Any]) -> None:
    for name, one in operations.items():
        for status, answer in one["responses"].items():
            assert answer.get("content") or status == "204" or name.startswith("HEAD "), (name, status)
