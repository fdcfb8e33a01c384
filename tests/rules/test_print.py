"""Printed documents: everything of the record is on paper, nothing of it is markup, equal data give equal bytes.

The fonts come by `npm ci --prefix foundation/print/fonts`.
"""

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from crypto.encoding import digest
from foundation.print.bid_letter import print_bid_letter
from foundation.print.opening import print_record, record_data
from foundation.print.receipt import print_receipt
from foundation.print.typesetting import PrintError, PrintFontsMissing, find_fonts, render
from foundation.print.words import columns_of

LOT = "云顶坪小学教学综合楼施工"
FORM: list[dict[str, Any]] = [
    {"name": "price", "title": {"zh": "投标报价", "en": "Bid price"}, "kind": "money", "unit": "元"},
    {"name": "period", "title": {"zh": "工期", "en": "Period"}, "kind": "integer", "unit": "日历天"},
    {"name": "quality", "title": {"zh": "质量标准", "en": "Quality"}, "kind": "text", "unit": ""},
]
NAMES = ["鄂西云杉建设", "汉滨筑路", "夷陵恒基", "江城远岫", "荆楚禾泽水利", "车城路桥", "磁湖机电"]
PRICES = ["26888000.00", "27105600.00", "26450300.00", "27322000.00", "26999999.99", "26720400.00", "28010000.00"]


def mark(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def bid(number: int, **fields: Any) -> dict[str, Any]:
    name = NAMES[number % 7] + ("" if number < 7 else f"{number}公司")
    values = {"price": PRICES[number % 7], "period": str(500 + number), "quality": "合格"}
    plain = {"bid": mark(f"bid {number}"), "document_version": 1, "received_at": "2026-12-16T08:03:07.123Z"}
    told = {"outcome": "VALID", "cause": None, "name": name, "uscc": "91422800900000014C", "values": values}
    return plain | told | fields


def record(*bids: dict[str, Any], **fields: Any) -> dict[str, Any]:
    body = {
        "type": "tianping/opening-record/1",
        "lot": "019b0000-0000-7000-8000-000000000001",
        "round": 1,
        "freeze": mark("freeze"),
        "tender": mark("tender"),
        "deadline": "2026-12-17T01:30:00.000Z",
        "opened_at": "2026-12-17T01:30:02.113Z",
        "read_out_at": "2026-12-17T01:32:40.000Z",
        "releases": [mark("release 1"), mark("release 2")],
        "clients": [{"index": 1, "client": "tianping-web 0.1.0"}, {"index": 4, "client": "tianping 0.1.0"}],
        "seed": mark("seed"),
        "coefficients": [{"name": "K1", "value": "0.97"}],
        "bids": list(bids),
        "valid_bidders": len(bids),
        "result": "OPENED",
        "objections": [],
        "confirmations": [{"bid": mark("bid 2"), "at": "2026-12-17T01:35:00.250Z"}],
        "host": {"name": "向山", "organisation": "恩施州公共资源交易中心"},
        "closed_at": "2026-12-17T01:38:00.007Z",
    }
    signature = {"key": mark("key"), "role": "platform", "value": mark("value") + mark("more")}
    return {"body": body | fields, "signatures": [signature], "salt": "00" * 16}


SEVEN = record(*(bid(number) for number in range(7)))


def pages(pdf: bytes) -> list[str]:
    """The text of each page without spaces and line breaks, as the order of lines is the typesetter's."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def fonts_of(pdf: bytes) -> Iterator[tuple[str, bool]]:
    """Each font's name and whether its program is inside the file."""
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            yield inner["/BaseFont"], "/FontFile2" in inner["/FontDescriptor"]


@pytest.fixture(scope="module")
def seven() -> bytes:
    return print_record(
        SEVEN, LOT, "云顶坪小学(筹)建设", buyer="云顶坪小学(筹)", offer_form=FORM, custodians={4: "宜昌市公证处"}
    )


def test_an_opening_record_of_seven_bids_has_everything_that_was_read_out(seven: bytes) -> None:
    text = "".join(pages(seven))
    for number in range(7):
        assert NAMES[number] in text
        assert mark(f"bid {number}") in text
    for shown in ("26,888,000.00", "28,010,000.00", "投标报价（元）", "工期（日历天）", "K1=0.97", "云顶坪小学(筹)"):
        assert shown in text
    assert "向山（恩施州公共资源交易中心）" in text
    assert "宜昌市公证处" in text
    assert "2026年12月17日09:30:00" in text
    assert "2026年12月16日16:03:07.123接收" in text


def test_everything_by_which_it_is_checked_is_printed_in_full(seven: bytes) -> None:
    text = "".join(pages(seven))
    marks = ["freeze", "tender", "seed", "release 1", "release 2", "key", "value", "more"]
    assert all(mark(word) in text for word in marks)
    assert digest(SEVEN["body"]).hex() in text


def test_the_stamps_stand_on_the_page_that_names_the_record(seven: bytes) -> None:
    page = next(page for page in pages(seven) if "（盖章）" in page)
    assert digest(SEVEN["body"]).hex() in page


def test_two_hundred_bids_run_over_pages_with_the_head_repeated() -> None:
    found = pages(print_record(record(*(bid(number) for number in range(200))), LOT, "项目", offer_form=FORM))
    table = [page for page in found if "有效valid" in page]
    assert len(table) > 8
    assert all("统一社会信用代码" in page for page in table)
    assert all(mark(f"bid {number}") in "".join(found) for number in range(200))
    assert f"第2页，共{len(found)}页" in found[1]


def test_equal_data_give_equal_bytes_from_any_thread(seven: bytes) -> None:
    def again(_: int) -> bytes:
        words = {"buyer": "云顶坪小学(筹)", "offer_form": FORM, "custodians": {4: "宜昌市公证处"}}
        return print_record(SEVEN, LOT, "云顶坪小学(筹)建设", **words)

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(again, range(8))) == {seven}


