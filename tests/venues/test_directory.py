"""The public directory of shared seats, calendars and the sheet of a day: who sees what of them."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import python_calamine
from pypdf import PdfReader

from evaluation_rooms.venues.actions import ask_sub_venue, hold_seats
from foundation.actors import CLOCK
from tests.conftest import People
from tests.venues.conftest import FIVE, NINE, OTHER, SESSION, WEEKDAYS, Centre, Hand, answer, open_centre

MARCH = "/api/venues/{venue}/calendar?from=2026-03-02&to=2026-03-03"
SHEET = "/api/venues/{venue}/days/2026-03-02"


async def listed(centre: Centre, query: str = "", **headers: Any) -> list[Any]:
    told = answer(await centre.client.get(f"/api/venues{query}", **headers))
    return [(one["name"], one["city"]["zh"], one["seats"], one["free"]) for one in told["venues"]]


async def test_the_provincial_centre_stands_in_wuhan(client: Any, as_: People, centre: Centre):
    await as_.organisation("省中心", kind="centre_staff", region="420000")
    await open_centre(client, await as_("centre_staff", "省中心"), "省评标区")
    assert await listed(centre, "?city=420100") == [("省评标区", "武汉市", 5, None)]


async def test_the_public_finds_free_seats_by_city_and_day(centre: Centre, neighbour: Centre, hand: Hand):
    await hand(hold_seats, centre.venue, SESSION, 3, NINE, FIVE)
    both = [("宜昌评标区", "宜昌市", 3, 3), ("恩施评标区", "恩施土家族苗族自治州", 5, 2)]
    assert await listed(centre, "?day=2026-03-02") == both
    assert await listed(centre, "?day=2026-03-02&free=3") == both[:1]
    assert [one[3] for one in await listed(centre, "?day=2026-03-03")] == [3, 5]
    assert [one[3] for one in await listed(centre, "?day=2026-03-07")] == [0, 0]


async def test_what_a_centre_does_not_share_only_staff_see(centre: Centre, neighbour: Centre):
    answer(await neighbour.send("PATCH", "/api/venues/{venue}", {"shared": False}))
    assert [one[0] for one in await listed(centre)] == ["恩施评标区"]
    assert len(await listed(centre, headers=centre.staff.headers)) == 2
    assert (await centre.client.get(f"/api/venues/{neighbour.venue}")).status_code == 404


async def test_rooms_and_seats_are_shown_with_what_is_wrong_with_them(centre: Centre):
    change = {"broken": True, "note": "键盘"}
    answer(await centre.send("PATCH", f"/api/workstations/{centre.seats[1]}", change))
    told = answer(await centre.client.get(f"/api/venues/{centre.venue}"))
    assert told["venue"]["seats"] == 4
    seats = told["rooms"][0]["workstations"]
    assert [(one["name"], one["broken"], one["note"]) for one in seats][:2] == [("A1", False, ""), ("A2", True, "键盘")]


async def test_names_are_taken_once(centre: Centre):
    told = {"name": "恩施评标区", "address": "施州大道2号", "hours": WEEKDAYS}
    assert answer(await centre.send("POST", "/api/venues", told), 409)["type"].endswith("name-taken")
    path = f"/api/rooms/{centre.room}/workstations"
    assert answer(await centre.send("POST", path, {"names": ["B1", "A1"]}), 409)["facts"]["name"] == "A1"
    assert len((await centre.get("/api/venues/{venue}"))["rooms"][0]["workstations"]) == 5


async def test_staff_change_only_their_own_centres_venues(centre: Centre, neighbour: Centre, as_: People):
    room = {"name": "二室"}
    for method, path, told in (
        ("PATCH", "/api/venues/{venue}", {"closed": True}),
        ("POST", "/api/venues/{venue}/rooms", room),
        ("POST", f"/api/rooms/{centre.room}/workstations", {"names": ["B1"]}),
        ("PATCH", f"/api/workstations/{centre.seats[0]}", {"broken": True}),
    ):
        assert (await centre.send(method, path, told, neighbour.staff)).status_code == 404
        assert (await centre.send(method, path, told, await as_("agency"))).status_code == 403


async def test_a_calendar_tells_its_own_staff_of_sessions_and_others_what_is_busy(
    centre: Centre, neighbour: Centre, hand: Hand
):
    await hand(hold_seats, centre.venue, SESSION, 3, NINE, FIVE)
    own, other = await centre.get(MARCH), await centre.get(MARCH, neighbour.staff)
    monday, tuesday = own["days"]
    assert monday["open"] == [{"start": "2026-03-02T00:30:00.000Z", "end": "2026-03-02T10:00:00.000Z"}]
    busy = {"start": "2026-03-02T01:00:00.000Z", "end": "2026-03-02T09:00:00.000Z", "seats": 3}
    assert monday["busy"] == [{**busy, "session": str(SESSION), "part": "main", "confirmed": True}]
    assert tuesday["busy"] == []
    assert other["days"][0]["busy"] == [busy]
    assert (own["own"], other["own"]) == (True, False)


async def test_a_calendar_has_an_end(centre: Centre):
    told = await centre.get("/api/venues/{venue}/calendar?from=2026-03-02&to=2027-03-02", status=400)
    assert told["facts"]["field"] == "to"


async def test_a_night_stands_on_both_days_of_china(client: Any, centre: Centre, hand: Hand):
    hours = [{"weekday": 1, "opens": "08:30", "closes": "02:00"}]
    night = await open_centre(client, centre.staff, "夜间评标区", 1, hours=hours)
    start, end = FIVE + timedelta(hours=5), FIVE + timedelta(hours=9)
    await hand(hold_seats, night.venue, SESSION, 1, start, end)
    monday, tuesday = [await night.get(f"/api/venues/{{venue}}/days/2026-03-0{day}") for day in (2, 3)]
    words = [(one["start_words"], one["end_words"]) for sheet in (monday, tuesday) for one in sheet["lines"]]
    assert words == [("22:00", "2026年03月03日 02:00"), ("2026年03月02日 22:00", "02:00")]


async def sheet_of(centre: Centre, hand: Hand) -> Any:
    await hand(hold_seats, centre.venue, SESSION, 2, NINE, FIVE)
    await hand(ask_sub_venue, centre.venue, OTHER, 1, NINE, FIVE, actor=CLOCK)
    answer(await centre.book(centre.seats[3], note="=1+1"), 201)
    return await centre.get(SHEET)


async def test_the_sheet_of_a_day_tells_seats_times_and_numbers_and_nothing_else(centre: Centre, hand: Hand):
    sheet = await sheet_of(centre, hand)
    assert (sheet["expected"], sheet["sessions"]) == (3, 2)
    lines = [(one["workstation"], one["session"], one["part"], one["confirmed"]) for one in sheet["lines"]]
    assert lines == [
        ("A1", "0000C0DE", "main", True),
        ("A2", "0000C0DE", "main", True),
        ("A3", "0000BEEF", "sub", False),
        ("A4", "", "own", True),
    ]


async def test_the_sheet_is_a_workbook_whose_cells_are_no_formulas(centre: Centre, hand: Hand):
    await sheet_of(centre, hand)
    told = await centre.client.get(SHEET.format(venue=centre.venue) + "/sheet.xlsx", headers=centre.staff.headers)
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(told.content)).get_sheet_by_index(0).to_python()
    assert rows[3][:2] == ["预计到场", 3.0]
    assert rows[6][:6] == ["09:00", "17:00", "评标一室", "A1", "0000C0DE", "主场"]
    assert rows[9][7] == "=1+1"


async def test_the_sheet_is_printed(centre: Centre, hand: Hand):
    await sheet_of(centre, hand)
    told = await centre.client.get(SHEET.format(venue=centre.venue) + "/sheet.pdf", headers=centre.staff.headers)
    words = "".join(page.extract_text() for page in PdfReader(BytesIO(told.content)).pages).replace(" ", "")
    assert all(word in words for word in ("当日安排", "恩施评标区", "2026年03月02日", "0000C0DE", "A3", "=1+1"))


async def test_an_empty_day_is_printed_as_one(centre: Centre):
    told = await centre.client.get(SHEET.format(venue=centre.venue) + "/sheet.pdf", headers=centre.staff.headers)
    assert "当日无安排" in PdfReader(BytesIO(told.content)).pages[0].extract_text()


async def test_to_other_centres_there_is_no_sheet(centre: Centre, neighbour: Centre):
    for path in (SHEET, f"{SHEET}/sheet.xlsx", f"{SHEET}/sheet.pdf"):
        await centre.get(path, neighbour.staff, 404)
    assert (await centre.get("/api/venues/{venue}/days/Monday", status=400))["facts"]["field"] == "day"
