"""The award notice and the written report on paper."""

from tests.awards.lot import Reported
from tests.market import answer


async def test_the_award_notice_is_a_pdf_for_everybody_once_there_is_an_award(lot: Reported) -> None:
    await lot.over()
    path = lot.path("award/notice.pdf")
    assert (await lot.client.get(path)).json()["type"].endswith("not-awarded")
    answer(await lot.award(2, passed_over=[lot.passed(1)]), 201)
    printed = await lot.client.get(path)
    assert printed.headers["content-type"] == "application/pdf" and printed.content.startswith(b"%PDF")
    assert (await lot.client.get(path)).content == printed.content


async def test_the_written_report_is_printed_for_those_whose_lot_it_is(lot: Reported) -> None:
    await lot.awarded()
    assert (await lot.client.get(lot.path("written-report.pdf"))).status_code == 401
    draft = await lot.ask("GET", "written-report.pdf")
    assert draft.content.startswith(b"%PDF")
    answer(await lot.ask("POST", "written-report", json={"remarks": "无"}), 201)
    assert (await lot.ask("GET", "written-report.pdf")).content != draft.content
