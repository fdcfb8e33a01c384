"""From the ranking to the supervisor: the search, the verdict, what becomes of a lead, and who sees what."""

import json

import pytest

from evaluation_rooms.leads.actions import leads_of
from foundation.actors import CLOCK
from foundation.records import records_of
from tests.conftest import People, Staff
from tests.leads.looking import Looked
from tests.market import answer
from tests.rooms.sitting import SEATS
from tests.scoring.playing import door, problem

SUPERVISOR = ("supervisor", "恩施州发展改革委")


@pytest.fixture
async def supervisor(as_: People) -> Staff:
    """Of the city where the tender is."""
    await as_.organisation(SUPERVISOR[1], kind="supervisor", region="422800")
    staff: Staff = await as_(*SUPERVISOR)
    return staff


async def test_prices_by_equal_steps_are_a_lead_with_every_price(looked: Looked):
    [lead] = await looked.leads("E02")
    assert (lead["rule"], lead["strength"]) == ("C10", "red")
    assert lead["bids"] == sorted(bid.digest for bid in looked.room.bids)
    prices = ["26350000.00", "26600000.00", "26850000.00", "27100000.00"]
    assert [one["value"] for one in lead["facts"]] == prices
    assert {"name": "step", "value": "250000.00"} in lead["measures"]


async def test_nobody_sees_a_lead_before_the_marks_are_locked(looked: Looked):
    for phase in ("PRELIMINARY", "BLIND", "OPEN_PART", "CONFIRM"):
        await looked.room.to_phase(phase)
        told = await looked.room.ask("GET", door(looked.room, "/leads"), "E01")
        assert problem(told) == "wrong-phase", phase


async def test_what_the_majority_finds_is_recorded_once_all_have_voted(looked: Looked):
    [lead] = await looked.leads()
    for seat, opinion in zip(SEATS[:4], ("collusion", "collusion", "none", "collusion"), strict=True):
        answer(await looked.vote(seat, lead["id"], opinion))
    assert (await looked.leads("E02"))[0]["votes"] is None
    answer(await looked.vote("B01", lead["id"], "unsure", "看不出"))
    [told] = await looked.leads("E02")
    assert told["verdict"] == "collusion"
    assert [one["opinion"] for one in told["votes"]] == ["unsure", "collusion", "collusion", "none", "collusion"]
    async with looked.room.market.clock.house.sessions() as rows:
        [record] = await records_of(rows, looked.room.lot, 1, "tianping/leads-verdict/1")
    body = json.loads(record.body)
    assert (record.public, body["leads"][0]["verdict"]) == (False, "collusion")
    assert body["leads"][0]["facts"] == told["facts"]
    assert problem(await looked.vote("B01", lead["id"], "none", "再想想")) == "verdict-stands"
    answer(await looked.vote("B01", lead["id"], "unsure", "看不出"))


async def test_a_word_may_be_changed_until_all_have_voted(looked: Looked):
    [lead] = await looked.leads()
    answer(await looked.vote("E01", lead["id"], "collusion"))
    answer(await looked.vote("E01", lead["id"], "none", "项目小，报价相近"))
    [told] = await looked.leads("E01")
    assert told["mine"] == {"seat": "E01", "opinion": "none", "reason": "项目小，报价相近"}
    assert (await looked.leads("E02"))[0]["mine"] is None


async def test_an_even_committee_decides_nothing(looked: Looked):
    [lead] = await looked.leads()
    for seat, opinion in zip(SEATS, ("collusion", "collusion", "none", "none", "unsure"), strict=True):
        answer(await looked.vote(seat, lead["id"], opinion))
    assert (await looked.leads())[0]["verdict"] == "undecided"


async def test_the_search_runs_once_for_a_ranking(looked: Looked, supervisor: Staff):
    before = await looked.told(supervisor)
    await looked.room.market.clock.forward(minutes=5)
    await looked.run_due()
    assert await looked.told(supervisor) == before


async def test_an_expert_who_prefers_one_bid_is_a_lead_for_those_who_oversee_alone(looked: Looked, supervisor: Staff):
    assert {one["rule"] for one in await looked.leads("E03")} == {"C10"}
    told = {one["rule"]: one for one in await looked.told(supervisor)}
    assert told.keys() == {"C10", "E01"}
    lead = told["E01"]
    assert (lead["seats"], lead["strength"], lead["about"]) == (["E03"], "yellow", "seats")
    assert [one["of"] for one in lead["facts"]] == sorted(SEATS)
    values = {one["of"]: one["value"] for one in lead["facts"]}
    assert values["E03"] > values["E01"]


