"""Two envelopes 双信封: until prices are read out no door of any role tells one, and of who failed nobody ever does."""

from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from bidding.handover import open_prices
from bidding.methods.scheme import scheme_json
from bidding.tenders.tables import LotRound
from foundation.actors import CLOCK
from foundation.database import EmbeddedPostgres
from tests.market import SealedBid, answer
from tests.rules.methods.schemes import COMPREHENSIVE
from tests.secrecy.diary import Diary
from tests.secrecy.test_who_sees_what import PRICES, READERS, ROLES
from tests.secrecy.world import World, standing_world

BEFORE = ("read_out", "closed", "notice", "await_prices", "open_prices")
AFTER = ("prices", "over")


@dataclass
class Story:
    """What was told in each phase, and the packages."""

    diary: Diary = field(default_factory=Diary)
    bids: list[SealedBid] = field(default_factory=list)
    packages: dict[str, dict[str, bytes]] = field(default_factory=dict)

    async def look(self, world: World, phase: str) -> None:
        """Everybody reads everything, and the package."""
        await self.diary.read(world, phase, READERS, ROLES)
        if phase not in ("read_out",):
            self.packages[phase] = await world.market.package()


@pytest.fixture(scope="module")
async def story(postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Story:
    """Four bids, three pass; one second opening."""
    story, folder = Story(), tmp_path_factory.mktemp("envelopes")
    scheme = scheme_json(replace(COMPREHENSIVE, envelopes=2))
    async with standing_world(postgres, template, "world_envelopes", folder, scheme) as world:
        for firm, price in zip(world.firms, PRICES, strict=False):
            bid = world.market.seal(firm, price)
            await world.market.submit(bid)
            story.bids.append(bid)
        await world.clock.forward(minutes=31)
        await world.market.pass_steps(world.run_due)
        await story.look(world, "read_out")
        await world.market.close(world.run_due)
        await story.look(world, "closed")
        await _appoint(world, story)
        await story.look(world, "notice")
        await world.clock.forward(seconds=6)
        await story.look(world, "await_prices")
        await world.market.release_prices(1, 3, 5)
        await story.look(world, "open_prices")
        await world.run_due()
        await story.look(world, "prices")
        await world.clock.forward(seconds=6)
        path = f"/api/lots/{world.lot}/price-opening/close"
        answer(await world.client.post(path, headers=world.market.agency.headers))
        for _ in range(2):
            await world.clock.forward(seconds=30)
            await world.run_due()
        await story.look(world, "over")
        story.diary.lines = list(world.log.lines)
    return story


async def _appoint(world: World, story: Story) -> None:
    async with world.house.work(CLOCK) as work:
        lot = UUID(world.lot)
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state="EVALUATING"))
        await open_prices(work, lot, [bid.digest for bid in story.bids[:3]], b"\x05" * 32)
    await world.clock.forward(seconds=1)
    await world.run_due()


def written(story: Story, number: int) -> list[bytes]:
    """A bid's price, and the secrets that would tell it."""
    bid = story.bids[number]
    return [PRICES[number].encode(), *(bid.secrets[kind].hex().encode() for kind in ("offer", "pricing"))]


def told(story: Story, phases: tuple[str, ...], words: list[bytes]) -> list[Any]:
    """Where any of the words stands, in answers of these phases and in packages."""
    found: list[Any] = [
        key for key, data in story.diary.raw.items() if key[0] in phases and any(word in data for word in words)
    ]
    found += [
        (phase, path)
        for phase in phases
        for path, data in story.packages.get(phase, {}).items()
        if any(word in data for word in words)
    ]
    return found


def bodies(story: Story, phase: str, number: int) -> list[str]:
    """Bodies of a bid's offer and pricing that lie in the package."""
    named = story.bids[number].statement["body"]["envelopes"]
    digests = {one["digest"] for one in named if one["kind"] in ("offer", "pricing")}
    return [f"envelopes/{one}.body" for one in digests if f"envelopes/{one}.body" in story.packages[phase]]


def test_until_all_prices_are_read_out_no_door_of_any_role_tells_one(story: Story) -> None:
    for number in range(4):
        assert told(story, BEFORE, written(story, number)) == []
        assert [bodies(story, phase, number) for phase in BEFORE[1:]] == [[]] * 4


def test_of_a_bid_that_failed_nobody_ever_learns_a_price(story: Story) -> None:
    assert told(story, AFTER, written(story, 3)) == []
    assert bodies(story, "over", 3) == []


def test_prices_come_out_at_once_for_everybody(story: Story) -> None:
    route = "GET /api/lots/{lot:uuid}/price-opening/read-out"
    for role in ROLES:
        data = story.diary.raw[("prices", role, route, 0)].decode()
        assert [price in data for price in PRICES] == [True, True, True, False]
    assert [bodies(story, "prices", number) for number in range(3)] == [[]] * 3
    assert [len(bodies(story, "over", number)) for number in range(3)] == [1, 1, 1]


def test_no_log_line_tells_a_price(story: Story) -> None:
    assert [line for line in story.diary.lines if any(price in line for price in PRICES)] == []
