"""What cities declare: read cell by cell, signed by the city, split from what is proven, never counted twice."""

import io
import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import xlsxwriter

from evaluation_rooms.statistics.declared import COLUMNS, EXAMPLE
from foundation.records import RecordRow
from tests.conftest import People, Staff
from tests.market import answer
from tests.statistics.counted import Count

DECEMBER = datetime(2026, 12, 20, 2, 0, tzinfo=UTC)
DOCUMENT = {"document": "宜公管〔2026〕4号"}
PLAIN = dict(zip(COLUMNS, EXAMPLE, strict=True)) | {"name": "某中学教学楼施工"}


def row(**cells: str) -> dict[str, str]:
    return {**PLAIN, **{"class" if name == "class_" else name: text for name, text in cells.items()}}


def csv_of(*rows: dict[str, str]) -> bytes:
    head = ",".join(zh for zh, _ in COLUMNS.values())
    return "\r\n".join([head, *(",".join(one[key] for key in COLUMNS) for one in rows)]).encode("gb18030")


def json_of(*rows: dict[str, str]) -> bytes:
    return json.dumps({"lots": rows}, ensure_ascii=False).encode()


def xlsx_of(*rows: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(
            [[en for _, en in COLUMNS.values()], *([one[key] for key in COLUMNS] for one in rows)]
        ):
            sheet.write_row(number, 0, cells)
    return out.getvalue()


class City:
    """Yichang's statistician."""

    def __init__(self, client: httpx.AsyncClient, staff: Staff) -> None:
        self.client, self.headers = client, staff.headers

    async def hand_in(self, data: bytes, **more: str) -> httpx.Response:
        params = {**DOCUMENT, **more}
        return await self.client.post("/api/share/imports", params=params, content=data, headers=self.headers)

    async def sign(self, number: str) -> httpx.Response:
        return await self.client.post(f"/api/share/imports/{number}/signature", headers=self.headers)

    async def withdraw(self, number: str) -> httpx.Response:
        return await self.client.delete(f"/api/share/imports/{number}", headers=self.headers)

    async def declare(self, *rows: dict[str, str]) -> Any:
        handed = answer(await self.hand_in(csv_of(*rows)))
        return answer(await self.sign(handed["id"]))

    async def figure(self, indicator: str = "K2-A") -> tuple[tuple[int, int], tuple[int, int], tuple[int, int]]:
        """Whole, proven, declared."""
        board = answer(await self.client.get("/api/share", params={"period": "2026-12"}))
        (one,) = [each for each in board["figures"] if each["indicator"] == indicator]
        parts = (one["raw"], one["proven"], one["declared"])
        return tuple((part["numerator"], part["denominator"]) for part in parts)  # type: ignore[return-value]


@pytest.fixture
async def yichang(client: httpx.AsyncClient, as_: People, count: Count) -> City:
    await count.clock.to(DECEMBER)
    await as_.organisation("宜昌统计", kind="statistician", region="420500")
    return City(client, await as_("statistician", "宜昌统计"))


async def test_a_declaration_counts_once_its_city_has_signed(yichang: City, count: Count) -> None:
    handed = answer(await yichang.hand_in(csv_of(row())))
    assert (handed["state"], handed["lots"], handed["record"]) == ("WAITING", 1, None)
    assert await yichang.figure() == ((0, 0), (0, 0), (0, 0))
    signed = answer(await yichang.sign(handed["id"]))
    assert answer(await yichang.sign(handed["id"])) == signed
    assert await yichang.figure() == ((1, 1), (0, 0), (1, 1))
    (record,) = [one for one in await count.rows(RecordRow) if one.digest.hex() == signed["record"]]
    body = json.loads(record.body)
    assert (body["city"], body["document"], len(body["lots"])) == ("420500", DOCUMENT["document"], 1)


@pytest.mark.parametrize("form", [csv_of, json_of, xlsx_of])
async def test_every_form_says_the_same(yichang: City, count: Count, form: Any) -> None:
    handed = answer(await yichang.hand_in(form(row(), row(lot="2", experts="420500:4"))))
    answer(await yichang.sign(handed["id"]))
    assert sorted(one.kind for one in await count.counts()) == ["LOCAL", "REMOTE_IN_PROVINCE"]
    assert await yichang.figure() == ((0, 1), (0, 0), (0, 1))  # one project, of two lots


async def test_declared_and_proven_stand_side_by_side(yichang: City, count: Count) -> None:
    await yichang.declare(row())
    await count.judge("420500", "420500", "420500")
    assert await yichang.figure() == ((1, 2), (0, 1), (1, 1))


async def test_a_lot_of_a_declaration_opens_to_who_declares_it(yichang: City, client: httpx.AsyncClient) -> None:
    signed = await yichang.declare(row())
    (item,) = answer(await client.get("/api/share/lots", params={"period": "2026-12"}))["items"]
    assert (item["project"], item["source"], item["lots"][0]["proof"]) == (None, "declared", None)
    told = item["lots"][0]["declaration"]
    assert told == {"id": signed["id"], "city": "420500", "document": DOCUMENT["document"], "sha256": signed["sha256"]}


async def test_the_same_file_again_is_the_same_declaration(yichang: City) -> None:
    first, again = [answer(await yichang.hand_in(csv_of(row()))) for _ in range(2)]
    assert first == again


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"main_city": "420100"}, "main_city"),
        ({"reported_on": "2027-01-01"}, "reported_on"),
        ({"reported_on": "12月17日"}, "reported_on"),
        ({"statutory": "否"}, "in_scope"),
        ({"experts": "4"}, "experts"),
        ({"experts": "420500:0"}, "experts"),
        ({"class_": "采购"}, "class"),
        ({"estimate": "2860万"}, "estimate"),
        ({"region": "宜昌"}, "region"),
        ({"exempt": "涉密项目"}, "exempt_document"),
        ({"exempt": "没时间"}, "exempt"),
        ({"code": ""}, "code"),
    ],
)
async def test_one_wrong_cell_refuses_the_whole_and_is_named(
    yichang: City, count: Count, cells: dict[str, str], column: str
) -> None:
    refused = await yichang.hand_in(csv_of(row(code="E1"), row(**cells)))
    assert (refused.status_code, refused.json()["facts"]["count"]) == (422, 1)
    (fault,) = refused.json()["facts"]["faults"]
    assert (fault["row"], fault["column"]) == (3, COLUMNS[column][1])
    assert await count.counts() == []


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x01", b"PK\x03\x04no", b"{", b'{"lots": [1]}', b'{"lots": [{"colour": "red"}]}', b"a,b\n1,2"]
)
async def test_what_is_no_table_is_refused(yichang: City, data: bytes) -> None:
    refused = await yichang.hand_in(data)
    assert (refused.status_code, refused.json()["type"]) == (422, "urn:tianping:problem:declaration-unreadable")


