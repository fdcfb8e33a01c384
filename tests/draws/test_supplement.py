"""A place that no reserve can take: another draw for it alone, and the record of both holds."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from crypto.verifiable_draw.verify import verify_draw
from tests.conftest import People
from tests.draws.called import Called
from tests.draws.seated import ceremony_of, lend_seats, record_for
from tests.draws.town import ENSHI, RunDue, Town, settle
from tests.market import Market, answer

EXPERTS = 102
AWAY = range(1, 43)
"""Experts who are away when the committee is drawn, and there again when every reserve has declined."""


@pytest.fixture
async def town(market: Market, as_: People) -> Town:
    """As elsewhere, with more people: seven of each city and speciality are away at first."""
    town = await settle(market, as_)
    await town.open_lot(EXPERTS)
    await town.open_venues()
    return town


async def go_away(town: Town) -> dict[UUID, str]:
    """They declare an absence over the session; absences by expert."""
    since = await town.tomorrow() - timedelta(hours=1)
    body: dict[str, Any] = {
        "since": since.isoformat(),
        "until": (since + timedelta(days=1)).isoformat(),
        "reason": "出差",
    }
    gone = {}
    for number in AWAY:
        expert = town.experts[number - 1]
        told = answer(await town.ask("POST", f"/api/experts/{expert}/absences", town.keeper, json=body))
        gone[expert] = str(told["absences"][-1]["id"]) if "absences" in told else str(told["id"])
    return gone


async def come_back(town: Town, gone: dict[UUID, str]) -> None:
    """They are there after all."""
    for expert, absence in gone.items():
        told = await town.ask("DELETE", f"/api/experts/{expert}/absences/{absence}", town.keeper)
        assert told.is_success, told.text


async def test_who_is_there_again_is_drawn_when_every_reserve_has_declined(town: Town, run_due: RunDue) -> None:
    gone = await go_away(town)
    ceremony = await ceremony_of(town, await town.prepared(run_due))
    await lend_seats(town)
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(1, 2, 3)
    await run_due()
    called = Called(ceremony, town.market, UUID(town.project), None, town.operator)
    await come_back(town, gone)
    while (await called.row()).state == "INVITING":
        await called.reply(1, "2")
    assert (await called.row()).state == "DRAWING"
    await run_due()
    second = await ceremony_of(town, str(called.session))
    assert second.inputs["number"] == 2 and second.inputs["vacancies"][0]["place"] == 1
    await second.deal(1, 4, 5)
    await town.market.clock.forward(minutes=11)
    await run_due()
    await second.release_by(1, 4, 5)
    await run_due()
    await called.accept_all()
    await run_due()
    assert (await called.row()).state == "ASSEMBLING"
    await town.as_.organisation("监督", kind="supervisor", region=ENSHI)
    status, package = await record_for(called, await town.as_("supervisor", "监督"))
    assert status == 200
    assert [(one.name, one.detail) for one in verify_draw(package, full=True) if not one.ok] == []
