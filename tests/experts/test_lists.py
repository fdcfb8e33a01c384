"""Lists of experts: in and out again, bad rows told one by one, good rows kept, the same list twice harmless."""

import csv
import io
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import python_calamine
from sqlalchemy import func, select, text

from evaluation_rooms.experts.columns import COLUMNS
from evaluation_rooms.experts.people import PoolExpert
from evaluation_rooms.experts.sheets import write_csv
from evaluation_rooms.experts.tables import ExpertImportChunk, ExpertVersion
from foundation.ledger.tables import JournalRow
from foundation.work import House
from tests.experts.conftest import (
    BUILDER,
    INSTITUTE,
    UNIVERSITY,
    Keeper,
    codes,
    csv_list,
    id_number,
    plain_xlsx,
    row,
    table,
)
from tests.market import answer

FULL = {
    "former": f"{BUILDER}:2025-06-30；{UNIVERSITY}：2024/1/31",
    "relatives": f"{UNIVERSITY}、{BUILDER}",
    "shareholdings": BUILDER,
    "authority": "420500",
    "standing": "暂停",
    "standing_reason": "未按时到场",
    "suspended_until": "2099-12-31",
    "absences": "2099-12-01 09:00/2099-12-03 18:00;2099-11-01 00:00/2099-11-02 00:00",
    "specialities": "A080302 A0403;a080301",
}


def without_ids(pool: list[PoolExpert]) -> list[PoolExpert]:
    return [replace(one, id=UUID(int=0)) for one in pool]


def counts(told: dict[str, Any]) -> tuple[int, ...]:
    return tuple(told[key] for key in ("total", "done", "added", "updated", "unchanged", "refused"))


async def count(house: House, what: Any) -> int:
    async with house.sessions() as session:
        return int(await session.scalar(select(func.count()).select_from(what)) or 0)


LISTS = {
    "UTF-8 with BOM": csv_list(row(1), row(2, **FULL)),
    "UTF-8": csv_list(row(1), row(2, **FULL)).removeprefix(b"\xef\xbb\xbf"),
    "GB18030": csv_list(row(1), row(2, **FULL)).decode("utf-8-sig").encode("gb18030"),
    "semicolons": csv_list(row(1), row(2)).replace(b",", b";"),
    "xlsx": plain_xlsx(table(row(1), row(2, **FULL))),
}


@pytest.mark.parametrize("form", LISTS)
async def test_a_list_is_read_in_every_usual_form(keeper: Keeper, form: str) -> None:
    told = await keeper.hand_in(LISTS[form])
    assert (told["state"], counts(told), told["errors"]) == ("DONE", (2, 2, 2, 0, 0, 0), [])
    one, two = await keeper.pool()
    assert (one.city, one.specialities, one.employer_uscc, one.standing) == (
        "420500",
        ("A080302",),
        INSTITUTE,
        "active",
    )
    if form != "semicolons":
        assert two.specialities == ("A0403", "A080301", "A080302") and two.standing == "suspended"
        assert sorted((uscc, str(day)) for uscc, day in two.former) == sorted(
            [(BUILDER, "2025-06-30"), (UNIVERSITY, "2024-01-31")]
        )
        assert len(two.absences) == 2 and two.absences[0][0].isoformat() == "2099-10-31T16:00:00+00:00"


