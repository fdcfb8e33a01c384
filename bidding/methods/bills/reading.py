"""From the rows of spreadsheets to a bill: items, sums and fees, each with its place. Pure.

Nothing is guessed: a row without a quantity is a title, a figure that is none is nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, NamedTuple

from bidding.methods.bills.bill import Bill, Fee, Line, Sum
from bidding.methods.bills.columns import Columns, Row, columns_at
from bidding.methods.bills.figures import bare, figure, percent

SUM_RANKS: Final = (("本页小计", "page"), ("小计", "part"), ("合计", "all"), ("总计", "all"))
TOTALS: Final = (re.compile(r"投标总价|投标总报价|总造价|工程造价"), re.compile(r"投标报价|总报价|总价"))
_NO_TOTAL: Final = re.compile(r"大写|其中|税率|单价|不含|=|率")
FEES: Final = re.compile(
    r"安全文明施工费|安全生产措施费|安全生产费|规费|税金|增值税|暂列金额|暂估价|暂估单价|社会保险费|住房公积金"
)
_INLINE: Final = re.compile(r"[:：]([^:：]*)$")
LONGEST_CELL: Final = 500


class Sheet(NamedTuple):
    """A sheet of a file: rows of cells as texts."""

    file: str
    name: str
    rows: Sequence[Row]


@dataclass
class _Running:
    """What has been read so far; sums by rank since the last of that rank."""

    lines: list[Line] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    fees: list[Fee] = field(default_factory=list)
    totals: list[tuple[int, int, str, Decimal]] = field(default_factory=list)
    since: dict[str, list[Decimal]] = field(default_factory=dict)


def read_bill(sheets: Sequence[Sheet]) -> Bill:
    """The bill of all these sheets in their order; without lines where nothing looks like one."""
    run = _Running()
    for sheet in sheets:
        run.since = {rank: [] for _, rank in SUM_RANKS}
        _read_sheet(sheet, run)
    total = min(run.totals, key=lambda one: (one[0], -one[1]), default=None)
    found = None if total is None else (total[2], total[3])
    return Bill(tuple(run.lines), tuple(run.sums), tuple(run.fees), found)


def _read_sheet(sheet: Sheet, run: _Running) -> None:
    columns, number = None, 0
    while number < len(sheet.rows):
        fresh = columns_at(sheet.rows, number)
        if fresh is not None:
            columns, number = fresh, fresh.below
            continue
        row, place = sheet.rows[number], f"{sheet.file} {sheet.name}!{number + 1}"
        _read_total(row, place, run)
        if columns is not None:
            _read_row(row, place, columns, run)
        number += 1


def _read_row(row: Row, place: str, columns: Columns, run: _Running) -> None:
    label = _label(row)
    rank = next((rank for word, rank in SUM_RANKS if label.startswith(word) or label.endswith(word)), None)
    if columns.has_items and rank and figure(columns.cell(row, "quantity")) is None:
        _read_sum(row, place, label, rank, columns, run)
    elif columns.has_items:
        _read_line(row, place, columns, run)
    if FEES.search(label):
        _read_fee(row, place, label, columns, run)


def _label(row: Row) -> str:
    """The first words of a row that are not a number in order."""
    cells = (bare(one) for one in row)
    return next((one[:LONGEST_CELL] for one in cells if one and figure(one) is None and len(one) > 1), "")


def _read_sum(row: Row, place: str, label: str, rank: str, columns: Columns, run: _Running) -> None:
    stated = figure(columns.cell(row, "amount"))
    counted, run.since[rank] = run.since[rank], []
    if stated is not None and counted:
        run.sums.append(Sum(place, label, stated, sum(counted, Decimal(0)), len(counted)))


def _read_line(row: Row, place: str, columns: Columns, run: _Running) -> None:
    name, unit = columns.cell(row, "name")[:LONGEST_CELL], bare(columns.cell(row, "unit"))[:20]
    quantity = figure(columns.cell(row, "quantity"))
    code = bare(columns.cell(row, "code"))[:40]
    if not name or (quantity is None and not (code and unit)):
        return
    amount = figure(columns.cell(row, "amount"))
    rate, feature = figure(columns.cell(row, "rate")), columns.cell(row, "feature")[:LONGEST_CELL]
    run.lines.append(Line(place, code or bare(name)[:40], name, feature, unit, quantity, rate, amount))
    for counted in run.since.values():
        counted.append(amount or Decimal(0))


def _read_fee(row: Row, place: str, label: str, columns: Columns, run: _Running) -> None:
    amount, share = figure(columns.cell(row, "amount")), percent(columns.cell(row, "percent"))
    if columns.has_items and "percent" not in columns.at:
        share = None
    run.fees.append(Fee(place, label, amount, share))


def _read_total(row: Row, place: str, run: _Running) -> None:
    """`投标总价 | 26888000.00`, or both in one cell behind a colon; the surest title, then the last."""
    for at, cell in enumerate(row):
        text = bare(cell)
        rank = next((number for number, title in enumerate(TOTALS) if title.search(text)), None)
        if rank is None or _NO_TOTAL.search(text):
            continue
        for value in list(_figures_beside(text, row[at + 1 :]))[-1:]:
            run.totals.append((rank, len(run.totals), place, value))


def _figures_beside(text: str, beside: Row) -> Iterator[Decimal]:
    own = _INLINE.search(text)
    if own and (value := figure(own.group(1))) is not None:
        yield value
        return
    yield from (value for one in beside if (value := figure(one)) is not None)
