"""A keeper of the pool at his doors, and lists of made-up people."""

import io
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest

import app as table_of_contents
from evaluation_rooms.experts.actions import pool_at
from evaluation_rooms.experts.columns import COLUMNS
from evaluation_rooms.experts.people import PoolExpert, id_check
from evaluation_rooms.experts.sheets import write_csv
from foundation.actors import CLOCK
from foundation.schedule import Runner
from foundation.uscc import complete_uscc
from foundation.work import House
from tests.conftest import Clock, People, Staff
from tests.market import answer

INSTITUTE = complete_uscc("91420000", "10000001")
UNIVERSITY = complete_uscc("12420000", "10000002")
BUILDER = complete_uscc("91420000", "10000003")


def id_number(n: int) -> str:
    """The identity number of made-up person n."""
    first = f"420101{1960 + n // 336:04d}{1 + n // 28 % 12:02d}{1 + n % 28:02d}{n % 1000:03d}"
    return first + id_check(first)


def expert(n: int = 1, **more: Any) -> dict[str, Any]:
    """What the keeper types of made-up person n."""
    told = {
        "name": f"李评{n}",
        "id_number": id_number(n),
        "phone": f"139{n:08d}",
        "mail": f"expert{n}@example.com",
        "city": "宜昌",
        "specialities": ["A080302"],
        "employer": "某设计院",
        "employer_uscc": INSTITUTE,
    }
    return told | more


def row(n: int = 1, **more: str) -> dict[str, str]:
    """The same as a line of a list, by column."""
    told = {key: value for key, value in expert(n).items() if key != "specialities"}
    return told | {"specialities": "A080302"} | more


def table(*rows: dict[str, str], columns: Sequence[str] = ()) -> list[list[str]]:
    """Lines under Chinese headings; by default every column that some line has."""
    keys = columns or [column.key for column in COLUMNS if any(column.key in each for each in rows)]
    titles = {column.key: column.zh for column in COLUMNS}
    return [[titles[key] for key in keys], *([each.get(key, "") for key in keys] for each in rows)]


def csv_list(*rows: dict[str, str], columns: Sequence[str] = ()) -> bytes:
    """The lines as CSV."""
    return write_csv(table(*rows, columns=columns))


def plain_xlsx(rows: Sequence[Sequence[Any]]) -> bytes:
    """A workbook as a spreadsheet writes it: numbers stay numbers."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return out.getvalue()


@dataclass
class Keeper:
    """The keeper of the pool, at the doors."""

    client: httpx.AsyncClient
    staff: Staff
    house: House
    clock: Clock
    run: Callable[..., Awaitable[int]]

    async def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request as the keeper."""
        return await self.client.request(method, path, headers=self.staff.headers, **more)

    async def take_in(self, n: int = 1, **more: Any) -> dict[str, Any]:
        """Person n, taken into the pool."""
        return answer(await self.ask("POST", "/api/experts", json=expert(n, **more)))

    async def hand_in(self, data: bytes, *, strict: bool = False) -> dict[str, Any]:
        """A list, handed in and waited for."""
        told = answer(await self.ask("POST", f"/api/expert-imports?name=a&strict={str(strict).lower()}", content=data))
        await self.run()
        return answer(await self.ask("GET", f"/api/expert-imports/{told['id']}"))

    async def pool(self, moment: datetime | None = None) -> list[PoolExpert]:
        """The pool as a draw sees it, as of a moment or now."""
        async with self.house.work(CLOCK) as work:
            return await pool_at(work, moment or await work.now())

    async def export(self, form: str = "csv") -> bytes:
        """The pool as a list."""
        told = await self.ask("GET", f"/api/experts/export.{form}")
        assert told.status_code == 200, told.text
        return told.content


@pytest.fixture
async def keeper(client: httpx.AsyncClient, as_: People, house: House, clock: Clock) -> Keeper:
    """See Keeper."""
    run = Runner(house, table_of_contents.SLOW_TIMERS).run_due
    return Keeper(client, await as_("pool_keeper"), house, clock, run)


def codes(told: dict[str, Any]) -> list[tuple[int, str, str]]:
    """The errors of an import as (row, column, code)."""
    return [(error["row"], error["column"], error["code"]) for error in told["errors"]]
