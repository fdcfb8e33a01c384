"""Who sees what, phase by phase: before, frozen, identities open, contents opening, read out, closed.

Until the read-out nothing of any identity, offer or document is in any answer, event, log line or journal row; counts
come at the freeze, for everybody alike; shares of documents and pricing are never told to anybody.

Seen red: with the bidders' codes in the event `counted`, the offers' values in a journal row, withheld shares in the
answer to a release, identities for any signature, a veil that the freeze does not lift, documents among the package's
bodies, a member of the hall that stands for a count, and a name in a log line.
"""

import json
from dataclasses import dataclass, field
from typing import Any

import pytest

from crypto.encoding import canonical, digest, timestamp
from crypto.signatures import KeyPair, sign_document
from foundation.database import EmbeddedPostgres
from tests.market import PDF, SealedBid, answer
from tests.secrecy.diary import Diary
from tests.secrecy.readers import GETS, OBSERVER
from tests.secrecy.sockets import Watcher
from tests.secrecy.world import World, standing_world

PHASES = ("before", "await_identities", "open_identities", "await_contents", "open_contents", "read_out", "closed")
SHUT = PHASES[: PHASES.index("read_out")]
CONSTANT = (
    "GET /schema",
    "GET /api/log/",
    "GET /health",
    "GET /api/rulebooks",
    "GET /api/me",
    "GET /api/clock",
    "HEAD ",
)
READERS = {route: reader for route, reader in GETS.items() if not route.startswith(CONSTANT)}
"""Hashes, rules and the interface's description hold no text of anybody."""
ROLES = ("public", "agency", "centre_staff", "audit_admin")
PRICES = ("23451111.07", "23452222.07", "23453333.07", "23454444.07")
TECHNICAL = "施工组织设计-暗标正文"
REGISTRY = ("GET /api/companies", "GET /api/companies/keys/{key:str}")
"""Who is registered says nothing of any tender (crypto.md 7): names and codes stand here in every world."""


@dataclass
class Story:
    """What was told in each phase."""

    diary: Diary = field(default_factory=Diary)
    bids: list[SealedBid] = field(default_factory=list)
    events: dict[str, list[Any]] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    asked: dict[str, tuple[int, int]] = field(default_factory=dict)
    withheld: list[dict[str, Any]] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    package: dict[str, bytes] = field(default_factory=dict)
    objection: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="module")
