"""Candidates published and objections to the result, over HTTP."""

from tests.awards.lot import CHANNEL, Reported, accept_again
from tests.market import answer


async def test_before_the_publicity_nobody_is_told_of_the_report(lot: Reported) -> None:
    refused = await lot.client.get(lot.path("award"))
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:tianping:problem:no-report-yet")
    for record in (lot.report, lot.scores):
        assert record not in (await lot.client.get(f"/api/lots/{lot.market.lot}")).text
    stranger = await lot.market.as_("agency", "别的代理")
    assert (await lot.ask("GET", "award/desk", stranger)).status_code == 404


async def test_the_publicity_says_what_order_10_asks_and_goes_to_the_press(lot: Reported) -> None:
    first = (await lot.publish())["body"]
    assert first["channel"] == CHANNEL and first["method"] == "综合评估法"
    one = first["candidates"][0]
    assert (one["rank"], one["score"], one["manager"], one["period"]) == (1, "95.10", "张某", "360日历天")
    assert (await lot.publish())["body"] == first
    notices = answer(await lot.client.get("/api/notices?rehearsal=true&kind=candidates"))["notices"]
    assert [len(one["body"]["candidates"]) for one in notices] == [3]
    assert "27900000.00" not in str(notices), "a rejected bid is no candidate"


async def test_a_publicity_that_describes_not_every_candidate_or_is_too_short_is_refused(lot: Reported) -> None:
    told = lot.publicity()
    short = {**told, "candidates": told["candidates"][:2]}
    assert (await lot.ask("POST", "candidates", json=short)).json()["rule"] == "Order 10 Art. 6"
    early = {**told, "ends": (await lot.market.clock.now()).isoformat()}
    assert (await lot.ask("POST", "candidates", json=early)).json()["rule"] == "R-CAND-PUB-LEN"
    assert (await lot.desk())["state"] == "REPORTED"


async def test_a_report_received_twice_changes_nothing(lot: Reported) -> None:
    before = await lot.desk()
    async with lot.market.clock.house.work(lot.market.agency.actor) as work:
        await accept_again(lot, work)
    assert (await lot.desk())["report"] == before["report"]


async def test_an_objection_stops_the_clock_until_it_is_answered(lot: Reported) -> None:
    await lot.publish()
    await lot.market.clock.forward(seconds=4)
    signed = await lot.objection()
    told = answer(await lot.object(signed), 201)
    shown = await lot.shown()
    assert (shown["state"], shown["ends"], shown["objections"]) == ("SUSPENDED", None, {"made": 1, "answered": 0})
    assert lot.bids[1].firm.name not in str(shown["objections"])
    await lot.market.clock.forward(seconds=60)
    assert (await lot.award()).json()["rule"] == "R-OBJ-ANS"
    assert answer(await lot.object(signed), 201) == told, "repeated, it is the same objection"
    path = f"result-objections/{told['objection']}/answer"
    answered = answer(await lot.ask("POST", path, json={"text": "经核实，业绩真实。"}))
    assert answer(await lot.ask("POST", path, json={"text": "经核实，业绩真实。"})) == answered
    assert (await lot.ask("POST", path, json={"text": "改口"})).json()["rule"] == "R-OBJ-ANS"
    shown = await lot.shown()
    assert (shown["state"], shown["ends"]) == ("PUBLICITY", answered["body"]["ends"])
    assert (await lot.award()).json()["rule"] == "R-CAND-PUB-LEN", "the rest of its time is still to run"
    await lot.market.clock.forward(seconds=10)
    answer(await lot.award(), 201)


async def test_the_clock_rests_until_the_last_of_two_objections_is_answered(lot: Reported) -> None:
    await lot.publish()
    told = [answer(await lot.object(await lot.objection(lot.bids[number])), 201) for number in (1, 2)]
    paths = [f"result-objections/{one['objection']}/answer" for one in told]
    assert answer(await lot.ask("POST", paths[0], json={"text": "一"}))["body"]["ends"] is None
    assert (await lot.shown())["state"] == "SUSPENDED"
    assert answer(await lot.ask("POST", paths[1], json={"text": "二"}))["body"]["ends"] is not None
    assert (await lot.shown())["state"] == "PUBLICITY"


async def test_an_objection_after_the_publicity_is_late_with_the_rule_that_says_so(lot: Reported) -> None:
    await lot.over()
    refused = (await lot.object(await lot.objection())).json()
    assert (refused["rule"], refused["status"]) == ("R-OBJ-RESULT", 409)


async def test_another_interested_party_objects_under_its_registered_key_and_nobody_else(lot: Reported) -> None:
    await lot.publish()
    firm = await lot.market.firm("分包公司")
    silent = await lot.object(await lot.objection_of(firm, interest=" "))
    assert silent.json()["facts"]["field"] == "interest"
    lent = await lot.objection_of(firm, company={"name": lot.bids[0].firm.name, "uscc": lot.bids[0].firm.uscc})
    assert (await lot.object(lent)).json()["type"].endswith("objector-unknown")
    foreign = await lot.objection(lot.bids[1], bid=lot.bids[0].digest)
    assert (await lot.object(foreign)).json()["type"].endswith("objector-unknown")
    answer(await lot.object(await lot.objection_of(firm)), 201)
    assert [one["name"] for one in (await lot.desk())["objections"]] == ["分包公司"]


async def test_an_objection_names_the_publicity_that_it_is_about(lot: Reported) -> None:
    await lot.publish()
    other = await lot.object(await lot.objection(candidates="ab" * 32))
    assert other.json()["rule"] == "D-AWARD"
    assert (await lot.object({"signed": {"body": {}, "signatures": []}})).status_code == 422
