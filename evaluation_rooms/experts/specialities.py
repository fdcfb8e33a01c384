"""The four-level code table of specialities 评标专家专业分类 (NDRC 法规〔2018〕316号): reading it, finding in it. Pure.

A code is a letter and up to three pairs of digits; whoever stands above is its beginning: A080301 < A0803 < A08 < A.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from evaluation_rooms.experts.refusals import SpecialityTableRefused

SHIPPED: Final = Path(__file__).with_name("specialities.csv")
HEAD: Final = ["code", "name", "name_en"]
_CODE: Final = re.compile(r"[A-Z]([0-9]{2}){0,3}")
HELD_LEVELS: Final = (3, 4)
"""An expert holds a speciality or a direction of one; class and second level are only headings."""


@dataclass(frozen=True, slots=True)
class Speciality:
    """A row of the table. `parent` is "" for a class."""

    code: str
    zh: str
    en: str

    @property
    def level(self) -> int:
        """1 class, 2 second level, 3 speciality, 4 direction."""
        return (len(self.code) + 1) // 2

    @property
    def parent(self) -> str:
        """The code it stands under."""
        return self.code[:-2] if self.level > 1 else ""


@dataclass(frozen=True)
class CodeTable:
    """A whole table. `is_subset`: it is the one shipped with the program, and no official one."""

    rows: Mapping[str, Speciality]
    is_subset: bool

    def __contains__(self, code: str) -> bool:
        return code in self.rows

    def can_be_held(self, code: str) -> bool:
        """Whether an expert may name this code as his own."""
        return code in self.rows and self.rows[code].level in HELD_LEVELS

    def path(self, code: str) -> list[Speciality]:
        """From its class down to the code itself."""
        lengths = [length for length in (1, 3, 5, 7) if length <= len(code)]
        return [self.rows[code[:length]] for length in lengths]

    def find(self, words: str, limit: int = 50) -> list[Speciality]:
        """Rows whose code begins with, or whose names along the path hold, each of the words; in the table's order."""
        wanted = words.casefold().split()
        found = (row for row in self.rows.values() if all(self._answers(row, word) for word in wanted))
        return [row for row, _ in zip(found, range(limit), strict=False)]

    def _answers(self, row: Speciality, word: str) -> bool:
        if row.code.casefold().startswith(word):
            return True
        return any(word in each.zh.casefold() or word in each.en.casefold() for each in self.path(row.code))


@cache
def shipped_table() -> CodeTable:
    """The subset that comes with the program."""
    return read_table(SHIPPED.read_text("utf-8"))


@lru_cache(maxsize=4)
def read_table(text: str) -> CodeTable:
    """A table from CSV with the columns code, name, name_en; lines that begin with # are remarks.

    Raises SpecialityTableRefused with the line of the first fault: shape, a code twice, no name, no parent.
    """
    rows: dict[str, Speciality] = {}
    for line, cells in _lines(text):
        row = _row(line, cells)
        if row.code in rows:
            raise _refused(line, f"{row.code} stands twice", f"编码{row.code}重复")
        rows[row.code] = row
    for row in rows.values():
        if row.parent and row.parent not in rows:
            raise _refused(0, f"{row.code} has no parent {row.parent}", f"编码{row.code}缺少上级{row.parent}")
    ordered = dict(sorted(rows.items()))
    return CodeTable(MappingProxyType(ordered), is_subset=sha256_of(text) == _shipped_sha256())


def sha256_of(text: str) -> bytes:
    """Digest of a table's text."""
    return sha256(text.encode()).digest()


@cache
def _shipped_sha256() -> bytes:
    return sha256_of(SHIPPED.read_text("utf-8"))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows below the heading. Empty lines and remarks are left out."""
    plain = ((n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#"))
    head = next(plain, (1, ""))
    if _cells(head[1])[:2] != HEAD[:2]:
        raise _refused(head[0], "the headings are code,name,name_en", "表头应为 code,name,name_en")
    yield from ((n, _cells(line)) for n, line in plain)


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([line]), [])]


def _row(line: int, cells: list[str]) -> Speciality:
    code, zh, en = [*cells, "", "", ""][:3]
    if not _CODE.fullmatch(code):
        raise _refused(line, "a code is a letter and up to three pairs of digits", "编码应为1位字母加至多三组两位数字")
    if not zh:
        raise _refused(line, f"{code} has no name", f"编码{code}没有名称")
    return Speciality(code, zh, en or zh)


def _refused(line: int, why: str, why_zh: str) -> SpecialityTableRefused:
    return SpecialityTableRefused(line=line, why=why, why_zh=why_zh)
