"""What a committee must be before anybody is drawn, and who may plan one."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest

from evaluation_rooms.draws.plans import (
    Exemption,
    Plan,
    VenueShare,
    check_committee,
    check_remote,
    check_steps,
    experts_least,
    local_plan,
    quotas_of,
    read_plan,
)
from evaluation_rooms.draws.refusals import CommitteeUnlawful, PlanImpossible, RemoteNeeded, VenueNotRemote
from foundation.rulebook import rulebook
from tests.conftest import People
from tests.draws.town import ENSHI, YICHANG, Town

RULES = rulebook(1)
MAIN, SUB, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
PLACES = {MAIN: "422800", SUB: "420500", THIRD: "420100"}
PLAN = Plan((("A06", 2), ("A08", 3)), 0, VenueShare(MAIN, 1, 3), (VenueShare(SUB, 2, 4),), 2)


@pytest.mark.parametrize(("size", "least"), [(5, 4), (7, 5), (9, 6), (11, 8)])
def test_two_thirds_of_a_committee_are_experts(size: int, least: int) -> None:
    assert experts_least(size) == least
    check_committee(replace(PLAN, specialities=(("A", least),), buyer_members=size - least), RULES)
    with pytest.raises(CommitteeUnlawful):
        check_committee(replace(PLAN, specialities=(("A", least - 1),), buyer_members=size - least + 1), RULES)


@pytest.mark.parametrize("experts", [3, 4, 6])
def test_a_committee_is_odd_and_has_five_at_least(experts: int) -> None:
    with pytest.raises(CommitteeUnlawful):
        check_committee(replace(PLAN, specialities=(("A", experts),)), RULES)


def test_water_works_have_seven() -> None:
    with pytest.raises(CommitteeUnlawful) as refused:
        check_committee(replace(PLAN, water=True), RULES)
    assert refused.value.facts["least"] == 7
    check_committee(replace(PLAN, water=True, specialities=(("A", 7),)), RULES)


def test_a_venue_in_the_main_city_is_not_remote_whatever_its_centre_is_called() -> None:
    with pytest.raises(VenueNotRemote):
        check_remote(PLAN, {MAIN: "420100", SUB: "420000"}, True, RULES)
    with pytest.raises(VenueNotRemote):
        check_remote(PLAN, {MAIN: "422800", SUB: "422823"}, True, RULES)
    check_remote(PLAN, {MAIN: "429004", SUB: "429005"}, True, RULES)


def test_a_project_in_scope_is_remote_unless_an_exemption_is_recorded() -> None:
    local = local_plan(PLAN)
    with pytest.raises(RemoteNeeded):
        check_remote(local, PLACES, True, RULES)
    check_remote(local, PLACES, False, RULES)
    check_remote(replace(local, exemption=Exemption("样品须现场查验", "鄂监〔2026〕1号")), PLACES, True, RULES)


def test_fewer_remote_experts_than_the_rule_are_refused() -> None:
    with pytest.raises(PlanImpossible):
        check_remote(replace(PLAN, remote_least=1), PLACES, True, RULES)


@pytest.mark.parametrize(
    ("change", "quota"),
    [
        ({"main": VenueShare(MAIN, 0, 1), "subs": (VenueShare(SUB, 0, 3),)}, "city-most"),
        ({"main": VenueShare(MAIN, 4, 4)}, "city-least"),
        ({"remote_least": 5, "subs": (VenueShare(SUB, 0, 4),)}, "remote-least"),
    ],
)
def test_bounds_that_contradict_each_other_name_the_quota(change: dict[str, Any], quota: str) -> None:
    with pytest.raises(PlanImpossible) as refused:
        check_steps(replace(PLAN, **change), PLACES, RULES)
    assert refused.value.facts["quota"] == quota


def test_widening_adds_venues_and_the_cities_of_quotas_ascend() -> None:
    plan = replace(PLAN, widening=((VenueShare(THIRD, 0, 2),), (VenueShare(SUB, 0, 4),)))
    assert read_plan(plan.as_json()) == plan
    cities = [quotas_of(plan, step, PLACES, RULES).cities for step in plan.steps()]
    assert cities[0] == (("420500", 2, 4), ("422800", 1, 3))
    assert cities[1] == (("420100", 0, 2), ("420500", 2, 4), ("422800", 1, 3))
    assert cities[2] == (("420100", 0, 2), ("420500", 0, 4), ("422800", 1, 3))


def refusal(told: httpx.Response) -> tuple[int, str]:
    """Status and name of a refusal."""
    return told.status_code, told.json()["type"].rpartition(":")[2]


async def test_agency_buyer_and_operator_plan_and_strangers_find_no_such_project(town: Town, as_: People) -> None:
    told = await town.plan()
    stranger = await as_("agency", "别处的代理")
    assert refusal(await town.ask("POST", "/api/sessions", stranger, json=told)) == (404, "no-such-thing")
    for role in ("centre_staff", "supervisor", "pool_keeper"):
        assert (await town.ask("POST", "/api/sessions", await as_(role), json=told)).status_code == 403
    assert (await town.client.post("/api/sessions", json=told)).status_code == 401
    made = await town.ask("POST", "/api/sessions", town.market.agency, json=told)
    again = await town.ask("POST", "/api/sessions", town.market.agency, json=told)
    assert made.json()["id"] == again.json()["id"]
    assert made.json()["plan"]["main"]["city"] == ENSHI


async def test_the_agency_plans_but_never_starts_the_draw(town: Town) -> None:
    session = await town.planned()
    assert (await town.ask("POST", f"/api/sessions/{session}/draw", town.market.agency)).status_code == 403
    assert (await town.ask("POST", f"/api/sessions/{session}/draw", town.market.buyer)).status_code == 403


async def test_a_lot_that_is_not_opened_or_is_in_another_session_is_refused(town: Town) -> None:
    await town.planned()
    other = await town.ask("POST", "/api/sessions", json=await town.plan(hours=5))
    assert refusal(other) == (409, "lot-in-session")
    await town.market.draft_lot()
    draft = await town.ask("POST", "/api/sessions", json=await town.plan())
    assert refusal(draft) == (409, "lots-unfit")


async def test_seats_that_are_not_there_are_refused_at_the_plan(town: Town) -> None:
    many = {"main": town.share(ENSHI, 1, 9)}
    assert refusal(await town.ask("POST", "/api/sessions", json=await town.plan(**many))) == (409, "venue-short")


async def test_a_speciality_that_nobody_knows_is_refused(town: Town) -> None:
    told = await town.plan(specialities=[{"speciality": "Z99", "seats": 5}])
    assert refusal(await town.ask("POST", "/api/sessions", json=told)) == (422, "speciality-unknown")


async def test_the_list_shows_each_his_own(town: Town, as_: People) -> None:
    session = await town.planned()
    mine = await town.ask("GET", "/api/sessions?state=PLANNED", town.market.buyer)
    assert [one["id"] for one in mine.json()["sessions"]] == [session]
    theirs = await town.ask("GET", "/api/sessions", await as_("buyer", "别的招标人"))
    assert theirs.json()["sessions"] == []
    assert (await town.ask("GET", f"/api/sessions/{session}", await as_("buyer", "别的招标人"))).status_code == 404


async def test_amending_ends_with_the_draw(town: Town) -> None:
    session = await town.planned()
    told = {name: value for name, value in (await town.plan()).items() if name not in ("project", "lots")}
    narrower = told | {"subs": [town.share(YICHANG, 2, 4)]}
    changed = await town.ask("PATCH", f"/api/sessions/{session}", json=narrower)
    assert [one["city"] for one in changed.json()["plan"]["subs"]] == [YICHANG]
    await town.start(session)
    assert refusal(await town.ask("PATCH", f"/api/sessions/{session}", json=told)) == (409, "wrong-state")
