"""Whatever is sent to whatever door: never a fault of ours, always a refusal in both languages.

Seen red: NUL bytes in texts, moments outside the calendar, ... (see the commits that name this file).
"""

import re
from collections.abc import AsyncIterator, Iterator

import pytest
from litestar import Litestar

from foundation.database import EmbeddedPostgres
from tests.api.hostile import BODIES, PARTS, VALUES, Findings, as_json, in_query, mutated
from tests.secrecy.readers import WRITES, Ask, routes_of
from tests.secrecy.world import World, standing_world

ROLE_OF = {"system_admin": ("/api/organisations", "/api/persons"), "centre_staff": ("/api/companies", "/api/custodian")}
MOST = 420
"""Mutations of one body, evenly chosen when there are more."""


@pytest.fixture(scope="module")
async def world(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[World]:
    """A lot that takes bids."""
    async with standing_world(postgres, template, "world_hostile", tmp_path_factory.mktemp("hostile")) as world:
        yield world


def role_for(path: str) -> str:
    """Somebody who may, so that the input and not the door is refused."""
    return next((role for role, starts in ROLE_OF.items() if path.startswith(starts)), "agency")


def doors(app: Litestar) -> Iterator[tuple[str, str]]:
    """Method and path of every HTTP route."""
    for route in sorted(routes_of(app)):
        method, path = route.split(" ", 1)
        if method != "WS":
            yield method, path


def paths_with(world: World, path: str, part: str) -> Iterator[str]:
    """The path with one parameter after the other replaced by the part; the others name what is there."""
    known = {"lot": world.lot, "project": world.project, "company": world.company_ids[0], "number": "1", "size": "1"}
    names = re.findall(r"\{(\w+):\w+\}", path)
    for hostile in names:
        filled = {name: part if name == hostile else known.get(name, "ab" * 32) for name in names}
        yield re.sub(r"\{(\w+):\w+\}", lambda found, filled=filled: filled[found[1]], path)  # type: ignore[misc]


async def test_no_part_of_a_path_makes_a_fault(world: World) -> None:
    findings = Findings()
    for method, path in doors(world.app):
        headers = world.roles[role_for(path)]
        for part in PARTS:
            for place in paths_with(world, path, part):
                findings.note(f"{method} {path} {part[:12]}", await world.client.request(method, place, headers=headers))
    assert findings.found == {}


async def test_no_query_makes_a_fault(world: World) -> None:
    findings = Findings()
    schema = world.app.openapi_schema.to_schema()
    for path, operations in schema["paths"].items():
        known = path.replace("{lot}", world.lot).replace("{project}", world.project)
        for method, operation in operations.items():
            names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            for name in names:
                others = "&".join(f"{other}=1" for other in names if other != name and other in {"start", "end", "tick", "size", "first", "second"})
                for value in VALUES:
                    place = f"{known}?{others}&{name}={in_query(value)}&{name}={in_query(value)}"
                    headers = world.roles["audit_admin" if "journal" in path else role_for(path)]
                    findings.note(f"{method} {path} {name}", await world.client.request(method.upper(), place, headers=headers))
    assert findings.found == {}


async def test_no_body_makes_a_fault(world: World) -> None:
    findings = Findings()
    for method, path in doors(world.app):
        if method not in ("POST", "PUT", "PATCH", "DELETE") or path == "/api/session" and method == "DELETE":
            continue
        ask = WRITES[f"{method} {path}"](world)[0]
        for media_type, body in BODIES:
            headers = {**world.roles[role_for(path)], "content-type": media_type, **ask.headers}
            findings.note(f"{method} {path} {media_type} {body[:12]!r}", await world.client.request(method, ask.path, content=body, headers=headers))
    assert findings.found == {}


async def test_no_member_of_a_body_makes_a_fault(world: World) -> None:
    findings = Findings()
    for route, reader in WRITES.items():
        method, path = route.split(" ", 1)
        for ask in reader(world):
            if ask.json is not None and path not in ("/api/setup", "/api/session"):
                await _send_mutations(world, method, path, ask, findings)
    assert findings.found == {}


async def _send_mutations(world: World, method: str, path: str, ask: Ask, findings: Findings) -> None:
    headers = {**world.roles[role_for(path)], "content-type": "application/json"}
    bodies = list(mutated(ask.json))
    for body in bodies[:: max(1, len(bodies) // MOST)]:
        response = await world.client.request(method, ask.path, content=as_json(body), headers=headers)
        findings.note(f"{method} {path} {str(body)[:150]}", response)
