"""From the ranking to the buyer: the head has the report made, everybody signs or is silent, the room is closed."""

import io
import json
from collections.abc import Awaitable, Callable

import pytest
from pypdf import PdfReader

from commands.evaluation_checks import check_ranking
from tests.conftest import People
from tests.market import Market, answer
from tests.reports.judged import Judged, judge
from tests.rooms.sitting import SEATS, RunDue, key_of, seat_committee
from tests.scoring.playing import mark, review

LATER = {"minutes": 3}
MINE = "施工组织设计评分应区分档次，我坚持原评分。"


def problem(told) -> str:
    return str(told.json()["type"]).rsplit(":", 1)[-1]


async def test_a_report_that_everybody_signed_is_handed_in(judged: Judged):
    assert (await judged.room.sitting()).phase == "RANKED"
    answer(await judged.compose(matters="项目经理在建情况由招标人核实"))
    assert (await judged.room.sitting()).phase == "SIGNING"
    await judged.sign_all()
    assert ((await judged.room.sitting()).phase, await judged.state()) == ("CLOSED", "REPORTED")
    [closing] = await judged.records("tianping/report-closing/1")
    told = json.loads(closing.body)
    assert (told["signed"], told["silent"], told["dissent"]) == (sorted(SEATS), [], [])
    [scores] = await judged.records("tianping/scores/1")
    check_ranking(json.loads(scores.body))


async def test_the_report_tells_what_the_law_asks_for(judged: Judged):
    answer(await judged.compose(matters="核实在建情况"))
    body = (await judged.report("E03"))["body"]
    places = {one["seat"]: (one["kind"], one["city"], one["remote"], one["head"]) for one in body["committee"]}
    assert places["E01"] == ("expert", "422800", False, True)
    assert places["E03"] == ("expert", "420500", True, False)
    assert places["B01"] == ("buyer", "422800", False, False)
    assert [one["outcome"] for one in body["reviewed"]] == ["passed"] * 3
    assert [one["rank"] for one in body["candidates"]] == [1, 2, 3]
    assert [one["rank"] for one in body["comparison"]] == [1, 2, 3]
    assert (body["matters"], body["failed"], body["rejected"]) == ("核实在建情况", None, [])


async def test_only_the_head_has_it_made_and_twice_is_once(judged: Judged):
    assert problem(await judged.compose("E02")) == "only-head"
    first = answer(await judged.compose(matters="一"))["reports"][0]["report"]
    assert answer(await judged.compose(matters="二"))["reports"][0]["report"] == first
    assert len(await judged.records("tianping/evaluation-report/1")) == 1


async def test_nobody_signs_with_another_key_or_another_report(judged: Judged):
    answer(await judged.compose())
    stranger = key_of("E04").sign(b"something else").hex()
    assert problem(await judged.sign("E02", signature=stranger)) == "signature-broken"
    assert problem(await judged.sign("E02", report="ab" * 32)) == "other-report"
    assert (await judged.report())["signed"] == []


async def test_who_is_silent_agrees_and_stays_without_a_signature(judged: Judged):
    answer(await judged.compose())
    await judged.sign_all("E04")
    assert (await judged.room.sitting()).phase == "SIGNING"
    await judged.room.market.clock.forward(**LATER)
    await judged.run_due()
    assert ((await judged.room.sitting()).phase, await judged.state()) == ("CLOSED", "REPORTED")
    told = json.loads((await judged.records("tianping/report-closing/1"))[0].body)
    assert (told["silent"], len(told["signed"])) == (["E04"], 4)


async def test_time_does_not_run_against_a_room_that_is_held(judged: Judged):
    answer(await judged.compose())
    await judged.room.to_phase("SIGNING", held="pause", held_reason="停电")
    await judged.room.market.clock.forward(**LATER)
    await judged.run_due()
    assert (await judged.room.sitting()).phase == "SIGNING"


async def test_a_dissent_stands_in_its_own_words_and_is_never_changed(judged: Judged):
    answer(await judged.compose())
    answer(await judged.dissent("E03", MINE))
    answer(await judged.dissent("E03", MINE))
    assert problem(await judged.dissent("E03", "另一种说法")) == "dissent-stands"
    await judged.sign_all()
    told = json.loads((await judged.records("tianping/report-closing/1"))[0].body)
    assert [(one["seat"], one["text"]) for one in told["dissent"]] == [("E03", MINE)]
    assert problem(await judged.dissent("E02", "晚了")) == "signing-over"


async def test_a_repeated_signature_changes_nothing(judged: Judged):
    answer(await judged.compose())
    answer(await judged.sign("E02"))
    answer(await judged.sign("E02"))
    [record] = await judged.records("tianping/evaluation-report/1")
    assert [one["role"] for one in record.signatures] == ["platform", "member"]


