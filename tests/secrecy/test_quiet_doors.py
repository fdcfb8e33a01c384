"""Doors of bids and documents leave no trace: no cookie, no access line, no journal row to be seen before the hour.

Seen red: with `bids` taken out of `QUIET`, with `seal_bid` journalled without its veil, and with a cookie set by
`finish_answer`.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from foundation.database import EmbeddedPostgres
from foundation.web_log import is_quiet
from tests.secrecy.readers import GETS, WRITES, Ask, routes_of
from tests.secrecy.script import Crowd
from tests.secrecy.world import World, standing_world

QUIET_DOORS = (
    "POST /api/uploads",
    "HEAD /api/uploads/{upload_id:str}",
    "PATCH /api/uploads/{upload_id:str}",
    "POST /api/uploads/{upload_id:str}",
    "DELETE /api/uploads/{upload_id:str}",
    "POST /api/lots/{lot:uuid}/bids",
    "POST /api/lots/{lot:uuid}/withdrawals",
    "GET /api/receipts/{number:str}",
    "GET /files/{sha256:str}/{name:str}",
    "HEAD /files/{sha256:str}/{name:str}",
    "GET /",
    "HEAD /",
    "GET /{path:path}",
    "HEAD /{path:path}",
)


@dataclass
class Trace:
    """What was left behind."""

    answers: list[httpx.Response] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    after: list[dict[str, Any]] = field(default_factory=list)
    doors: set[str] = field(default_factory=set)


@pytest.fixture(scope="module")
async def trace(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Trace:
    """All that bidders do, and whatever is refused to them, by browsers that carry a session's cookie."""
    trace = Trace()
    async with standing_world(postgres, template, "world_quiet", tmp_path_factory.mktemp("quiet")) as world:
        trace.before = await journal(world)
        start = len(world.log.lines)
        world.client.event_hooks = {"response": [_keep(trace)]}
        crowd = Crowd(world)
        crowd.bids = [await _bid(world, number) for number in range(6)]
        for deed in crowd.asides().values():
            await deed()
        readers = GETS | WRITES
        for door in QUIET_DOORS:
            for ask in readers[door](world):
                await _knock(world, door.split(" ")[0], ask)
        world.client.event_hooks = {}
        trace.lines = world.log.lines[start:]
        trace.after = await journal(world)
        trace.doors = set(routes_of(world.app))
    return trace


def _keep(trace: Trace) -> Any:
    async def keep(response: httpx.Response) -> None:
        trace.answers.append(response)

    return keep


async def _bid(world: World, turn: int) -> Any:
    bid = world.market.seal(world.firms[turn])
    await world.market.submit(bid)
    return bid


async def _knock(world: World, method: str, ask: Ask) -> None:
    headers = {**ask.headers, "cookie": "session=token-of-person-1", "x-tianping": "1"}
    await world.client.request(method, ask.path, json=ask.json, content=ask.content, headers=headers)


async def journal(world: World) -> list[dict[str, Any]]:
    """What the audit administrator finds, but for searches like this one."""
    told = await world.client.get("/api/journal?limit=500", headers=world.roles["audit_admin"])
    return [row for row in json.loads(told.content)["rows"] if row["subject"] != "journal"]


def test_they_set_no_cookie(trace: Trace) -> None:
    assert len(trace.answers) > 60
    assert {answer.status_code for answer in trace.answers} >= {200, 201, 204, 404, 422}
    assert [answer.url for answer in trace.answers if "set-cookie" in answer.headers] == []


def test_they_leave_no_line(trace: Trace) -> None:
    assert trace.lines == []


def test_they_leave_no_journal_row_that_is_seen_before_the_hour(trace: Trace) -> None:
    assert trace.after == trace.before


def test_every_door_of_bids_and_open_files_is_a_quiet_one(trace: Trace) -> None:
    told = {door for door in trace.doors if is_quiet(door.split(" ", 1)[1].replace(":uuid", ""))}
    assert told == set(QUIET_DOORS)
