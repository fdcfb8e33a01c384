"""Tables in files: CSV (UTF-8 with or without BOM, GB18030) and xlsx, read to text and written from text. Pure.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, and loses it when read.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from zipfile import BadZipFile, ZipFile

import python_calamine
import xlsxwriter

from evaluation_rooms.experts.refusals import ListRefused

BYTES: Final = 20 * 1024 * 1024
UNPACKED: Final = 300 * 1024 * 1024
"""What an xlsx may hold when it is unpacked: a small file can hold very much."""

ROWS: Final = 50_000
CELL: Final = 2_000
_RISKY: Final = re.compile(r"'*[=+\-@\t\r]")

Table = list[list[str]]


def escape(text: str) -> str:
    """A cell as written: never the beginning of a formula."""
    return f"'{text}" if _RISKY.match(text) else text


def unescape(text: str) -> str:
    """A cell as meant: the opposite of `escape`."""
    return text[1:] if text.startswith("'") and _RISKY.match(text[1:]) else text


def read_table(data: bytes) -> Table:
    """Every row, the headings first, cells as text. Raises ListRefused for what is no table or too large a one."""
    if len(data) > BYTES:
        raise ListRefused(why=f"it is larger than {BYTES >> 20} MiB", why_zh=f"超过{BYTES >> 20}MiB")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ListRefused(why="it is an old xls file", why_zh="是旧版xls文件，请另存为xlsx")
    rows = _read_xlsx(data) if data.startswith(b"PK\x03\x04") else _read_csv(_decode(data))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > ROWS + 1:
        raise ListRefused(why=f"it has more than {ROWS} rows", why_zh=f"超过{ROWS}行")
    return rows


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ListRefused(why="it is neither UTF-8 nor GB18030 text", why_zh="既不是UTF-8也不是GB18030文本")


def _read_csv(text: str) -> Table:
    head = text.split("\n", 1)[0]
    comma = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=comma, strict=True)
    rows: Table = []
    try:
        for row in reader:
            rows.append([_cell(cell) for cell in row])
            if len(rows) > ROWS + 2:
                break
    except csv.Error as fault:
        why = f"line {reader.line_num}: {fault}"
        raise ListRefused(why=why, why_zh=f"第{reader.line_num}行格式有误") from None
    return rows


def _read_xlsx(data: bytes) -> Table:
    try:
        with ZipFile(io.BytesIO(data)) as packed:
            size = sum(part.file_size for part in packed.infolist())
        if size > UNPACKED:
            raise ListRefused(why="it unpacks to too much", why_zh="解压后过大")
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=ROWS + 2)
    except (BadZipFile, python_calamine.CalamineError, IndexError, ValueError):
        raise ListRefused(why="it is a damaged xlsx", why_zh="xlsx文件已损坏") from None
    return [[_cell(_text(value)) for value in row] for row in found]


def _text(value: object) -> str:
    """A number without .0, a day as ISO; a number too long for a spreadsheet to keep shows as 4.2E+17."""
    if isinstance(value, float):
        if value.is_integer():
            return str(int(value)) if abs(value) < 1e15 else f"{value:E}"
        return repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _cell(text: str) -> str:
    return unescape(text.strip()[: CELL + 1])


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with BOM, so that spreadsheets show Chinese; lines end as RFC 4180 says."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([escape(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Sequence[tuple[str, Iterable[Sequence[str]]]]) -> bytes:
    """A workbook of named sheets: every cell is text, the first row stays in sight."""
    out = io.BytesIO()
    # The moment of making is left out, so that equal pools make equal files.
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - the format has no time zone
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 30, 20, text)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, escape(cell), bold if number == 0 else text)
    return out.getvalue()
