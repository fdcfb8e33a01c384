"""The sheet of a day as xlsx; every cell is text or a number, and nothing that somebody typed is a formula. Pure."""

from datetime import datetime
from io import BytesIO

import xlsxwriter

from evaluation_rooms.venues.answers import DaySheet

HEAD = ("时间", "至", "评标室", "工位", "场次号", "主场/副场", "状态", "备注")
PARTS = {"main": "主场", "sub": "副场", "own": "本场所自用"}


def day_workbook(sheet: DaySheet, made_at: datetime) -> bytes:
    """One worksheet; the same sheet and moment give the same bytes."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": f"当日安排 {sheet['name']} {sheet['day']}", "created": made_at.replace(tzinfo=None)})
    page, bold = book.add_worksheet("当日安排"), book.add_format({"bold": True})
    told = (("场所", sheet["name"]), ("地址", sheet["address"]), ("日期", sheet["day"]))
    for row, (name, value) in enumerate(told):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, value)
    page.write_string(3, 0, "预计到场", bold)
    page.write_number(3, 1, sheet["expected"])
    for row, cells in enumerate([HEAD, *lines_of(sheet)], 5):
        for column, cell in enumerate(cells):
            page.write_string(row, column, cell, bold if row == 5 else None)
    page.set_column(0, 1, 24)
    page.set_column(2, len(HEAD) - 1, 14)
    book.close()
    return buffer.getvalue()


def lines_of(sheet: DaySheet) -> list[tuple[str, ...]]:
    """The cells of each line, in the order of HEAD."""
    return [
        (
            line["start_words"],
            line["end_words"],
            line["room"],
            line["workstation"],
            line["session"] or "—",
            PARTS[line["part"]],
            "已确认" if line["confirmed"] else "待副场确认",
            line["note"],
        )
        for line in sheet["lines"]
    ]
