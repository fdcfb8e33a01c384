"""The award, the next candidate, the end without one, and what each bidder learns; over HTTP."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select, update

from bidding.awards.tables import Award
from bidding.projects.tables import Lot, Project
from bidding.tenders.tables import LotRound
from foundation.actors import CLOCK
from foundation.records import find_record
from tests.awards.lot import Reported, hand_in
from tests.market import answer


async def test_no_award_inside_the_publicity_and_at_its_end_the_first_candidate(lot: Reported) -> None:
    assert (await lot.award()).json()["rule"] == "D-STATE"
    await lot.publish()
    assert (await lot.award()).json()["rule"] == "R-CAND-PUB-LEN"
    await lot.market.clock.forward(seconds=11)
    first = (await lot.award(2)).json()
    assert (first["rule"], first["facts"]["rank"]) == ("条例55", 1)
    assert (await lot.award(4)).json()["type"].endswith("not-a-candidate")
    won = answer(await lot.award(), 201)
    assert answer(await lot.award(), 201) == won
    assert (await lot.award(2)).json()["facts"]["name"] == lot.bids[0].firm.name
    notices = answer(await lot.client.get("/api/notices?rehearsal=true&kind=award"))["notices"]
    assert [one["body"]["winner"]["name"] for one in notices] == [lot.bids[0].firm.name]


async def test_who_awards_is_buyer_or_agency_of_the_lot(lot: Reported) -> None:
    await lot.over()
    told = {"bid": lot.bids[0].digest}
    supervisor = await lot.market.as_("supervisor", "恩施州住建局")
    assert (await lot.ask("POST", "award", lot.market.centre, json=told)).status_code == 403
    assert (await lot.ask("POST", "award", supervisor, json=told)).status_code in (403, 404)
    assert (await lot.client.post(lot.path("award"), json=told)).status_code == 401
    answer(await lot.ask("POST", "award", lot.market.buyer, json=told), 201)


async def test_report_and_marks_are_public_from_the_award_on(lot: Reported) -> None:
    async def public() -> list[bool]:
        async with lot.market.clock.house.sessions() as rows:
            found = [await find_record(rows, bytes.fromhex(each)) for each in (lot.report, lot.scores)]
            return [one is not None and one.public for one in found]

    await lot.over()
    assert await public() == [False, False]
    answer(await lot.award(), 201)
    assert await public() == [True, True]


async def test_a_first_candidate_that_gives_up_is_passed_over_before_the_award(lot: Reported) -> None:
    await lot.over()
    won = answer(await lot.award(2, passed_over=[lot.passed(1)]), 201)
    assert (won["body"]["rank"], won["body"]["passed_over"]) == (2, [lot.passed(1)])


async def test_a_winner_that_gives_up_makes_room_for_the_next_with_an_award_of_its_own(lot: Reported) -> None:
    first = await lot.awarded()
    second = answer(await lot.award(2, passed_over=[lot.passed(1, "no_performance_bond")]), 201)
    assert second["body"]["previous"] is not None and second["body"]["report_by"] == first["body"]["report_by"]
    assert (await lot.award(1)).status_code == 409, "nobody's turn comes twice"
    third = answer(await lot.award(3, passed_over=[lot.passed(2)]), 201)
    assert [one["bid"] for one in third["body"]["passed_over"]] == [lot.bids[1].digest, lot.bids[0].digest]
    shown = await lot.shown()
    assert [one["body"]["rank"] for one in shown["awards"]] == [1, 2, 3]


async def test_elsewhere_than_with_state_money_the_buyer_chooses_among_the_candidates(lot: Reported) -> None:
    async with lot.market.clock.house.work(CLOCK) as work:
        mine = select(Lot.project_id).where(Lot.id == lot.lot).scalar_subquery()
        private = [{"source": "private", "amount": "28600000.00"}]
        await work.session.execute(update(Project).where(Project.id == mine).values(funds=private))
    await lot.over()
    assert answer(await lot.award(3, reason="综合考虑"), 201)["body"]["first_only"] is False


async def test_a_round_may_end_without_a_contract(lot: Reported) -> None:
    await lot.awarded()
    told = {"reason": "三名候选人均放弃"}
    ended = answer(await lot.ask("POST", "award/failure", json=told), 201)
    assert answer(await lot.ask("POST", "award/failure", json=told), 201) == ended
    assert (await lot.shown())["state"] == "FAILED"
    assert (await lot.award(2, passed_over=[lot.passed(1)])).json()["rule"] == "D-STATE"


async def test_a_contract_that_departs_from_the_offer_raises_leads_and_stands_as_recorded(lot: Reported) -> None:
    await lot.awarded()
    told = {"signed_on": await lot.today(), "price": "26000000.00", "period": "400", "performance_bond": "9000000.00"}
    contract = answer(await lot.ask("PUT", "contract", json=told))["body"]
    kinds = ["price-differs", "period-differs", "performance-bond"]
    assert [one["kind"] for one in contract["alerts"]] == kinds
    assert answer(await lot.ask("PUT", "contract", json=told))["body"] == contract
    other = {**told, "price": "26500000.00"}
    assert (await lot.ask("PUT", "contract", json=other)).json()["rule"] == "R-CONTRACT"
    assert [one["kind"] for one in (await lot.desk())["alerts"]] == kinds


async def test_a_contract_is_no_older_than_its_award_and_not_of_tomorrow(lot: Reported) -> None:
    await lot.awarded()
    today = date.fromisoformat(await lot.today())
    for on in (today - timedelta(days=1), today + timedelta(days=1)):
        told = {"signed_on": str(on), "price": "26500000.00"}
        assert (await lot.ask("PUT", "contract", json=told)).status_code == 422


async def test_a_bond_is_noted_again_where_the_first_note_was_wrong_and_kept_only_on_a_ground(lot: Reported) -> None:
    await lot.awarded()
    path = f"bonds/{lot.bids[2].digest}"
    kept = {"became": "kept", "on": await lot.today()}
    assert (await lot.ask("PUT", path, json=kept)).json()["facts"]["field"] == "note"
    answer(await lot.ask("PUT", path, json={**kept, "note": "撤销投标文件"}))
    answer(await lot.ask("PUT", path, json={**kept, "became": "returned", "amount": "500000.00"}))
    own = answer(await lot.own_result(lot.bids[2]))
    assert (own["bond"]["became"], own["bond"]["amount"]) == ("returned", "500000.00")


async def test_an_archive_waits_for_the_written_report_and_every_bond(lot: Reported) -> None:
    await lot.awarded()
    assert (await lot.ask("POST", "archive")).json()["rule"] == "D-STATE"
    answer(await lot.ask("PUT", "contract", json={"signed_on": await lot.today(), "price": "26500000.00"}))
    missing = (await lot.ask("POST", "archive")).json()
    assert missing["rule"] == "R-ARCH" and "4" in missing["title"]
    draft = answer(await lot.ask("GET", "written-report"))
    assert draft["award"]["name"] == lot.bids[0].firm.name and draft["opening"]["valid_bidders"] == 4


async def test_a_loser_learns_his_own_scores_and_marks_and_nobody_elses(lot: Reported) -> None:
    assert (await lot.own_result(lot.bids[1])).json()["rule"] == "R-OBJ-RESULT"
    await lot.publish()
    before = answer(await lot.own_result(lot.bids[1]))
    assert (before["rank"], before["total"], before["marks"], before["won"]) == (2, "93.40", [], None)
    await lot.market.clock.forward(seconds=11)
    answer(await lot.award(), 201)
    after = answer(await lot.own_result(lot.bids[1]))
    assert [one["seat"] for one in after["marks"]] == ["E01", "E02"]
    assert (after["won"], after["winner"]) == (False, lot.bids[0].firm.name)
    assert (await lot.own_result(lot.bids[1], lot.bids[2].key)).status_code == 403


async def test_a_rejected_bidder_learns_the_item_the_ground_and_the_reason(lot: Reported) -> None:
    await lot.publish()
    own = answer(await lot.own_result(lot.bids[3]))
    assert own["rejected"] == [{"item": "Z3", "ground": 3, "reason": "项目经理无证书"}]
    assert (own["rank"], own["criteria"]) == (None, [])


async def test_after_a_void_evaluation_another_report_begins_anew(lot: Reported) -> None:
    await lot.publish()
    answer(await lot.object(await lot.objection()), 201)
    async with lot.market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot.lot).values(state="EVALUATING"))
    await hand_in(lot, note="新的评标委员会")
    async with lot.market.clock.house.sessions() as rows:
        award = (await rows.scalars(select(Award))).one()
    assert (award.publicity, award.ends_at, award.stopped_at, award.report.hex()) == (None, None, None, lot.report)
    assert (await lot.ask("POST", "candidates", json=lot.publicity())).json()["rule"] == "R-OBJ-ANS"
    assert len((await lot.desk())["objections"]) == 1


async def test_a_report_that_was_reviewed_is_published_again_for_the_whole_period(lot: Reported) -> None:
    first = await lot.publish()
    async with lot.market.clock.house.work(CLOCK) as work:
        await work.session.execute(update(LotRound).where(LotRound.lot_id == lot.lot).values(state="REPORTED"))
    await lot.market.clock.forward(seconds=60)
    second = await lot.publish()
    assert second["body"]["ends"] > first["body"]["ends"]
    assert UUID((await lot.shown())["lot"]) == lot.lot