async def test_english_headings_and_their_order_are_free(keeper: Keeper) -> None:
    cells = row(1)
    keys = sorted(cells)
    told = await keeper.hand_in(write_csv([keys, [cells[key] for key in keys]]))
    assert counts(told) == (1, 1, 1, 0, 0, 0)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_export_comes_in_again_as_the_same_pool(keeper: Keeper, house: House, form: str) -> None:
    await keeper.hand_in(
        csv_list(row(1), row(2, **FULL), row(3, city="430121", phone="", mail=""), row(4, city="仙桃"))
    )
    pool, exported = await keeper.pool(), await keeper.export(form)
    again = await keeper.hand_in(exported)
    assert counts(again) == (4, 4, 0, 0, 4, 0)
    assert await keeper.pool() == pool and await count(house, ExpertVersion) == 4


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_an_export_fills_an_empty_pool_elsewhere(keeper: Keeper, house: House, form: str) -> None:
    await keeper.hand_in(
        csv_list(row(1), row(2, **FULL), row(3, city="430121", phone="", mail=""), row(4, city="仙桃"))
    )
    pool, exported = await keeper.pool(), await keeper.export(form)
    async with house.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE expert_versions DISABLE TRIGGER stay"))
        await connection.execute(text("TRUNCATE experts, expert_absences, expert_versions, expert_imports CASCADE"))
    assert await keeper.pool() == []
    assert counts(await keeper.hand_in(exported)) == (4, 4, 4, 0, 0, 0)
    assert without_ids(await keeper.pool()) == without_ids(pool)
    assert await keeper.export(form) == exported


async def test_the_same_file_again_is_the_same_import_while_nothing_changed(keeper: Keeper) -> None:
    data = csv_list(row(1), row(2))
    first = await keeper.hand_in(data)
    assert await keeper.hand_in(data) == first
    [one, _] = await keeper.pool()
    answer(await keeper.ask("PATCH", f"/api/experts/{one.id}", json={"city": "武汉"}))
    again = await keeper.hand_in(data)
    assert again["id"] != first["id"] and counts(again) == (2, 2, 0, 1, 1, 0)
    assert [one.city for one in await keeper.pool()] == ["420500", "420500"]


async def test_the_same_file_twice_before_it_is_kept_is_one_import(keeper: Keeper) -> None:
    data = csv_list(row(1))
    told = [answer(await keeper.ask("POST", "/api/expert-imports", content=data)) for _ in range(2)]
    assert told[0]["id"] == told[1]["id"] and told[0]["state"] == "WAITING"
    await keeper.run()
    assert len(await keeper.pool()) == 1
    assert [each["state"] for each in answer(await keeper.ask("GET", "/api/expert-imports"))["imports"]] == ["DONE"]


async def test_a_known_identity_number_updates_and_absent_columns_stay(keeper: Keeper, house: House) -> None:
    await keeper.hand_in(csv_list(row(1, **FULL)))
    [before] = await keeper.pool()
    changed = row(1, name="李改名", city="武汉")
    del changed["mail"], changed["phone"]
    assert counts(await keeper.hand_in(csv_list(changed))) == (1, 1, 0, 1, 0, 0)
    [after] = await keeper.pool()
    assert after == replace(before, city="420100", specialities=("A080302",))
    person = answer(await keeper.ask("GET", f"/api/experts/{after.id}/person"))
    assert (person["name"], person["phone"], person["mail"]) == ("李改名", "13900000001", "expert1@example.com")
    assert await count(house, ExpertVersion) == 2


async def test_an_absence_column_counts_alone(keeper: Keeper) -> None:
    await keeper.hand_in(
        csv_list(row(1, absences="2099-12-01 09:00/2099-12-03 18:00;2099-11-01 00:00/2099-11-02 00:00"))
    )
    assert counts(await keeper.hand_in(csv_list(row(1, absences="2099-11-01 00:00/2099-11-02 00:00")))) == (
        1,
        1,
        0,
        1,
        0,
        0,
    )
    assert len((await keeper.pool())[0].absences) == 1
    await keeper.hand_in(csv_list(row(1, absences=""), columns=[column.key for column in COLUMNS]))
    assert (await keeper.pool())[0].absences == ()