async def test_the_centre_is_told_of_seats_and_sees_no_mark_before_the_result(looked: Looked):
    centre = looked.room.market.centre
    [lead] = await looked.told(centre)
    assert (lead["rule"], lead["seats"]) == ("E01", ["E03"])
    assert (lead["bids"], lead["facts"], lead["measures"]) == (None, None, None)


async def test_buyer_agency_bidders_and_strangers_are_told_of_no_lead(looked: Looked, as_: People):
    market = looked.room.market
    [lead] = await looked.leads()
    strangers = {"public": {}, "agency": market.agency.headers, "buyer": market.buyer.headers}
    strangers |= {"system_admin": (await as_("system_admin")).headers, "expert": looked.room.as_seat("E01")}
    for who, headers in strangers.items():
        told = await looked.room.client.get("/api/leads", headers=headers)
        assert told.status_code in (401, 403), who
        form = {"verb": "review", "reason": "-"}
        told = await looked.room.client.post(f"/api/leads/{lead['id']}/disposition", json=form, headers=headers)
        assert told.status_code in (401, 403), who
        told = await looked.room.client.get(door(looked.room, "/leads"), headers=headers)
        assert who == "expert" or told.status_code == 401, who


async def test_a_supervisor_or_a_centre_elsewhere_is_told_of_nothing(looked: Looked, as_: People):
    await as_.organisation("荆州市发展改革委", kind="supervisor", region="421000")
    elsewhere = await as_("supervisor", "荆州市发展改革委")
    assert await looked.told(elsewhere) == []
    assert await looked.told(looked.room.staff["420500"]) == []
    [lead] = await looked.leads()
    assert problem(await looked.dispose(elsewhere, lead["id"], "review")) == "no-such-thing"


async def test_the_supervisor_takes_a_lead_up_and_dismisses_or_refers_it(looked: Looked, supervisor: Staff):
    first, second = await looked.told(supervisor)
    assert problem(await looked.dispose(supervisor, first["id"], "dismiss")) == "wrong-state"
    answer(await looked.dispose(supervisor, first["id"], "review", "调取清单"))
    answer(await looked.dispose(supervisor, first["id"], "review", "调取清单"))
    answer(await looked.dispose(supervisor, first["id"], "dismiss", "偶然"))
    answer(await looked.dispose(supervisor, second["id"], "review"))
    told = answer(await looked.dispose(supervisor, second["id"], "refer", "移送"))
    assert (told["state"], [one["verb"] for one in told["steps"]]) == ("REFERRED", ["review", "refer"])
    [one, _] = await looked.told(supervisor)
    assert (one["state"], [step["reason"] for step in one["steps"]]) == ("DISMISSED", ["调取清单", "偶然"])
    assert problem(await looked.dispose(supervisor, first["id"], "review")) == "wrong-state"
    assert problem(await looked.dispose(looked.room.market.centre, first["id"], "review")) == "not-allowed"


async def test_leads_are_told_after_any_number(looked: Looked, supervisor: Staff):
    first, second = await looked.told(supervisor)
    assert first["number"] < second["number"]
    assert await looked.told(supervisor, first["number"]) == [second]
    assert await looked.told(supervisor, second["number"]) == []


async def test_the_report_may_tell_the_leads_about_bids_and_what_was_found(looked: Looked):
    async with looked.room.market.clock.house.work(CLOCK) as work:
        before = await leads_of(work, looked.room.session, looked.room.lot)
    assert (before["searched"], before["leads"][0]["verdict"], before["record"]) == (True, None, None)
    await looked.vote_all("none")
    async with looked.room.market.clock.house.work(CLOCK) as work:
        after = await leads_of(work, looked.room.session, looked.room.lot)
    assert [(one["rule"], one["verdict"]) for one in after["leads"]] == [("C10", "none")]
    assert after["record"] is not None


async def test_a_successor_finds_no_lead_until_he_has_judged_too(looked: Looked):
    await looked.vote_all()
    await looked.room.succeed("E02")
    assert problem(await looked.room.ask("GET", door(looked.room, "/leads"), "E02")) == "wrong-phase"
