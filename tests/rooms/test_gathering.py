"""From the gate to the head: a room opens, slips open seats, members pledge, see who bid, and elect one of them."""

from evaluation_rooms.rooms.state import EMPTY, catch_up
from tests.draws.town import ENSHI, WUHAN
from tests.market import answer
from tests.rooms.hall import EXPERTS, LETTER, SEATS, Hall


async def test_a_committee_gathers_elects_its_head_and_begins(hall: Hall):
    opened = await hall.open()
    assert (opened["phase"], opened["members"], opened["connected"]) == ("GATHERING", 5, 0)
    await hall.gather()
    assert (await hall.sitting()).phase == "ELECTING"
    await hall.elect("E02")
    seen = await hall.look("E02")
    assert (seen["room"]["phase"], seen["room"]["head"], seen["me"]["head"]) == ("PRELIMINARY", "E02", True)
    assert seen["missing"] == []
    assert seen["running"]


async def test_the_room_by_its_rows_is_what_its_events_make_of_nothing(hall: Hall):
    await hall.open()
    await hall.gather()
    await hall.elect()
    await hall.say("E03", "第三章2.1.2请各位核对")
    call = await hall.say("E01", "显示器故障", "help")
    answer(await hall.ask("POST", "/break", "E04", json={"on": True}))
    seen = (await hall.look("E01"))["room"]
    assert seen["calls"][0]["id"] == call
    assert catch_up(EMPTY, await hall.events()) == seen


async def test_a_room_opens_only_when_the_buyer_has_named_its_representative(hall: Hall):
    await hall.clock.to((await hall.row()).starts_at)
    told = await hall.ask("POST", "", hall.staff[ENSHI])
    assert (told.status_code, told.json()["type"]) == (409, "urn:tianping:problem:room-not-ready")


async def test_only_staff_of_the_main_venue_opens_it(hall: Hall):
    assert (await hall.ask("POST", "", hall.staff[WUHAN])).status_code == 404


async def test_a_room_that_is_open_is_answered_as_it_is(hall: Hall):
    await hall.open()
    await hall.login("E01")
    again = answer(await hall.ask("POST", "", hall.staff[ENSHI]))
    assert again["connected"] == 1


async def test_a_representative_is_named_once_and_stays_in_the_vault(hall: Hall):
    told = {"name": "王代表", "letter": LETTER}
    first = answer(await hall.ask("POST", "/representatives", hall.town.market.buyer, json=told))
    again = answer(await hall.ask("POST", "/representatives", hall.town.market.buyer, json=told))
    assert first == again
    assert first["seat"] == "B01"
    other = {"name": "李代表", "letter": LETTER}
    assert (await hall.ask("POST", "/representatives", hall.town.market.buyer, json=other)).status_code == 409
    assert "王代表".encode() not in bytes((await hall.member("B01")).person_sealed or b"")


async def test_a_slip_opens_its_seat_once(hall: Hall):
    await hall.open()
    slip = await hall.slip("E01")
    assert slip["name"]
    typed = {"code": slip["code"].lower().replace("-", " ")}
    assert answer(await hall.client.post("/api/seat/login", json=typed))["seat"] == "E01"
    assert (await hall.client.post("/api/seat/login", json=typed)).status_code == 401


async def test_an_earlier_slip_is_worthless_once_another_is_printed(hall: Hall):
    await hall.open()
    earlier = await hall.slip("E01")
    await hall.slip("E01")
    assert (await hall.client.post("/api/seat/login", json={"code": earlier["code"]})).status_code == 401


async def test_a_slip_opens_nothing_after_its_window(hall: Hall):
    await hall.open()
    slip = await hall.slip("E01")
    await hall.clock.forward(minutes=61)
    assert (await hall.client.post("/api/seat/login", json={"code": slip["code"]})).status_code == 401


async def test_a_slip_belongs_to_one_workstation(hall: Hall):
    await hall.open()
    slip = await hall.slip("E01")
    elsewhere = str((await hall.member("E02")).workstation_id)
    told = await hall.client.post("/api/seat/login", json={"code": slip["code"], "workstation": elsewhere})
    assert told.status_code == 403
    here = str((await hall.member("E01")).workstation_id)
    answer(await hall.client.post("/api/seat/login", json={"code": slip["code"], "workstation": here}))


