"""The pool of experts: kept by its keeper, read as of a moment, names only for a reason."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from crypto.encoding import timestamp
from evaluation_rooms.experts.actions import contacts_of, names_of
from evaluation_rooms.experts.actions.keep import take_in
from evaluation_rooms.experts.forms import read_form
from evaluation_rooms.experts.people import Contact
from evaluation_rooms.experts.specialities import shipped_table
from foundation.actors import CLOCK
from foundation.errors import NoSuchThing
from foundation.ledger.tables import JournalRow
from foundation.vault import Vault, VaultError
from foundation.work import House
from tests.conftest import People
from tests.experts.conftest import BUILDER, INSTITUTE, UNIVERSITY, Keeper, expert, id_number
from tests.market import answer

NOBODY = "00000000-0000-7000-8000-000000000000"
DOORS = [
    ("GET", "/api/experts"),
    ("GET", "/api/experts?names=true"),
    ("POST", "/api/experts"),
    ("POST", "/api/experts/search"),
    ("GET", f"/api/experts/{NOBODY}"),
    ("PATCH", f"/api/experts/{NOBODY}"),
    ("GET", f"/api/experts/{NOBODY}/person"),
    ("POST", f"/api/experts/{NOBODY}/absences"),
    ("DELETE", f"/api/experts/{NOBODY}/absences/{NOBODY}"),
    ("POST", f"/api/experts/{NOBODY}/standing"),
    ("PUT", "/api/specialities"),
    ("POST", "/api/expert-fees"),
    ("POST", "/api/expert-imports"),
    ("GET", "/api/expert-imports"),
    ("GET", f"/api/expert-imports/{NOBODY}"),
    ("GET", f"/api/expert-imports/{NOBODY}/errors.csv"),
    ("GET", "/api/experts/export.csv"),
    ("GET", "/api/experts/export.xlsx"),
    ("GET", "/api/experts/template.csv"),
    ("GET", "/api/experts/template.xlsx"),
]
BODIES = {
    "/api/experts": expert(),
    f"/api/experts/{NOBODY}/absences": {"since": "2026-12-01T01:00:00Z", "until": "2026-12-02T01:00:00Z"},
    f"/api/experts/{NOBODY}/standing": {"standing": "removed", "reason": "x"},
    "/api/expert-fees": {
        "region": "420000",
        "since": "2026-01-01",
        "base": "1.00",
        "base_hours": 1,
        "per_hour": "1.00",
    },
}
PUBLIC_DOORS = ["/api/specialities", "/api/expert-fees"]


@pytest.mark.parametrize(("method", "path"), DOORS)
async def test_the_pool_is_its_keepers_alone(keeper: Keeper, as_: People, method: str, path: str) -> None:
    body = {"json": BODIES.get(path, {})} if method in ("POST", "PATCH") else {}
    told = await keeper.client.request(method, path, **body)
    assert (told.status_code, told.json()["rule"]) == (401, "D-ACCESS")
    for role in ("draw_operator", "agency", "centre_staff", "system_admin", "audit_admin", "supervisor"):
        staff = await as_(role)
        told = await keeper.client.request(method, path, headers=staff.headers, **body)
        assert (told.status_code, told.json()["rule"]) == (403, "D-ACCESS"), (role, told.text)


@pytest.mark.parametrize("path", PUBLIC_DOORS)
async def test_specialities_and_fees_are_published(keeper: Keeper, path: str) -> None:
    assert (await keeper.client.get(path)).status_code == 200


async def test_an_expert_is_taken_in_and_told_without_his_name(keeper: Keeper) -> None:
    told = await keeper.take_in(former=[{"uscc": BUILDER, "until": "2025-06-30"}], relatives=[UNIVERSITY])
    assert told["city"] == "420500" and told["standing"] == "active" and told["reachable"]
    assert told["former"] == [{"uscc": BUILDER, "until": "2025-06-30"}] and told["relatives"] == [UNIVERSITY]
    shown = await keeper.ask("GET", f"/api/experts/{told['id']}")
    listed = await keeper.ask("GET", "/api/experts")
    assert answer(shown) == told and answer(listed)["experts"] == [told] and answer(listed)["names"] == {}
    for answered in (shown, listed):
        assert "李评" not in answered.text and "139" not in answered.text and "example.com" not in answered.text


async def test_the_tables_hold_neither_name_nor_telephone_number(keeper: Keeper, house: House) -> None:
    told = await keeper.take_in(1)
    await keeper.ask("PATCH", f"/api/experts/{told['id']}", json={"name": "王改名", "phone": "13711112222"})
    await keeper.ask("POST", "/api/experts/search", json={"name": "王改名", "phone": "13711112222"})
    await keeper.ask("POST", "/api/expert-imports", content=await keeper.export())
    raw = ""
    async with house.sessions() as session:
        names = await session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        for name in [*names]:
            rows = await session.scalars(text(f'SELECT t::text FROM "{name}" t'))
            raw += "\n".join(rows)
    assert INSTITUTE in raw
    for secret in ("李评1", "王改名", "13900000001", "13711112222", id_number(1), "expert1@example.com"):
        assert secret not in raw and secret.encode().hex() not in raw


async def test_a_sealed_person_opens_only_in_his_own_row_and_under_the_own_key(keeper: Keeper, house: House) -> None:
    one, other = await keeper.take_in(1), await keeper.take_in(2)
    async with house.sessions() as session:
        query = text("SELECT sealed FROM experts WHERE id = :id")
        sealed = await session.scalar(query, {"id": one["id"]})
    assert house.vault.open(sealed, f"expert {one['id']}")["name"] == "李评1"
    for vault, purpose in ((house.vault, f"expert {other['id']}"), (Vault(b"\1" * 32), f"expert {one['id']}")):
        with pytest.raises(VaultError):
            vault.open(sealed, purpose)


async def test_whoever_reads_a_name_is_in_the_journal_with_his_reason(keeper: Keeper, house: House) -> None:
    told = await keeper.take_in()
    person = answer(await keeper.ask("GET", f"/api/experts/{told['id']}/person?why=核对证件"))
    assert person == {"id": told["id"], "name": "李评1", "phone": "13900000001", "mail": "expert1@example.com"} | {
        "id_number": id_number(1)
    }
    [row] = await journal(house, "read_person")
    assert (row.person, row.subject_id) == (keeper.staff.actor.person, told["id"])
    assert row.detail == {"why": "核对证件", "experts": [told["id"]]}


async def journal(house: House, verb: str) -> list[JournalRow]:
    async with house.sessions() as session:
        return list(await session.scalars(select(JournalRow).where(JournalRow.verb == verb).order_by(JournalRow.id)))


async def test_a_list_with_names_a_search_and_an_export_are_journalled(keeper: Keeper, house: House) -> None:
    told = await keeper.take_in()
    listed = answer(await keeper.ask("GET", "/api/experts?names=true"))
    found = answer(await keeper.ask("POST", "/api/experts/search", json={"phone": "139 0000 0001"}))
    assert listed["names"] == found["names"] == {told["id"]: "李评1"}
    await keeper.export()
    assert [row.detail["why"] for row in await journal(house, "read_person")] == [
        "list of the pool",
        "search in the pool",
    ]
    assert [row.detail["found"] for row in await journal(house, "find")] == [[told["id"]]]
    assert [row.detail["experts"] for row in await journal(house, "export")] == [1]


async def test_a_search_wants_the_whole_value_and_finds_nobody_for_nothing(keeper: Keeper) -> None:
    await keeper.take_in()
    for asked in ({}, {"name": "李"}, {"name": "李评1", "phone": "13900000002"}, {"id_number": id_number(2)}):
        assert answer(await keeper.ask("POST", "/api/experts/search", json=asked))["experts"] == []
    for asked in ({"name": "李评1"}, {"id_number": id_number(1).lower()}):
        assert len(answer(await keeper.ask("POST", "/api/experts/search", json=asked))["experts"]) == 1


async def test_a_later_stage_learns_names_contacts_and_says_why(keeper: Keeper, house: House) -> None:
    ids = [UUID((await keeper.take_in(n))["id"]) for n in (1, 2)]
    async with house.work(CLOCK) as work:
        assert await names_of(work, ids, "draw 1") == {ids[0]: "李评1", ids[1]: "李评2"}
        contacts = await contacts_of(work, [ids[1]], "invitation")
        assert contacts == {ids[1]: Contact("李评2", "13900000002", "expert2@example.com")}
        assert await names_of(work, [], "nothing") == {}
        with pytest.raises(NoSuchThing):
            await names_of(work, [*ids, UUID(NOBODY)], "a stranger")
    rows = await journal(house, "read_person")
    assert [(row.role, row.detail["why"], len(row.detail["experts"])) for row in rows] == [
        ("clock", "draw 1", 2),
        ("clock", "invitation", 1),
    ]


async def test_one_person_is_in_the_pool_once(keeper: Keeper) -> None:
    one, _ = await keeper.take_in(1), await keeper.take_in(2)
    for twin in (expert(3, id_number=id_number(1)), expert(3, phone="13900000001")):
        refused = await keeper.ask("POST", "/api/experts", json=twin)
        assert (refused.status_code, refused.json()["rule"]) == (409, "D-EXPERT-ONCE")
    refused = await keeper.ask("PATCH", f"/api/experts/{one['id']}", json={"phone": "13900000002"})
    assert (refused.status_code, refused.json()["rule"]) == (409, "D-EXPERT-ONCE")
    assert len(await keeper.pool()) == 2


async def test_two_keepers_who_take_in_one_person_at_once_make_one(keeper: Keeper, house: House) -> None:
    async with house.work(keeper.staff.actor) as work:
        await take_in(work, read_form(expert(1), shipped_table()))
        other = asyncio.create_task(keeper.ask("POST", "/api/experts", json=expert(1)))
        while not await work.session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")):
            await asyncio.sleep(0.01)
    refused = await other
    assert (refused.status_code, refused.json()["rule"]) == (409, "D-EXPERT-ONCE"), refused.text
    assert len(await keeper.pool()) == 1


WRONG = [
    ("name", "  "),
    ("name", "张\u200b三"),
    ("name", "张" * 61),
    ("id_number", "42010119600101000"),
    ("id_number", id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")),
    ("id_number", "42010119600231" + "0010"),
    ("phone", "12345"),
    ("mail", "nobody"),
    ("city", "北京"),
    ("city", "420000"),
    ("city", "440100"),
    ("city", "420400"),
    ("specialities", []),
    ("specialities", ["A080399"]),
    ("specialities", ["A08"]),
    ("employer", ""),
    ("employer_uscc", INSTITUTE[:-1] + "?"),
    ("relatives", ["91"]),
    ("shareholdings", ["91"]),
    ("former", [{"uscc": "91", "until": "2025-06-30"}]),
    ("authority", "武汉"),
]


@pytest.mark.parametrize(("field", "value"), WRONG)
async def test_a_field_that_does_not_fit_is_named(keeper: Keeper, field: str, value: object) -> None:
    refused = await keeper.ask("POST", "/api/experts", json=expert(1, **{field: value}))
    told = refused.json()
    assert (refused.status_code, told["rule"], told["facts"]["field"]) == (400, "D-FORM", field), told
    assert await keeper.pool() == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("武汉", "420100"),
        ("恩施土家族苗族自治州", "422800"),
        ("429004", "429004"),
        ("421281", "421200"),
        ("430121", "430100"),
    ],
)
async def test_a_city_is_a_unit_of_hubei_or_a_neighbours(keeper: Keeper, text: str, code: str) -> None:
    assert (await keeper.take_in(city=text))["city"] == code


async def test_the_pool_can_be_read_as_of_any_moment(keeper: Keeper) -> None:
    before = await keeper.clock.now()
    told = await keeper.take_in(1)
    first = await keeper.clock.now()
    await keeper.clock.forward(days=1)
    await keeper.ask("PATCH", f"/api/experts/{told['id']}", json={"city": "武汉", "specialities": ["A0403", "A080301"]})
    await keeper.take_in(2)
    [then] = await keeper.pool(first)
    assert (then.city, then.specialities, str(then.id)) == ("420500", ("A080302",), told["id"])
    now, _ = await keeper.pool()
    assert now == replace(then, city="420100", specialities=("A0403", "A080301"))
    assert await keeper.pool(before) == []


async def test_versions_are_only_ever_added(keeper: Keeper, house: House) -> None:
    told = await keeper.take_in()
    place = f"/api/experts/{told['id']}"
    await keeper.ask("PATCH", place, json={"city": "武汉"})
    await keeper.ask("PATCH", place, json={"city": "武汉"})
    async with house.sessions() as session:
        assert await session.scalar(text("SELECT count(*) FROM expert_versions")) == 2
        for change in ("UPDATE expert_versions SET city = '420100'", "DELETE FROM expert_versions"):
            with pytest.raises(DBAPIError, match="only ever added"):
                await session.execute(text(change))
            await session.rollback()


async def test_an_amendment_changes_what_it_names_and_leaves_the_rest(keeper: Keeper, house: House) -> None:
    told = await keeper.take_in(authority="420500", shareholdings=[BUILDER])
    amended = answer(await keeper.ask("PATCH", f"/api/experts/{told['id']}", json={"phone": "", "authority": ""}))
    assert amended | {"changed_at": ""} == told | {"authority": None, "changed_at": ""}
    person = answer(await keeper.ask("GET", f"/api/experts/{told['id']}/person"))
    assert (person["name"], person["phone"], person["mail"]) == ("李评1", "", "expert1@example.com")
    [row] = await journal(house, "amend")
    assert row.detail == {"fields": ["authority", "phone"]}


async def test_who_can_be_reached_by_no_way_is_told_so(keeper: Keeper) -> None:
    await keeper.take_in(phone="", mail="")
    [one] = await keeper.pool()
    assert not one.reachable


async def test_a_suspension_holds_to_its_last_day_in_china(keeper: Keeper) -> None:
    told = await keeper.take_in()
    today = (await keeper.clock.now() + timedelta(hours=8)).date()
    asked = {"standing": "suspended", "reason": "未按时到场", "until": (today + timedelta(days=1)).isoformat()}
    shown = answer(await keeper.ask("POST", f"/api/experts/{told['id']}/standing", json=asked))
    assert (shown["standing"], shown["standing_reason"]) == ("suspended", "未按时到场")
    assert [one.standing for one in await keeper.pool()] == ["suspended"]
    await keeper.clock.forward(days=2)
    assert [one.standing for one in await keeper.pool()] == ["active"]
    shown = answer(await keeper.ask("GET", f"/api/experts/{told['id']}"))
    assert (shown["standing"], shown["standing_reason"], shown["suspended_until"]) == ("active", None, None)


async def test_who_was_suspended_or_removed_since_is_not_told_as_active(keeper: Keeper) -> None:
    ids = [(await keeper.take_in(n))["id"] for n in (1, 2, 3)]
    moment = await keeper.clock.now()
    await keeper.clock.forward(hours=1)
    for expert_id, standing in ((ids[0], "suspended"), (ids[1], "removed")):
        asked = {"standing": standing, "reason": "违规"}
        answer(await keeper.ask("POST", f"/api/experts/{expert_id}/standing", json=asked))
    assert [one.standing for one in await keeper.pool(moment)] == ["suspended", "removed", "active"]
    assert [str(one.id) for one in await keeper.pool()] == [ids[0], ids[2]]
    answer(await keeper.ask("POST", f"/api/experts/{ids[1]}/standing", json={"standing": "active"}))
    assert len(await keeper.pool()) == 3


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"standing": "away"}, "standing"),
        ({"standing": "suspended"}, "reason"),
        ({"standing": "removed", "reason": " "}, "reason"),
        ({"standing": "active", "until": "2027-01-01"}, "until"),
        ({"standing": "removed", "reason": "x", "until": "2027-01-01"}, "until"),
    ],
)
async def test_a_standing_has_its_reason(keeper: Keeper, asked: dict[str, str], field: str) -> None:
    told = await keeper.take_in()
    refused = await keeper.ask("POST", f"/api/experts/{told['id']}/standing", json=asked)
    assert (refused.status_code, refused.json()["facts"]["field"]) == (400, field)


async def test_absences_are_those_of_now_and_can_be_taken_back(keeper: Keeper) -> None:
    told = await keeper.take_in()
    moment = await keeper.clock.now()
    await keeper.clock.forward(hours=1)
    since = (await keeper.clock.now()).replace(microsecond=0) + timedelta(days=1)
    asked = {"since": timestamp(since), "until": timestamp(since + timedelta(days=2)), "reason": "出差"}
    place = f"/api/experts/{told['id']}/absences"
    answer(await keeper.ask("POST", place, json=asked))
    shown = answer(await keeper.ask("POST", place, json=asked))
    assert [{key: each[key] for key in asked} for each in shown["absences"]] == [asked]
    [one] = await keeper.pool(moment)
    assert one.absences == ((since, since + timedelta(days=2)),)
    shown = answer(await keeper.ask("DELETE", f"{place}/{shown['absences'][0]['id']}"))
    assert shown["absences"] == [] and (await keeper.pool())[0].absences == ()


async def test_an_absence_runs_forward_and_has_a_time_zone(keeper: Keeper) -> None:
    told = await keeper.take_in()
    for since, until in (
        ("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z"),
        ("2026-12-01T00:00:00", "2026-12-02T00:00:00"),
    ):
        asked = {"since": since, "until": until}
        refused = await keeper.ask("POST", f"/api/experts/{told['id']}/absences", json=asked)
        assert (refused.status_code, refused.json()["rule"]) == (400, "D-FORM")


async def test_the_list_is_narrowed_and_comes_in_portions(keeper: Keeper) -> None:
    ids = [(await keeper.take_in(n, city="武汉" if n % 2 else "宜昌"))["id"] for n in range(1, 6)]
    answer(await keeper.ask("PATCH", f"/api/experts/{ids[4]}", json={"specialities": ["A0403"]}))

    async def listed(asked: str) -> list[str]:
        return [each["id"] for each in answer(await keeper.ask("GET", f"/api/experts?{asked}"))["experts"]]

    assert await listed("city=武汉") == [ids[0], ids[2], ids[4]]
    assert await listed("speciality=A08") == ids[:4] and await listed("speciality=A0403") == [ids[4]]
    assert await listed("speciality=%25") == []
    assert await listed(f"employer={UNIVERSITY}") == []
    first = answer(await keeper.ask("GET", "/api/experts?limit=3"))
    assert (first["total"], first["next"]) == (5, ids[2])
    assert await listed(f"limit=3&after={first['next']}") == ids[3:]