def test_the_document_is_dated_by_its_record(seven: bytes) -> None:
    facts = PdfReader(BytesIO(seven)).metadata
    assert facts is not None
    assert facts.creation_date == datetime(2026, 12, 17, 1, 38, tzinfo=UTC)
    assert facts.title == f"开标记录 {LOT}"


def test_the_chinese_font_is_inside_and_nothing_of_the_machine_is_used(seven: bytes) -> None:
    found = set(fonts_of(seven))
    assert {name.partition("+")[2] for name, _ in found} == {"NotoSansSC-Regular", "NotoSansSC-Bold", "DejaVuSansMono"}
    assert all(embedded for _, embedded in found)


def test_nothing_in_the_data_is_read_as_markup() -> None:
    nasty = '#panic("x")*b*_i_$x$[y]\\u{41}`z`<a>@b//c'
    told = record(
        bid(0, name=nasty, cause=nasty, values={"price": nasty}), coefficients=[{"name": nasty, "value": nasty}]
    )
    text = "".join(pages(print_record(told, nasty, nasty, buyer=nasty)))
    assert text.count(nasty) >= 6


def test_outcomes_are_told_in_words_with_their_cause() -> None:
    told = record(
        bid(0, outcome="DEEMED_REVOKED", cause="加密内容损坏", values=None),
        bid(1, outcome="UNATTRIBUTED", name=None, uscc=None),
        objections=[
            {
                "objection": mark("objection"),
                "bid": mark("bid 1"),
                "text": "工期有误",
                "answer": "以一览表为准",
                "answered_at": "2026-12-17T01:34:00.000Z",
            }
        ],
    )
    text = "".join(pages(print_record(told, LOT, "项目", offer_form=FORM)))
    for words in (
        "视为撤销",
        "加密内容损坏",
        "投标人身份未能认定",
        "工期有误",
        "以一览表为准",
        "2026年12月17日09:34:00",
    ):
        assert words in text


def test_a_lot_with_too_few_bids_has_a_record_without_any_offer() -> None:
    shut = [bid(number, outcome="UNOPENED", name=None, uscc=None, values=None) for number in range(2)]
    empty = {"coefficients": [], "seed": None, "host": None, "read_out_at": None, "confirmations": [], "clients": []}
    text = "".join(pages(print_record(record(*shut, result="FAILED_FEW", valid_bidders=0, **empty), LOT, "项目")))
    assert "流标：投标人不足" in text
    assert "未开启" in text
    assert not any(name in text for name in NAMES)


