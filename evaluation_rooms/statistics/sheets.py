"""The one-table report as a workbook and as CSV: a row a city, its figures by base; formulas nowhere. Pure.

Numbers are numbers; every text is written as text and never begins a formula.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

import xlsxwriter

from evaluation_rooms.experts.sheets import escape
from evaluation_rooms.statistics.answers import ShareAnswer, ShareFigure, ShareLeague
from evaluation_rooms.statistics.figures import INDICATORS
from evaluation_rooms.statistics.words import SOURCE_WORDS

Cell = str | int | None
TITLE: Final = "远程异地评标占比统计表"


def report_rows(board: ShareAnswer, league: ShareLeague) -> list[list[Cell]]:
    """Headings, the province, each city, then the definitions."""
    lines = {line["key"]: line["figures"] for line in board["cuts"]}
    rows: list[list[Cell]] = [
        _title(board),
        _headings(),
        ["420000", "全省 province", None, *_cells(board["figures"]), board["services"]],
    ]
    for city in sorted(league["cities"], key=lambda one: one["city"]):
        figures = lines.get(city["city"])
        cells = _cells(figures) if figures else [0] * (5 * len(INDICATORS))
        rows.append([city["city"], city["name"]["zh"], city["rank"], *cells, city["services"]])
    return [*rows, [], *_definitions(board["figures"])]


def _title(board: ShareAnswer) -> list[Cell]:
    official, period = board["official"], board["period"]
    closed = "、".join(period["closed"]) or "无"
    base = f"官方口径 {official['indicator']}（{official['document'] or '未公布文号'}）"
    return [TITLE, f"{period['name']} ({period['first']}—{period['last']})", base, f"已结账月份：{closed}"]


def _headings() -> list[Cell]:
    words = ("分子", "分母", "剔除例外后分子", "剔除例外后分母", f"其中{SOURCE_WORDS['declared'][0]}分子")
    return ["代码", "市州", "名次", *(f"{one} {word}" for one in INDICATORS for word in words), "副场服务项目数"]


def _cells(figures: Sequence[ShareFigure]) -> list[Cell]:
    found: list[Cell] = []
    for one in figures:
        raw, adjusted = one["raw"], one["adjusted"]
        found += [raw["numerator"], raw["denominator"], adjusted["numerator"], adjusted["denominator"]]
        found.append(one["declared"]["numerator"])
    return found


def _definitions(figures: Sequence[ShareFigure]) -> list[list[Cell]]:
    answers = {True: "达标 met", False: "未达标 not met", None: "—"}
    return [
        [one["indicator"], one["definition"]["zh"], one["target"], answers[one["raw"]["passes"]]] for one in figures
    ]


def write_xlsx(rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet, a row at a time: a row that is written is no longer held."""
    out = io.BytesIO()
    plain = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, plain) as book:
        # The moment of making is left out, so that equal figures make equal files.
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the format has no time zone
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet("占比")
        sheet.set_column(0, 60, 14)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, escape(cell), bold if number < 2 else text)
    return out.getvalue()


def write_csv(rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with BOM, so that spreadsheets show Chinese."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([_csv_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _csv_cell(cell: Cell) -> str | int:
    return cell if isinstance(cell, int) else escape(cell or "")