async def test_a_lot_whose_bids_are_all_rejected_fails_and_tells_why(market: Market, run_due: RunDue):
    judged = await judge(await seat_committee(market, run_due), run_due, fails=lambda _: True)
    assert (await judged.room.sitting()).phase == "SIGNING"
    answer(await judged.compose())
    await judged.sign_all()
    assert ((await judged.room.sitting()).phase, await judged.state()) == ("CLOSED", "FAILED_REJECTED")
    told = answer(await judged.room.client.get(f"/api/lots/{judged.lot}/report"))
    assert [one["item"] for one in told["report"]["body"]["rejected"]][:1] == ["F1"]
    assert told["report"]["body"]["candidates"] == []


async def test_before_the_award_only_the_projects_own_people_read_it(judged: Judged, as_: People):
    path = f"/api/lots/{judged.lot}/report"
    market = judged.room.market
    everybody = {"public": {}, "centre_staff": judged.room.staff["422800"].headers, "buyer": market.buyer.headers}
    everybody |= {"agency": market.agency.headers, "system_admin": (await as_("system_admin")).headers}

    for headers in everybody.values():
        assert (await judged.room.client.get(path, headers=headers)).status_code == 404
    answer(await judged.compose())
    await judged.sign_all()
    for who, headers in everybody.items():
        told = await judged.room.client.get(path, headers=headers)
        assert told.status_code == (200 if who in ("buyer", "agency") else 404), who


async def test_every_table_has_the_signatures_under_it_on_paper(judged: Judged):
    answer(await judged.compose(matters="核实在建情况"))
    await judged.sign_all("E04", "B01")
    told = await judged.room.ask("GET", f"/api/seat/lots/{judged.lot}/report.pdf", "E04")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(told.content)).pages)
    assert text.count("E01 已签") >= 6
    assert "E04 待签" in text
    await judged.sign_all()
    printed = await judged.room.client.get(
        f"/api/lots/{judged.lot}/report.pdf", headers=judged.room.market.buyer.headers
    )
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.content)).pages)
    assert "待签" not in text


Review = Callable[..., Awaitable[object]]


@pytest.fixture
async def handed_in(judged: Judged) -> Judged:
    answer(await judged.compose())
    await judged.sign_all()
    return judged


async def _review(judged: Judged, path: str, **form: str):
    url = f"/api/lots/{judged.lot}/report/review{path}"
    return await judged.room.client.post(url, json=form, headers=judged.room.market.buyer.headers)


async def test_the_buyer_has_a_report_checked_and_it_stands(handed_in: Judged):
    asked = {"ground": "deviation", "text": "E02评分畸高"}
    first = answer(await _review(handed_in, "", **asked))
    assert answer(await _review(handed_in, "", **asked)) == first
    assert await handed_in.state() == "REVIEW"
    assert problem(await _review(handed_in, "", ground="rejection", text="另一事由")) == "review-runs"
    answer(await _review(handed_in, "/answer", outcome="accept", text="经核对，评分有依据"))
    assert await handed_in.state() == "REPORTED"
    told = answer(
        await handed_in.room.client.get(
            f"/api/lots/{handed_in.lot}/report", headers=handed_in.room.market.buyer.headers
        )
    )
    assert [one["outcome"] for one in told["reviews"]] == ["accept"]


async def test_a_report_is_not_checked_without_end(handed_in: Judged):
    for number in range(2):
        answer(await _review(handed_in, "", ground="arithmetic", text=f"第{number}次"))
        answer(await _review(handed_in, "/answer", outcome="accept", text="无误"))
    assert problem(await _review(handed_in, "", ground="arithmetic", text="再一次")) == "reviewed-often"


async def test_a_check_that_finds_it_void_frees_the_lot_for_another_committee(handed_in: Judged):
    answer(await _review(handed_in, "", ground="standards", text="使用了招标文件没有规定的标准"))
    answer(await _review(handed_in, "/answer", outcome="void", text="确有其事"))
    assert await handed_in.state() == "VOID_EVAL"
    told = await handed_in.room.client.get(
        f"/api/lots/{handed_in.lot}/report", headers=handed_in.room.market.buyer.headers
    )
    assert told.status_code == 404


async def test_nobody_else_has_it_checked(handed_in: Judged):
    url = f"/api/lots/{handed_in.lot}/report/review"
    form = {"ground": "arithmetic", "text": "-"}
    for headers in ({}, handed_in.room.market.agency.headers, handed_in.room.staff["422800"].headers):
        assert (await handed_in.room.client.post(url, json=form, headers=headers)).status_code in (401, 403, 404)


async def test_a_report_whose_committee_changed_is_void_and_another_follows(judged: Judged):
    first = answer(await judged.compose())["reports"][0]["report"]
    await judged.sign_all("E04", "B01")
    await judged.room.succeed("E04")
    await review(judged.room, "E04")
    await mark(judged.room, "E04")
    await mark(judged.room, "E04")
    assert (await judged.room.sitting()).phase == "RANKED"
    second = answer(await judged.compose())["reports"][0]
    assert (second["report"] != first, second["signed"]) == (True, [])
    await judged.sign_all()
    assert await judged.state() == "REPORTED"
    [closing] = await judged.records("tianping/report-closing/1")
    assert json.loads(closing.body)["report"] == second["report"]