BAD_ROWS = {
    "name empty": ({"name": ""}, "name", "MISSING"),
    "name invisible": ({"name": "张\u200b三"}, "name", "WORDS"),
    "name long": ({"name": "张" * 61}, "name", "TOO_LONG"),
    "id short": ({"id_number": "4201011960"}, "id_number", "ID_SHAPE"),
    "id check": ({"id_number": id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")}, "id_number", "ID_CHECK"),
    "id as number": ({"id_number": "4.20106E+17"}, "id_number", "ID_NUMBER_LOST"),
    "id rounded": ({"id_number": "420106196001010000"}, "id_number", "ID_NUMBER_LOST"),
    "phone": ({"phone": "1390000"}, "phone", "PHONE"),
    "mail": ({"mail": "a@b"}, "mail", "MAIL"),
    "city": ({"city": "广州"}, "city", "CITY_UNKNOWN"),
    "province": ({"city": "430000"}, "city", "CITY_IS_PROVINCE"),
    "speciality unknown": ({"specialities": "A0803;Z99"}, "specialities", "SPECIALITY_UNKNOWN"),
    "speciality heading": ({"specialities": "A08"}, "specialities", "SPECIALITY_LEVEL"),
    "specialities empty": ({"specialities": " ;"}, "specialities", "MISSING"),
    "employer": ({"employer": ""}, "employer", "MISSING"),
    "employer code": ({"employer_uscc": INSTITUTE[:-1] + "9"}, "employer_uscc", "USCC"),
    "former without day": ({"former": BUILDER}, "former", "FORMER"),
    "former day": ({"former": f"{BUILDER}:2025-02-30"}, "former", "DATE"),
    "relatives": ({"relatives": "某公司"}, "relatives", "USCC"),
    "shareholdings": ({"shareholdings": "91"}, "shareholdings", "USCC"),
    "authority": ({"authority": "住建局"}, "authority", "AUTHORITY"),
    "standing": ({"standing": "休假"}, "standing", "STANDING"),
    "standing without reason": ({"standing": "移出"}, "standing_reason", "STANDING_REASON"),
    "last day of nothing": ({"standing": "在库", "suspended_until": "2027-01-01"}, "suspended_until", "STANDING_UNTIL"),
    "last day": ({"standing": "暂停", "suspended_until": "明年"}, "suspended_until", "DATE"),
    "absence": ({"absences": "2026-12-03 09:00/2026-12-01 18:00"}, "absences", "ABSENCE"),
    "absence shape": ({"absences": "十二月"}, "absences", "ABSENCE"),
}


@pytest.mark.parametrize("kind", BAD_ROWS)
async def test_a_bad_row_is_told_and_the_good_ones_are_kept(keeper: Keeper, kind: str) -> None:
    cells, column, code = BAD_ROWS[kind]
    told = await keeper.hand_in(csv_list(row(2), row(1, **cells), row(3)))
    assert codes(told) == [(3, column, code)] and counts(told) == (3, 3, 2, 0, 0, 1)
    [error] = told["errors"]
    assert all(error[key] and "{" not in error[key] for key in ("what", "what_zh", "do", "do_zh", "column_zh"))
    assert len(await keeper.pool()) == 2


async def test_every_fault_of_a_row_is_told_at_once(keeper: Keeper) -> None:
    told = await keeper.hand_in(csv_list(row(1, city="?", phone="1", mail="x")))
    assert codes(told) == [(2, "phone", "PHONE"), (2, "mail", "MAIL"), (2, "city", "CITY_UNKNOWN")]
    assert counts(told) == (1, 1, 0, 0, 0, 1) and told["state"] == "DONE"


async def test_of_one_person_twice_the_first_row_counts(keeper: Keeper) -> None:
    told = await keeper.hand_in(csv_list(row(1), row(2, id_number=id_number(1)), row(3, phone="139 0000 0001"), row(4)))
    assert codes(told) == [(3, "id_number", "TWICE_ID"), (4, "phone", "TWICE_PHONE")]
    assert "2" in told["errors"][0]["what"] and len(await keeper.pool()) == 2


async def test_a_telephone_number_of_somebody_else_is_not_taken_over(keeper: Keeper) -> None:
    await keeper.take_in(1)
    told = await keeper.hand_in(csv_list(row(2, phone="13900000001"), row(3)))
    assert codes(told) == [(2, "phone", "PHONE_TAKEN")] and counts(told) == (2, 2, 1, 0, 0, 1)


@pytest.mark.parametrize("cells", [{"city": "?"}, {"phone": "13900000008"}])
async def test_strictly_it_is_all_rows_or_none(keeper: Keeper, house: House, cells: dict[str, str]) -> None:
    await keeper.take_in(8)
    await keeper.take_in(9)
    told = await keeper.hand_in(csv_list(row(1), row(2, **cells), row(9, city="武汉")), strict=True)
    assert (told["state"], told["added"], told["updated"], told["refused"], told["done"]) == ("REFUSED", 0, 0, 1, 1)
    assert [row_no for row_no, _, _ in codes(told)] == [3]
    assert [one.city for one in await keeper.pool()] == ["420500", "420500"]
    assert await count(house, ExpertImportChunk) == 0
    told = await keeper.hand_in(csv_list(row(1), row(2), row(9, city="武汉")), strict=True)
    assert (told["state"], counts(told)) == ("DONE", (3, 3, 2, 1, 0, 0))
    assert len(await keeper.pool()) == 4


async def test_errors_come_as_a_file_that_names_nobody(keeper: Keeper) -> None:
    told = await keeper.hand_in(csv_list(row(1, city="?"), row(2, phone="不详"), row(3, specialities="=1+1")))
    errors = await keeper.ask("GET", f"/api/expert-imports/{told['id']}/errors.csv")
    assert errors.headers["content-type"].startswith("text/csv")
    lines = list(csv.reader(io.StringIO(errors.content.decode("utf-8-sig"))))
    assert [line[:3] for line in lines[1:]] == [
        ["2", "常住城市", "CITY_UNKNOWN"],
        ["3", "手机号", "PHONE"],
        ["4", "专业代码", "SPECIALITY_UNKNOWN"],
    ]
    assert all(len(line) == 7 and all(line) for line in lines)
    assert not any(word in errors.text for word in ("李评", "不详", id_number(1), "\n="))


REFUSED = {
    "empty": b"",
    "only blank lines": b"\n\n",
    "no headings": csv_list(row(1)).split(b"\n", 1)[1],
    "a needed column missing": csv_list({key: value for key, value in row(1).items() if key != "city"}),
    "a column twice": write_csv([[*table(row(1))[0], "姓名"], [*table(row(1))[1], "x"]]),
    "a picture": b"\x89PNG\r\n\x1a\n\0\0\0",
    "old xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "a torn xlsx": plain_xlsx(table(row(1)))[:900],
    "a zip of something else": b"PK\x03\x04" + b"\0" * 60,
    "an open quote": csv_list(row(1)) + b'"',
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_a_file_that_is_no_list_is_refused_whole(keeper: Keeper, kind: str) -> None:
    refused = await keeper.ask("POST", "/api/expert-imports", content=REFUSED[kind])
    told = refused.json()
    assert (refused.status_code, told["rule"]) == (422, "D-EXPERT-LIST"), told
    assert "{" not in told["title"] + told["title_zh"] and "?" not in told["title"]
    assert answer(await keeper.ask("GET", "/api/expert-imports"))["imports"] == []


async def test_a_column_nobody_knows_is_told_and_passed_over(keeper: Keeper) -> None:
    head, line = table(row(1))
    told = await keeper.hand_in(write_csv([[*head, "职称"], [*line, "教授"]]))
    assert codes(told) == [(1, "职称", "HEADING_UNKNOWN")] and counts(told) == (1, 1, 1, 0, 0, 0)


async def test_cells_beyond_the_headings_and_rows_too_short(keeper: Keeper) -> None:
    head, line = table(row(1))
    told = await keeper.hand_in(write_csv([head, [*line, "x"], line[:3], [], [" "] * len(head), line]))
    assert codes(told)[0] == (2, "", "EXTRA_CELLS") and {3, 2} == {row_no for row_no, _, _ in codes(told)}
    assert counts(told) == (3, 3, 1, 0, 0, 2)


async def test_what_a_spreadsheet_makes_of_numbers_is_read_back(keeper: Keeper) -> None:
    head, line = table(row(1, authority="420500"))
    cells: list[Any] = [int(cell) if cell.isdigit() and len(cell) < 15 else cell for cell in line]
    assert counts(await keeper.hand_in(plain_xlsx([head, cells]))) == (1, 1, 1, 0, 0, 0)
    [one] = await keeper.pool()
    assert one.authority == "420500"
    lost = [float(420106196001010003) if len(cell) == 18 and cell[:2] == "42" else cell for cell in line]
    assert codes(await keeper.hand_in(plain_xlsx([head, lost]))) == [(2, "id_number", "ID_NUMBER_LOST")]


DANGEROUS = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "'=1", "''@x"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_no_exported_cell_is_a_formula_and_each_comes_back_as_it_was(keeper: Keeper, form: str) -> None:
    for n, words in enumerate(DANGEROUS, 1):
        await keeper.take_in(n, name=words, employer=words, phone="+8520000000" + str(n))
    exported = await keeper.export(form)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))
    else:
        assert b"<f>" not in exported
        rows = python_calamine.load_workbook(io.BytesIO(exported)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in rows[1:]] == ["'" + words for words in DANGEROUS]
    assert not any(str(cell)[:1] in set("=+-@\t\r") for line in rows for cell in line if cell)
    assert counts(await keeper.hand_in(exported)) == (6, 6, 0, 0, 6, 0)
    listed = answer(await keeper.ask("GET", "/api/experts?names=true"))
    assert list(listed["names"].values()) == DANGEROUS


@pytest.mark.parametrize("form", ["csv", "xlsx"])
async def test_the_template_is_a_list_without_anybody(keeper: Keeper, form: str) -> None:
    template = await keeper.ask("GET", f"/api/experts/template.{form}")
    assert "attachment" in template.headers["content-disposition"]
    told = await keeper.hand_in(template.content)
    assert (told["state"], counts(told), told["errors"]) == ("DONE", (0, 0, 0, 0, 0, 0), [])
    if form == "csv":
        line = template.content.decode("utf-8-sig").replace("例：张三", "张三").encode()
        told = await keeper.hand_in(line)
        assert counts(told) == (1, 1, 1, 0, 0, 0), told["errors"]


async def test_rows_that_wait_and_their_import_tell_nobodys_name(keeper: Keeper, house: House) -> None:
    answer(await keeper.ask("POST", "/api/expert-imports", content=csv_list(row(1))))
    async with house.sessions() as session:
        [sealed] = await session.scalars(select(ExpertImportChunk.sealed))
    assert "李评1".encode() not in sealed and b"13900000001" not in sealed
    await keeper.run()
    assert await count(house, ExpertImportChunk) == 0
    async with house.sessions() as session:
        rows = await session.scalars(select(JournalRow).where(JournalRow.subject == "expert import"))
        assert [(row.verb, row.detail) for row in rows] == [
            ("hand_in_experts", {"rows": 1, "bad": 0}),
            ("end_import", {"state": "DONE", "counts": {"added": 1, "updated": 0, "unchanged": 0, "refused": 0}}),
        ]


async def test_ten_thousand_rows_are_kept_in_portions(keeper: Keeper) -> None:
    lines = [row(n, city=["武汉", "宜昌", "襄阳"][n % 3]) for n in range(10_000)]
    lines[4_321]["city"] = "?"
    told = answer(await keeper.ask("POST", "/api/expert-imports", content=csv_list(*lines)))
    assert (told["state"], told["total"], told["done"], told["refused"]) == ("WAITING", 10_000, 1, 1)
    seen = [told["done"]]
    while told["state"] == "WAITING":
        await keeper.run(1)
        told = answer(await keeper.ask("GET", f"/api/expert-imports/{told['id']}"))
        seen.append(told["done"])
    assert counts(told) == (10_000, 10_000, 9_999, 0, 0, 1) and codes(told) == [(4_323, "city", "CITY_UNKNOWN")]
    assert seen == sorted(seen) and len(set(seen)) > 10
    assert len(await keeper.pool()) == 9_999
