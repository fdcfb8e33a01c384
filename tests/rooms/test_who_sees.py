"""Who sees what of a room: staff the seats of its own venue, others how many, strangers nothing, nobody a name."""

import json

from tests.draws.town import CITIES
from tests.market import answer
from tests.rooms.hall import SEATS, Hall


async def test_staff_sees_the_seats_of_its_own_venue_only(hall: Hall):
    await hall.open()
    await hall.gather()
    seen: list[str] = []
    for city in CITIES:
        shown = await hall.monitor(hall.staff[city])
        own = [one for one in shown["venues"] if one["own"]]
        assert len(own) == 1
        assert all(one["seats"] == [] for one in shown["venues"] if not one["own"])
        assert sum(one["connected"] for one in shown["venues"]) == 5
        seen += [seat["seat"] for seat in own[0]["seats"]]
    assert sorted(seen) == sorted(SEATS)


async def test_the_buyer_sees_how_far_the_room_is_and_no_seat(hall: Hall):
    await hall.open()
    shown = await hall.monitor(hall.town.market.buyer)
    assert (shown["phase"], shown["venues"], shown["calls"]) == ("GATHERING", [], [])


async def test_to_another_centre_there_is_no_such_room(hall: Hall):
    await hall.open()
    stranger = await hall.town.as_("centre_staff", "别处中心")
    for method, path, body in (
        ("GET", "", None),
        ("POST", "", None),
        ("POST", "/slips", {"seat": "E01"}),
        ("POST", "/pause", {"reason": "-"}),
        ("POST", "/replacements", {"seat": "E01", "code": "ill", "reason": "-"}),
    ):
        assert (await hall.ask(method, path, stranger, json=body)).status_code == 404, path


async def test_a_call_for_help_reaches_the_callers_venue_and_no_other(hall: Hall):
    await hall.open()
    await hall.login("E01")
    line = await hall.say("E01", "键盘失灵", "help")
    for staff in hall.staff.values():
        own = staff is await hall.staff_of("E01")
        assert [one["id"] for one in (await hall.monitor(staff))["calls"]] == ([line] if own else [])
        told = await hall.ask("POST", f"/calls/{line}/answer", staff)
        assert told.status_code == (200 if own else 404)
    assert (await hall.look("E01"))["room"]["calls"] == []


async def test_no_name_of_an_expert_is_in_any_answer_but_the_slip(hall: Hall):
    await hall.open()
    await hall.gather()
    names = {(await hall.slip(seat))["name"] for seat in SEATS}
    assert len(names) == len(SEATS)
    for seat in SEATS:
        await hall.login(seat)
    shown = [await hall.look(seat) for seat in SEATS] + [await hall.monitor(one) for one in hall.staff.values()]
    told = json.dumps([*shown, await hall.events()], ensure_ascii=False)
    assert [name for name in names if name in told] == []


async def test_a_staffs_token_is_no_seat_and_a_seats_token_no_staff(hall: Hall):
    await hall.open()
    await hall.login("E01")
    told = await hall.client.get("/api/seat", headers=hall.staff[CITIES[0]].headers)
    assert told.status_code == 401
    told = await hall.client.get(
        f"/api/rooms/{hall.session}", headers={"Authorization": f"Bearer {hall.tokens['E01']}"}
    )
    assert told.status_code == 401


async def test_a_line_comes_once_however_often_it_is_sent(hall: Hall):
    await hall.open()
    await hall.login("E01")
    await hall.login("E02")
    line = await hall.say("E01", "请看第三页")
    await hall.say("E01", "请看第三页")
    assert [one["id"] for one in (await hall.look("E02"))["room"]["lines"]] == [line]
    told = await hall.ask("POST", "/text", "E02", json={"id": line, "text": "冒用"})
    assert told.status_code == 404


async def test_events_are_told_after_any_number(hall: Hall):
    await hall.open()
    await hall.login("E01")
    whole = answer(await hall.ask("GET", "/events?after=0", "E01"))
    rest = answer(await hall.ask("GET", "/events?after=3", "E01"))
    assert rest["events"] == whole["events"][3:]
    assert rest["last"] == whole["last"]
