"""One draw from the plan to the published record, nothing written by hand: a stranger checks all of it."""

from uuid import UUID

from sqlalchemy import select, update

from bidding.tenders.tables import LotRound
from crypto.verifiable_draw.record import read_fraction
from crypto.verifiable_draw.verify import verify_draw
from evaluation_rooms.draws.tables import EvaluationSession
from foundation.actors import CLOCK
from foundation.ledger.tables import JournalRow
from tests.conftest import Staff
from tests.draws.called import Called
from tests.draws.seated import answer_requests, ceremony_of, record_for
from tests.draws.town import CITIES, ENSHI, RunDue, Town
from tests.market import answer


async def test_the_supervisor_reads_what_holds_in_every_check_before_anybody_else(seated: Called, town: Town) -> None:
    assert (await seated.row()).state == "ASSEMBLING"
    await town.as_.organisation("监督", kind="supervisor", region=ENSHI)
    supervisor = await town.as_("supervisor", "监督")
    assert (await record_for(seated, None))[0] == 404
    assert (await record_for(seated, town.operator))[0] == 404
    status, package = await record_for(seated, supervisor)
    assert status == 200
    assert [(one.name, one.detail) for one in verify_draw(package, full=True) if not one.ok] == []


async def test_once_the_lots_have_ended_the_published_record_holds_for_everybody(
    seated: Called, town: Town, run_due: RunDue
) -> None:
    async with town.market.clock.house.work(CLOCK) as work:
        lot = UUID(town.market.lot)
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot).values(state="TERMINATED"))
    await town.market.clock.forward(minutes=11)
    await run_due()
    status, package = await record_for(seated, None)
    assert status == 200
    assert [(one.name, one.detail) for one in verify_draw(package, full=True) if not one.ok] == []
    async with town.market.clock.house.sessions() as rows:
        row = await rows.get_one(EvaluationSession, seated.session)
        assert row.published_at is not None


async def test_a_complete_committee_whose_sub_venues_refuse_waits_and_says_so(town: Town, run_due: RunDue) -> None:
    ceremony = await ceremony_of(town, await town.prepared(run_due))
    await answer_requests(town, accept=False)
    await ceremony.deal(1, 2, 3, 4, 5)
    await ceremony.release_by(2, 3, 5)
    await run_due()
    called = Called(ceremony, town.market, UUID(town.project), None, town.operator)
    await called.accept_all()
    await run_due()
    shown = await town.look(str(called.session))
    assert shown["state"] == "INVITING"
    fault = shown["failure"]["tries"][0]
    assert (fault["kind"], fault["rule"], len(fault["relaxations"])) == ("venue", "R-VENUE-CONFIRM", 2)


async def test_the_keeper_tells_an_expert_his_own_chance_and_the_journal_keeps_it(seated: Called, town: Town) -> None:
    path = seated.path(f"chance?expert={town.experts[0]}")
    told = answer(await town.client.get(path, headers=town.keeper.headers))
    assert (told["in_pool"], told["excluded"]) == (True, None)
    inputs = await town.inputs(str(seated.session))
    chance, bounds = read_fraction(told["chance"]), [read_fraction(inputs[name]) for name in ("least", "greatest")]
    assert bounds[0] <= chance <= bounds[1]
    assert (await town.client.get(path, headers=town.operator.headers)).status_code == 403
    stranger = answer(
        await town.client.get(seated.path(f"chance?expert={seated.session}"), headers=town.keeper.headers)
    )
    assert (stranger["in_pool"], stranger["chance"]) == (False, None)
    async with town.market.clock.house.sessions() as rows:
        kept = await rows.scalars(select(JournalRow.subject_id).where(JournalRow.verb == "tell_chance"))
        assert list(kept) == [str(town.experts[0]), str(seated.session)]


async def replace_first(called: Called, staff: Staff) -> int:
    """Somebody replaces the member at place 1; the status."""
    body = {"reason": "突发疾病", "code": "ill"}
    path = called.path("places/1/replace")
    return (await called.market.client.post(path, json=body, headers=staff.headers)).status_code


async def test_only_who_has_a_part_in_the_session_replaces_a_member(seated: Called, town: Town) -> None:
    await town.as_.organisation("外地监督", kind="supervisor", region="421000")
    await town.as_.organisation("外地中心", kind="centre_staff", region="421000")
    assert await replace_first(seated, await town.as_("supervisor", "外地监督")) == 404
    assert await replace_first(seated, await town.as_("centre_staff", "外地中心")) == 404
    await town.as_.organisation("监督", kind="supervisor", region=ENSHI)
    assert await replace_first(seated, await town.as_("supervisor", "监督")) == 200
    assert (await seated.row()).state == "INVITING"
    assert [state for place, state in await seated.states() if place == 1][-2:] == ["REPLACED", "INVITED"]


async def test_staff_of_a_sub_venue_sees_the_places_and_staff_of_no_venue_does_not(seated: Called, town: Town) -> None:
    sub = await town.as_("centre_staff", f"中心{CITIES[1]}")
    shown = answer(await seated.market.client.get(seated.path("places"), headers=sub.headers))
    assert len(shown["places"]) == 5
    await town.as_.organisation("外地中心", kind="centre_staff", region="421000")
    stranger = await town.as_("centre_staff", "外地中心")
    assert (await seated.market.client.get(seated.path("places"), headers=stranger.headers)).status_code == 404
