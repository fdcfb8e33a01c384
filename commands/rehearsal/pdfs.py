"""Real PDF files for rehearsals and the demonstration: a tender document, and bidders' papers of any wanted size.

Typst sets the text and tables from data; the size comes from scanned pages, which are what makes real bids large. A
scan is a grey page of paper noise with lines of ink: as incompressible as real ones, and made at the speed of memory.
"""

import json
import shutil
import struct
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import typst

from foundation.entropy import Entropy

PAPERS = Path(__file__).parent / "papers"
WIDTH, HEIGHT = 1240, 1754
"""Pixels of a scanned A4 page at 150 dpi, one byte each."""

_PAPER = bytes(255 - value // 6 for value in range(256))
_INK = bytes(70 + value // 6 for value in range(256))
_TEXT_PAGES_FROM, _TEXT_PAGES_TO = 4, 90
KEPT = 0.72
"""What deflate leaves of a scan: the noise has 43 tones, 5.4 of 8 bits, and Huffman's whole bits cost a little."""

CHAPTERS = (
    "工程概况", "编制依据", "施工部署", "施工进度计划", "施工准备与资源配置", "主要施工方法", "质量保证措施",
    "安全文明施工措施", "环境保护与扬尘控制", "冬雨季施工措施", "成品保护与保修", "项目管理机构",
)  # fmt: skip
SENTENCES = (
    "本工程位于山区，运输道路坡度较大，材料进场前应完成便道加固与会车平台施工。",
    "主体结构采用现浇钢筋混凝土框架，模板支撑体系按专项方案验算后搭设。",
    "混凝土由商品混凝土站供应，入模坍落度控制在一百八十毫米上下，养护不少于十四日。",
    "施工现场实行封闭管理，出入口设置实名制通道和车辆冲洗设施。",
    "关键线路为基础、主体、屋面及外墙，关键节点设专人跟踪并逐周核对。",
    "隐蔽工程验收前二十四小时书面通知监理，验收合格后方可覆盖。",
    "高处作业、临时用电和起重吊装执行作业票制度，班前交底留存影像。",
    "夜间施工按规定办理手续并公告周边居民，噪声监测数据接入监管平台。",
    "劳务人员工资通过专用账户按月足额支付，考勤与支付记录备查。",
    "主要材料进场须附出厂合格证和复试报告，不合格品当日清退出场。",
)
UNITS = ("m³", "m²", "t", "m", "项", "台", "套")
WORKS = ("土方开挖", "混凝土垫层", "钢筋制作安装", "模板安拆", "砌体墙", "屋面防水", "外墙保温", "给排水管道", "配电箱")


@dataclass(frozen=True)
class BidPaper:
    """What a bidder's paper says of itself on its cover."""

    tender: str
    title: str
    company: str
    uscc: str


@dataclass(frozen=True)
class TenderPaper:
    """What a tender document says; `facts` are rows of name and value, `form` rows of name, kind and unit."""

    title: str
    remark: str
    buyer: str
    agency: str
    facts: Sequence[tuple[str, str]]
    form: Sequence[tuple[str, str, str]]


@dataclass(frozen=True)
class Press:
    """Where papers are set: the folders of the fonts, and where the variety comes from."""

    fonts: tuple[Path, ...]
    entropy: Entropy

    def bid(self, paper: BidPaper, size: int = 0) -> bytes:
        """One PDF of about `size` bytes: text pages first, scans for the rest. 0 is a short one without scans."""
        text_pages = min(_TEXT_PAGES_TO, _TEXT_PAGES_FROM + size // 400_000)
        data = {**asdict(paper), "chapters": list(self._chapters(text_pages))}
        if size == 0:
            return self._set("bid.typ", {**data, "scans": []}, [])
        text = len(self._set("bid.typ", {**data, "scans": []}, []))
        return self._set("bid.typ", data, list(self._scans(max(0, size - text))))

    def tender(self, paper: TenderPaper) -> bytes:
        """The tender document, a few pages."""
        quantities = [[str(n), *row] for n, row in enumerate(self._quantities(24), 1)]
        data = {**asdict(paper), "chapters": list(self._chapters(2)), "quantities": quantities}
        return self._set("tender.typ", data, [])

    def _set(self, template: str, data: dict[str, object], scans: Sequence[bytes]) -> bytes:
        with tempfile.TemporaryDirectory(prefix="tianping-press-") as name:
            folder = Path(name)
            shutil.copy(PAPERS / template, folder / template)
            names = [f"scan{number}.png" for number in range(len(scans))]
            for scan, file in zip(scans, names, strict=True):
                (folder / file).write_bytes(scan)
            (folder / "data.json").write_text(json.dumps({**data, "scans": names}), "utf-8")
            made = typst.compile(
                folder / template, root=folder, font_paths=list(self.fonts), ignore_system_fonts=True, pdf_tags=False
            )
        assert isinstance(made, bytes)  # one document was asked for
        return made

    def _chapters(self, pages: int) -> Iterator[dict[str, object]]:
        for number in range(max(1, pages)):
            name = CHAPTERS[number % len(CHAPTERS)]
            part = "" if number < len(CHAPTERS) else f"（续{number // len(CHAPTERS)}）"
            rows = [[str(n), *row, self._money()] for n, row in enumerate(self._quantities(9), 1)]
            table = [["序号", "项目名称", "单位", "工程量", "合价(元)"], *rows] if number % 2 else []
            paragraphs = [self._paragraph() for _ in range(4)]
            yield {"title": f"第{number + 1}章　{name}{part}", "paragraphs": paragraphs, "rows": table}

    def _paragraph(self) -> str:
        return "".join(SENTENCES[value % len(SENTENCES)] for value in self.entropy(5)) + f"(编号{self._number()})"

    def _quantities(self, count: int) -> Iterator[list[str]]:
        for work, unit in zip(self.entropy(count), self.entropy(count), strict=True):
            yield [WORKS[work % len(WORKS)], UNITS[unit % len(UNITS)], f"{self._number() % 100_000 / 10:.1f}"]

    def _money(self) -> str:
        return f"{self._number() % 1_000_000_000 / 100:,.2f}"

    def _number(self) -> int:
        return int.from_bytes(self.entropy(4), "big")

    def _scans(self, size: int) -> Iterator[bytes]:
        """Whole pages, and a last one as long as what is left; less than a strip of paper is not worth a page."""
        left = int(size / KEPT) // WIDTH
        while left > 16:
            rows = min(HEIGHT, left)
            yield scanned_page(self.entropy(WIDTH * rows), rows)
            left -= rows


def scanned_page(noise: bytes, rows: int) -> bytes:
    """A PNG in grey, WIDTH x rows: paper noise with lines of ink. Stored, not deflated: noise does not shrink."""
    paper, ink = noise.translate(_PAPER), noise.translate(_INK)
    lines = bytearray()
    for row in range(rows):
        start = row * WIDTH
        lines += b"\0" + paper[start : start + WIDTH]
        if row % 38 < 14 and 130 < row < HEIGHT - 150:
            _write_line(lines, ink[start : start + WIDTH], row)
    head = struct.pack(">IIBBBBB", WIDTH, rows, 8, 0, 0, 0, 0)
    parts = (b"IHDR", head), (b"IDAT", zlib.compress(lines, 0)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_png_chunk(kind, data) for kind, data in parts)


def _write_line(lines: bytearray, ink: bytes, row: int) -> None:
    """Put strokes like characters over the row that was just written; how long the line is depends on its number."""
    at = len(lines) - WIDTH
    end = WIDTH - 150 - (row // 38 * 97) % 400
    for left in range(140, end, 34):
        if (left // 34 + row // 5) % 3:
            lines[at + left : at + left + 22] = ink[left : left + 22]


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