def test_a_rehearsal_says_so_on_every_page() -> None:
    found = pages(print_record(SEVEN, LOT, "项目", rehearsal=True))
    assert all("演练" in page for page in found)
    assert not any("演练" in page for page in pages(print_record(SEVEN, LOT, "项目")))


def test_without_the_form_the_usual_values_come_first() -> None:
    columns = columns_of([], [{"quality": "合格", "price": "1.00", "area": "12"}, None])
    assert [(column.name, column.zh, column.number) for column in columns] == [
        ("price", "投标报价", True),
        ("quality", "质量标准", False),
        ("area", "area", True),
    ]


def test_only_money_gets_separators() -> None:
    form = [*FORM, {"name": "licence", "title": "证书编号", "kind": "text", "unit": ""}]
    values = {"price": "1000000.00", "licence": "1000000.00"}
    shown = record_data(record(bid(0, values=values)), offer_form=form, custodians={})
    assert shown["bids"][0]["values"] == {"price": "1,000,000.00", "licence": "1000000.00"}


def receipt() -> dict[str, Any]:
    kinds = ["identity", "offer", "documents", "pricing"]
    body = {
        "type": "tianping/receipt/1",
        "number": mark("number")[:32],
        "lot": "019b0000-0000-7000-8000-000000000001",
        "round": 1,
        "bid": mark("bid"),
        "envelopes": [{"kind": kind, "digest": mark(kind), "length": 16400} for kind in kinds],
        "bid_key": mark("bid key"),
        "document_version": 2,
        "at": "2026-12-17T01:29:59.999Z",
        "tick": 4711,
        "within": 60,
        "head": {"size": 4710, "root": mark("root")},
    }
    return {"body": body, "signatures": SEVEN["signatures"], "salt": "00" * 16}


def test_a_receipt_tells_the_moment_to_the_millisecond_and_every_fingerprint() -> None:
    told = receipt()
    text = "".join(pages(print_receipt(told, LOT)))
    assert "2026年12月17日09:29:59.999" in text
    assert told["body"]["number"] in text
    assert "第4711期，最迟不晚于其后60秒" in text
    fingerprints = [one["digest"] for one in told["body"]["envelopes"]]
    for value in [*fingerprints, mark("bid"), mark("bid key"), mark("root"), mark("value"), digest(told["body"]).hex()]:
        assert value in text


def test_the_letter_and_the_table_are_made_from_the_sealed_offer() -> None:
    offer = {"type": "tianping/offer/1", "values": {"price": "26888000.00", "period": "540", "quality": "合格"}}
    tender = {
        "name": LOT,
        "project": {"code": "E4228000026000017", "name": "云顶坪小学(筹)建设"},
        "buyer": {"name": "云顶坪小学(筹)", "uscc": "1242280090000009X7"},
        "round": 1,
        "rehearsal": False,
        "offer_form": [{**row, "title": row["title"]["zh"]} for row in FORM],
    }
    bidder = {"name": "鄂西云杉建设", "uscc": "91422800900000014C"}
    evening = datetime(2026, 12, 15, 17, 0, tzinfo=UTC)
    text = "".join(pages(print_bid_letter(offer, tender, bidder, evening, document_version=3)))
    for words in ("致：云顶坪小学(筹)", "人民币贰仟陆佰捌拾捌万捌仟元整", "￥26,888,000.00", "540", "日历天", "第3版"):
        assert words in text
    assert "2026年12月16日" in text
    assert "91422800900000014C" in text
    assert digest(offer).hex() in text


def test_missing_fonts_are_a_refusal_that_says_how_to_install_them(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(PrintFontsMissing) as refused:
            find_fonts(folder)
        assert "npm ci" in refused.value.problem()["detail"]


def test_a_folder_of_ones_own_fonts_will_do(tmp_path: Path) -> None:
    for source in find_fonts():
        for font in source.glob("*.ttf"):
            (tmp_path / font.name).symlink_to(font)
    assert print_record(SEVEN, LOT, "项目", tmp_path) == print_record(SEVEN, LOT, "项目")


def test_data_that_a_template_cannot_show_is_our_own_fault() -> None:
    with pytest.raises(PrintError, match="receipt"):
        render("receipt", {"created": "2026-12-17T01:30:00.000Z"})
