"""Whatever is sent to whatever door: never a fault of ours, always a refusal in both languages.

Found by it: bodies that are no UTF-8 or nested too deep, digits that are not ASCII in headers and package paths, bounds
of the events' parameters that were not applied (a watcher could wait for ever). Seen red by each of them.
"""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

import pytest
from litestar import Litestar

from crypto.errors import CryptoError
from crypto.signatures import sign_document
from foundation.database import EmbeddedPostgres
from tests.api.hostile import BODIES, HEADERS, PARTS, VALUES, Findings, as_json, in_latin, in_query, mutated
from tests.secrecy.readers import GETS, WRITES, Ask, routes_of
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
                findings.note(
                    f"{method} {path} {part[:12]}", await world.client.request(method, place, headers=headers)
                )
    assert findings.told() == ""


async def test_no_query_makes_a_fault(world: World) -> None:
    findings = Findings()
    schema = world.app.openapi_schema.to_schema()
    for path, operations in schema["paths"].items():
        known = path.replace("{lot}", world.lot).replace("{project}", world.project)
        for method, operation in operations.items():
            names = [one["name"] for one in operation.get("parameters", []) if one["in"] == "query"]
            for name in names:
                others = "&".join(
                    f"{other}=1"
                    for other in names
                    if other != name and other in {"start", "end", "tick", "size", "first", "second"}
                )
                for value in VALUES:
                    place = f"{known}?{others}&{name}={in_query(value)}&{name}={in_query(value)}"
                    headers = world.roles["audit_admin" if "journal" in path else role_for(path)]
                    findings.note(
                        f"{method} {path} {name}", await world.client.request(method.upper(), place, headers=headers)
                    )
    assert findings.told() == ""


async def test_no_body_makes_a_fault(world: World) -> None:
    findings = Findings()
    for method, path in doors(world.app):
        if method not in ("POST", "PUT", "PATCH", "DELETE") or (path == "/api/session" and method == "DELETE"):
            continue
        ask = WRITES[f"{method} {path}"](world)[0]
        for media_type, body in BODIES:
            headers = {**world.roles[role_for(path)], "content-type": media_type, **ask.headers}
            findings.note(
                f"{method} {path} {media_type} {body[:12]!r}",
                await world.client.request(method, ask.path, content=body, headers=headers),
            )
    assert findings.told() == ""


async def test_no_member_of_a_body_makes_a_fault(world: World) -> None:
    findings = Findings()
    for route, reader in WRITES.items():
        method, path = route.split(" ", 1)
        for ask in reader(world):
            if ask.json is not None and path not in ("/api/setup", "/api/session"):
                await _send_mutations(world, method, path, ask, findings)
    assert findings.told() == ""


