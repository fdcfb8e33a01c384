"""From the report to the archive, over HTTP: candidates, award, contract, bonds, written report, manifest."""

from tests.awards.lot import Reported
from tests.market import answer


async def test_a_lot_goes_from_the_report_to_the_archive(lot: Reported) -> None:
    published = await lot.publish()
    assert [one["name"] for one in published["body"]["candidates"]] == [bid.firm.name for bid in lot.bids[:3]]
    assert published["body"]["rejected"][0]["reason"] == "项目经理无证书"
    await lot.market.clock.forward(seconds=11)
    won = answer(await lot.award(), 201)
    assert (won["body"]["name"], won["body"]["price"]) == (lot.bids[0].firm.name, "26500000.00")
    on = await lot.today()
    told = {"signed_on": on, "price": "26500000.00", "period": "360"}
    contract = answer(await lot.ask("PUT", "contract", json=told))
    assert contract["body"]["alerts"] == []
    answer(await lot.ask("POST", "written-report", json={}), 201)
    for bid in lot.bids:
        noted = {"became": "returned", "on": on, "amount": "500000.00", "interest": "31.25"}
        assert answer(await lot.ask("PUT", f"bonds/{bid.digest}", json=noted))["alert"] is None
    archive = answer(await lot.ask("POST", "archive"), 201)
    types = {one["type"] for one in archive["body"]["records"]}
    assert {"tianping/tender/1", "tianping/scores/1", "tianping/award/1", "tianping/contract/1"} <= types
    assert archive["body"]["keep_until"][:4] == str(int(on[:4]) + 15)
    desk = await lot.desk()
    assert desk["state"] == "ARCHIVED" and {one["state"] for one in desk["duties"]} == {"done"}


async def test_the_duties_of_the_agency_follow_the_lot_with_their_rules_and_clocks(lot: Reported) -> None:
    async def mine() -> list[tuple[str, str, bool]]:
        told = answer(await lot.client.get("/api/duties", headers=lot.market.agency.headers))["duties"]
        return [(one["kind"], one["basis"]["rule"], one["late"]) for one in told]

    assert await mine() == [("publish-candidates", "R-CAND-PUB-START", False)]
    await lot.market.clock.forward(minutes=6)
    assert await mine() == [("publish-candidates", "R-CAND-PUB-START", True)]
    await lot.publish()
    assert await mine() == []
    told = answer(await lot.object(await lot.objection()), 201)
    assert await mine() == [("answer-result-objection", "R-OBJ-ANS", False)]
    answer(await lot.ask("POST", f"result-objections/{told['objection']}/answer", json={"text": "属实与否已核"}))
    await lot.market.clock.forward(seconds=11)
    assert await mine() == [("award", "条例55", False)]
    answer(await lot.award(), 201)
    assert sorted(one[0] for one in await mine()) == ["contract", "written-report"]
    answer(await lot.client.get("/api/duties", headers=lot.market.centre.headers))
