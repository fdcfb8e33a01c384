"""A member leaves: by his own word, ill, absent; the next of the draw takes his seat and begins from the beginning."""

from sqlalchemy import update

from crypto.signatures import signed_bytes
from evaluation_rooms.rooms.pledges import pledge_body
from evaluation_rooms.rooms.tables import Sitting
from foundation.actors import CLOCK
from tests.market import answer
from tests.rooms.hall import Hall
from tests.rooms.sitting import key_of


async def begun(hall: Hall) -> None:
    """A room that has its head, E02."""
    await hall.open()
    await hall.gather()
    await hall.elect("E02")


async def test_who_must_withdraw_goes_and_the_room_waits_for_his_successor(hall: Hall):
    await begun(hall)
    place = await hall.place_of("E03")
    answer(await hall.ask("POST", "/recusal", "E03", json={"hindered": True, "reason": "曾任职于投标人"}))
    seen = await hall.look("E01")
    assert seen["room"]["held"] == "replacement"
    assert [one["seat"] for one in seen["room"]["seats"]] == ["E01", "E02", "E04", "B01"]
    assert (await hall.ask("GET", "", "E03")).status_code == 401
    await hall.successor(place)
    assert [one["state"] for one in (await hall.look("E01"))["room"]["seats"]].count("EXPECTED") == 1


async def test_the_successor_takes_the_seat_and_starts_over_the_others_keep_what_they_gave(hall: Hall):
    await begun(hall)
    async with hall.clock.house.work(CLOCK) as work:
        await work.session.execute(update(Sitting).values(phase="OPEN_PART"))
    first, place = await hall.member("E03"), await hall.place_of("E03")
    staff = await hall.staff_of("E03")
    told = {"seat": "E03", "code": "ill", "reason": "突发疾病"}
    answer(await hall.ask("POST", "/replacements", staff, json=told))
    await hall.successor(place)
    await hall.ready("E03")
    after = await hall.member("E03")
    assert after.id != first.id
    sitting = await hall.sitting()
    assert (sitting.phase, sitting.held) == ("PRELIMINARY", None)
    assert [one["data"].get("phase") for one in await hall.events() if one["kind"] == "phase"][-1] == "PRELIMINARY"


async def test_a_head_who_goes_is_followed_by_an_election(hall: Hall):
    await begun(hall)
    place, staff = await hall.place_of("E02"), await hall.staff_of("E02")
    answer(
        await hall.ask("POST", "/replacements", staff, json={"seat": "E02", "code": "replaced", "reason": "擅离职守"})
    )
    assert (await hall.look("E01"))["room"]["head"] is None
    await hall.successor(place)
    await hall.ready("E02")
    await hall.elect("E04")
    seen = (await hall.look("E01"))["room"]
    assert (seen["head"], seen["ballot"], seen["phase"]) == ("E04", 2, "PRELIMINARY")


async def test_nobody_counts_as_absent_before_his_time(hall: Hall):
    await hall.open()
    told = {"seat": "E01", "code": "absent", "reason": "未到场"}
    assert (await hall.ask("POST", "/replacements", await hall.staff_of("E01"), json=told)).status_code == 409
    place, staff = await hall.place_of("E01"), await hall.staff_of("E01")
    await hall.clock.forward(seconds=11)
    answer(await hall.ask("POST", "/replacements", staff, json=told))
    await hall.successor(place)
    await hall.gather()
    assert (await hall.sitting()).phase == "ELECTING"


async def test_another_representative_takes_the_seat_of_one_who_went(hall: Hall):
    await begun(hall)
    answer(await hall.ask("POST", "/recusal", "B01", json={"hindered": True, "reason": "亲属关系"}))
    told = {"name": "李代表", "letter": "JVBERi0xLjcK"}
    answer(await hall.ask("POST", "/representatives", hall.town.market.buyer, json=told))
    await hall.clock.forward(seconds=6)
    await hall.run_due()
    await hall.ready("B01")
    assert (await hall.sitting()).held is None


async def test_a_member_moves_to_a_spare_workstation_and_stays_who_he_is(hall: Hall):
    await begun(hall)
    staff, before = await hall.staff_of("E01"), await hall.member("E01")
    spare = await hall.spare(before)
    told = {"seat": "E01", "workstation": spare, "reason": "工位故障"}
    answer(await hall.ask("POST", "/moves", staff, json=told))
    assert (await hall.ask("GET", "", "E01")).status_code == 401
    slip = await hall.slip("E01")
    hall.tokens["E01"] = answer(await hall.client.post("/api/seat/login", json={"code": slip["code"]}))["token"]
    after = await hall.member("E01")
    assert (after.id, after.state, str(after.workstation_id)) == (before.id, "READY", spare)
    taken = str((await hall.member("E02")).workstation_id)
    told = {"seat": "E01", "workstation": taken, "reason": "-"}
    assert (await hall.ask("POST", "/moves", staff, json=told)).status_code == 409


async def test_who_was_moved_pledges_again_with_a_key_of_the_new_workstation(hall: Hall):
    await begun(hall)
    told = {"seat": "E03", "workstation": await hall.spare(await hall.member("E03")), "reason": "显示器损坏"}
    answer(await hall.ask("POST", "/moves", await hall.staff_of("E03"), json=told))
    await hall.login("E03")
    assert not (await hall.look("E03"))["me"]["pledged"]
    key = key_of("elsewhere")
    body = pledge_body(str(hall.session), "E03", key.public.hex())
    signed = {"sign_key": key.public.hex(), "signature": key.sign(signed_bytes(body)).hex()}
    answer(await hall.ask("POST", "/pledge", "E03", json=signed))
    assert (await hall.look("E03"))["me"]["sign_key"] == key.public.hex()
    assert (await hall.member("E03")).state == "READY"


async def test_the_rows_and_the_events_agree_after_all_of_it(hall: Hall):
    from evaluation_rooms.rooms.state import EMPTY, catch_up

    await begun(hall)
    place = await hall.place_of("E04")
    answer(await hall.ask("POST", "/recusal", "E04", json={"hindered": True, "reason": "利害关系"}))
    await hall.successor(place)
    await hall.ready("E04")
    assert catch_up(EMPTY, await hall.events()) == (await hall.look("E01"))["room"]