async def _send_mutations(world: World, method: str, path: str, ask: Ask, findings: Findings) -> None:
    headers = {**world.roles[role_for(path)], "content-type": "application/json"}
    bodies = list(mutated(ask.json))
    for body in bodies[:: max(1, len(bodies) // MOST)]:
        response = await world.client.request(method, ask.path, content=as_json(body), headers=headers)
        findings.note(f"{method} {path} {str(body)[:150]}", response)


ABOUT = {
    "range if-range if-none-match if-modified-since": ("/files/{sha256:str}/{name:str}", "/api/log/ticks/{number:int}"),
    "upload-length upload-metadata upload-checksum": ("/api/uploads",),
    "authorization cookie x-tianping origin accept": ("/api/me", "/api/lots", "/api/organisations", "/health"),
    "content-type content-length": ("/api/companies", "/api/lots/{lot:uuid}/documents/{name:str}", "/api/uploads"),
}
"""Which routes read which headers."""


async def test_no_header_makes_a_fault(world: World) -> None:
    findings = Findings()
    for names, paths in ABOUT.items():
        for route, reader in (GETS | WRITES).items():
            method, path = route.split(" ", 1)
            if path in paths:
                for name in names.split():
                    await _send_headers(world, method, path, reader(world)[0], name, findings)
    assert findings.told() == ""


async def _send_headers(world: World, method: str, path: str, ask: Ask, name: str, findings: Findings) -> None:
    for value in HEADERS[name]:
        own = {key.lower(): text for key, text in ask.headers.items()}
        hostile = {**world.roles[role_for(path)], **own, name: value}
        headers = in_latin(hostile)
        response = await world.client.request(method, ask.path, json=ask.json, content=ask.content, headers=headers)
        findings.note(f"{method} {path} {name} {value[:20]!r}", response)


async def test_no_header_makes_a_fault_of_an_upload(world: World) -> None:
    findings = Findings()
    made = await world.client.request("POST", "/api/uploads", headers=WRITES["POST /api/uploads"](world)[0].headers)
    for method in ("HEAD", "PATCH", "POST", "DELETE"):
        for name in ("upload-offset", "upload-checksum", "x-http-method-override", "content-length", "content-type"):
            for value in HEADERS[name]:
                told = {"upload-offset": "0", "x-http-method-override": "PATCH", name: value}
                headers = in_latin(told)
                place = made.headers["location"]
                if (method, told["x-http-method-override"]) != ("POST", "DELETE") and method != "DELETE":
                    response = await world.client.request(method, place, content=b"x", headers=headers)
                    findings.note(f"{method} {name} {value[:20]!r}", response)
    assert findings.told() == ""


async def test_no_member_of_a_real_bid_makes_a_fault(world: World) -> None:
    findings = Findings()
    bid = world.market.seal(world.firms[0])
    request = await world.market.request(bid)
    path = f"/api/lots/{world.lot}/bids"
    for told in islice(real_bids_gone_wrong(request, bid.key.seed), 400):
        response = await world.client.post(path, content=as_json(told), headers={"content-type": "application/json"})
        findings.note(str(told)[:200], response)
    assert findings.told() == ""


def real_bids_gone_wrong(request: dict[str, Any], seed: bytes) -> Iterator[dict[str, Any]]:
    """The seal request with its parts changed: envelopes, headers, and the statement signed anew over each change."""
    first, *rest = request["envelopes"]
    header = json.loads(b64decode(first["header"]))
    for number, changed in enumerate(mutated(header)):
        if number % 9 == 0:
            text = b64encode(as_json(changed)).decode()
            yield {**request, "envelopes": [{**first, "header": text}, *rest]}
    for number, body in enumerate(mutated(request["statement"]["body"])):
        if number % 5 == 0 and isinstance(body, dict):
            with suppress(CryptoError):
                yield {**request, "statement": sign_document(body, seed, "bid")}
    for changed in (
        {"upload": "0" * 32},
        {"upload": "\x00"},
        {"upload": "\ud800"},
        {"kind": "\x00"},
        {"header": "a\x00"},
    ):
        yield {**request, "envelopes": [{**first, **changed}, *rest]}
    yield {**request, "envelopes": [first, first, *rest]}
    yield {**request, "envelopes": rest}
    for replaces in mutated(request["statement"]):
        yield {**request, "replaces": replaces}


async def test_nothing_makes_a_fault_of_a_closed_lot(world: World) -> None:
    """Nobody bid in time, so the round failed and its package is there: other branches of the same doors."""
    findings = Findings()
    await world.clock.forward(hours=1)
    for _ in range(3):
        await world.clock.forward(minutes=1)
        await world.run_timers()
    assert (await world.client.get(f"/api/lots/{world.lot}/rounds/1/package/package.json")).status_code == 200
    for part in PARTS:
        for place in (
            "{}",
            "log/ticks/{}.json",
            "log/ticks/{}.bin",
            "records/{}.json",
            "envelopes/{}.body",
            "{}/{}/{}",
        ):
            path = f"/api/lots/{world.lot}/rounds/1/package/{place.replace('{}', part)}"
            findings.note(f"{place} {part[:12]}", await world.client.get(path))
    for route, reader in WRITES.items():
        method, path = route.split(" ", 1)
        for ask in reader(world) if "{lot:uuid}" in path else []:
            response = await world.client.request(method, ask.path, json=ask.json, headers=world.roles["agency"])
            findings.note(route, response)
            for media_type, body in BODIES[:8] if ask.json is not None else ():
                headers = {**world.roles["agency"], "content-type": media_type}
                findings.note(route, await world.client.request(method, ask.path, content=body, headers=headers))
    assert findings.told() == ""
