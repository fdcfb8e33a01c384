"""The papers of rehearsals are real PDF files: of the wanted size, with text that can be read, never twice the same."""

from io import BytesIO

from pypdf import PdfReader

from commands.rehearsal.pdfs import WIDTH, BidPaper, Press, TenderPaper, scanned_page
from foundation.entropy import counted_entropy
from foundation.print.typesetting import find_fonts

PAPER = BidPaper("云顶坪小学教学综合楼施工", "技术文件", "鄂西云杉建设演示", "91422800900000014C")


def press(seed: bytes = b"press") -> Press:
    """A press whose variety can be foretold."""
    return Press(find_fonts(), counted_entropy(seed))


def text_of(pdf: bytes) -> str:
    """What can be read out of it."""
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_a_bidders_paper_has_about_the_wanted_size_and_says_whose_it_is() -> None:
    made = press().bid(PAPER, 2_000_000)
    assert 1_800_000 < len(made) < 2_200_000
    assert "鄂西云杉建设演示" in text_of(made)


def test_two_papers_of_one_company_differ() -> None:
    assert press(b"one").bid(PAPER) != press(b"two").bid(PAPER)


def test_what_comes_as_data_is_never_read_as_markup() -> None:
    made = press().bid(BidPaper(PAPER.tender, "#panic() *bold* $x$", PAPER.company, PAPER.uscc))
    assert "#panic() *bold* $x$" in text_of(made)


def test_a_tender_document_holds_its_facts_and_its_offer_form() -> None:
    facts, form = [("最高投标限价", "27950000.00 元")], [("投标报价", "money", "元")]
    text = text_of(press().tender(TenderPaper("云顶坪小学施工", "演练", "小学", "代理", facts, form)))
    assert "27950000.00" in text
    assert "投标报价" in text


def test_a_scan_is_a_png_of_the_wanted_height() -> None:
    page = scanned_page(bytes(WIDTH * 200), 200)
    assert page.startswith(b"\x89PNG\r\n\x1a\n")
    assert (int.from_bytes(page[16:20], "big"), int.from_bytes(page[20:24], "big")) == (WIDTH, 200)
