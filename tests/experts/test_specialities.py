"""The code table of specialities: four levels, every code once, every parent there; found by code and by words."""

import pytest

from evaluation_rooms.experts.refusals import SpecialityTableRefused
from evaluation_rooms.experts.specialities import SHIPPED, read_table, shipped_table
from tests.conftest import People
from tests.experts.conftest import Keeper, csv_list, row
from tests.market import answer

SMALL = "# remark\ncode,name,name_en\nD,测试,Tests\nD01,甲,One\nD0101,乙,Two\nD010101,丙,Three\n"


def test_the_shipped_subset_says_that_it_is_one_and_has_all_its_parents() -> None:
    table = shipped_table()
    assert table.is_subset and "SUBSET" in SHIPPED.read_text("utf-8").split("\n")[1]
    assert {row.code[0] for row in table.rows.values()} == {"A", "B", "C"}
    assert {row.level for row in table.rows.values()} == {1, 2, 3, 4}
    assert all(row.parent in table for row in table.rows.values() if row.parent)
    assert sum(table.can_be_held(code) for code in table.rows) >= 35


def test_a_table_is_found_in_by_code_and_by_words_along_the_path() -> None:
    table = read_table(SMALL)
    assert not table.is_subset
    for words, found in (
        ("d0101", ["D0101", "D010101"]),
        ("甲 丙", ["D010101"]),
        ("two three", ["D010101"]),
        ("x", []),
    ):
        assert [row.code for row in table.find(words)] == found
    assert [row.zh for row in table.path("D010101")] == ["测试", "甲", "乙", "丙"]
    assert [code for code in table.rows if table.can_be_held(code)] == ["D0101", "D010101"]
    assert len(table.find("", 2)) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (SMALL.replace("D01,", "D1,"), 4),
        (SMALL.replace("D01,", "d01,"), 4),
        (SMALL.replace("D0101,", "D0102,"), 0),
        (SMALL + "D01,again,Again\n", 7),
        (SMALL.replace("甲", " "), 4),
        (SMALL.replace("code,", "Code,"), 2),
        ("", 1),
    ],
)
def test_a_faulty_table_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SpecialityTableRefused) as refused:
        read_table(text)
    assert refused.value.facts["line"] == line


async def test_a_loaded_table_counts_for_everybody_from_then_on(keeper: Keeper, as_: People) -> None:
    before = answer(await keeper.client.get("/api/specialities"))
    assert before["is_subset"] and before["total"] == len(before["specialities"])
    answer(await keeper.ask("PUT", "/api/specialities", content=SMALL.encode("utf-8-sig")))
    after = answer(await keeper.client.get("/api/specialities?q=D01&limit=2"))
    assert (after["is_subset"], after["total"]) == (False, 4)
    assert [(row["code"], row["level"], row["path"]) for row in after["specialities"]] == [
        ("D01", 2, "测试 / 甲"),
        ("D0101", 3, "测试 / 甲 / 乙"),
    ]
    await keeper.take_in(1, specialities=["D010101"])
    refused = await keeper.ask("PUT", "/api/specialities", content=b"code,name\nX,\n")
    assert (refused.status_code, refused.json()["rule"]) == (422, "D-SPECIALITIES")
    assert answer(await keeper.client.get("/api/specialities"))["total"] == 4


async def test_a_table_that_changed_while_a_list_waited_is_the_one_that_counts(keeper: Keeper) -> None:
    told = answer(await keeper.ask("POST", "/api/expert-imports", content=csv_list(row(1))))
    answer(await keeper.ask("PUT", "/api/specialities", content=SMALL.encode()))
    await keeper.run()
    told = answer(await keeper.ask("GET", f"/api/expert-imports/{told['id']}"))
    assert [error["code"] for error in told["errors"]] == ["SPECIALITY_UNKNOWN"] and told["refused"] == 1
