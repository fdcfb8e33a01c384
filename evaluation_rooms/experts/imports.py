"""A list of experts on its way in: its states, and how its rows are parted before any is kept. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from evaluation_rooms.experts.answers import RowErrorShown
from evaluation_rooms.experts.columns import EXAMPLE, Given, cells_of, read_headings, read_row, title_of
from evaluation_rooms.experts.faults import CellFault, words_of
from evaluation_rooms.experts.refusals import ListRefused
from evaluation_rooms.experts.specialities import CodeTable
from foundation.machine import Machine, Step

IMPORT: Final = Machine(
    "expert import",
    "expert import 专家名单导入",
    (
        Step("WAITING", "keep", "WAITING", "clock", "D-EXPERT-LIST"),
        Step("WAITING", "finish", "DONE", "clock", "D-EXPERT-LIST"),
        Step("WAITING", "refuse", "REFUSED", "pool_keeper|clock", "D-EXPERT-LIST"),
    ),
)
"""REFUSED: all rows or none was asked for, and a row was bad. DONE lists keep their good rows."""

CHUNK: Final = 500
MOST_ERRORS: Final = 5_000
"""Errors that are kept of one list; a list with more is told the first ones."""

Cells = dict[str, str]


@dataclass(frozen=True, slots=True)
class RowError:
    """One fault: the row as the spreadsheet counts, the column's key, what is wrong."""

    row: int
    column: str
    fault: CellFault


@dataclass
class Sorted:
    """A list's rows before any is kept: the good ones with their numbers, the faults, and how many rows had one."""

    good: list[tuple[int, Cells]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    bad: int = 0

    @property
    def total(self) -> int:
        """Rows with something in them, the example and the headings not counted."""
        return len(self.good) + self.bad

    def chunks(self) -> Iterator[list[tuple[int, Cells]]]:
        """The good rows in portions."""
        yield from (self.good[start : start + CHUNK] for start in range(0, len(self.good), CHUNK))


def sort_rows(rows: Sequence[Sequence[str]], table: CodeTable) -> Sorted:
    """Read every row. The first of several with one identity or telephone number is good, the others are told so.

    Raises ListRefused when the headings do not fit.
    """
    if not rows:
        raise ListRefused(why="it is empty", why_zh="文件为空")
    keys, unknown = read_headings(rows[0])
    found = Sorted(errors=[RowError(1, column, fault) for column, fault in unknown])
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows[1:], 2):
        cells = cells_of(keys, row)
        if not any(cells.values()) or cells["name"].startswith(EXAMPLE):
            continue
        given, faults = read_row(cells, table)
        faults += _repeated(given, number, seen) if given else []
        if faults:
            found.bad += 1
            found.errors += [RowError(number, column, fault) for column, fault in faults]
        else:
            found.good.append((number, cells))
    return found


def _repeated(given: Given, number: int, seen: dict[tuple[str, str], int]) -> list[tuple[str, CellFault]]:
    faults = []
    for key, code in (("id_number", "TWICE_ID"), ("phone", "TWICE_PHONE")):
        text = given.person.get(key)
        if text and seen.setdefault((key, text), number) != number:
            faults.append((key, CellFault(code, row=seen[key, text])))
    return faults


ERROR_HEADINGS: Final = ("行 row", "列 column", "代码 code", "问题", "处理办法", "what is wrong", "what to do")


def told(row: int, column: str, code: str, facts: Mapping[str, Any]) -> RowErrorShown:
    """One error in both languages."""
    words, (zh, en) = words_of(code, facts), title_of(column)
    return {
        "row": row,
        "column": en,
        "column_zh": zh,
        "code": code,
        "what": words.en,
        "what_zh": words.zh,
        "do": words.do_en,
        "do_zh": words.do_zh,
    }


def error_row(error: RowErrorShown) -> list[str]:
    """A told error as a line of errors.csv."""
    words = [error["what_zh"], error["do_zh"], error["what"], error["do"]]
    return [str(error["row"]), error["column_zh"], error["code"], *words]