async def test_a_lot_stands_once_in_a_list_and_once_in_the_count(yichang: City) -> None:
    twice = await yichang.hand_in(csv_of(row(), row()))
    assert twice.json()["facts"]["faults"][0]["row"] == 3
    await yichang.declare(row())
    again = await yichang.hand_in(csv_of(row(name="同一标段")))
    assert again.json()["facts"]["faults"][0]["column"] == "lot"


async def test_two_lists_with_one_lot_are_not_both_signed(yichang: City) -> None:
    first = answer(await yichang.hand_in(csv_of(row())))
    second = answer(await yichang.hand_in(csv_of(row(name="同一标段"))))
    answer(await yichang.sign(first["id"]))
    assert (await yichang.sign(second["id"])).status_code == 422
    assert await yichang.figure() == ((1, 1), (0, 0), (1, 1))


async def test_what_is_proven_here_is_not_declared_as_well(yichang: City, count: Count) -> None:
    judged = await count.judge("420500", "420500", "420500")
    code = (await count.kept(judged)).code
    refused = await yichang.hand_in(csv_of(row(code=code)))
    assert refused.json()["facts"]["faults"][0]["column"] == "project code"


async def test_a_declaration_gives_way_to_the_proof(yichang: City, count: Count) -> None:
    project = await count.project(region="420500")
    code = await _code(count, project.id)
    await yichang.declare(row(code=code))
    session = await count.session(project, "420500", "420500", "420500")
    await count.report(session, project.lots[0])
    assert await yichang.figure() == ((0, 1), (0, 1), (0, 0))


async def _code(count: Count, project: Any) -> str:
    from bidding.projects.tables import Project

    return next(one.code for one in await count.rows(Project) if one.id == project)


async def test_a_declaration_is_taken_back(yichang: City) -> None:
    signed = await yichang.declare(row())
    assert answer(await yichang.withdraw(signed["id"]))["state"] == "WITHDRAWN"
    assert await yichang.figure() == ((0, 0), (0, 0), (0, 0))
    assert answer(await yichang.hand_in(csv_of(row(name="更正后的名称"))))["state"] == "WAITING"


async def test_another_city_neither_sees_nor_signs_it(yichang: City, client: httpx.AsyncClient, as_: People) -> None:
    handed = answer(await yichang.hand_in(csv_of(row())))
    await as_.organisation("襄阳统计", kind="statistician", region="420600")
    other = City(client, await as_("statistician", "襄阳统计"))
    assert (await other.sign(handed["id"])).status_code == 403
    shown = await client.get(f"/api/share/imports/{handed['id']}", headers=other.headers)
    assert shown.status_code == 404
    assert answer(await client.get("/api/share/imports", headers=other.headers))["imports"] == []
    public = await client.get(f"/api/share/imports/{handed['id']}")
    assert public.status_code == 401


async def test_the_template_is_taken_and_its_example_left_out(yichang: City, client: httpx.AsyncClient) -> None:
    for form in ("csv", "xlsx"):
        empty = (await client.get(f"/api/share/template.{form}")).content
        refused = await yichang.hand_in(empty)
        assert refused.json()["facts"]["why_zh"] == "没有数据行"


async def test_a_name_that_begins_like_a_formula_leaves_as_text(yichang: City, client: httpx.AsyncClient) -> None:
    await yichang.declare(row(name='=HYPERLINK("x")'.replace('"', "'")))
    (item,) = answer(await client.get("/api/share/lots", params={"period": "2026-12"}))["items"]
    assert item["name"].startswith("=")
    from evaluation_rooms.statistics.sheets import write_csv

    assert write_csv([[item["name"], 3]]).decode("utf-8-sig").startswith("'=")