async def story(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """One opening of four bids from before the hour to the closed record, looked at in every phase."""
    story = Story()
    async with standing_world(postgres, template, "world_phases", tmp_path_factory.mktemp("phases")) as world:
        async with Watcher(world.app, f"/api/lots/{world.lot}/opening/live") as watcher:
            for firm, price in zip(world.firms, PRICES, strict=False):
                bid = world.market.seal(firm, price, technical=PDF + TECHNICAL.encode())
                await world.market.submit(bid)
                story.bids.append(bid)
            await _look(story, world, watcher, "before")
            await world.clock.forward(minutes=31)
            await world.run_timers()
            await _open_step(story, world, watcher, "identities")
            await _open_step(story, world, watcher, "contents")
            await _look(story, world, watcher, "read_out")
            await world.market.close(world.run_due)
            await _look(story, world, watcher, "closed")
            story.package = await world.market.package()
        story.diary.lines = list(world.log.lines)
    return story


async def _open_step(story: Story, world: World, watcher: Watcher, step: str) -> None:
    """Three custodians release; then every envelope is due; then all are opened."""
    frozen = await world.market.frozen()
    await _look(story, world, watcher, f"await_{step}")
    for number in (1, 3, 5):
        request = world.market.release(frozen, world.market.keepers[number - 1], step)
        story.withheld += request["withheld"]
        response = await world.client.post(f"/api/lots/{world.lot}/opening/releases", json=request)
        assert response.is_success, response.text
        story.answers.append(response.content)
    await _look(story, world, watcher, f"open_{step}")
    await world.run_timers()


async def _look(story: Story, world: World, watcher: Watcher, phase: str) -> None:
    """Everybody reads everything; a custodian and an impostor ask for the identities."""
    hall = await world.market.hall()
    assert hall["phase"] == phase
    await story.diary.read(world, phase, READERS, ROLES)
    path = f"/api/lots/{world.lot}/opening/events?after=0"
    story.events[phase] = answer(await world.client.get(path))
    asked = [await _ask_for_identities(story, world, hall, key) for key in (world.market.keepers[0].sign, OBSERVER)]
    story.asked[phase] = (asked[0], asked[1])
    story.lines[phase] = len(world.log.lines)


async def _ask_for_identities(story: Story, world: World, hall: dict[str, Any], key: KeyPair) -> int:
    body = {"type": "tianping/identities-request/1", "lot": world.lot, "round": 1, "index": 1}
    body |= {"freeze": hall.get("freeze", "ab" * 32), "at": timestamp(world.clock.moment)}
    signed = {"signed": sign_document(body, key.seed, "custodian")}
    response = await world.client.post(f"/api/lots/{world.lot}/opening/identities", json=signed)
    if key is OBSERVER:
        story.answers.append(response.content)
    return response.status_code


def plaintexts(story: Story) -> list[bytes]:
    """What the envelopes hold, as it would be written in an answer, plain or escaped."""
    words = [*PRICES, TECHNICAL, "技术标.pdf", "清单.xlsx", "bill of quantities"]
    words += [word for bid in story.bids for word in (bid.firm.name, bid.firm.uscc)]
    written = {form for word in words for form in (word, json.dumps(word)[1:-1])}
    secrets = {bid.secrets[kind].hex() for bid in story.bids for kind in ("offer", "documents", "pricing")}
    return [word.encode() for word in sorted(written | secrets)]


def without_registrations(route: str, data: bytes) -> bytes:
    """A journal answer without the rows of company registration."""
    if route != "GET /api/journal" or b'"rows"' not in data:
        return data
    rows = [row for row in json.loads(data)["rows"] if row["subject"] != "company"]
    return json.dumps(rows, ensure_ascii=False).encode()


def test_nothing_of_any_envelope_is_in_any_answer_before_the_read_out(story: Story) -> None:
    words = plaintexts(story)
    for key, data in story.diary.raw.items():
        if key[0] in SHUT and key[2] not in REGISTRY:
            told = without_registrations(key[2], data)
            assert [word.decode() for word in words if word in told] == [], key
    for phase in SHUT:
        told = json.dumps(story.events[phase], ensure_ascii=False).encode()
        assert [word for word in words if word in told] == []
    assert [word for word in words if any(word in told for told in story.answers)] == []


def test_nothing_of_any_envelope_is_in_any_log_line_ever(story: Story) -> None:
    words = [word.decode() for word in plaintexts(story)]
    assert [line for line in story.diary.lines if any(word in line for word in words)] == []


def test_everything_comes_out_at_once_at_the_read_out_for_everybody(story: Story) -> None:
    for role in ROLES:
        told = story.diary.raw[("read_out", role, "GET /api/lots/{lot:uuid}/opening/read-out", 0)].decode()
        for bid, price in zip(story.bids, PRICES, strict=True):
            assert bid.firm.name in told and bid.firm.uscc in told and price in told
        for phase in SHUT:
            assert story.diary.told[(phase, role, "GET /api/lots/{lot:uuid}/opening/read-out", 0)].status == 409


def test_numbers_come_at_the_freeze_and_for_everybody_alike(story: Story) -> None:
    route = "GET /api/lots/{lot:uuid}/opening"
    for role in ROLES:
        before = json.loads(story.diary.raw[("before", role, route, 0)])
        assert before.keys() == {"lot", "round", "deadline", "now", "phase", "seq"}
        assert before["seq"] == 0
        for phase in PHASES[1:]:
            assert json.loads(story.diary.raw[(phase, role, route, 0)])["of"] == len(PRICES)


def test_only_custodians_see_identities_and_only_once_they_are_open(story: Story) -> None:
    custodian = {phase: asked[0] for phase, asked in story.asked.items()}
    shut = ("before", "await_identities", "open_identities")
    assert {phase: status for phase, status in custodian.items() if status == 200} == {
        phase: 200 for phase in PHASES if phase not in shut
    }
    assert 200 not in {asked[1] for asked in story.asked.values()}


def test_sealing_was_journalled_under_a_veil_that_the_freeze_lifts(story: Story) -> None:
    def rows(phase: str) -> int:
        return len(json.loads(story.diary.raw[(phase, "audit_admin", "GET /api/journal", 1)])["rows"])

    assert [rows(phase) for phase in PHASES[:2]] == [0, len(PRICES)]


def test_shares_of_documents_and_pricing_are_told_to_nobody_ever(story: Story) -> None:
    assert len(story.withheld) == 3 * 2 * len(PRICES)
    told = [*story.diary.raw.values(), *story.answers, *story.package.values()]
    told += [canonical(event) for events in story.events.values() for event in events]
    for share in story.withheld:
        for secret in (share["S"].encode(), share["salt"].encode()):
            assert not any(secret in data for data in told)


def test_the_package_holds_bodies_of_identities_and_offers_only(story: Story) -> None:
    shown = {path.split("/")[1].split(".")[0] for path in story.package if path.endswith(".body")}
    by_kind: dict[str, set[str]] = {}
    for bid in story.bids:
        for one in bid.statement["body"]["envelopes"]:
            by_kind.setdefault(one["kind"], set()).add(one["digest"])
    assert shown == by_kind["identity"] | by_kind["offer"]
    secrets = [bid.secrets[kind] for bid in story.bids for kind in ("documents", "pricing")]
    files = story.package.values()
    assert not any(secret in data or secret.hex().encode() in data for secret in secrets for data in files)


def test_the_package_is_not_there_until_the_opening_is_closed(story: Story) -> None:
    route = "GET /api/lots/{lot:uuid}/rounds/{number:int}/package/{path:path}"
    states = {phase: story.diary.told[(phase, "public", route, 0)].status for phase in PHASES}
    assert states == dict.fromkeys(PHASES[:-1], 404) | {"closed": 200}


def test_the_frozen_list_names_digests_only(story: Story) -> None:
    frozen = json.loads(story.diary.raw[("await_identities", "public", "GET /api/lots/{lot:uuid}/opening/freeze", 0)])
    assert {row["bid"] for row in frozen["freeze"]["body"]["bids"]} == {bid.digest for bid in story.bids}
    members = {"bid", "bid_key", "document_version", "received_at", "receipt", "envelopes"}
    assert {frozenset(row) for row in frozen["freeze"]["body"]["bids"]} == {frozenset(members)}
    assert digest(frozen["freeze"]["body"]).hex() in json.dumps(story.events["await_identities"])
