"""The carrier of text messages: signed, handed over once, tried again while it is away, given up in the end."""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from commands.rehearsal.carrier import Carrier, carrier_on_loopback
from evaluation_rooms.draws.actions.carriers import CARRIER_TIMERS
from evaluation_rooms.draws.carriers import MOST_TRIES
from evaluation_rooms.draws.tables import Invitation
from foundation.ledger.tables import JournalRow
from foundation.schedule import Runner
from foundation.settings import Settings
from tests.draws.called import SECRET
from tests.draws.seated import ceremony_of
from tests.draws.town import Town
from tests.market import Market

RunDue = Callable[[], Awaitable[int]]
MINUTE = 60


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    """A carrier on loopback."""
    with carrier_on_loopback(SECRET) as carrier:
        yield carrier


@pytest.fixture
def settings(tmp_path: Path, database_url: str, carrier: Carrier) -> Settings:
    """A server that has this carrier."""
    folder = tmp_path / "data"
    return Settings(data_dir=folder, database_url=database_url, carrier_secret=SECRET, carrier_url=carrier.url)


async def invitations(market: Market) -> list[Invitation]:
    """Text messages, in order."""
    async with market.clock.house.sessions() as rows:
        query = select(Invitation).where(Invitation.channel == "sms").order_by(Invitation.id)
        return list(await rows.scalars(query))


async def drawn(town: Town, run_due: RunDue) -> None:
    """Five experts were called."""
    ceremony = await ceremony_of(town, await town.prepared(run_due))
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(1, 2, 3)
    await run_due()


async def test_every_message_is_signed_and_handed_over_once(town: Town, run_due: RunDue, carrier: Carrier) -> None:
    await drawn(town, run_due)
    runner = Runner(town.market.clock.house, CARRIER_TIMERS)
    await runner.run_due()
    await runner.run_due()
    rows = await invitations(town.market)
    assert [row.state for row in rows] == ["CARRIED"] * 5
    arrived = [carrier.next(5) for _ in rows]
    assert sorted(one["id"] for one in arrived if one) == sorted(str(row.id) for row in rows)
    assert carrier.next(0) is None and carrier.forged == 0
    assert all(one is not None and one["text"].startswith("请您参加评标") and one["code"] for one in arrived)


async def test_a_carrier_that_takes_nothing_is_tried_again_and_given_up_in_the_end(
    town: Town, run_due: RunDue, carrier: Carrier
) -> None:
    house, carrier.secret = town.market.clock.house, "another one"
    await drawn(town, run_due)
    runner = Runner(house, CARRIER_TIMERS)
    for _ in range(MOST_TRIES):
        await runner.run_due()
        await town.market.clock.forward(seconds=2 * MINUTE)
    rows = await invitations(town.market)
    assert [(row.state, row.tries) for row in rows] == [("FAILED", MOST_TRIES)] * 5
    async with house.sessions() as found:
        verbs = list(await found.scalars(select(JournalRow.verb).where(JournalRow.subject == "invitation")))
    assert (verbs.count("carrier_failed"), verbs.count("give_up_invitation")) == (5 * (MOST_TRIES - 1), 5)
