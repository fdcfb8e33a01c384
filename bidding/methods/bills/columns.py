"""Which column of a sheet holds what, told by its titles (GB 50500 forms 08, 04 and the like). Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from bidding.methods.bills.figures import bare

Field = Literal["code", "name", "feature", "unit", "quantity", "rate", "amount", "percent"]
Row = Sequence[str]

TITLES: Final[Mapping[Field, re.Pattern[str]]] = {
    "code": re.compile(r"(项目|清单|子目)?(编码|编号)"),
    "name": re.compile(r"(清单|工程|费用|单项工程|单位工程|子目)?(项目)?名称|汇总内容|费用项目"),
    "feature": re.compile(r"(项目)?特征(描述)?|项目特征及.*"),
    "unit": re.compile(r"(计量)?单位"),
    "quantity": re.compile(r"(工程|暂估|清单)?(数量|工程量)|工程量"),
    "rate": re.compile(r"(全费用|不含税|含税)?(综合)?单价(\(元\))?"),
    "amount": re.compile(r"(综合)?合价(\(元\))?|(暂定|投标)?金额(\(元\))?|合计(\(元\))?"),
    "percent": re.compile(r"费率(\(%\))?|税率(\(%\))?|计算费率.*"),
}
DEEPEST = 3
"""Rows that a title may span: 金额(元) over 综合单价, 合价, 其中:暂估价."""


class Columns(NamedTuple):
    """Columns by field, and the first row below the titles."""

    at: Mapping[Field, int]
    below: int

    @property
    def has_items(self) -> bool:
        """Whether rows are items with quantities; else they are fees and sums."""
        return "quantity" in self.at

    def cell(self, row: Row, field: Field) -> str:
        """What stands there; nothing where there is no such column."""
        at = self.at.get(field)
        return row[at].strip() if at is not None and at < len(row) else ""


def columns_at(rows: Sequence[Row], start: int) -> Columns | None:
    """The titles that begin in this row; None where none do."""
    found: dict[Field, int] = {}
    for depth in range(min(DEEPEST, len(rows) - start)):
        fresh = {field: at for field, at in _titles(rows[start + depth]).items() if field not in found}
        if depth and not _goes_on(rows[start + depth]):
            break
        # 合价 below 金额(元) is the narrower title.
        found |= fresh | ({"amount": at} if depth and (at := _titled(rows[start + depth], "合价")) is not None else {})
        if not found:
            return None
        if _is_whole(found) and depth + 1 < len(rows) - start and not _goes_on(rows[start + depth + 1]):
            return Columns(found, start + depth + 1)
    return Columns(found, start + _depth(rows, start)) if _is_whole(found) else None


def _depth(rows: Sequence[Row], start: int) -> int:
    depth = 1
    while depth < DEEPEST and start + depth < len(rows) and _goes_on(rows[start + depth]):
        depth += 1
    return depth


def _is_whole(found: Mapping[Field, int]) -> bool:
    items = {"name", "quantity"} <= found.keys() and bool({"rate", "amount", "code"} & found.keys())
    return items or ("name" in found and "quantity" not in found and bool({"amount", "percent"} & found.keys()))


def _goes_on(row: Row) -> bool:
    """Whether a row can be the lower part of titles: words alone, one of them a title."""
    cells = [bare(one) for one in row if bare(one)]
    return bool(cells) and bool(_titles(row)) and not any(any(sign.isdigit() for sign in one) for one in cells)


def _titles(row: Row) -> dict[Field, int]:
    found: dict[Field, int] = {}
    for at, cell in enumerate(row):
        text = bare(cell).replace("（", "(").replace("）", ")")
        for field, title in TITLES.items():
            if field not in found and text and title.fullmatch(text):
                found[field] = at
                break
    return found


def _titled(row: Row, title: str) -> int | None:
    return next((at for at, cell in enumerate(row) if bare(cell).startswith(title)), None)