async def test_staff_of_another_venue_prints_no_slip(hall: Hall):
    await hall.open()
    for city, staff in hall.staff.items():
        own = await hall.staff_of("E01") is staff
        told = await hall.ask("POST", "/slips", staff, json={"seat": "E01"})
        assert told.status_code == (200 if own else 404), city


async def test_a_slip_is_printed_with_its_name_and_code(hall: Hall):
    await hall.open()
    told = await hall.ask("POST", "/slips/pdf", await hall.staff_of("E01"), json={"seat": "E01"})
    assert told.content.startswith(b"%PDF-")


async def test_the_bidders_are_shown_after_the_pledge_only(hall: Hall):
    await hall.open()
    await hall.login("E01")
    assert (await hall.ask("GET", "/bidders", "E01")).status_code == 409
    await hall.pledge("E01")
    bidders = answer(await hall.ask("GET", "/bidders", "E01"))["bidders"]
    assert len(bidders) == 3
    assert {tuple(one) for one in bidders} == {("name", "uscc", "lots")}


async def test_a_pledge_binds_one_key_and_needs_its_signature(hall: Hall):
    await hall.open()
    await hall.login("E01")
    await hall.pledge("E01")
    await hall.pledge("E01")
    told = {"sign_key": "11" * 32, "signature": "22" * 64}
    assert (await hall.ask("POST", "/pledge", "E01", json=told)).status_code == 409
    await hall.login("E02")
    assert (await hall.ask("POST", "/pledge", "E02", json=told)).status_code == 422


async def test_a_cookie_needs_the_header_of_our_own_pages(hall: Hall):
    await hall.open()
    slip = await hall.slip("E01")
    answer(await hall.client.post("/api/seat/login", json={"code": slip["code"]}))
    beat = {"json": {"round_trip_ms": 20}}
    assert (await hall.client.post("/api/seat/presence", **beat)).status_code == 403
    headers = {"X-Tianping": "1"}
    assert (await hall.client.post("/api/seat/presence", headers=headers, **beat)).status_code == 200


async def test_a_tie_is_drawn_and_everybody_can_draw_it_again(hall: Hall):
    await hall.open()
    await hall.gather()
    for seat, choice in zip(EXPERTS, ("E01", "E01", "E03", "E03"), strict=True):
        answer(await hall.ask("POST", "/head-vote", seat, json={"for": choice}))
    told = next(one["data"] for one in await hall.events() if one["kind"] == "head")
    assert told["tied"] == ["E01", "E03"]
    assert told["seat"] in told["tied"]


async def test_the_buyers_representative_does_not_vote(hall: Hall):
    await hall.open()
    await hall.gather()
    assert (await hall.ask("POST", "/head-vote", "B01", json={"for": "E01"})).status_code == 403


async def test_a_vote_may_be_changed_until_all_have_voted(hall: Hall):
    await hall.open()
    await hall.gather()
    answer(await hall.ask("POST", "/head-vote", "E01", json={"for": "E03"}))
    await hall.elect("E04")
    assert (await hall.look("E01"))["room"]["head"] == "E04"
    assert (await hall.ask("POST", "/head-vote", "E01", json={"for": "E03"})).status_code == 409


async def test_the_election_waits_for_whoever_is_away(hall: Hall):
    await hall.open()
    await hall.gather()
    for seat in EXPERTS[:-1]:
        answer(await hall.ask("POST", "/head-vote", seat, json={"for": "E01"}))
    answer(await hall.ask("POST", "/break", "B01", json={"on": True}))
    answer(await hall.ask("POST", "/head-vote", "E04", json={"for": "E01"}))
    assert (await hall.look("E01"))["room"]["phase"] == "ELECTING"
    answer(await hall.ask("POST", "/break", "B01", json={"on": False}))
    await hall.run_due()
    assert (await hall.look("E01"))["room"]["phase"] == "PRELIMINARY"
    assert len(SEATS) == 5
